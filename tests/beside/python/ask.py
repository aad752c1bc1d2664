"""Asks as one of the peers does: for each line of JSON a call, for each call a line back."""

import importlib
import json
import os
import signal
import sys

# Some print to the standard output, where only answers may stand.
ANSWERS = os.fdopen(os.dup(1), "w")
os.dup2(2, 1)


class Waiting(BaseException):
    """The time is up, and the call has not come back."""


def leave(*_):
    raise Waiting


def chain(error):
    while error is not None:
        yield error
        error = error.__cause__ or error.__context__


def has_id(error):
    """Whether the error or one of its causes has the request id, wherever one may look."""
    for it in chain(error):
        headers = getattr(getattr(it, "response", None), "headers", None)
        fields = {**getattr(it, "__dict__", {}), "headers": dict(headers or {})}
        if "req_" in str(it) or "req_" in repr(fields):
            return True
    return False


def outcome(job):
    try:
        signal.setitimer(signal.ITIMER_REAL, job["longest"])
        what, note = PEER.ask(job["url"], job["timeout"], job["how"])
        return {"what": what, "note": note}
    except Waiting:
        return {"what": "waiting"}
    except Exception as error:
        return {"what": "error", "note": type(error).__name__, "has_id": has_id(error)}
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)


def say(line):
    print(json.dumps(line), file=ANSWERS, flush=True)


PEER = importlib.import_module(sys.argv[1])
signal.signal(signal.SIGALRM, leave)
say({"version": PEER.VERSION})
for line in sys.stdin:
    say(outcome(json.loads(line)))

"""What the peers share."""

from importlib.metadata import version

from pydantic import BaseModel

MESSAGES = [{"role": "user", "content": "hello"}]
MODEL = "gpt-4o-mini"

# For all attempts, where a script is asked in time.
IN_TIME = 2.0


class Invoice(BaseModel):
    total: float


def versioned(package):
    return f"{package} {version(package)}"


def text(completion):
    """The text of the first choice, as the examples print it."""
    choices = getattr(completion, "choices", None)
    if not choices:
        return "broken", f"{type(completion).__name__} without choices"
    return ("answer" if choices[0].message.content else "nothing"), ""


def ended(items):
    return ("answer" if items else "broken"), f"{items} items and an end"

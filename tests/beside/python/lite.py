"""LiteLLM, with the two retries of the SDK inside, which are its default. Its own `num_retries=2` would be
made after those: five requests."""

import asyncio
import os

# Otherwise it fetches a list of prices.
os.environ["LITELLM_LOCAL_MODEL_COST_MAP"] = "True"

import litellm
from shared import IN_TIME, MESSAGES, MODEL, Invoice, ended, text, versioned

VERSION = versioned("litellm")

litellm.suppress_debug_info = True


def ask(url, timeout, how):
    call = {
        "model": f"openai/{MODEL}",
        "messages": MESSAGES,
        "api_base": url,
        "api_key": "sk-beside",
        "timeout": timeout,
    }
    if how == "text":
        return text(litellm.completion(**call))
    if how == "in_time":
        return asyncio.run(in_time(call))
    if how == "streamed":
        return ended(sum(1 for _ in litellm.completion(**call, stream=True)))
    return value(litellm.completion(**call, response_format=Invoice))


async def in_time(call):
    return text(await asyncio.wait_for(litellm.acompletion(**call), IN_TIME))


def value(completion):
    content = completion.choices[0].message.content
    if content is None:
        return "nothing", ""
    Invoice.model_validate_json(content)
    return "answer", ""

"""The official SDK."""

import asyncio

from openai import AsyncOpenAI, OpenAI
from shared import IN_TIME, MESSAGES, MODEL, Invoice, ended, text, versioned

VERSION = versioned("openai")


def ask(url, timeout, how):
    settings = {"api_key": "sk-beside", "base_url": url, "timeout": timeout}
    if how == "in_time":
        return asyncio.run(in_time(AsyncOpenAI(**settings)))
    chat = OpenAI(**settings).chat.completions
    if how == "text":
        return text(chat.create(model=MODEL, messages=MESSAGES))
    if how == "streamed":
        return ended(sum(1 for _ in chat.create(model=MODEL, messages=MESSAGES, stream=True)))
    return value(chat.parse(model=MODEL, messages=MESSAGES, response_format=Invoice))


async def in_time(client):
    call = client.chat.completions.create(model=MODEL, messages=MESSAGES)
    return text(await asyncio.wait_for(call, IN_TIME))


def value(completion):
    return ("answer" if completion.choices[0].message.parsed else "nothing"), ""

"""Asks as the official SDK does by itself: for each line of JSON a call, for each call a line back."""

import json
import sys

import openai
from pydantic import BaseModel


class Invoice(BaseModel):
    total: float


MESSAGES = [{"role": "user", "content": "hello"}]


def ask(client):
    try:
        answer = client.chat.completions.create(model="gpt-4o-mini", messages=MESSAGES)
    except Exception as error:
        return type(error).__name__
    choices = getattr(answer, "choices", None)
    return "an answer" if choices else f"success without an answer ({type(answer).__name__})"


def stream(client):
    items = 0
    try:
        for _ in client.chat.completions.create(model="gpt-4o-mini", messages=MESSAGES, stream=True):
            items += 1
    except Exception as error:
        return f"{type(error).__name__} behind {items} items"
    return f"{items} items and an end"


def parsed(client):
    try:
        answer = client.chat.completions.parse(
            model="gpt-4o-mini", messages=MESSAGES, response_format=Invoice
        )
    except Exception as error:
        return type(error).__name__
    message = answer.choices[0].message
    if message.parsed is not None:
        return "an answer"
    return f"success without a value (refusal: {message.refusal!r}, content: {message.content!r})"


ASK = {"whole": ask, "streamed": stream, "parsed": parsed}

for line in sys.stdin:
    job = json.loads(line)
    client = openai.OpenAI(api_key="sk-beside", base_url=job["url"], timeout=job["timeout"])
    print(json.dumps(ASK[job["how"]](client)), flush=True)

"""Asks as the official SDK does by itself: for each line of JSON a call, for each call a line back."""

import json
import sys

import openai


def ask(url, timeout):
    client = openai.OpenAI(api_key="sk-beside", base_url=url, timeout=timeout)
    messages = [{"role": "user", "content": "hello"}]
    try:
        answer = client.chat.completions.create(model="gpt-4o-mini", messages=messages)
    except Exception as error:
        return type(error).__name__
    choices = getattr(answer, "choices", None)
    return "an answer" if choices else f"success without an answer ({type(answer).__name__})"


for line in sys.stdin:
    job = json.loads(line)
    print(json.dumps(ask(job["url"], job["timeout"])), flush=True)

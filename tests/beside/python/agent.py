"""PydanticAI. Its output is the native one, a JSON schema: by default it is the call of a tool, which no
script here answers with."""

import asyncio

from pydantic_ai import Agent, NativeOutput
from pydantic_ai.models.openai import OpenAIChatModel
from pydantic_ai.providers.openai import OpenAIProvider
from shared import IN_TIME, MODEL, Invoice, ended, versioned

VERSION = versioned("pydantic-ai-slim")
PROMPT = "hello"


def ask(url, timeout, how):
    model = OpenAIChatModel(MODEL, provider=OpenAIProvider(base_url=url, api_key="sk-beside"))
    output = NativeOutput(Invoice) if how == "value" else str
    agent = Agent(model, output_type=output, model_settings={"timeout": timeout})
    return asyncio.run({"in_time": in_time, "streamed": streamed}.get(how, run)(agent))


async def run(agent):
    result = await agent.run(PROMPT)
    return ("answer" if result.output else "nothing"), ""


async def in_time(agent):
    return await asyncio.wait_for(run(agent), IN_TIME)


async def streamed(agent):
    items = 0
    async with agent.run_stream(PROMPT) as result:
        async for _ in result.stream_text(delta=True, debounce_by=None):
            items += 1
    return ended(items)

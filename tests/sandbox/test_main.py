"""`python -m sandbox`: an empty sandbox for any bot."""

import asyncio
import signal
import sys
from time import monotonic

import aiohttp


async def test_it_prints_where_it_is_serves_a_bot_and_stops_at_once() -> None:
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "sandbox", "--port", "0", stdout=asyncio.subprocess.PIPE
    )
    try:
        assert process.stdout is not None
        async with asyncio.timeout(20):
            lines = [(await process.stdout.readline()).decode().split() for _ in range(3)]
        page, base, token = (line[-1] for line in lines)
        async with aiohttp.ClientSession() as web:
            async with web.get(f"{base}/bot{token}/getMe") as response:
                assert (await response.json())["result"]["username"] == "sandbox_bot"
            async with web.get(f"{page}state") as response:
                assert [person["name"] for person in (await response.json())["people"]] == ["Aina", "Ros"]
            poll = asyncio.create_task(web.get(f"{base}/bot{token}/getUpdates?timeout=50"))
            await asyncio.sleep(0.3)
            began = monotonic()
            process.send_signal(signal.SIGTERM)
            assert await asyncio.wait_for(process.wait(), 5) == 0
            assert monotonic() - began < 1.5
            await asyncio.gather(poll, return_exceptions=True)
    finally:
        if process.returncode is None:
            process.kill()

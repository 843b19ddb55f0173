"""`python -m sandbox`: an empty sandbox with two people, for any bot."""

from __future__ import annotations

import argparse
import asyncio
import secrets
import signal
import sys

from sandbox import Bot, Sandbox, UserProfile

BOT_ID = 7000000001


def main() -> None:
    parser = argparse.ArgumentParser(
        prog="python -m sandbox", description="A pretend Telegram on this machine."
    )
    parser.add_argument("--port", type=int, default=8081, help="0 takes any free one (default: %(default)s)")
    parser.add_argument("--token", default=f"{BOT_ID}:{secrets.token_urlsafe(26)[:35]}", help="of your bot")
    parser.add_argument("--username", default="sandbox_bot", help="of your bot (default: %(default)s)")
    raw = parser.parse_args()
    number = raw.token.partition(":")[0]
    if not number.isdigit():
        parser.error("a token begins with the bot's number and a colon")
    bot = Bot(id=int(number), token=raw.token, username=raw.username, name="Your bot")
    people = [
        UserProfile(id=1001, first_name="Aina", language_code="en", role="writes"),
        UserProfile(id=1002, first_name="Ros", language_code="ms", role="writes, too"),
    ]
    asyncio.run(_serve(Sandbox([bot], people), raw.port, bot.token))


async def _serve(sandbox: Sandbox, port: int, token: str) -> None:
    stop = asyncio.Event()
    for signal_number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(signal_number, stop.set)
    async with sandbox.serve(port) as address:
        sys.stdout.write(f"Chat page:    {address}/\nBot API base: {address}\nBot token:    {token}\n")
        sys.stdout.flush()
        await stop.wait()


if __name__ == "__main__":
    main()

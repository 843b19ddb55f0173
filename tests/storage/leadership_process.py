"""A process that says each half second whether it is the one sender of a database, for a minute at most."""

import asyncio
import sys

from storage.engine import database_url
from storage.leadership import Leadership


async def main(url: str) -> None:
    alone = Leadership(database_url(url))
    for _ in range(120):
        print("sender" if await alone() else "nobody", flush=True)
        await asyncio.sleep(0.5)


asyncio.run(main(*sys.argv[1:]))

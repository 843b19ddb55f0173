"""A process that prints each half second whether it is the leader of a database, for a minute at most."""

import asyncio
import os
import sys

from storage.engine import database_url
from storage.leadership import Leadership


async def main(url: str) -> None:
    leadership = Leadership(database_url(url), str(os.getpid()))
    for _ in range(120):
        print("leader" if await leadership() else "nobody", flush=True)
        await asyncio.sleep(0.5)


asyncio.run(main(*sys.argv[1:]))

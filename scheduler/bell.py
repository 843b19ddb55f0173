"""The bell that a commit with a letter rings, so that nobody waits for the tick."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Hashable
from contextlib import asynccontextmanager

from storage.store import Store


@asynccontextmanager
async def answering_the_bell(store: Store, look: Callable[[], Awaitable[object]]) -> AsyncIterator[None]:
    """While entered, `look` is run after each commit of this process that wrote a letter; once for all that came meanwhile."""
    bell = asyncio.Event()

    def ring(touched: frozenset[Hashable]) -> None:
        if "letter" in touched:
            bell.set()

    async def answer() -> None:
        while True:
            await bell.wait()
            bell.clear()
            await look()

    store.listeners.append(ring)
    answering = asyncio.create_task(answer())
    try:
        yield
    finally:
        store.listeners.remove(ring)
        answering.cancel()

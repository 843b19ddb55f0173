"""Waking the outbox after a commit that wrote a notification."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Hashable
from contextlib import asynccontextmanager

from storage.store import Store


@asynccontextmanager
async def wake_on_commit(store: Store, wake: Callable[[], Awaitable[object]]) -> AsyncIterator[None]:
    """Call `wake` after each commit of this process that wrote a notification, while entered; once for several commits."""
    requested = asyncio.Event()

    def on_commit(changed_keys: frozenset[Hashable]) -> None:
        if "notification" in changed_keys:
            requested.set()

    async def run() -> None:
        while True:
            await requested.wait()
            requested.clear()
            await wake()

    store.after_commit_hooks.append(on_commit)
    task = asyncio.create_task(run())
    try:
        yield
    finally:
        store.after_commit_hooks.remove(on_commit)
        task.cancel()

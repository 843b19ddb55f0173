"""One budget of messages for several processes."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

import structlog

from bot.telegram.rate_limiter import RateLimiter
from storage.process_share import drop_share, update_share
from storage.retry_pause import RetryPause
from storage.store import DATABASE_AWAY, Store

log = structlog.get_logger()

SHARE_INTERVAL = 1.0


@asynccontextmanager
async def shared_budget(store: Store, rate_limiter: RateLimiter, process: str) -> AsyncIterator[None]:
    """Use this process's part of the budget while entered. On SQLite there is one process, which has all of it."""
    if store.sqlite:
        yield
        return
    rate_limiter.set_share(await store.write(update_share, process, 0))
    task = asyncio.create_task(_keep_share(store, rate_limiter, process))
    try:
        yield
    finally:
        task.cancel()
        with suppress(Exception):
            await store.write(drop_share, process)


async def _keep_share(store: Store, rate_limiter: RateLimiter, process: str) -> None:
    pause = RetryPause(SHARE_INTERVAL)
    while True:
        await asyncio.sleep(pause.seconds)
        try:
            rate_limiter.set_share(await store.write(update_share, process, rate_limiter.waiting))
        except DATABASE_AWAY:  # the store says so, once
            pause.failed()
        except Exception as error:
            log.warning("the share of the budget could not be renewed", why=type(error).__name__)
        else:
            pause.succeeded()

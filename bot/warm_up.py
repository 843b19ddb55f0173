"""Loads, while people are answered already, what the start need not wait for."""

import asyncio
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from threading import Thread

from sqlalchemy.exc import SQLAlchemyError
from sqlmodel import Session, col, select

from bot.gc_tuning import tune_gc
from bot.telegram.update_parsing import build_update_type
from handlers.stock.line_parser import load_patterns
from storage.alley import Alley
from storage.store import Store, StoreTimeout

SECONDS_AFTER_START = 0.5
"""Until then updates are asked for, and those of before the start are begun."""


@contextmanager
def warming_up(store: Store) -> Iterator[None]:
    """Run `warm_up` in the background while entered."""
    task = asyncio.create_task(warm_up(store))
    try:
        yield
    finally:
        task.cancel()


async def warm_up(store: Store) -> Thread:
    """Return the thread that builds the type of updates and the patterns of stock lines, so that the first ones find them, and then tunes the collector.

    The end of the process does not wait for it.
    """
    await asyncio.sleep(SECONDS_AFTER_START)
    thread = Thread(target=_load, args=(await _currencies(store),), daemon=True)
    thread.start()
    return thread


def _load(currencies: Sequence[str]) -> None:
    try:
        build_update_type()
        load_patterns(currencies)
    finally:
        tune_gc()


async def _currencies(store: Store) -> list[str]:
    """Return the currencies of the alleys, or none where the database does not answer: the first line loads its own."""
    try:
        return await store.read(currencies_of_alleys)
    except (SQLAlchemyError, StoreTimeout):
        return []


def currencies_of_alleys(session: Session) -> list[str]:
    """Return the alleys' currencies, in alphabetical order."""
    return [*session.exec(select(Alley.currency).distinct().order_by(col(Alley.currency)))]

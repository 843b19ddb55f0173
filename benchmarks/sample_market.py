"""The demo data in a database for a bot to be measured on: its public drops, and one notification that is due."""

import asyncio
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from random import Random

from sqlmodel import Session

from bot.demo.data.seed import seed
from market.drop.browse import drop_cards, planned
from market.notification.outbox import notify
from market.organiser.notifications import OrganiserAppointed
from storage.schema import upgrade
from storage.store import Store


@dataclass(frozen=True)
class SampleMarket:
    """A database with the demo data; `codes` and `drops` name its public drops."""

    database: str
    codes: tuple[str, ...]
    drops: tuple[int, ...]


def sample_market(folder: Path, database: str = "") -> SampleMarket:
    """Write the demo data to a file in `folder`, or to an empty database."""
    database = database or f"sqlite:///{folder / 'lorong.db'}"
    upgrade(database)
    return asyncio.run(_fill(database))


async def _fill(database: str) -> SampleMarket:
    store, now = Store(database, deadline=None), datetime.now(UTC)
    try:
        market = await store.write(seed, now, Random(2026))
        drops = await store.read(planned, now)
        cards = await store.read(drop_cards, tuple(drop.id for drop in drops))
        await store.write(_due_notification, market.aina, now)
    finally:
        await store.close()
    return SampleMarket(database, tuple(card.code for card in cards), tuple(card.id for card in cards))


def _due_notification(session: Session, person: int, now: datetime) -> None:
    """Queue one of a kind that quiet hours do not hold back: what is measured does not depend on the time of day."""
    notify(session, person, OrganiserAppointed(), now, about="organiser:1")

"""How often the pages of a person go to the database: as often with six bookings as with none."""

from collections.abc import Callable
from datetime import datetime
from random import Random
from typing import Any

import pytest
from sqlmodel import Session

from market.drop.browse import drop_cards, planned
from market.refusal import Refusal
from market.waitlist.join import join
from tests.dispatcher.harness import Market, Visitor

LOOKED_UP = {"callers", "planned", "drop_cards", "alley_names"}
"""Who writes, and what is the same for everybody: both are cached."""


@pytest.fixture
def reads(market: Market, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The names of the queries about a person, each a transaction."""
    made, read = list[str](), market.store.read

    async def noted(query: Callable[..., Any], *args: Any, **named: Any) -> Any:
        made.append(query.__name__)
        return await read(query, *args, **named)

    monkeypatch.setattr(market.store, "read", noted)
    return made


def book_six(session: Session, person: int, now: datetime) -> int:
    drops = drop_cards(session, tuple(drop.id for drop in planned(session, now)))
    booked, rng = 0, Random(1)
    for item in (item for drop in drops for item in drop.items if booked < 6):
        try:
            booked += join(session, person, item.id, 1, now, rng).booking is not None
        except Refusal:
            continue
    return booked


async def test_each_page_of_ones_own_is_one_read_with_bookings_and_without(
    market: Market, tom: Visitor, reads: list[str]
) -> None:
    await tom.writes("/start")

    async def own_reads(command: str) -> list[str]:
        reads.clear()
        await tom.writes(command)
        return [name for name in reads if name not in (*LOOKED_UP, "awaits_notification")]

    pages = {"/mine": ["own_matters"], "/tickets": ["own_tickets"]}
    assert {page: await own_reads(page) for page in pages} == pages
    assert await own_reads("/start") == []
    assert await market.change(book_six, await market.person(tom.id), market.clock()) == 6
    await market.deliver()
    assert {page: await own_reads(page) for page in pages} == pages
    assert await own_reads("/start") == ["my_items"]

"""Rosters: a place, and the people who have shifts, are locked before they are read."""

from datetime import time
from typing import Any

import pytest
from sqlmodel import Session

from market.actor import Actor
from market.roster.assign import take_off
from market.roster.plan import open_roster
from market.roster.rule import RosterPlan
from market.roster.swap import agree_exchange, ask_exchange, take_offered
from market.roster.take import give_back, offer_shift, take_shift
from market.stock.move import move_drop
from market.stock.pause import cancel
from market.stock.stock_line import StockLine
from storage.market_day import StallDay
from storage.person import Person
from tests.databases import ON_POSTGRESQL
from tests.market.locks import Deed, waits_where_it_looks
from tests.market.roster.conftest import LATER, ROS, SELLER, TODAY, TOM, TOMORROW, RosterScenario
from tests.market.staff.conftest import NOW

pytestmark = ON_POSTGRESQL

OWNER, HELPER, OTHER = Actor(ROS), Actor(TOM), Actor(SELLER)
TO_LATER = StockLine(day=NOW.date().replace(day=30), start=time(10), end=time(12))
HELD, OFFERED = "held", "offered"
"""Tom's place, and another's of tonight that is offered."""
DAY, TONIGHT, NOT_OPEN = "day", "tonight", "not open"
"""The stall day of his place, that of tonight, and one that has no roster yet."""
IS_TOM, IS_SELLER = f"id = {TOM}", f"id = {SELLER}"


def take_off_now(session: Session, actor: Actor, shift: int, person: int) -> None:
    take_off(session, actor, shift, person, now=NOW)


@pytest.mark.parametrize(
    ("deed", "table", "where"),
    [
        ((open_roster, OWNER, NOT_OPEN, RosterPlan(1, 1), NOW), StallDay, NOT_OPEN),
        ((take_shift, OTHER, DAY, 0, NOW), Person, IS_SELLER),
        ((take_shift, OTHER, DAY, 0, NOW), StallDay, DAY),
        ((give_back, HELPER, HELD, NOW), Person, IS_TOM),
        ((give_back, HELPER, HELD, NOW), StallDay, DAY),
        ((offer_shift, HELPER, HELD, NOW), StallDay, DAY),
        ((take_offered, HELPER, OFFERED, NOW), Person, IS_SELLER),
        ((take_offered, HELPER, OFFERED, NOW), StallDay, TONIGHT),
        ((ask_exchange, HELPER, OFFERED, HELD, NOW), StallDay, TONIGHT),
        ((agree_exchange, OTHER, OFFERED, HELD, NOW), Person, IS_TOM),
        ((take_off_now, OWNER, HELD, TOM), Person, IS_TOM),
        ((move_drop, OWNER, TOMORROW, TO_LATER, NOW), Person, IS_TOM),
        ((move_drop, OWNER, LATER, TO_LATER, NOW), Person, IS_TOM),
        ((cancel, OWNER, LATER, NOW), Person, IS_TOM),
    ],
    ids=lambda given: getattr(given[0] if isinstance(given, tuple) else given, "__name__", str(given)),
)
async def test_whoever_changes_a_roster_waits_for_who_has_the_row(
    scenario: RosterScenario, deed: Deed, table: type[Any], where: str
) -> None:
    await scenario.open(TOMORROW)
    await scenario.open(TODAY)
    named = {HELD: await scenario.take(TOM), OFFERED: await scenario.take(SELLER, TODAY)}
    for day, drop in ((DAY, TOMORROW), (TONIGHT, TODAY), (NOT_OPEN, LATER)):
        named[day] = await scenario.day(drop)
    await scenario.act(offer_shift, SELLER, named[OFFERED], NOW)
    action, *args = (named.get(one, one) if isinstance(one, str) else one for one in deed)
    await waits_where_it_looks(
        scenario.store, (action, *args), table, f"id = {named[where]}" if where in named else where
    )

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
from market.stock.stock_line import StockLine
from storage.drop import Drop
from storage.person import Person
from tests.databases import ON_POSTGRESQL
from tests.market.locks import Deed, waits_where_it_looks
from tests.market.roster.conftest import ROS, SELLER, THEIRS, TODAY, TOM, TOMORROW, RosterScenario
from tests.market.staff.conftest import NOW

pytestmark = ON_POSTGRESQL

OWNER, HELPER, OTHER = Actor(ROS), Actor(TOM), Actor(SELLER)
LATER = StockLine(day=NOW.date().replace(day=30), start=time(10), end=time(12))
PLACE, HELD, OFFERED = "place", "held", "offered"
"""An empty place, Tom's of the same roster, and another's of tonight that is offered."""
IS_TOM, IS_SELLER = f"id = {TOM}", f"id = {SELLER}"


def take_off_now(session: Session, actor: Actor, shift: int, person: int) -> None:
    take_off(session, actor, shift, person, now=NOW)


@pytest.mark.parametrize(
    ("deed", "table", "where"),
    [
        ((open_roster, OWNER, THEIRS - 1, RosterPlan(1, 1), NOW), Drop, f"id = {THEIRS - 1}"),
        ((take_shift, OTHER, TOMORROW, 0, NOW), Person, IS_SELLER),
        ((take_shift, OTHER, TOMORROW, 0, NOW), Drop, f"id = {TOMORROW}"),
        ((give_back, HELPER, HELD, NOW), Person, IS_TOM),
        ((give_back, HELPER, HELD, NOW), Drop, f"id = {TOMORROW}"),
        ((offer_shift, HELPER, HELD, NOW), Drop, f"id = {TOMORROW}"),
        ((take_offered, HELPER, OFFERED, NOW), Person, IS_SELLER),
        ((take_offered, HELPER, OFFERED, NOW), Drop, f"id = {TODAY}"),
        ((ask_exchange, HELPER, OFFERED, HELD, NOW), Drop, f"id = {TODAY}"),
        ((agree_exchange, OTHER, OFFERED, HELD, NOW), Person, IS_TOM),
        ((take_off_now, OWNER, HELD, TOM), Person, IS_TOM),
        ((move_drop, OWNER, TOMORROW, LATER, NOW), Person, IS_TOM),
    ],
    ids=lambda given: getattr(given[0] if isinstance(given, tuple) else given, "__name__", str(given)),
)
async def test_whoever_changes_a_roster_waits_for_who_has_the_row(
    scenario: RosterScenario, deed: Deed, table: type[Any], where: str
) -> None:
    await scenario.open(TOMORROW)
    await scenario.open(TODAY)
    named = {HELD: await scenario.take(TOM), OFFERED: await scenario.take(SELLER, TODAY)}
    await scenario.act(offer_shift, SELLER, named[OFFERED], NOW)
    action, *args = (named.get(one, one) if isinstance(one, str) else one for one in deed)
    await waits_where_it_looks(scenario.store, (action, *args), table, where)

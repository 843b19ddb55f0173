"""Showrooms: the host and the visitor are locked before anything is read."""

from typing import Any

import pytest
from sqlmodel import Session

from market.actor import Actor
from market.showroom.day_sheet import mark_arrived, mark_left, take_walk_in
from market.showroom.ended import end_visits_of
from market.showroom.plan import change_window, delete_window
from market.showroom.visit import VisitRequest, book_visit, cancel_visit, move_visit, undo_cancel
from storage.person import Person
from storage.stall import Stall
from tests.databases import ON_POSTGRESQL
from tests.market.locks import Deed, waits_where_it_looks
from tests.market.showroom.conftest import (
    AINA,
    MINUTE,
    MORNING,
    NOW,
    ROS,
    STALL,
    TEN,
    TOM,
    ShowroomScenario,
)

pytestmark = ON_POSTGRESQL

HOST = Actor(ROS)
WINDOW, VISIT = "window", "visit"
LATER = TEN + 20 * MINUTE
IS_TOM, IS_AINA, IS_STALL = f"id = {TOM}", f"id = {AINA}", f"id = {STALL}"


def take_walk_in_now(session: Session, actor: Actor) -> None:
    take_walk_in(session, actor, STALL, LATER, now=TEN)


@pytest.mark.parametrize(
    ("deed", "table", "where"),
    [
        ((book_visit, AINA, VisitRequest(stall=STALL, starts_at=LATER), NOW), Person, IS_AINA),
        ((book_visit, AINA, VisitRequest(stall=STALL, starts_at=LATER), NOW), Stall, IS_STALL),
        ((move_visit, TOM, VISIT, LATER, NOW), Person, IS_TOM),
        ((move_visit, TOM, VISIT, LATER, NOW), Stall, IS_STALL),
        ((cancel_visit, TOM, VISIT, NOW), Stall, IS_STALL),
        ((undo_cancel, TOM, VISIT, NOW), Stall, IS_STALL),
        ((end_visits_of, TOM, NOW), Stall, IS_STALL),
        ((take_walk_in_now, HOST), Stall, IS_STALL),
        ((mark_arrived, HOST, VISIT, TEN), Stall, IS_STALL),
        ((mark_left, HOST, VISIT, TEN), Stall, IS_STALL),
        ((change_window, HOST, WINDOW, MORNING), Stall, IS_STALL),
        ((delete_window, HOST, WINDOW), Stall, IS_STALL),
    ],
    ids=lambda given: getattr(given[0] if isinstance(given, tuple) else given, "__name__", str(given)),
)
async def test_whoever_changes_a_showroom_waits_for_who_has_the_row(
    showroom: ShowroomScenario, deed: Deed, table: type[Any], where: str
) -> None:
    named = {WINDOW: await showroom.window(), VISIT: await showroom.book(TOM)}
    action, *args = (named.get(one, one) if isinstance(one, str) else one for one in deed)
    await waits_where_it_looks(showroom.store, (action, *args), table, where)

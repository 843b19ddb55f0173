"""The time of the next automatic event of any kind, on both databases."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlmodel import Session

from market.next_due import BROADCAST_BEGINS, DROP_ENDS, HOLD_ENDS, LAST_CALL, MARKET_DAY, next_due
from market.preferences.preferences import mute_reminder
from market.reminder.notifications import StallDayStage
from storage.alley import Alley
from storage.broadcast import Broadcast
from storage.drop import Drop, Item
from storage.notification import Notification
from storage.stall import Stall
from storage.store import Store
from storage.waitlist import Entry, Hold
from tests.people import add_person

NOW = datetime(2026, 11, 24, 2, tzinfo=UTC)
HOUR, TICK = timedelta(hours=1), timedelta(microseconds=1)
TOM = 4003


def lay_out(session: Session) -> None:
    add_person(session, TOM, first_name="x", language="en", created_at=NOW)
    session.add(
        Alley(
            id=1, code="A", name="Bakau", city="Miri", zone="Asia/Kuching", territory="MY", currency="MYR",
            latitude=4.4, longitude=113.9,
        )
    )  # fmt: skip
    session.flush()
    session.add(
        Stall(
            id=1, code="S", name="Tom's", owner_id=TOM, alley_id=1, language="en", state="approved",
            asked_at=NOW,
        )
    )  # fmt: skip


@pytest.fixture
async def market(store: Store) -> Store:
    await store.write(lay_out)
    return store


def sell(session: Session, drop: int, ends_at: datetime, waiting: int = 0, **given: Any) -> None:
    usual = {"state": "published", "starts_at": NOW - HOUR, "opens_at": NOW - HOUR}
    session.add(
        Drop(
            id=drop, code=f"D{drop}", stall_id=1, alley_id=1, name="Kuih", language="ms", ends_at=ends_at,
            created_at=NOW, **(usual | given),
        )
    )  # fmt: skip
    session.flush()
    session.add(Item(id=drop, drop_id=drop, name="kuih", price=1, quantity=9, waiting=waiting))
    session.flush()


def hold(session: Session, drop: int, number: int, until: datetime, state: str) -> None:
    entry = Entry(item_id=drop, person_id=TOM, number=number, units=1, state="held", joined_at=NOW)
    session.add(entry)
    session.flush()
    session.add(
        Hold(
            entry_id=entry.id or 0, item_id=drop, person_id=TOM, units=1, state=state, given_at=NOW,
            until=until,
        )
    )  # fmt: skip


@pytest.mark.empty_market("the next of all that is due")
async def test_where_nothing_waits_nothing_is_due(market: Store) -> None:
    assert await market.read(next_due, NOW) is None


@pytest.mark.empty_market("the next of all that is due")
async def test_the_first_of_the_drops_that_end_is_one_nobody_has_wound_up(market: Store) -> None:
    def build(session: Session) -> None:
        sell(session, 1, NOW + 5 * HOUR)
        sell(session, 2, NOW + 4 * HOUR, state="cancelled")
        sell(session, 3, NOW + 3 * HOUR, state="draft")
        sell(session, 4, NOW + 2 * HOUR, wound_up_at=NOW)
        sell(session, 5, NOW)

    await market.write(build)
    await market.write(mute_reminder, TOM, StallDayStage.kind, NOW)
    assert await market.read(next_due, NOW) == (NOW + 4 * HOUR, DROP_ENDS)
    assert await market.read(next_due, NOW + 4 * HOUR) == (NOW + 5 * HOUR, DROP_ENDS)
    assert await market.read(next_due, NOW + 5 * HOUR) is None


async def test_whatever_comes_first_is_named(market: Store) -> None:
    def build(session: Session) -> None:
        sell(session, 1, NOW + 9 * HOUR, waiting=1)
        sell(session, 2, NOW + 8 * HOUR)
        hold(session, 2, 1, NOW + HOUR, state="expired")
        hold(session, 1, 2, NOW + 7.5 * HOUR, state="live")
        hold(session, 2, 3, NOW + 6 * HOUR, state="live")
        session.add(
            Notification(
                person_id=TOM, kind="UnitsHeld", about="hold:1", payload={}, priority=2,
                due_at=NOW + 2 * HOUR, send_at=NOW + 2 * HOUR,
            )
        )  # fmt: skip
        for state, hours in (("scheduled", 5), ("draft", 1)):
            session.add(
                Broadcast(
                    author_id=TOM, audience={"alley": 0, "language": "", "role": ""}, created_at=NOW,
                    state=state, send_at=NOW + hours * HOUR,
                )
            )  # fmt: skip

    await market.write(build)
    found, at = [], NOW
    while due := await market.read(next_due, at):
        found.append(due)
        at = due[0]
    assert found == [
        (NOW + 2 * HOUR, "UnitsHeld"),
        (NOW + 5 * HOUR, BROADCAST_BEGINS),
        (NOW + 6 * HOUR, HOLD_ENDS),
        (NOW + 7 * HOUR, LAST_CALL),
        (NOW + 7.5 * HOUR, HOLD_ENDS),
        (NOW + 8 * HOUR, DROP_ENDS),
        (NOW + 8.75 * HOUR, MARKET_DAY),
        (NOW + 9 * HOUR, DROP_ENDS),
    ]
    assert await market.read(next_due, NOW + 6 * HOUR - TICK) == (NOW + 6 * HOUR, HOLD_ENDS)

"""Rows that count as ended, by person, for how long they are listed, and in which order."""

from collections.abc import Awaitable, Callable
from datetime import timedelta
from itertools import count
from typing import Any

import pytest
from sqlmodel import Session

from market.waitlist.past_items import KEPT_FOR, past_items
from storage.gift import Gift
from storage.store import Store
from storage.waitlist import Booking, Entry, Hold
from tests.market.waitlist.conftest import HOUR, NOW, ItemScenario

NewItem = Callable[..., Awaitable[ItemScenario]]
AINA, TOM, MEI = 1, 2, 3
MINUTE = timedelta(minutes=1)
NUMBERS = count(1)


def add(
    session: Session, item: int, person: int, state: str, ended_ago: timedelta, table: type = Booking
) -> int:
    """A row of the table in this state, that ended so long ago, with the rows it comes from; its id."""
    number = next(NUMBERS)
    came = {"booked": NOW - KEPT_FOR - HOUR, "ended": NOW - ended_ago}
    of: dict[str, Any] = {"item_id": item, "person_id": person}

    def put(row: Any) -> int:
        session.add(row)
        session.flush()
        return row.id or 0

    def ended(of_table: type) -> dict[str, Any]:
        if table is of_table:
            return {"state": state, "ended_at": came["ended"]}
        return {"state": "booked", "ended_at": came["booked"]}

    entry = put(Entry(**of, number=number, units=2, joined_at=NOW, **ended(Entry)))
    if table is Entry:
        return entry
    times: dict[str, Any] = {"given_at": NOW, "until": NOW}
    hold = put(Hold(**of, entry_id=entry, units=2, **times, **ended(Hold)))
    if table is Hold:
        return hold
    return put(Booking(**of, hold_id=hold, units=2, price=850, booked_at=NOW, **ended(Booking)))


async def ended(store: Store, person: int = AINA, page: int = 1) -> list[tuple[int, str]]:
    """Return the items and their outcomes, as a page lists them."""
    shown = await store.read(past_items, person, NOW, page)
    return [(each.item.id, each.outcome) for each in shown.ended]


STATES = [
    *((Booking, state, state != "booked") for state in ("booked", "released", "missed", "cancelled")),
    *((Hold, state, state != "booked") for state in ("booked", "declined", "expired", "cancelled")),
    *((Entry, state, state in ("left", "closed")) for state in ("booked", "held", "left", "closed")),
]


@pytest.mark.parametrize(("table", "state", "is_listed"), STATES)
async def test_what_ended_is_told_to_whose_it_was_for_thirty_days(
    new_item: NewItem, table: type, state: str, is_listed: bool
) -> None:
    item = await new_item()
    for person, ago in ((TOM, MINUTE), (AINA, KEPT_FOR - MINUTE), (MEI, KEPT_FOR)):
        await item.store.write(add, item.item, person, state, ended_ago=ago, table=table)
    expected = [(item.item, state)] if is_listed else []
    assert [await ended(item.store, person) for person in (AINA, TOM, MEI)] == [expected, expected, []]


async def test_what_was_collected_is_past_once_its_drop_is_over(new_item: NewItem) -> None:
    early = {"opens_at": NOW - 9 * HOUR, "starts_at": NOW - 2 * HOUR}
    over, going_on = [await new_item(**early, ends_at=NOW + more) for more in (timedelta(), MINUTE)]
    for item in (over, going_on):
        await item.store.write(add, item.item, AINA, "collected", ended_ago=HOUR)
    assert await ended(over.store) == [(over.item, "collected")]


async def test_a_gift_is_told_to_the_giver_once_it_is_taken_for_thirty_days(new_item: NewItem) -> None:
    items = [await new_item() for _ in range(4)]
    gifts = [
        (AINA, "taken", MINUTE),
        (AINA, "withdrawn", MINUTE),
        (AINA, "taken", KEPT_FOR),
        (TOM, "taken", MINUTE),
    ]

    def write(session: Session) -> None:
        for item, (giver, state, ago) in zip(items, gifts, strict=True):
            booking = add(session, item.item, MEI, "booked", ended_ago=HOUR)
            session.add(
                Gift(
                    code_hash=f"g{item.item}",
                    giver_id=giver,
                    booking_id=booking,
                    until=NOW + HOUR,
                    state=state,
                    made_at=NOW - HOUR,
                    ended_at=NOW - ago,
                )
            )

    await items[0].store.write(write)
    assert [await ended(items[0].store, person) for person in (AINA, TOM)] == [
        [(items[0].item, "given")],
        [(items[3].item, "given")],
    ]


async def test_the_newest_is_first_and_of_one_moment_the_first_line(new_item: NewItem) -> None:
    one, two, three = [await new_item() for _ in range(3)]
    rows = [
        (two, "missed", 5, Booking),
        (three, "released", 1, Booking),
        (one, "left", 9, Entry),
        (two, "declined", 3, Hold),
        (one, "released", 3, Booking),
        (one, "expired", 3, Hold),
        (two, "closed", 2, Entry),
    ]

    def write(session: Session) -> None:
        for item, how, minutes, table in rows:
            for person in (TOM, AINA):
                add(session, item.item, person, how, ended_ago=minutes * MINUTE, table=table)

    await one.store.write(write)
    listed = [*await ended(one.store), *await ended(one.store, page=2)]
    assert await ended(one.store, page=0) == listed[:5]
    assert [(item.item, how) for item, how, _, _ in (rows[n] for n in (1, 6, 5, 4, 3, 0, 2))] == listed

"""The units of each person on an item, by each state of a row, beside the rows of others and of another drop."""

from collections.abc import Awaitable, Callable
from typing import Any

import pytest
from sqlmodel import Session, select

from market.drop.locked_item import read_item
from market.waitlist.person_units import units_of
from storage.store import Store
from storage.waitlist import Booking, Entry, Hold
from tests.market.waitlist.conftest import HOUR, NOW, ItemScenario
from tests.market.waitlist.simulation import Simulation, new_simulation

NewItem = Callable[..., Awaitable[ItemScenario]]
HERE, THERE = 0, 1
"""The line that is asked of, and another of the same drop."""


def put(session: Session, item: int, person: int, units: int, **states: Any) -> None:
    """Write an entry in a state, its hold where `hold` names a state, and its booking where `booking` does."""
    entry = Entry(item_id=item, person_id=person, units=units, state=states["entry"], joined_at=NOW)
    session.add(entry)
    session.flush()
    if "hold" not in states:
        return
    hold = Hold(
        entry_id=entry.id or 0, item_id=item, person_id=person, units=units, given_at=NOW,
        until=states.get("until", NOW + HOUR), state=states["hold"],
    )  # fmt: skip
    session.add(hold)
    session.flush()
    if "claim" in states:
        session.add(
            Booking(hold_id=hold.id or 0, item_id=item, person_id=person, units=units, price=850,
                  state=states["claim"], booked_at=NOW)
        )  # fmt: skip


def has(session: Session, simulation: Simulation, person: int) -> int:
    at = read_item(session, simulation.items[HERE])
    assert at is not None
    return units_of(session, at, person, NOW)


KEPT = {"entry": "booked", "hold": "booked"}


@pytest.mark.parametrize(
    ("where", "states", "counts"),
    [
        (HERE, KEPT | {"claim": "booked"}, True),
        (THERE, KEPT | {"claim": "collected"}, True),
        *((HERE, KEPT | {"claim": state}, False) for state in ("released", "missed", "cancelled")),
        (HERE, {"entry": "held", "hold": "live"}, True),
        (THERE, {"entry": "held", "hold": "live"}, True),
        (THERE, {"entry": "held", "hold": "live", "until": NOW}, False),
        *((HERE, {"entry": state, "hold": state}, False) for state in ("booked", "declined", "expired")),
        (THERE, {"entry": "waiting"}, True),
        (HERE, {"entry": "waiting"}, False),
        *((THERE, {"entry": state}, False) for state in ("left", "closed", "held")),
    ],
)
async def test_what_counts_towards_the_limit_of_a_person(
    store: Store, where: int, states: dict[str, str], counts: bool
) -> None:
    other, simulation = (
        await new_simulation(store, "slots", [9] * 4),
        await new_simulation(store, "slots", [9] * 4),
    )

    def write(session: Session) -> None:
        put(session, simulation.items[where], 2, 1, **states)
        put(session, other.items[where], 1, 2, **states)
        put(session, simulation.items[where], 1, 3, **states)

    await store.write(write)
    assert await store.read(has, simulation, 1) == (3 if counts else 0)
    assert await store.read(has, simulation, 2) == (1 if counts else 0)


async def test_while_a_drop_is_paused_a_hold_counts_though_its_time_is_over(new_item: NewItem) -> None:
    item = await new_item()
    simulation = Simulation(store=item.store, drop=item.drop, items=[item.item], limit=2)
    await item.store.write(put, item.item, 1, 2, entry="held", hold="live", until=NOW)
    assert await item.store.read(has, simulation, 1) == 0
    await item.change(state="paused")
    assert await item.store.read(has, simulation, 1) == 2


async def test_units_went_to_the_lowest_number_that_had_none_before(new_item: NewItem) -> None:
    item = await new_item(quantity=3)
    await item.join_all(1, 2)
    await item.join(4)
    await item.join(3)
    numbers = {1: 1, 2: 2, 4: 4, 3: 3}

    def write(session: Session) -> None:
        """Write entries where the last to join has a lower number than earlier ones."""
        rows = {row.person_id or 0: row for row in session.exec(select(Entry))}
        for add in (10, 0):
            for person, number in numbers.items():
                rows[person].number = number + add
            session.flush()

    await item.store.write(write)
    assert await item.holders() == [1, 2]
    assert await item.decline(2) == 3
    assert await item.holders() == [1, 3, 4]

"""Who has what of a line, by each state a row can have, and beside the rows of others and of another drop."""

from collections.abc import Awaitable, Callable
from typing import Any

import pytest
from sqlmodel import Session, select

from market.waitlist.ground import ground
from market.waitlist.shares import had
from storage.store import Store
from storage.waitlist import Claim, Entry, Hold
from tests.market.waitlist.conftest import HOUR, NOW, Alive
from tests.market.waitlist.crowd import Crowd, gathered

Lay = Callable[..., Awaitable[Alive]]
HERE, THERE = 0, 1
"""The line that is asked of, and another of the same drop."""


def put(session: Session, line: int, person: int, units: int, **states: Any) -> None:
    """An entry in a state, its hold where `hold` names one, and its claim where `claim` does."""
    entry = Entry(line_id=line, person_id=person, party=units, state=states["entry"], joined_at=NOW)
    session.add(entry)
    session.flush()
    if "hold" not in states:
        return
    hold = Hold(
        entry_id=entry.id or 0, line_id=line, person_id=person, units=units, given_at=NOW,
        until=states.get("until", NOW + HOUR), state=states["hold"],
    )  # fmt: skip
    session.add(hold)
    session.flush()
    if "claim" in states:
        session.add(
            Claim(hold_id=hold.id or 0, line_id=line, person_id=person, units=units, price=850,
                  state=states["claim"], claimed_at=NOW)
        )  # fmt: skip


def has(session: Session, crowd: Crowd, person: int) -> int:
    at = ground(session, crowd.lines[HERE], lock=False)
    assert at is not None
    return had(session, at, person, NOW)


KEPT = {"entry": "claimed", "hold": "claimed"}


@pytest.mark.parametrize(
    ("where", "states", "counts"),
    [
        (HERE, KEPT | {"claim": "claimed"}, True),
        (THERE, KEPT | {"claim": "collected"}, True),
        *((HERE, KEPT | {"claim": state}, False) for state in ("released", "missed", "cancelled")),
        (HERE, {"entry": "held", "hold": "live"}, True),
        (THERE, {"entry": "held", "hold": "live"}, True),
        (THERE, {"entry": "held", "hold": "live", "until": NOW}, False),
        *((HERE, {"entry": state, "hold": state}, False) for state in ("claimed", "declined", "expired")),
        (THERE, {"entry": "waiting"}, True),
        (HERE, {"entry": "waiting"}, False),
        *((THERE, {"entry": state}, False) for state in ("left", "closed", "held")),
    ],
)
async def test_what_counts_towards_the_limit_of_a_person(
    store: Store, where: int, states: dict[str, str], counts: bool
) -> None:
    other, crowd = await gathered(store, "slots", [9] * 4), await gathered(store, "slots", [9] * 4)

    def write(session: Session) -> None:
        put(session, crowd.lines[where], 2, 1, **states)
        put(session, other.lines[where], 1, 2, **states)
        put(session, crowd.lines[where], 1, 3, **states)

    await store.write(write)
    assert await store.read(has, crowd, 1) == (3 if counts else 0)
    assert await store.read(has, crowd, 2) == (1 if counts else 0)


async def test_while_a_drop_is_paused_a_hold_counts_though_its_time_is_over(lay: Lay) -> None:
    line = await lay()
    crowd = Crowd(line.store, line.drop, [line.line], 2)
    await line.store.write(put, line.line, 1, 2, entry="held", hold="live", until=NOW)
    assert await line.store.read(has, crowd, 1) == 0
    await line.change(state="paused")
    assert await line.store.read(has, crowd, 1) == 2


async def test_units_went_to_the_lowest_number_that_had_none_before(lay: Lay) -> None:
    line = await lay(quantity=3)
    await line.all_join(1, 2)
    await line.join(4)
    await line.join(3)
    numbers = {1: 1, 2: 2, 4: 4, 3: 3}

    def write(session: Session) -> None:
        """Who joined last has a number before who joined earlier."""
        rows = {row.person_id or 0: row for row in session.exec(select(Entry))}
        for add in (10, 0):
            for person, number in numbers.items():
                rows[person].number = number + add
            session.flush()

    await line.store.write(write)
    assert await line.holders() == [1, 2]
    assert await line.decline(2) == 3
    assert await line.holders() == [1, 3, 4]

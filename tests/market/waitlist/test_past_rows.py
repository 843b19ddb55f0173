"""Which rows count as ended, whose they are, for how long they are told, and in which order they are listed."""

from collections.abc import Awaitable, Callable
from datetime import timedelta
from itertools import count
from typing import Any

import pytest
from sqlmodel import Session

from market.waitlist.past import KEPT, past
from storage.gift import Gift
from storage.store import Store
from storage.waitlist import Claim, Entry, Hold
from tests.market.waitlist.conftest import HOUR, NOW, Alive

Lay = Callable[..., Awaitable[Alive]]
AINA, TOM, MEI = 1, 2, 3
MINUTE = timedelta(minutes=1)
NUMBERS = count(1)


def add(
    session: Session, line: int, person: int, state: str, ended_ago: timedelta, table: type = Claim
) -> int:
    """A row of the table in this state, that ended so long ago, with the rows it comes from; its id."""
    number = next(NUMBERS)
    came = {"claimed": NOW - KEPT - HOUR, "ended": NOW - ended_ago}
    of: dict[str, Any] = {"line_id": line, "person_id": person}

    def put(row: Any) -> int:
        session.add(row)
        session.flush()
        return row.id or 0

    def ended(of_table: type) -> dict[str, Any]:
        if table is of_table:
            return {"state": state, "ended_at": came["ended"]}
        return {"state": "claimed", "ended_at": came["claimed"]}

    entry = put(Entry(**of, number=number, party=2, joined_at=NOW, **ended(Entry)))
    if table is Entry:
        return entry
    times: dict[str, Any] = {"given_at": NOW, "until": NOW}
    hold = put(Hold(**of, entry_id=entry, units=2, **times, **ended(Hold)))
    if table is Hold:
        return hold
    return put(Claim(**of, hold_id=hold, units=2, price=850, claimed_at=NOW, **ended(Claim)))


async def ended(store: Store, person: int = AINA, page: int = 1) -> list[tuple[int, str]]:
    """The lines and how each ended, as a page lists them."""
    shown = await store.read(past, person, NOW, page)
    return [(each.line.id, each.how) for each in shown.ended]


STATES = [
    *((Claim, state, state != "claimed") for state in ("claimed", "released", "missed", "cancelled")),
    *((Hold, state, state != "claimed") for state in ("claimed", "declined", "expired", "cancelled")),
    *((Entry, state, state in ("left", "closed")) for state in ("claimed", "held", "left", "closed")),
]


@pytest.mark.parametrize(("table", "state", "told"), STATES)
async def test_what_ended_is_told_to_whose_it_was_for_thirty_days(
    lay: Lay, table: type, state: str, told: bool
) -> None:
    line = await lay()
    for person, ago in ((TOM, MINUTE), (AINA, KEPT - MINUTE), (MEI, KEPT)):
        await line.store.write(add, line.line, person, state, ago, table)
    expected = [(line.line, state)] if told else []
    assert [await ended(line.store, person) for person in (AINA, TOM, MEI)] == [expected, expected, []]


async def test_what_was_collected_is_past_once_its_drop_is_over(lay: Lay) -> None:
    early = {"opens_at": NOW - 9 * HOUR, "starts_at": NOW - 2 * HOUR}
    over, going_on = [await lay(**early, ends_at=NOW + more) for more in (timedelta(), MINUTE)]
    for line in (over, going_on):
        await line.store.write(add, line.line, AINA, "collected", HOUR)
    assert await ended(over.store) == [(over.line, "collected")]


async def test_a_gift_is_told_to_the_giver_once_it_is_taken_for_thirty_days(lay: Lay) -> None:
    lines = [await lay() for _ in range(4)]
    gifts = [
        (AINA, "taken", MINUTE),
        (AINA, "withdrawn", MINUTE),
        (AINA, "taken", KEPT),
        (TOM, "taken", MINUTE),
    ]

    def write(session: Session) -> None:
        for line, (giver, state, ago) in zip(lines, gifts, strict=True):
            claim = add(session, line.line, MEI, "claimed", HOUR)
            session.add(
                Gift(
                    code_hash=f"g{line.line}",
                    giver_id=giver,
                    claim_id=claim,
                    until=NOW + HOUR,
                    state=state,
                    made_at=NOW - HOUR,
                    ended_at=NOW - ago,
                )
            )

    await lines[0].store.write(write)
    assert [await ended(lines[0].store, person) for person in (AINA, TOM)] == [
        [(lines[0].line, "given")],
        [(lines[3].line, "given")],
    ]


async def test_the_newest_is_first_and_of_one_moment_the_first_line(lay: Lay) -> None:
    one, two, three = [await lay() for _ in range(3)]
    rows = [
        (two, "missed", 5, Claim),
        (three, "released", 1, Claim),
        (one, "left", 9, Entry),
        (two, "declined", 3, Hold),
        (one, "released", 3, Claim),
        (one, "expired", 3, Hold),
        (two, "closed", 2, Entry),
    ]

    def write(session: Session) -> None:
        for line, how, minutes, table in rows:
            for person in (TOM, AINA):
                add(session, line.line, person, how, minutes * MINUTE, table)

    await one.store.write(write)
    listed = [*await ended(one.store), *await ended(one.store, page=2)]
    assert await ended(one.store, page=0) == listed[:5]
    assert [(line.line, how) for line, how, _, _ in (rows[n] for n in (1, 6, 5, 4, 3, 0, 2))] == listed

"""Whatever a crowd does at one time, and in whatever sequence: what must be true is true at every commit."""

import asyncio
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from sqlmodel import Session, col, select

from market.refusal import Refusal
from storage.drop import Drop, Line
from storage.letter import Letter
from storage.store import Store
from storage.waitlist import Claim, Entry, Hold
from tests.market.waitlist.conftest import Alive, lay_out

PEOPLE = 12
AT_ONCE = 6
ACTS = ("join", "join", "join", "keep", "keep", "leave", "decline", "release", "restock", "sweep")
Wish = tuple[str, int, int]


@dataclass(frozen=True)
class Seen:
    """All rows of one line in one snapshot."""

    line: Line
    drop: Drop
    entries: dict[int, Entry]
    holds: dict[int, Hold]
    claims: dict[int, Claim]


def look(session: Session, line: int) -> Seen:
    row = session.get_one(Line, line)

    def rows(table: Any) -> dict[int, Any]:
        return {one.id: one for one in session.exec(select(table).where(table.line_id == line))}

    return Seen(row, session.get_one(Drop, row.drop_id), rows(Entry), rows(Hold), rows(Claim))


def check(seen: Seen, before: Seen | None) -> None:
    """What holds at every commit, and between two of them."""
    line = seen.line
    live = [one for one in seen.holds.values() if one.state == "live"]
    standing = [one for one in seen.claims.values() if one.state in ("claimed", "collected")]
    waiting = [one for one in seen.entries.values() if one.state == "waiting"]
    assert line.claimed + line.held <= line.quantity
    assert line.held == sum(one.units for one in live)
    assert line.claimed == sum(one.units for one in standing)
    assert line.waiting == sum(one.party for one in waiting)
    numbers = [one.number for one in seen.entries.values()]
    assert len(set(numbers)) == len(numbers)
    for person in range(1, PEOPLE + 1):
        had = [*(one.units for one in live + standing if one.person_id == person)]
        assert sum(had) <= seen.drop.per_person
    assert sum(one.state == "held" for one in seen.entries.values()) == len(live), (
        "each unit to one at a time"
    )
    if waiting:
        head = min(waiting, key=lambda one: one.number or 0)
        assert head.party > line.quantity - line.claimed - line.held, "nobody waits for what is free"
    if before:
        follow(seen, before)


def follow(seen: Seen, before: Seen) -> None:
    """Numbers stay, nobody goes backwards, and what has ended stays as it ended."""
    for known, one in before.entries.items():
        assert seen.entries[known].number == one.number
    assert turned(seen) >= turned(before)
    for known, hold in before.holds.items():
        if hold.state != "live":
            assert (seen.holds[known].state, seen.holds[known].ended_at) == (hold.state, hold.ended_at)


def turned(seen: Seen) -> int:
    waiting = [one.number or 0 for one in seen.entries.values() if one.state == "waiting"]
    return min(waiting, default=seen.line.next_number) - 1


async def act(alive: Alive, wish: Wish) -> None:
    kind, person, units = wish
    with suppress(Refusal):
        match kind:
            case "join":
                await alive.join(person, units)
            case "leave":
                await alive.leave(person)
            case "keep":
                await alive.keep(person, units=units)
            case "decline":
                await alive.decline(person)
            case "release":
                await alive.release(person)
            case "restock":
                await alive.restock(1)
            case _:
                await alive.sweep()


async def watch(alive: Alive, done: asyncio.Event) -> None:
    """Looks on all the while."""
    before = None
    while not done.is_set():
        seen = await alive.store.read(look, alive.line)
        check(seen, before)
        before = seen


wishes = st.lists(
    st.tuples(st.sampled_from(ACTS), st.integers(1, PEOPLE), st.integers(1, 2)), min_size=20, max_size=60
)


@settings(
    max_examples=15,
    phases=(Phase.explicit, Phase.generate),
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(wishes=wishes, quantity=st.integers(1, 4), steps=st.lists(st.integers(0, 9), min_size=12, max_size=12))
async def test_what_must_be_true_is_true_at_every_commit(
    store: Store, wishes: list[Wish], quantity: int, steps: list[int]
) -> None:
    alive = Alive(store, *await store.write(lay_out, quantity))
    done = asyncio.Event()
    async with asyncio.TaskGroup() as people:
        people.create_task(watch(alive, done))
        for place, first in enumerate(range(0, len(wishes), AT_ONCE)):
            await asyncio.gather(*(act(alive, wish) for wish in wishes[first : first + AT_ONCE]))
            alive.now += timedelta(hours=steps[place % len(steps)])
        done.set()
    await alive.sweep()
    assert await alive.sweep() == 0
    last = await store.read(look, alive.line)
    check(last, None)
    await ended_once(alive, last)


async def ended_once(alive: Alive, last: Seen) -> None:
    """One letter for each hold that ran out, and none for any other."""
    about = select(Letter.about).where(
        col(Letter.notice) == "HoldEnded", col(Letter.about).startswith(f"drop:{alive.drop}/")
    )
    told = await alive.store.read(lambda session: list(session.exec(about)))
    expired = [
        f"drop:{alive.drop}/hold:{known}" for known, one in last.holds.items() if one.state == "expired"
    ]
    assert sorted(told) == sorted(expired)


async def test_of_forty_at_one_time_ten_hold_and_thirty_wait(line: Alive) -> None:
    joined = await asyncio.gather(*(line.join(person) for person in range(1, 41)))
    assert sum(one.hold is not None for one in joined) == 10
    assert sorted(one.number or 0 for one in joined) == list(range(1, 41))
    check(await line.store.read(look, line.line), None)

"""Whoever is forgotten or banned has nothing left in any waitlist, and what they had goes to the next."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any

import pytest
from sqlmodel import Session, col, select

from market.acting import Acting
from market.organiser.ban import ban
from market.privacy.forget import forget, open_matters
from storage.person import Person
from storage.store import Store
from storage.ticket import Loan, Ticket
from storage.waitlist import Claim, Entry, Hold
from tests.market.waitlist.conftest import HOUR, NOW, Alive

Lay = Callable[..., Awaitable[Alive]]
GONE, NEXT, OTHER = 1, 2, 3
KEN = Acting(40, named=True)


@dataclass
class Case:
    """What GONE does first, and then how it stands: the units claimed, held and waited for, and who holds."""

    counts: tuple[int, int, int]
    holders: list[int]
    ended: dict[str, list[str]] = field(default_factory=dict)
    """How GONE's entries, holds and claims end when they are forgotten; a ban has its own words for two of them."""


async def waits(line: Alive) -> None:
    await line.join(OTHER, 3)
    await line.join(GONE, 2)
    await line.join(NEXT, 1)


async def holds(line: Alive) -> None:
    await line.join(OTHER, 1)
    await line.join(GONE, 2)
    await line.join(NEXT, 2)


async def has_claimed(line: Alive) -> None:
    await line.join(OTHER, 1)
    await line.join(GONE, 2)
    await line.keep(GONE)
    await line.join(NEXT, 2)


async def is_parted(line: Alive) -> None:
    """One is held for GONE, who waits for two more."""
    await line.join(OTHER, 2)
    await line.join(GONE, 3, split=True)
    await line.join(NEXT, 1)


async def has_collected_some(line: Alive) -> None:
    await has_claimed(line)

    def collect(session: Session) -> None:
        session.exec(select(Claim)).one().collected = 1

    await line.store.write(collect)


Does = Callable[[Alive], Awaitable[None]]
CASES: dict[Does, Case] = {
    waits: Case((0, 3, 1), [OTHER], {"entry": ["left"]}),
    holds: Case((0, 3, 0), [OTHER, NEXT], {"entry": ["declined"], "hold": ["declined"]}),
    has_claimed: Case(
        (0, 3, 0), [OTHER, NEXT], {"entry": ["claimed"], "hold": ["claimed"], "claim": ["released"]}
    ),
    is_parted: Case((0, 3, 0), [OTHER, NEXT], {"entry": ["declined", "left"], "hold": ["declined"]}),
    has_collected_some: Case(
        (2, 1, 2), [OTHER], {"entry": ["claimed"], "hold": ["claimed"], "claim": ["claimed"]}
    ),
}


async def be_forgotten(line: Alive) -> None:
    await line.store.write(forget, GONE, line.now)


async def be_banned(line: Alive) -> None:
    await line.store.write(ban, KEN, GONE, frozenset(), line.now)


def words(ending: Does, table: str, state: str) -> str:
    """How the same end is called after a ban."""
    if ending is be_forgotten or state not in ("left", "declined", "expired"):
        return state
    return "cancelled" if table == "hold" else "closed"


async def owned(store: Store) -> dict[str, tuple[int, ...]]:
    """The ids of GONE's rows in each table of the waitlist."""

    def read(session: Session) -> dict[str, tuple[int, ...]]:
        tables: tuple[Any, ...] = (Entry, Hold, Claim)
        rows = {table: select(table.id).where(table.person_id == GONE).order_by(table.id) for table in tables}
        found = {table.__tablename__: tuple(session.exec(rows[table])) for table in tables}
        return {name: ids for name, ids in found.items() if ids}

    return await store.read(read)


async def how_they_ended(store: Store, ids: dict[str, tuple[int, ...]]) -> dict[str, list[str]]:
    tables: dict[str, Any] = {"entry": Entry, "hold": Hold, "claim": Claim}

    def read(session: Session) -> dict[str, list[str]]:
        return {name: [session.get_one(tables[name], one).state for one in of] for name, of in ids.items()}

    return await store.read(read)


async def counts(line: Alive) -> tuple[int, int, int]:
    row = await line.row()
    return row.claimed, row.held, row.waiting


ENDINGS = pytest.mark.parametrize("ending", [be_forgotten, be_banned])


@ENDINGS
@pytest.mark.parametrize("does", CASES)
async def test_what_they_had_goes_to_the_next(lay: Lay, does: Does, ending: Does) -> None:
    line, case = await lay(quantity=3, per_person=3, fitting="split"), CASES[does]
    await does(line)
    theirs = await owned(line.store)
    await ending(line)
    assert (await counts(line), await line.holders()) == (case.counts, case.holders)
    expected = {name: [words(ending, name, state) for state in ended] for name, ended in case.ended.items()}
    assert await how_they_ended(line.store, theirs) == expected
    for person in (OTHER, NEXT):
        await line.leave(person) if person not in await line.holders() else await line.decline(person)
    assert (await counts(line))[1:] == (0, 0), "the place they had is nobody's any more"


@ENDINGS
@pytest.mark.parametrize("does", [waits, holds, has_claimed, is_parted])
async def test_while_the_drop_is_paused_it_goes_to_nobody_yet(lay: Lay, does: Does, ending: Does) -> None:
    line, case = await lay(quantity=3, per_person=3, fitting="split"), CASES[does]
    await does(line)
    theirs = await owned(line.store)
    await line.change(state="paused", paused_at=line.now)
    line.now += 24 * HOUR
    await ending(line)
    expected = {name: [words(ending, name, state) for state in ended] for name, ended in case.ended.items()}
    assert await how_they_ended(line.store, theirs) == expected
    assert await line.holders() == [OTHER], "nothing runs out while it is paused"
    line.now -= 24 * HOUR
    await line.change(state="published", paused_at=None)
    await line.restock(0)
    assert (await counts(line), await line.holders()) == (case.counts, case.holders)


@ENDINGS
async def test_of_two_drops_both_are_left_and_those_of_others_stay(lay: Lay, ending: Does) -> None:
    first, second, third = [await lay(quantity=1) for _ in range(3)]
    for line in (second, first):
        await line.join(OTHER)
        await line.join(GONE)
    await third.join(GONE)
    await third.join(NEXT)
    await ending(first)
    assert [await counts(line) for line in (first, second, third)] == [(0, 1, 0)] * 3
    assert await first.holders() == [OTHER, OTHER, NEXT]


@ENDINGS
async def test_a_line_that_is_not_theirs_is_not_touched(lay: Lay, ending: Does) -> None:
    line, other = await lay(), await lay(quantity=1)
    await holds(line)
    await other.join(OTHER)
    await other.join(NEXT)

    def run_out(session: Session) -> None:
        session.exec(select(Hold).where(col(Hold.line_id) == other.line)).one().until = NOW

    await line.store.write(run_out)
    await ending(line)
    assert await counts(other) == (0, 1, 1), "what has run out there is the timetable's"


@ENDINGS
async def test_a_released_ticket_collects_nothing_and_one_that_was_used_stays(lay: Lay, ending: Does) -> None:
    used, line = await lay(), await lay()
    await has_collected_some(used)
    await has_claimed(line)
    await ending(line)

    def revoked(session: Session) -> list[bool]:
        rows = select(Ticket.revoked_at).join(Claim, col(Claim.id) == col(Ticket.claim_id))
        return [bool(at) for at in session.exec(rows.order_by(col(Claim.line_id)))]

    assert await line.store.read(revoked) == [False, True]


@ENDINGS
async def test_what_nobody_has_wound_up_yet_hinders_nobody(lay: Lay, ending: Does) -> None:
    line = await lay(quantity=3)
    await has_claimed(line)
    await line.join(4)
    theirs = await owned(line.store)
    line.now = NOW + 85 * HOUR
    await ending(line)
    assert (await how_they_ended(line.store, theirs))["claim"] == ["released"]
    assert await line.holders() == [], "after its end nothing is given out"


async def test_what_is_open_is_ones_own_and_not_over(lay: Lay) -> None:
    line = await lay(quantity=9, per_person=3)
    for person in (GONE, OTHER):
        await line.join(person, 2)
        await line.keep(person)
    second, third = await lay(quantity=2), await lay(quantity=1)
    await second.join(GONE)
    await second.join(OTHER)
    await second.join(NEXT, 2)
    await third.join(NEXT)
    await third.join(GONE)
    await third.join(OTHER)

    def lend(session: Session) -> None:
        for claim, units, returned in zip(session.exec(select(Claim)), (2, 1), (1, 0), strict=True):
            session.add(
                Loan(
                    claim_id=claim.id or 0,
                    person_id=claim.person_id,
                    units=units,
                    returned=returned,
                    deposit=300,
                    out_at=NOW,
                    due_at=NOW,
                )
            )

    await line.store.write(lend)

    async def matters(person: int) -> tuple[int, ...]:
        found = await line.store.read(open_matters, person, line.now)
        return found.claims, found.holds, found.entries, found.packaging, found.drops

    assert [await matters(person) for person in (GONE, NEXT, 5)] == [
        (1, 1, 1, 1, 0),
        (0, 1, 1, 0, 0),
        (0,) * 5,
    ]
    settled = await line.store.write(forget, GONE, line.now)
    assert (settled.claims, settled.holds, settled.entries, settled.packaging) == (1, 1, 1, 1)
    assert await matters(GONE) == (0,) * 5


@ENDINGS
async def test_what_ended_before_stays_ended_and_what_others_claimed_stays_theirs(
    lay: Lay, ending: Does
) -> None:
    line = await lay(quantity=3)
    await line.join(OTHER)
    await line.keep(OTHER)
    await line.join(GONE)
    await line.keep(GONE)
    await line.release(GONE)
    await line.join(GONE, 2)
    theirs = await owned(line.store)
    line.now += 48 * HOUR
    await line.store.write(ban, KEN, NEXT, frozenset(), line.now)
    await ending(line)
    assert await counts(line) == (1, 0, 0)
    assert await how_they_ended(line.store, theirs) == {
        "entry": ["claimed", words(ending, "entry", "expired")],
        "hold": ["claimed", words(ending, "hold", "expired")],
        "claim": ["released"],
    }
    banned = await line.store.read(lambda session: session.get_one(Person, NEXT).banned_at)
    assert banned == line.now, "a ban goes with the person it is of"

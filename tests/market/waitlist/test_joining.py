"""A crowd that joins by one list has what it would have had one after the other, on both databases."""

from dataclasses import dataclass
from datetime import timedelta
from random import Random
from typing import Any

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from sqlalchemy import event
from sqlmodel import Session, col, select

from market.refusal import AlreadyHolding, AlreadyWaiting, Banned, PartyTooBig, Refusal
from market.waitlist.actions import keep
from market.waitlist.crowd import Wanted
from market.waitlist.join import Joined
from market.waitlist.joining import join_many, join_one
from market.waitlist.sweep import settle_line
from storage.drop import Drop, Line
from storage.letter import Letter
from storage.person import Person
from storage.store import Store
from storage.together import ALONE
from storage.waitlist import Entry, Hold
from tests.market.waitlist.conftest import CROWD, HOUR, NOW, Alive, lay_out

DICE = Random(1)
PLACE = (
    "person_id",
    "number",
    "rest",
    "party",
    "split",
    "skipped",
    "weight",
    "state",
    "joined_at",
    "ended_at",
)
HOLD = ("person_id", "units", "state", "given_at", "until")
LETTER = ("person_id", "notice", "lane", "due_at", "late_after", "state")
COUNTS = ("quantity", "claimed", "held", "waiting", "next_number", "told")


@dataclass(frozen=True)
class Asked:
    """`before`: one after the other, on the first or the second line of the drop; `kept` of them are claims. Then the crowd, at one time."""

    drop: dict[str, Any]
    quantity: int
    before: list[tuple[int, int, bool]]
    kept: int
    later: int
    crowd: list[tuple[int, int, bool]]


people = st.integers(1, 14)
parties = st.sampled_from((1, 1, 1, 2, 2, 3, 4, 7))
asked = st.builds(
    Asked,
    drop=st.fixed_dictionaries(
        {
            "per_person": st.integers(1, 4),
            "fitting": st.sampled_from(("strict", "fit", "split")),
            "skips": st.integers(0, 2),
            "policy": st.sampled_from(("queue", "queue", "queue", "draw", "pot")),
            "ends": st.sampled_from((84, 84, 84, 5, 1)),
            "state": st.sampled_from(("published",) * 6 + ("paused", "cancelled")),
        }
    ),
    quantity=st.integers(1, 12),
    before=st.lists(st.tuples(people, st.integers(1, 2), st.booleans()), max_size=8),
    kept=st.integers(0, 3),
    later=st.integers(0, 8),
    crowd=st.lists(st.tuples(people, parties, st.booleans()), min_size=1, max_size=14),
)


def lines(session: Session, asked: Asked) -> tuple[int, int]:
    """Of a new drop."""
    columns = dict(asked.drop)
    ends, policy = columns.pop("ends"), columns["policy"]
    columns.pop("state")
    if policy == "draw":
        columns["draws_at"] = NOW + 20 * HOUR
    if policy == "pot":
        columns["pot_until"] = NOW + (-1 if asked.later % 2 else 20) * HOUR
    times = {"starts_at": NOW + (ends - 1) * HOUR + timedelta(minutes=1), "ends_at": NOW + ends * HOUR}
    drop, line = lay_out(session, asked.quantity, **columns, **times)
    other = Line(drop_id=drop, name="onde-onde", unit="box", price=600, quantity=3, position=2)
    session.add(other)
    session.flush()
    return line, other.id or 0


def lived(session: Session, asked: Asked) -> int:
    """The line after what went before."""
    line, other = lines(session, asked)
    for person, party, first in asked.before:
        wanted = Wanted(person, line if first else other, party, NOW, split=party == 2)
        with session.begin_nested() as point:
            try:
                join_one(session, wanted)
            except Refusal:
                point.rollback()
    live = select(Hold).where(col(Hold.line_id) == line, col(Hold.state) == "live").order_by(col(Hold.id))
    for hold in session.exec(live).all()[: asked.kept]:
        keep(session, hold.person_id or 0, hold.id or 0, hold.units, NOW, DICE)
    row = session.get_one(Drop, session.get_one(Line, line).drop_id)
    row.state = asked.drop["state"]
    session.flush()
    settle_line(session, line, NOW + asked.later * HOUR)
    return line


def told(outcome: object) -> object:
    """But for ids."""
    if isinstance(outcome, Joined):
        held = outcome.held and (outcome.held.units, outcome.held.until)
        return outcome.number, outcome.party, held, outcome.skipped, outcome.split
    return repr(outcome)


def left(session: Session, line: int) -> dict[str, Any]:
    """All rows, but for ids."""

    def rows(table: Any, names: tuple[str, ...], *which: Any) -> list[Any]:
        found = session.exec(select(table).where(*which)).all()
        return sorted((tuple(getattr(one, name) for name in names) for one in found), key=repr)

    row = session.get_one(Line, line)
    holds = session.exec(select(Hold.id).where(col(Hold.line_id) == line)).all()
    about = [f"hold:{hold}" for hold in holds]
    told = (col(Letter.about).in_(about)) | col(Letter.about).startswith(f"drop:{row.drop_id}/")
    return {
        "line": [getattr(row, name) for name in COUNTS],
        "entries": rows(Entry, PLACE, col(Entry.line_id) == line),
        "holds": rows(Hold, HOLD, col(Hold.line_id) == line),
        "letters": rows(Letter, LETTER, told),
    }


def one(session: Session, wanted: Wanted) -> object:
    try:
        with session.begin_nested():
            return join_one(session, wanted)
    except Refusal as refusal:
        return refusal


def ban(session: Session, person: int) -> None:
    session.get_one(Person, person).banned_at = NOW


@settings(
    max_examples=50,
    phases=(Phase.explicit, Phase.generate),
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(asked=asked)
async def test_a_crowd_has_what_it_would_have_had_one_by_one(store: Store, asked: Asked) -> None:
    def twins(session: Session) -> None:
        if session.get(Person, 14) is None:
            lay_out(session)
        ban(session, 14)
        now = NOW + asked.later * HOUR
        here, there = lived(session, asked), lived(session, asked)

        def wishes(line: int) -> list[Wanted]:
            return [Wanted(person, line, party, now, split) for person, party, split in asked.crowd]

        many = list(join_many(session, wishes(here)))
        apart = [place for place, outcome in enumerate(many) if outcome is ALONE]
        for place in apart:
            many[place] = one(session, wishes(here)[place])  # type: ignore[call-overload]
        order = [place for place in range(len(many)) if place not in apart] + apart
        singly = {place: one(session, wishes(there)[place]) for place in order}
        session.flush()
        session.expire_all()
        assert [told(outcome) for outcome in many] == [told(singly[place]) for place in range(len(many))]
        assert left(session, here) == left(session, there)

    await store.write(twins)


async def test_of_four_hundred_ten_hold_and_the_rest_have_their_numbers(line: Alive) -> None:
    def meet(session: Session) -> None:
        for person in range(CROWD + 1, 401):
            session.add(Person(id=person, first_name=f"P{person}", language="en", created_at=NOW))

    def all_at_once(session: Session) -> list[Any]:
        return list(join_many(session, [Wanted(person, line.line, 1, NOW) for person in range(1, 401)]))

    await line.store.write(meet)
    statements: list[str] = []
    engine = line.store._writing
    event.listen(engine, "before_cursor_execute", lambda *told: statements.append(told[2]))
    joined = await line.store.write(all_at_once)
    assert [each.number for each in joined] == [*range(1, 401)]
    assert [each.hold is not None for each in joined] == [True] * 10 + [False] * 390
    assert await line.holders() == [*range(1, 11)]
    assert {each.turned for each in joined} == {10}
    assert len(statements) < 40, "not one for each"


async def test_each_refusal_goes_to_whom_it_concerns(lay: Any) -> None:
    alive = await lay(quantity=2, per_person=2)
    await alive.join(1, party=2)
    await alive.join(2)
    await alive.store.write(ban, 5)

    def some(session: Session) -> list[Any]:
        wishes = [(1, 1), (2, 1), (2, 2), (3, 3), (4, 1), (4, 1), (5, 1), (9999, 1)]
        asked = [Wanted(person, alive.line, party, NOW) for person, party in wishes]
        return list(join_many(session, asked))

    outcomes = await alive.store.write(some)
    assert [type(each) for each in outcomes[:2]] == [AlreadyHolding, AlreadyWaiting]
    assert outcomes[2] is ALONE
    assert isinstance(outcomes[3], PartyTooBig)
    assert outcomes[4].number == 3
    assert outcomes[5] is ALONE
    assert isinstance(outcomes[6], Banned)
    assert outcomes[7] is ALONE


async def test_a_line_that_is_shut_refuses_each_by_the_moment_of_their_own_tap(lay: Any) -> None:
    alive = await lay(closes_at=NOW + HOUR)

    def some(session: Session) -> list[Any]:
        moments = [NOW, NOW + HOUR, NOW + HOUR - timedelta(seconds=1)]
        asked = [Wanted(person, alive.line, 1, at, DICE) for person, at in enumerate(moments, 1)]
        return list(join_many(session, asked))

    outcomes = await alive.store.write(some)
    assert [type(each).__name__ for each in outcomes] == ["Joined", "WaitlistClosed", "Joined"]

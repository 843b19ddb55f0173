"""A batch of joins has the outcome that the joins would have one after the other, on both databases."""

from dataclasses import dataclass, replace
from datetime import timedelta
from random import Random
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from sqlalchemy import event
from sqlmodel import Session, col, select

from market.person import Blocked
from market.refusal import Refusal
from market.waitlist.join import join_many
from market.waitlist.join_batch import Joined, JoinRequest
from market.waitlist.refusals import AlreadyHolding, AlreadyWaiting, TooManyUnits, WaitlistClosed
from market.waitlist.shopper_actions import confirm
from market.waitlist.sweep import allocate_item
from storage.drop import Component, Drop, Item
from storage.notification import Notification
from storage.person import Person
from storage.stall import Stall
from storage.store import Store
from storage.ticket import Ticket
from storage.waitlist import Booking, Entry, Hold
from tests.market.waitlist.conftest import CROWD, HOUR, NOW, ItemScenario, add_drop
from tests.people import add_person

DICE = Random(1)
PLACE = (
    "person_id",
    "number",
    "remainder",
    "units",
    "split",
    "skipped",
    "weight",
    "state",
    "joined_at",
    "ended_at",
)
HOLD = ("person_id", "units", "state", "given_at", "until", "notified_at", "ended_at")
BOOKING = ("person_id", "units", "price", "loan_deposit", "collected", "coming", "state", "booked_at")
TICKET = ("person_id", "kind", "made_at", "revoked_at")
NOTIFICATION = ("person_id", "kind", "priority", "due_at", "late_after", "state")
COUNTS = ("quantity", "booked", "held", "waiting", "next_number", "announced_units")


@dataclass(frozen=True, kw_only=True)
class JoinCase:
    """`before`: one after the other, on the first or the second item of the drop; `kept` of them become bookings. Then the crowd, at one time.

    `bundle`: each unit of the first item takes one of the second too.
    """

    drop: dict[str, Any]
    quantity: int
    bundle: bool
    before: list[tuple[int, int, bool]]
    kept: int
    later: int
    crowd: list[tuple[int, int, bool]]


people = st.integers(1, 14)
parties = st.sampled_from((1, 1, 1, 2, 2, 3, 4, 7))
asked = st.builds(
    JoinCase,
    drop=st.fixed_dictionaries(
        {
            "per_person": st.integers(1, 4),
            "fitting": st.sampled_from(("strict", "fit", "split")),
            "skips": st.integers(0, 2),
            "policy": st.sampled_from(("queue", "queue", "queue", "draw", "pot")),
            "ends": st.sampled_from((84, 84, 84, 5, 1)),
            "deposit": st.sampled_from((0, 0, 0, 100)),
            "waitlist_limit": st.sampled_from((None, None, 0, 2, 5)),
            "state": st.sampled_from(("published",) * 6 + ("paused", "cancelled")),
        }
    ),
    quantity=st.integers(1, 12),
    bundle=st.sampled_from((False, False, True)),
    before=st.lists(st.tuples(people, st.integers(1, 2), st.booleans()), max_size=8),
    kept=st.integers(0, 3),
    later=st.integers(0, 8),
    crowd=st.lists(st.tuples(people, parties, st.booleans()), min_size=1, max_size=14),
)


def items(session: Session, asked: JoinCase) -> tuple[int, int]:
    """Return the items of a new drop."""
    columns = dict(asked.drop)
    ends, policy = columns.pop("ends"), columns["policy"]
    columns.pop("state")
    if policy == "draw":
        columns["draws_at"] = NOW + 20 * HOUR
    if policy == "pot":
        columns["pot_until"] = NOW + (-1 if asked.later % 2 else 20) * HOUR
    columns |= {"refund_until": NOW + HOUR} if columns["deposit"] else {}
    times = {"starts_at": NOW + (ends - 1) * HOUR + timedelta(minutes=1), "ends_at": NOW + ends * HOUR}
    drop, item = add_drop(session, asked.quantity, **columns, **times)
    session.get_one(Stall, 1).deposits_at = NOW
    other = Item(drop_id=drop, name="onde-onde", unit="box", price=600, quantity=3, position=2)
    session.add(other)
    session.flush()
    if asked.bundle:
        session.add(Component(bundle_id=item, item_id=other.id or 0, units=1))
        session.flush()
    return item, other.id or 0


def rows_after_batch(session: Session, asked: JoinCase) -> int:
    """Return the rows of the item after the joins before the batch."""
    item, other = items(session, asked)
    for person, units, first in asked.before:
        requested = JoinRequest(
            person=person, item=item if first else other, units=units, now=NOW, rng=DICE, split=units == 2
        )
        with session.begin_nested() as point:
            if isinstance(join_many(session, [requested])[0], Refusal):
                point.rollback()
    live = select(Hold).where(col(Hold.item_id) == item, col(Hold.state) == "live").order_by(col(Hold.id))
    for hold in session.exec(live).all()[: 0 if asked.drop["deposit"] else asked.kept]:
        confirm(session, hold.person_id or 0, hold.id or 0, hold.units, now=NOW, rng=DICE)
    row = session.get_one(Drop, session.get_one(Item, item).drop_id)
    row.state = asked.drop["state"]
    session.flush()
    allocate_item(session, item, NOW + asked.later * HOUR)
    return item


def description(outcome: object) -> object:
    """But for ids."""
    if isinstance(outcome, Joined):
        held = outcome.held and (outcome.held.units, outcome.held.until)
        booked = outcome.booked and replace(outcome.booked, id=0, item=0)
        return outcome.number, outcome.units, held, booked, outcome.skipped, outcome.split
    return repr(outcome)


def left(session: Session, item: int) -> dict[str, Any]:
    """All rows, but for ids."""

    def rows(table: Any, names: tuple[str, ...], *which: Any) -> list[Any]:
        found = session.exec(select(table).where(*which)).all()
        return sorted((tuple(getattr(one, name) for name in names) for one in found), key=repr)

    row = session.get_one(Item, item)
    holds = session.exec(select(Hold.id).where(col(Hold.item_id) == item)).all()
    bookings = session.exec(select(Booking.id).where(col(Booking.item_id) == item)).all()
    about = [f"hold:{hold}" for hold in holds] + [f"booking:{booking}" for booking in bookings]
    description = (col(Notification.about).in_(about)) | col(Notification.about).startswith(
        f"drop:{row.drop_id}/"
    )
    return {
        "item": [getattr(row, name) for name in COUNTS],
        "entries": rows(Entry, PLACE, col(Entry.item_id) == item),
        "holds": rows(Hold, HOLD, col(Hold.item_id) == item),
        "bookings": rows(Booking, BOOKING, col(Booking.item_id) == item),
        "tickets": rows(Ticket, TICKET, col(Ticket.booking_id).in_(bookings)),
        "notifications": rows(Notification, NOTIFICATION, description),
    }


def one(session: Session, requested: JoinRequest) -> object:
    """The outcome of a batch of one. As in the store's batches, a refusal keeps what was allocated before it."""
    (outcome,) = join_many(session, [requested])
    return outcome


def block(session: Session, person: int) -> None:
    session.get_one(Person, person).blocked_at = NOW


def sized(examples: int) -> settings:
    return settings(
        max_examples=examples,
        phases=(Phase.explicit, Phase.generate),
        deadline=None,
        suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
    )


@sized(15)
@given(asked=asked)
async def test_a_crowd_has_what_it_would_have_had_one_by_one(store: Store, asked: JoinCase) -> None:
    await join_both_ways(store, asked)


@pytest.mark.proof
@sized(50)
@given(asked=asked)
async def test_many_crowds_have_what_they_would_have_had_one_by_one(store: Store, asked: JoinCase) -> None:
    await join_both_ways(store, asked)


async def join_both_ways(store: Store, asked: JoinCase) -> None:
    """At one time, and one by one: the same came of it."""

    def twins(session: Session) -> None:
        if session.get(Person, 14) is None:
            add_drop(session)
        block(session, 14)
        now = NOW + asked.later * HOUR
        here, there = rows_after_batch(session, asked), rows_after_batch(session, asked)

        def callbacks(item: int) -> list[JoinRequest]:
            return [
                JoinRequest(person=person, item=item, units=units, now=now, rng=DICE, split=split)
                for person, units, split in asked.crowd
            ]

        many = [description(outcome) for outcome in join_many(session, callbacks(here))]
        singly = [description(one(session, request)) for request in callbacks(there)]
        session.flush()
        session.expire_all()
        assert many == singly
        assert left(session, here) == left(session, there)

    await store.write(twins)


async def test_of_four_hundred_ten_book_and_the_rest_have_their_numbers(item: ItemScenario) -> None:
    def meet(session: Session) -> None:
        for person in range(CROWD + 1, 401):
            add_person(session, person, first_name=f"P{person}", language="en", created_at=NOW)

    def all_at_once(session: Session) -> list[Any]:
        return list(
            join_many(
                session,
                [
                    JoinRequest(person=person, item=item.item, units=1, now=NOW, rng=DICE)
                    for person in range(1, 401)
                ],
            )
        )

    await item.store.write(meet)
    statements: list[str] = []
    engine = item.store._writing
    event.listen(engine, "before_cursor_execute", lambda *description: statements.append(description[2]))
    joined = await item.store.write(all_at_once)
    assert [each.number for each in joined] == [*range(1, 401)]
    assert [each.booking is not None for each in joined] == [True] * 10 + [False] * 390
    assert (await item.row()).booked == 10
    assert {each.served_up_to for each in joined} == {10}
    assert len(statements) < 40, "not one for each"


async def test_each_refusal_goes_to_whom_it_concerns(new_item: Any) -> None:
    alive = await new_item(quantity=2, per_person=2)
    await alive.join(1, units=2)
    await alive.join(2)
    await alive.store.write(block, 5)

    def some(session: Session) -> list[Any]:
        callbacks = [(1, 1), (2, 1), (3, 3), (4, 1), (5, 1)]
        asked = [
            JoinRequest(person=person, item=alive.item, units=units, now=NOW, rng=DICE)
            for person, units in callbacks
        ]
        return list(join_many(session, asked))

    outcomes = await alive.store.write(some)
    kinds = [AlreadyHolding, AlreadyWaiting, TooManyUnits, Joined, Blocked]
    assert [type(each) for each in outcomes] == kinds
    assert outcomes[3].number == 3


async def test_several_requests_of_one_person_in_a_batch_are_decided_in_their_order(new_item: Any) -> None:
    alive = await new_item(quantity=3, per_person=3)
    await alive.join(1, units=3)
    asked = [
        JoinRequest(person=person, item=alive.item, units=units, now=NOW, rng=DICE)
        for person, units in ((2, 2), (3, 1), (2, 2), (2, 1), (2, 3), (3, 1), (4, 1))
    ]
    outcomes = await alive.store.write(lambda session: list(join_many(session, asked)))
    refused = [place for place, each in enumerate(outcomes) if isinstance(each, AlreadyWaiting)]
    assert refused == [2, 5]
    assert [each.number for each in outcomes if isinstance(each, Joined)] == [2, 3, 2, 4, 5]


async def test_one_whose_hold_comes_with_the_batch_has_it_as_the_outcome_and_no_notification(
    new_item: Any,
) -> None:
    alive = await new_item(quantity=1)
    await alive.join_all(1, 1, 1)
    alive.now = NOW + 40 * HOUR
    asked = [
        JoinRequest(person=person, item=alive.item, units=1, now=alive.now, rng=DICE)
        for person in (4, 3, 2, 2)
    ]
    outcomes = await alive.store.write(lambda session: list(join_many(session, asked)))
    assert [type(each) for each in outcomes] == [Joined, AlreadyWaiting, Joined, AlreadyHolding]
    assert (outcomes[2].number, outcomes[2].held.units) == (2, 1)
    assert 2 not in await alive.notifications("UnitsHeld")


async def two_of_five_left(new_item: Any, **columns: Any) -> ItemScenario:
    """Three are held, and the second person waits for three."""
    alive = await new_item(quantity=5, per_person=4, **columns)
    await alive.join_all(3, 3)
    return alive  # type: ignore[no-any-return]


async def test_a_change_comes_after_what_was_asked_before_it(new_item: Any) -> None:
    alive = await two_of_five_left(new_item, fitting="fit", skips=1)
    asked = [
        JoinRequest(person=person, item=alive.item, units=units, now=NOW, rng=DICE)
        for person, units in ((3, 1), (2, 2))
    ]
    outcomes = await alive.store.write(lambda session: list(join_many(session, asked)))
    assert [each.booked and each.booked.units for each in outcomes] == [1, None]


async def test_what_a_change_makes_available_is_held_before_the_next_request(new_item: Any) -> None:
    alive = await two_of_five_left(new_item, fitting="strict")
    await alive.join(3)
    asked = [
        JoinRequest(person=person, item=alive.item, units=units, now=NOW, rng=DICE)
        for person, units in ((2, 4), (3, 1))
    ]
    outcomes = await alive.store.write(lambda session: list(join_many(session, asked)))
    assert [type(each) for each in outcomes] == [Joined, AlreadyHolding]
    assert 3 in await alive.notifications("UnitsHeld")


async def test_a_batch_of_refused_requests_changes_nothing(new_item: Any) -> None:
    alive = await new_item(quantity=1, closes_at=NOW + HOUR)
    await alive.join_all(1, 1)
    later = NOW + 40 * HOUR
    asked = [JoinRequest(person=person, item=alive.item, units=1, now=later, rng=DICE) for person in (2, 3)]
    outcomes = await alive.store.write(lambda session: list(join_many(session, asked)))
    assert [type(each) for each in outcomes] == [WaitlistClosed] * 2
    assert await alive.holders() == [1]


async def test_a_line_that_is_shut_refuses_each_by_the_moment_of_their_own_tap(new_item: Any) -> None:
    alive = await new_item(closes_at=NOW + HOUR)

    def some(session: Session) -> list[Any]:
        moments = [NOW, NOW + HOUR, NOW + HOUR - timedelta(seconds=1)]
        asked = [
            JoinRequest(person=person, item=alive.item, units=1, now=at, rng=DICE)
            for person, at in enumerate(moments, 1)
        ]
        return list(join_many(session, asked))

    outcomes = await alive.store.write(some)
    assert [type(each).__name__ for each in outcomes] == ["Joined", "WaitlistClosed", "Joined"]

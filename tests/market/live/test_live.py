"""A live session: first come, first served; once a person; to the second; what is not confirmed in time goes to the next."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import timedelta
from random import Random

import pytest
from sqlmodel import Session, col, select

from market.actor import Actor, NotYourStall
from market.drop.refusals import DropOver, DropPaused
from market.ledger.refusals import DepositAsked
from market.live.live_booking import GRACE, LiveRequest, book_live_many, find_live_item, live_hold
from market.live.live_order import live_order, was_live
from market.live.live_session import MINUTES, LivePage, LiveTerms, live_page, start_live, stop_live
from market.live.refusals import (
    BookedLiveAlready,
    LiveNeedsQueue,
    LiveNotBegun,
    LiveRuns,
    LiveStopped,
    LiveUnknown,
    LiveWordMissing,
)
from market.person import Blocked
from market.refusal import ButtonForged, Refusal
from market.stock.draft import undo
from market.waitlist.join_batch import Joined
from market.waitlist.position import own_hold
from market.waitlist.refusals import AlreadyHolding, TooManyUnits
from market.waitlist.undo import give_up_hold
from storage.drop import Drop, Item
from storage.live import LiveBooking, LiveSession
from storage.person import Person
from storage.stall import Stall
from storage.waitlist import EntryState, Hold
from tests.databases import ON_POSTGRESQL
from tests.market.live.conftest import MINUTE, SECOND, LiveScenario
from tests.market.locks import locked_elsewhere, waits_where_it_looks
from tests.market.waitlist.conftest import HOUR, NOW, ROS
from tests.market.waitlist.invariants import check_invariants, take_snapshot

NewItem = Callable[..., Awaitable[LiveScenario]]


@pytest.mark.feature("S10")
async def test_a_live_booking_is_a_hold_for_the_minutes_of_the_session(item: LiveScenario) -> None:
    await item.start(minutes=5)
    joined = await item.mine(1, units=2)
    assert joined.booked is None
    assert joined.held is not None
    assert (joined.held.units, joined.held.until) == (2, NOW + 5 * MINUTE)
    await item.confirm(1)
    row = await item.row()
    assert (row.booked, row.held) == (2, 0)


async def test_its_host_sees_a_session_that_runs_and_one_that_has_stopped(item: LiveScenario) -> None:
    async def page() -> LivePage:
        return await item.store.read(live_page, Actor(ROS), item.drop)

    assert ((await page()).live, (await page()).running) == (None, None)
    first = await item.start()
    await item.mine(1)
    running = (await page()).running
    assert running is not None
    assert (running.id, running.bookings) == (first.id, 1)
    item.now += MINUTE
    await item.stop()
    stopped = await page()
    assert stopped.running is None
    assert stopped.live is not None
    assert (stopped.live.id, stopped.live.stopped_at) == (first.id, item.now)
    second = await item.start()
    assert (second.id == first.id, second.bookings) == (False, 0)


async def test_the_button_on_the_card_follows_the_same_rule(item: LiveScenario) -> None:
    await item.start(minutes=2)
    joined = await item.book(1)
    assert joined.held is not None
    assert joined.held.until == NOW + 2 * MINUTE


async def test_what_is_not_confirmed_in_time_goes_to_the_next_who_is_told(new_item: NewItem) -> None:
    item = await new_item(quantity=1)
    await item.start(minutes=2)
    await item.mine(1)
    waiting = [await item.mine(person) for person in (2, 3)]
    assert [(each.number, each.held) for each in waiting] == [(2, None), (3, None)]
    item.now += 2 * MINUTE - SECOND
    await item.sweep()
    assert await item.holders() == [1]
    item.now += SECOND
    await item.sweep()
    assert await item.holders() == [2]
    assert await item.notifications("UnitsHeld") == [2]
    assert await item.notifications("HoldEnded") == [1]
    until = (await item.store.read(own_hold, 2, await item.hold_of(2), item.now)).until
    assert until == item.now + 2 * MINUTE
    item.now += 2 * MINUTE
    await item.sweep()
    await item.confirm(3)
    assert (await item.row()).booked == 1


async def test_pass_hands_on_at_once(new_item: NewItem) -> None:
    item = await new_item(quantity=1)
    await item.start()
    await item.mine(1)
    await item.mine(2)
    letters = (await item.live()).letters
    hold = await item.store.read(live_hold, 1, letters, 1)
    assert hold == await item.store.read(live_hold, 1, "", 0) == await item.hold_of(1)
    given_up = await item.store.write(give_up_hold, 1, hold, item.now)
    assert (given_up.at, given_up.number) == (None, 2)
    assert await item.holders() == [2]
    assert await item.store.read(live_hold, 1, "", 0) is None


async def test_without_a_code_the_newest_hold_of_a_live_booking_is_meant(item: LiveScenario) -> None:
    second = Item(drop_id=item.drop, name="kopi", unit="cup", price=500, quantity=9, position=9)
    number = await item.store.write(lambda session: stored(session, second))
    other = LiveScenario(item.store, item.drop, number, rng=item.rng)
    await item.start()
    for booked in (item, other):
        assert (await booked.mine(1)).held is not None
    letters = (await item.live()).letters
    holds = [await item.store.read(live_hold, 1, letters, place) for place in (1, 2)]
    assert None not in holds
    assert len({*holds}) == 2
    assert await item.store.read(live_hold, 1, "", 0) == holds[1]
    await item.store.write(give_up_hold, 1, holds[1] or 0, item.now)
    assert await item.store.read(live_hold, 1, "", 0) == holds[0]


def stored(session: Session, row: Item) -> int:
    session.add(row)
    session.flush()
    return row.id or 0


async def test_in_the_last_two_hours_the_order_still_counts(new_item: NewItem) -> None:
    item = await new_item(quantity=1, starts_at=NOW, ends_at=NOW + HOUR)
    await item.start(minutes=2)
    await item.mine(1)
    await item.mine(2)
    item.now += 2 * MINUTE
    await item.sweep()
    assert await item.holders() == [2]
    assert await item.notifications("UnitsAvailable") == []
    item.now = NOW + HOUR - MINUTE
    await item.sweep()
    late = await item.mine(3)
    assert late.held is not None
    assert late.held.until == NOW + HOUR, "never past the cut-off"


async def test_once_a_person_and_item_whatever_became_of_it(item: LiveScenario) -> None:
    await item.start(minutes=2)
    await item.mine(1)
    with pytest.raises(BookedLiveAlready) as again:
        await item.mine(1)
    assert again.value.number == 1
    item.now += 3 * MINUTE
    await item.sweep()
    with pytest.raises(BookedLiveAlready):
        await item.mine(1)
    assert (await item.book(1)).held is not None, "the waitlist is open to them"
    await item.stop()
    item.now += HOUR
    await item.sweep()
    await item.start()
    assert (await item.mine(1)).number == 3, "another session, another time"


async def test_many_messages_of_one_person_at_once_are_one_booking(item: LiveScenario) -> None:
    await item.start()
    outcomes = await asyncio.gather(*(item.mine(1) for _ in range(5)), return_exceptions=True)
    assert sorted(type(each).__name__ for each in outcomes) == ["BookedLiveAlready"] * 4 + ["Joined"]
    assert (await item.row()).held == 1


@pytest.mark.parametrize(
    ("seconds", "refusal"),
    [(-1, LiveNotBegun), (0, None), (60, None), (60 + 10, None), (60 + 11, LiveStopped)],
)
async def test_the_window_opens_and_closes_to_the_second(
    item: LiveScenario, seconds: int, refusal: type[Refusal] | None
) -> None:
    """The session runs for a minute, and begins and stops within a second; a message has whole seconds."""
    assert timedelta(seconds=10) == GRACE
    item.now = NOW + timedelta(microseconds=700_000)
    await item.start()
    item.now += MINUTE
    await item.stop()
    item.now += HOUR
    sent_at = NOW + seconds * SECOND
    if refusal is None:
        assert (await item.mine(1, sent_at=sent_at)).number == 1
    else:
        with pytest.raises(refusal):
            await item.mine(1, sent_at=sent_at)
        assert (await item.row()).next_number == 1, "nothing was stored"


async def test_after_the_stop_the_waitlist_goes_on_by_its_ordinary_rules(new_item: NewItem) -> None:
    item = await new_item(quantity=1)
    await item.start(minutes=2)
    await item.mine(1)
    await item.mine(2)
    await item.stop()
    assert await item.holders() == [1], "what was given stays, until its deadline"
    item.now += 2 * MINUTE
    await item.sweep()
    assert await item.holders() == [2]
    until = (await item.store.read(own_hold, 2, await item.hold_of(2), item.now)).until
    assert until > item.now + 30 * MINUTE
    await item.confirm(2)
    await item.stop()
    assert (await item.live()).stopped_at == NOW, "a second stop changes nothing"


async def test_a_word_is_asked_for_and_written_in_any_case(item: LiveScenario) -> None:
    live = await item.start(with_word=True)
    assert live.word
    for word in ("", "wrong"):
        with pytest.raises(LiveWordMissing):
            await item.mine(1, word=word)
    assert (await item.mine(1, word=live.word)).held is not None


async def test_the_order_of_arrival_is_published_without_names(new_item: NewItem) -> None:
    item = await new_item(quantity=2)
    await item.start(minutes=2)
    for person in (7, 3, 5):
        await item.mine(person)
        item.now += SECOND
    await item.confirm(3)
    order = await item.store.read(live_order, item.drop, 1)
    assert [(each.code, each.number, each.sent_at, each.state) for each in order.bookings] == [
        ("a001", 1, NOW, EntryState.HELD),
        ("a001", 2, NOW + SECOND, EntryState.BOOKED),
        ("a001", 3, NOW + 2 * SECOND, EntryState.WAITING),
    ]
    assert (order.total, order.page, order.pages) == (3, 1, 1)
    assert await item.store.read(was_live, item.drop)


async def test_a_long_order_of_arrival_is_twenty_on_a_page(new_item: NewItem) -> None:
    item = await new_item(quantity=2)
    await item.start(minutes=2)
    for person in range(3, 25):
        await item.mine(person)
    pages = [await item.store.read(live_order, item.drop, page) for page in (0, 1, 2, 3)]
    first, last = [*range(1, 21)], [21, 22]
    assert [[each.number for each in page.bookings] for page in pages] == [first, first, last, last]
    assert [(page.page, page.pages, page.total) for page in pages] == [
        (1, 2, 22), (1, 2, 22), (2, 2, 22), (2, 2, 22),
    ]  # fmt: skip


async def test_requests_that_are_decided_together_are_decided_in_the_order_of_the_updates(
    new_item: NewItem,
) -> None:
    """The number of the update decides, not the order of handling."""
    item = await new_item(quantity=1)
    live = await item.start()

    def request(person: int, update: int) -> LiveRequest:
        return LiveRequest(
            live=live.id,
            person=person,
            item=item.item,
            units=1,
            word="",
            sent_at=NOW,
            update=update,
            now=NOW,
            rng=Random(1),
        )

    wanted = [request(1, 30), request(2, 10), request(3, 20)]
    outcomes = await item.store.write(book_live_many, wanted)
    assert [each.number for each in outcomes if isinstance(each, Joined)] == [3, 1, 2]
    assert await item.holders() == [2]


async def test_a_deposit_is_paid_within_the_minutes(item: LiveScenario) -> None:
    def ask(session: Session) -> None:
        session.get_one(Drop, item.drop).deposit = 500
        session.get_one(Drop, item.drop).refund_until = NOW + HOUR
        session.get_one(Stall, 1).deposits_at = NOW

    await item.store.write(ask)
    await item.start(minutes=2)
    joined = await item.mine(1)
    assert joined.held is not None
    with pytest.raises(DepositAsked):
        await item.confirm(1)
    item.now += 2 * MINUTE
    await item.sweep()
    assert (await item.row()).held == 0


async def test_codes_of_sessions_that_run_are_different_and_rest_for_a_day(new_item: NewItem) -> None:
    first, second, third = [await new_item() for _ in range(3)]
    assert [(await each.start()).letters for each in (first, second)] == ["a", "b"]
    await first.stop()
    assert (await third.start()).letters == "c"
    first.now += 25 * HOUR
    assert (await first.start()).letters == "a"
    with pytest.raises(LiveUnknown):
        await first.store.read(find_live_item, "z", 1)
    with pytest.raises(LiveUnknown):
        await first.store.read(find_live_item, "a", 2)


async def test_letters_of_a_session_that_nobody_stopped_come_back_after_its_drop(new_item: NewItem) -> None:
    forgotten, other = await new_item(ends_at=NOW + HOUR, starts_at=NOW), await new_item()
    await forgotten.start()
    other.now = NOW + 2 * HOUR
    assert (await other.start()).letters == "b"
    assert (await forgotten.live()).stopped_at == NOW + HOUR
    assert (await forgotten.live()).bookings == 0


async def test_who_may_start_and_when(new_item: NewItem, item: LiveScenario) -> None:
    with pytest.raises(NotYourStall):
        await item.start(person=1)
    with pytest.raises(ButtonForged):
        await item.start(minutes=3)
    await item.start()
    with pytest.raises(LiveRuns):
        await item.start()
    with pytest.raises(NotYourStall):
        await item.stop(person=1)
    pot = await new_item(policy="pot", pot_until=NOW + HOUR)
    with pytest.raises(LiveNeedsQueue):
        await pot.start()
    over = await new_item(opens_at=NOW - 3 * HOUR, starts_at=NOW - 2 * HOUR, ends_at=NOW - HOUR)
    with pytest.raises(DropOver):
        await over.start()
    paused = await new_item(state="paused")
    with pytest.raises(DropPaused):
        await paused.start()
    assert MINUTES == (2, 5, 10)


async def test_a_publication_that_nobody_joined_is_undone_with_its_session(item: LiveScenario) -> None:
    await item.start()
    assert await item.store.write(undo, Actor(ROS), item.drop, item.now)
    assert (await item.row()).live_minutes is None
    assert not await item.store.write(undo, Actor(ROS), item.drop, item.now), "the draft is deleted"
    assert await item.store.read(lambda session: session.exec(select(LiveSession)).all()) == []


async def test_what_a_join_refuses_is_refused(item: LiveScenario) -> None:
    def block(session: Session) -> None:
        session.get_one(Person, 9).blocked_at = NOW

    await item.store.write(block)
    await item.start()
    with pytest.raises(Blocked):
        await item.mine(9)
    with pytest.raises(TooManyUnits):
        await item.mine(1, units=3)
    await item.book(2)
    with pytest.raises(AlreadyHolding):
        await item.mine(2)
    assert await item.store.read(lambda session: session.exec(select(LiveBooking)).all()) == []


async def test_people_who_write_at_once_get_what_there_is_and_no_more(new_item: NewItem) -> None:
    """Random interleavings: people write, confirm, pass on, let time go by; the live seller stops and starts."""
    rng = Random(7)
    for trial in range(6):
        item = await new_item(quantity=rng.randint(1, 6), fitting=rng.choice(("strict", "fit")))
        await item.start(minutes=2)
        for _ in range(12):
            acts = [act(item, rng) for _ in range(rng.randint(1, 5))]
            for outcome in await asyncio.gather(*acts, return_exceptions=True):
                assert outcome is None or isinstance(outcome, Refusal), (trial, outcome)
            check_invariants(await item.store.read(take_snapshot, item.drop), item.now)
            await item.store.read(live_rules_hold, item.drop)
            item.now += rng.choice((0, 1, 30, 121)) * SECOND
            await item.sweep()
        await item.stop()
        assert await item.sweep() == 0, "a second pass finds nothing to do"


async def act(item: LiveScenario, rng: Random) -> None:
    person = rng.randint(1, 12)
    match rng.choice(("mine",) * 4 + ("confirm", "confirm", "pass", "button", "release", "restart")):
        case "mine":
            await item.mine(person, rng.randint(1, 2))
        case "confirm":
            await item.confirm(person)
        case "pass":
            await item.store.write(give_up_hold, person, await item.hold_of(person), item.now)
        case "button":
            await item.book(person, rng.randint(1, 2))
        case "release":
            await item.release(person)
        case "restart":
            await item.stop()
            await item.start(minutes=2)


def live_rules_hold(session: Session, drop: int) -> None:
    """Once a person and session; the ids of bookings are in the order of the numbers; a live hold's minutes are those of the session."""
    sessions = session.exec(select(LiveSession).where(col(LiveSession.drop_id) == drop)).all()
    for live in sessions:
        booked = select(LiveBooking).where(col(LiveBooking.live_session_id) == live.id)
        rows = session.exec(booked.order_by(col(LiveBooking.id))).all()
        assert len({each.person_id for each in rows}) == len(rows)
        entries = [each.entry_id for each in rows]
        holds = session.exec(select(Hold).where(col(Hold.entry_id).in_(entries))).all()
        assert all(each.until - each.given_at <= 2 * MINUTE or each.notified_at is None for each in holds)


@ON_POSTGRESQL
async def test_a_session_is_started_and_stopped_by_one_at_a_time(item: LiveScenario) -> None:
    terms = LiveTerms(drop=item.drop, minutes=5, with_word=False)
    await waits_where_it_looks(item.store, (start_live, Actor(ROS), terms, item.now, item.rng), Drop)
    await item.start()
    await waits_where_it_looks(item.store, (stop_live, Actor(ROS), item.drop, item.now), Drop)


@ON_POSTGRESQL
async def test_those_who_book_live_are_locked_before_the_drop_is(item: LiveScenario) -> None:
    live = await item.start()
    request = LiveRequest(
        live=live.id,
        person=1,
        item=item.item,
        units=1,
        word="",
        sent_at=item.now,
        update=1,
        now=item.now,
        rng=item.rng,
    )
    with locked_elsewhere(item.store, Drop):
        await waits_where_it_looks(item.store, (book_live_many, [request]), Person, "id = 1")

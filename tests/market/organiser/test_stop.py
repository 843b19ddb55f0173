"""A market day waits for the rain or is called off: at once, undone as if nothing had been, and finished step by step."""

from dataclasses import replace
from datetime import date, datetime, time, timedelta
from functools import partial
from random import Random
from typing import Any

import pytest
from sqlmodel import Session, col, select

from market.actor import Actor, NotOrganiser
from market.admins import NO_ADMINS, Admins
from market.drop.browse import drop_card
from market.drop.refusals import DropCancelled, MarketDayCalledOff, WaitsForRain
from market.drop.status import Status, status
from market.market_day.place import place_drop
from market.organiser.alleys import close_alley, open_alley, overseen_alleys
from market.organiser.market_day_page import market_day_page
from market.organiser.refusals import (
    MarketDayUnknown,
    MovedAlready,
    NothingToStop,
    StopFinal,
    StoppedAlready,
)
from market.organiser.stalls import approve
from market.organiser.stop import (
    StoppedAlley,
    StoppedDay,
    call_off,
    finish_next,
    move_market,
    next_stop_end,
    planned_stop,
    stop_to_tell,
    stops_to_finish,
    undo_stop,
    wait_for_rain,
)
from market.permit.record import PermitPaper, record_permit, replace_permit
from market.person import Blocked
from market.refusal import NameUnfit, Refusal
from market.roster.plan import open_roster
from market.roster.rule import RosterPlan
from market.roster.take import take_shift
from market.stall import apply_for_stall
from market.stock.draft import prepare, publish
from market.stock.parsed_message import ParsedMessage
from market.stock.pause import cancel, pause, resume
from market.stock.stock_line import StockLine
from market.stock.wind_up import drops_to_wind_up, wind_up
from market.waitlist.join import join
from market.waitlist.shopper_actions import confirm
from market.waitlist.sweep import items_to_allocate
from market.waitlist.undo import give_up_booking
from storage.alley import Alley
from storage.beacon_kind import BeaconKind
from storage.drop import Drop, DropState, Item
from storage.market_day import MarketDay, StallDay
from storage.notification import Notification
from storage.person import Person
from storage.staff import StaffRole, StallStaff
from storage.stall import StallApproval
from storage.stop import CallOffReason, Stop, StopKind
from storage.store import Store
from storage.ticket import Ticket
from storage.waitlist import Booking, BookingState, Entry, EntryState, Hold, HoldState
from tests.evening import JO, LINA, MEI, NOW, ORGANISER, OWNER, ROS, SITI, TOM, WANG, Evening

MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
CONCERNED = {TOM, SITI, MEI, LINA, WANG, ROS}
OFF, WAIT = StopKind.CALLED_OFF, StopKind.RAIN_WAIT


async def rows(store: Store, table: Any) -> list[dict[str, Any]]:
    found = await store.read(lambda session: session.exec(select(table).order_by(table.id)).all())
    return [row.model_dump() for row in found]


async def market_day(store: Store) -> int:
    return (await store.read(lambda session: session.exec(select(StallDay.market_day_id)).first())) or 0


async def the_stop(store: Store) -> int:
    newest = select(Stop.id).order_by(col(Stop.id).desc())
    return (await store.read(lambda session: session.exec(newest).first())) or 0


async def begin(store: Store, day: int, kind: StopKind, now: datetime = NOW, actor: Actor = ORGANISER) -> int:
    """Stop a market day and return how many people are told."""
    if kind is WAIT:
        return await store.write(wait_for_rain, actor, day, now)
    return await store.write(call_off, actor, StoppedDay(day), reason=CallOffReason.WEATHER, now=now)


async def stop(store: Store, kind: StopKind, now: datetime = NOW) -> int:
    """Stop the evening and return the stop."""
    await begin(store, await market_day(store), kind, now)
    return await the_stop(store)


async def told(store: Store, kind: str) -> list[int]:
    found = select(Notification.person_id).where(col(Notification.kind) == kind)
    return sorted(await store.read(lambda session: session.exec(found).all()))


async def finish(store: Store, now: datetime) -> None:
    for each in await store.read(stops_to_finish, now):
        while await store.write(finish_next, each, now):
            pass


async def test_all_concerned_are_told_once_and_nothing_is_given_out(store: Store, evening: Evening) -> None:
    kuih, day = evening.item("kuih lapis"), await market_day(store)
    planned = await store.read(planned_stop, ORGANISER, StoppedDay(day), NOW)
    assert (planned.stalls, planned.drops, planned.people) == (1, 2, len(CONCERNED))
    assert await begin(store, day, OFF) == len(CONCERNED)
    assert await told(store, "MarketDayStopped") == sorted(CONCERNED), "each once, whatever they have there"
    with pytest.raises(MarketDayCalledOff):
        await store.write(join, JO, kuih.id, 1, NOW, Random(1))
    with pytest.raises(MarketDayCalledOff):
        await store.write(confirm, SITI, kuih.hold(SITI), 1, NOW, Random(1))
    with pytest.raises(MarketDayCalledOff):
        await store.write(give_up_booking, TOM, kuih.booking(TOM), NOW)
    card = await store.read(drop_card, kuih.drop)
    assert status(card, NOW) is Status.STOPPED, "it is shown, and says so"
    with pytest.raises(StoppedAlready):
        await begin(store, day, OFF)
    assert (await store.read(market_day_page, ORGANISER, day)).stop is not None


async def test_after_an_undo_all_is_as_before_but_holds_last_longer(store: Store, evening: Evening) -> None:
    tables = (Hold, Booking, Entry, Item, Ticket, StallDay)
    before = {table: await rows(store, table) for table in tables}
    found = await stop(store, OFF)
    assert await store.write(undo_stop, ORGANISER, found, NOW + 9 * MINUTE) == len(CONCERNED)
    assert await told(store, "MarketDayGoesOn") == sorted(CONCERNED)
    after = {table: await rows(store, table) for table in tables}
    for was, now in zip(before[Hold], after[Hold], strict=True):
        runs = was["state"] == HoldState.LIVE and was["notified_at"] is not None
        assert now["until"] == was["until"] + (9 * MINUTE if runs else timedelta(0))
    for table in tables:
        for row in (*before[table], *after[table]):
            row.pop("until", None)
            row.pop("marks", None)
        assert after[table] == before[table]
    drops = await rows(store, Drop)
    assert {(row["stop_id"], row["stopped_at"]) for row in drops} == {(None, None)}
    assert await store.write(undo_stop, ORGANISER, found, NOW + 9 * MINUTE) == 0, (
        "a second time changes nothing"
    )
    with pytest.raises(StopFinal):
        await store.read(stop_to_tell, found)
    await finish(store, NOW + HOUR)
    assert {row["state"] for row in await rows(store, Drop)} == {DropState.PUBLISHED}


@pytest.mark.feature("N07")
async def test_what_is_final_is_cancelled_released_and_not_said_again(store: Store, evening: Evening) -> None:
    of = (await store.read(lambda session: session.exec(select(StallDay.id)).one())) or 0
    hired = StallStaff(stall_id=evening.stall, person_id=JO, role=StaffRole.SELL, since=NOW)
    await store.write(lambda session: session.add(hired))
    await store.write(open_roster, OWNER, of, RosterPlan(1, 1), now=NOW)
    await store.write(take_shift, Actor(JO), of, 0, now=NOW)
    found = await stop(store, OFF)
    with pytest.raises(StopFinal):
        await store.write(undo_stop, ORGANISER, found, NOW + 10 * MINUTE)
    assert await store.read(next_stop_end, NOW) == NOW + 10 * MINUTE
    await finish(store, NOW + 9 * MINUTE)
    assert {row["state"] for row in await rows(store, Drop)} == {DropState.PUBLISHED}, (
        "not before ten minutes"
    )
    await finish(store, NOW + 10 * MINUTE)
    await finish(store, NOW + 10 * MINUTE)
    assert {row["state"] for row in await rows(store, Drop)} == {DropState.CANCELLED}
    assert {row["state"] for row in await rows(store, Booking)} == {BookingState.CANCELLED}
    assert HoldState.LIVE not in {row["state"] for row in await rows(store, Hold)}
    assert EntryState.WAITING not in {row["state"] for row in await rows(store, Entry)}
    assert {(row["booked"], row["held"], row["waiting"]) for row in await rows(store, Item)} == {(0, 0, 0)}
    assert await told(store, "MarketDayStopped") == sorted(CONCERNED | {JO}), "the helper on shift too"
    others = ("ShiftChanged", "DropCancelledByStall", "StallDayCancelled", "HoldEnded")
    assert [await told(store, kind) for kind in others] == [[], [], [], []]
    card = await store.read(drop_card, evening.items[0].drop)
    assert (card.stop_kind, status(card, NOW + HOUR)) == (OFF, Status.CANCELLED)
    for drop in await store.read(drops_to_wind_up, evening.ends_at):
        await store.write(wind_up, drop, evening.ends_at)
    assert all(row["ended_at"] for row in await rows(store, StallDay))


async def test_a_wait_ends_by_itself_and_holds_get_half_an_hour(store: Store, evening: Evening) -> None:
    kuih = evening.item("kuih lapis")
    until = (await store.read(lambda session: session.get_one(Hold, kuih.hold(SITI)))).until
    await stop(store, WAIT)
    with pytest.raises(WaitsForRain):
        await store.write(join, JO, kuih.id, 1, NOW, Random(1))
    assert await store.read(items_to_allocate, until) == (), "no hold runs out"
    await finish(store, NOW + 30 * MINUTE)
    assert (
        await store.read(lambda session: session.get_one(Hold, kuih.hold(SITI)))
    ).until == until + 30 * MINUTE
    assert (await store.write(join, JO, kuih.id, 1, NOW + 30 * MINUTE, Random(1))).booking
    assert await told(store, "MarketDayGoesOn") == [], "the first message said when"


async def test_a_wait_gives_way_to_a_call_off_and_not_the_other_way(store: Store, evening: Evening) -> None:
    first = await stop(store, WAIT)
    second = await stop(store, OFF, NOW + 20 * MINUTE)
    assert first != second
    with pytest.raises(StoppedAlready):
        await stop(store, WAIT, NOW + 21 * MINUTE)
    with pytest.raises(StopFinal):
        await store.write(undo_stop, ORGANISER, first, NOW + 21 * MINUTE)
    await finish(store, NOW + 30 * MINUTE)
    assert {row["state"] for row in await rows(store, Drop)} == {DropState.CANCELLED}


async def test_other_reasons_to_stand_still_outlast_a_stop(store: Store, evening: Evening) -> None:
    kuih = evening.item("kuih lapis")
    await store.write(pause, OWNER, kuih.drop, NOW)
    found = await stop(store, OFF)
    await store.write(resume, OWNER, kuih.drop, NOW + MINUTE)
    assert (await store.read(lambda session: session.get_one(Drop, kuih.drop))).stopped_at is not None
    await store.write(close_alley, ORGANISER, evening.alley, NOW + 2 * MINUTE)
    await store.write(undo_stop, ORGANISER, found, NOW + 3 * MINUTE)
    assert (await store.read(lambda session: session.get_one(Drop, kuih.drop))).stopped_at is not None
    await store.write(open_alley, ORGANISER, evening.alley, NOW + 4 * MINUTE)
    assert {row["stopped_at"] for row in await rows(store, Drop)} == {None}


@pytest.mark.parametrize("is_permit_first", [True, False])
async def test_a_stop_and_a_missing_permit_outlast_each_other(
    store: Store, evening: Evening, is_permit_first: bool
) -> None:
    kuih, admins = evening.item("kuih lapis"), Admins(frozenset())
    until = (await store.read(lambda session: session.get_one(Hold, kuih.hold(SITI)))).until
    day = await store.read(lambda session: session.exec(select(MarketDay.day)).first())
    later = PermitPaper(first_day=day + DAY, last_day=day + 30 * DAY)
    leave_outside = partial(
        store.write, record_permit, ORGANISER, evening.alley, later, admins=admins, now=NOW
    )
    permit = await leave_outside() if is_permit_first else 0
    found = await stop(store, OFF)
    permit = permit or await leave_outside()
    extend = partial(
        store.write, replace_permit, ORGANISER, permit, replace(later, first_day=day), admins=admins
    )
    ends = [
        partial(extend, now=NOW + MINUTE),
        partial(store.write, undo_stop, ORGANISER, found, NOW + MINUTE),
    ]
    await ends.pop(int(is_permit_first))()
    standing = await store.read(lambda session: session.get_one(Drop, kuih.drop))
    assert standing.stopped_at is not None
    with pytest.raises(Refusal):
        await store.write(join, JO, kuih.id, 1, NOW + MINUTE, Random(1))
    assert await store.read(items_to_allocate, until) == (), "no hold runs out"
    await ends.pop()()
    assert (await store.read(lambda session: session.get_one(Hold, kuih.hold(SITI)))).until == until + MINUTE
    assert (await store.write(join, JO, kuih.id, 1, NOW + MINUTE, Random(1))).booking


async def test_a_stall_may_still_cancel_and_nothing_is_published_or_moved(
    store: Store, evening: Evening
) -> None:
    kuih = evening.item("kuih lapis")
    await stop(store, OFF)
    with pytest.raises(MarketDayCalledOff):
        await store.write(lambda session: place_drop(session, session.get_one(Drop, kuih.drop), NOW))
    await store.write(cancel, OWNER, kuih.drop, NOW + MINUTE)
    await finish(store, NOW + HOUR)
    assert {row["state"] for row in await rows(store, Drop)} == {DropState.CANCELLED}
    with pytest.raises(DropCancelled):
        await store.write(join, JO, kuih.id, 1, NOW + HOUR, Random(1))


async def test_only_organisers_stop_and_undo(store: Store, evening: Evening) -> None:
    day = await market_day(store)
    for actor in (OWNER, Actor(TOM), Actor(JO)):
        with pytest.raises(NotOrganiser):
            await begin(store, day, OFF, actor=actor)
        with pytest.raises(NotOrganiser):
            await store.read(planned_stop, actor, StoppedDay(day), NOW)
    found = await stop(store, OFF)
    with pytest.raises(NotOrganiser):
        await store.write(undo_stop, OWNER, found, NOW)
    await store.write(_block, ORGANISER.person)
    with pytest.raises(Blocked):
        await store.write(undo_stop, ORGANISER, found, NOW)


async def test_an_evening_that_is_over_cannot_be_stopped(store: Store, evening: Evening) -> None:
    day = await market_day(store)
    with pytest.raises(NothingToStop):
        await begin(store, day, OFF, evening.ends_at)


async def test_the_end_of_an_evening_waits_for_the_end_of_a_stop(store: Store, evening: Evening) -> None:
    late = evening.ends_at - 5 * MINUTE
    await stop(store, OFF, late)
    stopped = {row["id"] for row in await rows(store, Drop) if row["stop_id"]}
    assert stopped.isdisjoint(await store.read(drops_to_wind_up, evening.ends_at))
    for drop in stopped:
        await store.write(wind_up, drop, evening.ends_at)
        assert (await store.read(lambda session, drop=drop: session.get_one(Drop, drop))).wound_up_at is None
    await finish(store, late + 10 * MINUTE)
    assert {row["state"] for row in await rows(store, Drop) if row["stop_id"]} == {DropState.CANCELLED}


async def close_for_good(store: Store, alley: int, now: datetime = NOW) -> int:
    """Call off all that is ahead in an alley and return how many people are told."""
    reason = CallOffReason.AUTHORITY
    return await store.write(call_off, ORGANISER, StoppedAlley(alley), reason=reason, now=now)


@pytest.mark.feature("H14")
async def test_an_alley_closes_for_good_once_its_last_stall_is_cancelled(
    store: Store, evening: Evening
) -> None:
    kuih, alley = evening.item("kuih lapis"), evening.alley
    await stop(store, WAIT)
    assert await close_for_good(store, alley, NOW + MINUTE) == len(CONCERNED)
    with pytest.raises(MarketDayCalledOff):
        await store.write(join, JO, kuih.id, 1, NOW + MINUTE, Random(1))
    with pytest.raises(StoppedAlready):
        await begin(store, await market_day(store), OFF, NOW + MINUTE)
    assert (await store.read(overseen_alleys, ORGANISER))[0].closes_at == NOW + 11 * MINUTE
    await finish(store, NOW + 10 * MINUTE)
    assert (await store.read(lambda session: session.get_one(Alley, alley))).closed_at is None
    await finish(store, NOW + 11 * MINUTE)
    assert (await store.read(lambda session: session.get_one(Alley, alley))).closed_at == NOW + 11 * MINUTE
    assert {row["state"] for row in await rows(store, Drop)} == {DropState.CANCELLED}
    assert await told(store, "MarketDayStopped") == sorted((*CONCERNED, *CONCERNED)), "once a stop"
    assert await told(store, "AlleyClosingChanged") == [], "the stop said so"
    assert (await store.read(overseen_alleys, ORGANISER))[0].stop == 0


async def test_all_stalls_of_an_alley_are_told_and_nothing_new_is_published_while_it_closes(
    store: Store, evening: Evening
) -> None:
    def another_stall(session: Session) -> int:
        asked = apply_for_stall(
            session, Actor(JO), "Gerai Jo", evening.alley, "en", NO_ADMINS, NOW, Random(2)
        )
        approve(session, ORGANISER, asked, StallApproval.ASKED, NOW)
        return asked

    def publish_next_week(session: Session, now: datetime) -> None:
        line = StockLine(
            quantity=9, name="pulut", price=300, day=date(2026, 12, 5), start=time(18), end=time(20)
        )
        drop = prepare(session, Actor(JO), stall, ParsedMessage((line,)), "", None, "en", now, Random(3))
        publish(session, Actor(JO), drop, BeaconKind.LOCAL, now, Random(4))

    stall = await store.write(another_stall)
    assert await close_for_good(store, evening.alley) == len(CONCERNED) + 1
    assert await told(store, "MarketDayStopped") == sorted((*CONCERNED, JO)), (
        "who sells nothing there yet, too"
    )
    with pytest.raises(MarketDayCalledOff):
        await store.write(publish_next_week, NOW + MINUTE)
    await finish(store, NOW + 10 * MINUTE)
    await store.write(open_alley, ORGANISER, evening.alley, NOW + HOUR)
    await store.write(publish_next_week, NOW + HOUR)


async def test_an_alley_that_stays_open_is_as_before(store: Store, evening: Evening) -> None:
    await close_for_good(store, evening.alley)
    kopi = evening.item("kopi").drop
    with pytest.raises(MarketDayCalledOff):
        await store.write(lambda session: place_drop(session, session.get_one(Drop, kopi), NOW))
    assert await store.write(undo_stop, ORGANISER, await the_stop(store), NOW + MINUTE) == len(CONCERNED)
    await finish(store, NOW + HOUR)
    assert {row["state"] for row in await rows(store, Drop)} == {DropState.PUBLISHED}
    assert (await store.read(lambda session: session.get_one(Alley, evening.alley))).closed_at is None


async def test_a_day_that_was_called_off_before_its_alley_goes_its_own_way(
    store: Store, evening: Evening
) -> None:
    off = await stop(store, OFF)
    with pytest.raises(NothingToStop):
        await close_for_good(store, evening.alley, NOW + MINUTE)
    shown = evening.item("sate").drop
    await store.write(lambda session: setattr(session.get_one(Drop, shown), "stop_id", None))
    await close_for_good(store, evening.alley, NOW + MINUTE)
    with pytest.raises(StoppedAlready):
        await store.write(undo_stop, ORGANISER, off, NOW + 2 * MINUTE)
    await store.write(undo_stop, ORGANISER, await the_stop(store), NOW + 3 * MINUTE)
    await store.write(undo_stop, ORGANISER, off, NOW + 4 * MINUTE)
    assert {row["stop_id"] for row in await rows(store, Drop)} == {None}


def _block(session: Any, person: int) -> None:
    session.get_one(Person, person).blocked_at = NOW


ROOF = ""


async def move(store: Store, place: str = ROOF, now: datetime = NOW, actor: Actor = ORGANISER) -> int:
    """Move the evening and return how many people are told."""
    return await store.write(partial(move_market, now=now), actor, await market_day(store), place)


async def moved_to(store: Store, evening: Evening) -> str | None:
    return (await store.read(drop_card, evening.item("kuih lapis").drop)).moved_to


async def test_a_move_tells_everybody_once_and_stops_nothing(store: Store, evening: Evening) -> None:
    kuih = evening.item("kuih lapis")
    tables = (Hold, Booking, Entry, Item, Ticket, StallDay)
    before = {table: await rows(store, table) for table in tables}
    assert await move(store) == len(CONCERNED)
    assert await told(store, "MarketDayStopped") == sorted(CONCERNED)
    assert {row["stop_id"] for row in await rows(store, Drop)} == {None}
    for table in tables:
        for row in (*before[table], *(after := await rows(store, table))):
            row.pop("marks", None)
        assert after == before[table], "no clock stands still"
    assert await moved_to(store, evening) == ROOF
    assert (await store.write(join, JO, kuih.id, 1, NOW, Random(1))).booking
    page = await store.read(market_day_page, ORGANISER, await market_day(store))
    assert (page.moved_to, page.stop and page.stop.kind) == (ROOF, StopKind.MOVED)
    await finish(store, NOW + HOUR)
    assert await moved_to(store, evening) == ROOF, "it stays there"
    assert (await store.read(market_day_page, ORGANISER, await market_day(store))).stop is None


async def test_undoing_a_move_tells_the_same_people_and_those_who_came_since(
    store: Store, evening: Evening
) -> None:
    kuih = evening.item("kuih lapis")
    await move(store, "  Car park\nof Block C ")
    assert await moved_to(store, evening) == "Car park of Block C"
    await store.write(join, JO, kuih.id, 1, NOW, Random(1))
    await store.write(give_up_booking, TOM, kuih.booking(TOM), NOW + MINUTE)
    found = await the_stop(store)
    assert await store.write(undo_stop, ORGANISER, found, NOW + 9 * MINUTE) == len(CONCERNED) + 1
    assert await told(store, "MarketDayGoesOn") == sorted((*CONCERNED, JO))
    assert await store.write(undo_stop, ORGANISER, found, NOW + 9 * MINUTE) == 0
    assert await moved_to(store, evening) is None
    assert await move(store, now=NOW + 9 * MINUTE), "it may be moved again at once"


async def test_a_move_that_was_undone_leaves_the_one_before(store: Store, evening: Evening) -> None:
    await move(store)
    first = await the_stop(store)
    with pytest.raises(MovedAlready):
        await move(store)
    with pytest.raises(MovedAlready):
        await move(store, "Block C", NOW + 9 * MINUTE)
    await finish(store, NOW + 10 * MINUTE)
    with pytest.raises(MovedAlready):
        await move(store, now=NOW + HOUR)
    with pytest.raises(StopFinal):
        await store.write(undo_stop, ORGANISER, first, NOW + HOUR)
    await move(store, "Block C", NOW + HOUR)
    assert await moved_to(store, evening) == "Block C"
    await store.write(undo_stop, ORGANISER, await the_stop(store), NOW + HOUR)
    assert await moved_to(store, evening) == ROOF


@pytest.mark.parametrize("kind", [OFF, WAIT])
async def test_a_move_gives_way_and_stands_when_that_is_undone(
    store: Store, evening: Evening, kind: StopKind
) -> None:
    await move(store)
    moved, found = await the_stop(store), await stop(store, kind, NOW + MINUTE)
    with pytest.raises(StoppedAlready):
        await move(store, "Block C", NOW + MINUTE)
    with pytest.raises(StopFinal):
        await store.write(undo_stop, ORGANISER, moved, NOW + 2 * MINUTE)
    await store.write(undo_stop, ORGANISER, found, NOW + 2 * MINUTE)
    assert await moved_to(store, evening) == ROOF
    assert {row["stop_id"] for row in await rows(store, Drop)} == {None}
    await move(store, "Block C", NOW + 3 * MINUTE)
    await close_for_good(store, evening.alley, NOW + 4 * MINUTE)
    await finish(store, NOW + HOUR)
    assert {row["state"] for row in await rows(store, Drop)} == {DropState.CANCELLED}


async def test_a_dish_is_published_into_an_evening_that_has_moved(store: Store, evening: Evening) -> None:
    drop = evening.item("kuih lapis").drop
    await move(store)
    await store.write(lambda session: place_drop(session, session.get_one(Drop, drop), NOW))


async def test_what_cannot_be_moved_is_refused(store: Store, evening: Evening) -> None:
    for place in (" ", "\n\0", "x" * 201):
        with pytest.raises(NameUnfit):
            await move(store, place)
    assert await move(store, "🎪" * 100 + "\u202eمظلة"), "any letters"
    await store.write(undo_stop, ORGANISER, await the_stop(store), NOW)
    for actor in (OWNER, Actor(TOM), Actor(JO)):
        with pytest.raises(NotOrganiser):
            await move(store, actor=actor)
    with pytest.raises(MarketDayUnknown):
        await store.write(partial(move_market, now=NOW), ORGANISER, 999_999, ROOF)
    with pytest.raises(NothingToStop):
        await move(store, now=evening.ends_at)
    await stop(store, OFF)
    await finish(store, NOW + HOUR)
    with pytest.raises(NothingToStop):
        await move(store, now=NOW + HOUR)
    assert await rows(store, Stop)

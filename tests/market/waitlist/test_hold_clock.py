"""A hold whose holder could not be notified does not run out; an outage is credited, once."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Any

import pytest
from sqlmodel import Session, col, select

from locales.decision_reasons import DecisionReason
from market.actor import Actor
from market.draw.notifications import DrawResult
from market.drop.hold_length import hold_until
from market.drop.refusals import DropUnknown
from market.notification.outbox import DeliveryStatus, hold_back_restored, notify_each
from market.organiser.alleys import close_alley, open_alley
from market.organiser.drops import hide_drop, show_again
from market.organiser.stalls import approve, turn_down
from market.quiet_hours import QuietHours
from market.reminder.notifications import HoldHalfElapsed
from market.stock.pause import pause, resume
from market.waitlist.gift import give_hold, take_gift
from market.waitlist.outage import beat, credit_next_drop
from market.waitlist.position import ActiveHold, my_items, own_hold
from market.waitlist.refusals import GiftGone, HoldExpired
from storage.heartbeat import Outage
from storage.notification import Notification
from storage.stall import StallApproval
from storage.waitlist import Entry, Hold
from tests.market.waitlist.clock_helpers import beat_and_credit, fall_silent, run_jobs, send_all
from tests.market.waitlist.conftest import HOUR, NOW, ROS, ItemScenario
from tests.people import address_of

NewItem = Callable[..., Awaitable[ItemScenario]]
ORGANISER = Actor(9001, is_configured_admin=True)
DAY = timedelta(days=1)
CUT_OFF = NOW + 84 * HOUR


async def one_holds_one_waits(new_item: NewItem) -> ItemScenario:
    """Let person 1 decline, so that person 2 holds the only unit and is not notified yet."""
    item = await new_item(quantity=1)
    await item.join_all(1, 1, 1)
    await item.decline(1)
    return item


async def newest(item: ItemScenario, person: int) -> Hold:
    """Return the newest hold of this item."""
    mine = select(Hold).where(col(Hold.item_id) == item.item, col(Hold.person_id) == person)
    return await item.store.read(lambda session: session.exec(mine).one())


async def hold(item: ItemScenario, person: int = 2) -> Hold:
    rows = select(Hold).where(col(Hold.person_id) == person).order_by(col(Hold.id).desc())
    found = await item.store.read(lambda session: session.exec(rows).first())
    assert found is not None
    return found


def promised(item: ItemScenario) -> Any:
    return hold_until(item.now, NOW + 80 * HOUR, CUT_OFF, QuietHours(21 * 60, 8 * 60, "Asia/Kuching"))


async def test_a_hold_nobody_could_be_told_of_does_not_run_out(new_item: NewItem) -> None:
    item = await one_holds_one_waits(new_item)
    for _ in range(80):
        item.now += HOUR
        await run_jobs(item.store, item.now)
    assert await item.holders() == [2]
    assert await item.notifications("HoldEnded") == []


async def test_the_result_of_a_draw_tells_nobody_of_a_hold_that_came_later(new_item: NewItem) -> None:
    item = await new_item(quantity=1)
    await item.join_all(1, 1, 1)

    def result(session: Session) -> None:
        entry = session.exec(select(Entry.id).where(Entry.item_id == item.item, Entry.person_id == 2)).one()
        drawn = DrawResult(drop_id=item.drop, item_id=item.item, entry_id=entry or 0)
        notify_each(session, [(2, f"drop:{item.drop}/entry:{entry}", drawn)], item.now)

    await item.store.write(result)
    await send_all(item.store, item.now)
    item.now += HOUR
    await item.decline(1)
    await run_jobs(item.store, item.now)
    assert (await hold(item)).notified_at is None, "the message about the hold is on its way"
    await send_all(item.store, item.now)
    sent_at = item.now
    await run_jobs(item.store, item.now)
    assert (await hold(item)).notified_at == sent_at


async def test_its_clock_starts_when_its_message_was_sent(new_item: NewItem) -> None:
    item = await one_holds_one_waits(new_item)
    item.now += 5 * HOUR
    sent_at, until = item.now, promised(item)
    assert await send_all(item.store, item.now) == 1
    item.now += HOUR / 2
    await run_jobs(item.store, item.now)
    row = await hold(item)
    assert (row.notified_at, row.until) == (sent_at, until)
    assert await item.notifications("HoldHalfElapsed") == [2], "the first one's was withdrawn with the hold"
    item.now = until
    await run_jobs(item.store, item.now)
    assert await item.holders() == [3], "told, and passed on at its deadline"
    assert await item.notifications("HoldEnded") == [2]


async def test_of_several_messages_about_a_hold_the_first_that_was_sent_starts_its_clock(
    new_item: NewItem,
) -> None:
    item = await one_holds_one_waits(new_item)
    told = (await hold(item)).id
    item.now += 2 * HOUR
    sent_at = item.now
    await send_all(item.store, item.now)

    def tell_again(session: Session) -> None:
        again = HoldHalfElapsed(drop_id=item.drop, hold_id=told or 0)
        about = f"drop:{item.drop}/hold:{told}"
        notify_each(session, [(2, about, again)], item.now, late_after=CUT_OFF)

    item.now += HOUR
    await item.store.write(tell_again)
    await send_all(item.store, item.now)
    await run_jobs(item.store, item.now)
    assert (await hold(item)).notified_at == sent_at


async def test_the_message_promises_the_deadline_it_will_have(new_item: NewItem) -> None:
    """A person who looks before they are notified sees the same."""
    item = await one_holds_one_waits(new_item)
    known = (await hold(item)).id or 0
    for hours in (0, 9, 30):
        item.now = NOW + hours * HOUR
        shown = await item.store.read(own_hold, 2, known, item.now)
        [mine] = await item.store.read(my_items, 2, item.now)
        assert isinstance(mine.entry, ActiveHold)
        assert shown.until == mine.entry.until == promised(item)


async def test_who_is_answered_knows_at_once(new_item: NewItem) -> None:
    item = await new_item(quantity=1)
    joined = await item.join(1)
    assert joined.held is not None
    assert (await hold(item, 1)).notified_at == NOW
    assert joined.held.until == promised(item)


async def test_who_has_blocked_the_bot_runs_out(new_item: NewItem) -> None:
    item = await one_holds_one_waits(new_item)
    await send_all(item.store, item.now, DeliveryStatus.UNREACHABLE)
    await run_jobs(item.store, item.now)
    assert (await hold(item)).until == promised(item)


async def test_who_has_blocked_it_before_runs_out_too(new_item: NewItem) -> None:
    item = await one_holds_one_waits(new_item)

    def block(session: Any) -> None:
        address_of(session, 2).unreachable_at = NOW

    await item.store.write(block)
    assert await send_all(item.store, item.now) == 0
    await run_jobs(item.store, item.now)
    assert (await hold(item)).until == promised(item)


@pytest.mark.empty_market("a restore is about everybody's notifications")
async def test_whose_message_was_held_back_after_a_restore_runs_out_too(new_item: NewItem) -> None:
    """They were told before the database was lost; otherwise nobody would get these units any more."""
    item = await one_holds_one_waits(new_item)
    assert await item.store.write(hold_back_restored, item.now, item.now) > 0
    await run_jobs(item.store, item.now)
    assert (await hold(item)).until == promised(item)


async def test_a_message_that_failed_starts_nothing(new_item: NewItem) -> None:
    item = await one_holds_one_waits(new_item)
    await send_all(item.store, item.now, DeliveryStatus.FAILED)
    item.now += 2 * DAY
    await run_jobs(item.store, item.now)
    assert ((await hold(item)).notified_at, (await hold(item)).until) == (None, CUT_OFF)


async def test_passing_it_on_or_taking_it_up_starts_it(new_item: NewItem) -> None:
    item = await one_holds_one_waits(new_item)
    await item.store.write(give_hold, 2, (await hold(item)).id or 0, item.now, item.rng)
    assert ((await hold(item)).notified_at, (await hold(item)).until) == (NOW, promised(item))


async def hidden(item: ItemScenario, on: bool) -> None:
    action = hide_drop if on else show_again
    await item.store.write(action, ORGANISER, item.drop, item.now)


async def turned_down(item: ItemScenario, on: bool) -> None:
    if on:
        arguments = (ORGANISER, 1, StallApproval.APPROVED)
        await item.store.write(turn_down, *arguments, reason=DecisionReason.TALK, now=item.now)
    else:
        await item.store.write(approve, ORGANISER, 1, StallApproval.TURNED_DOWN, now=item.now)


async def closed(item: ItemScenario, on: bool) -> None:
    action = close_alley if on else open_alley
    await item.store.write(action, ORGANISER, 1, item.now)


async def paused(item: ItemScenario, on: bool) -> None:
    action = pause if on else resume
    await item.store.write(action, Actor(ROS), item.drop, item.now)


WAYS = pytest.mark.parametrize("stop", [hidden, turned_down, closed])


@pytest.mark.parametrize("stop", [hidden, turned_down, closed, paused])
async def test_what_stood_still_is_given_back(new_item: NewItem, stop: Any) -> None:
    item = await one_holds_one_waits(new_item)
    await send_all(item.store, item.now)
    await run_jobs(item.store, item.now)
    until = (await hold(item)).until
    item.now += HOUR
    await stop(item, True)
    item.now += 20 * HOUR
    await run_jobs(item.store, item.now)
    assert await item.holders() == [2], "nothing runs out meanwhile"
    await stop(item, False)
    assert (await hold(item)).until == until + 20 * HOUR


async def test_two_reasons_at_once_are_given_back_once(new_item: NewItem) -> None:
    item = await one_holds_one_waits(new_item)
    await send_all(item.store, item.now)
    await run_jobs(item.store, item.now)
    until = (await hold(item)).until
    for stop, on in ((hidden, True), (paused, True), (hidden, False), (paused, False)):
        await stop(item, on)
        item.now += 2 * HOUR
    assert (await hold(item)).until == until + 6 * HOUR


@WAYS
async def test_nothing_is_given_through_old_buttons_either(new_item: NewItem, stop: Any) -> None:
    item = await new_item(quantity=2)
    await item.join_all(1, 1, 1)
    offered = await item.store.write(give_hold, 2, (await hold(item)).id or 0, item.now, item.rng)
    await stop(item, True)
    with pytest.raises(DropUnknown):
        await item.join(4)
    with pytest.raises(DropUnknown):
        await item.confirm(1)
    with pytest.raises(DropUnknown):
        await item.take(3)
    with pytest.raises(GiftGone):
        await item.store.write(take_gift, 5, offered.code, item.now, item.rng)
    await item.decline(1)
    await run_jobs(item.store, item.now)
    assert await item.holders() == [2], "what was given up goes to nobody"
    await stop(item, False)
    assert await item.holders() == [2, 3]


async def away(item: ItemScenario, gone: timedelta) -> None:
    """Store a heartbeat, and then none for so long."""
    await item.store.write(beat, item.now)
    await fall_silent(item.store, gone.total_seconds())
    item.now += gone


async def test_an_outage_ends_no_hold_and_is_credited(new_item: NewItem) -> None:
    item = await one_holds_one_waits(new_item)
    await send_all(item.store, item.now)
    await run_jobs(item.store, item.now)
    until = (await hold(item)).until
    item.now = until - HOUR
    await away(item, 30 * HOUR)
    await run_jobs(item.store, item.now)
    await item.join(9)
    assert await item.holders() == [2], "neither a job nor a tap ends it"
    await beat_and_credit(item.store, item.now)
    moved = (await hold(item)).until - (until + 30 * HOUR)
    assert timedelta(0) <= moved < timedelta(seconds=5)
    assert await item.confirm(2)


async def test_a_tap_before_the_credit_confirms(new_item: NewItem) -> None:
    item = await one_holds_one_waits(new_item)
    await send_all(item.store, item.now)
    await run_jobs(item.store, item.now)
    item.now = (await hold(item)).until - HOUR
    await away(item, 3 * HOUR)
    assert await item.confirm(2)


async def test_the_first_heartbeats_of_a_market_may_come_at_the_same_moment(new_item: NewItem) -> None:
    """Each finds no row; one writes it, and the others are well too."""
    item = await new_item()
    assert await asyncio.gather(*(item.store.write(beat, NOW) for _ in range(8))) == [False] * 8


async def test_a_restart_in_less_than_a_minute_is_no_outage(new_item: NewItem) -> None:
    item = await one_holds_one_waits(new_item)
    await send_all(item.store, item.now)
    await run_jobs(item.store, item.now)
    item.now = (await hold(item)).until - timedelta(seconds=30)
    await away(item, timedelta(seconds=50))
    await run_jobs(item.store, item.now)
    assert await item.holders() == [3]
    with pytest.raises(HoldExpired):
        await item.confirm(2)


async def test_an_outage_is_credited_once_however_often_it_breaks_off(new_item: NewItem) -> None:
    item = await one_holds_one_waits(new_item)
    others = [await new_item(quantity=1) for _ in range(2)]
    for other in others:
        await other.join(7)
    await send_all(item.store, item.now)
    await run_jobs(item.store, item.now)
    holders = ((item, 2), (others[1], 7))
    before = [(await newest(one, person)).until for one, person in holders]
    await away(item, 5 * HOUR)
    assert await item.store.write(beat, item.now)
    assert await item.store.write(credit_next_drop, item.now), "and here it is killed"
    for _ in range(2):
        await beat_and_credit(item.store, item.now)
    for (one, person), until in zip(holders, before, strict=True):
        lost = (await newest(one, person)).until - until
        assert 5 * HOUR <= lost < 5 * HOUR + timedelta(seconds=5)
    rows = select(Outage.credited_at)
    assert await item.store.read(lambda session: session.exec(rows).one()) == item.now


@pytest.mark.empty_market("credits everybody")
async def test_an_hour_that_nobody_was_told_in_is_not_credited(new_item: NewItem) -> None:
    item = await one_holds_one_waits(new_item)
    await away(item, 5 * HOUR)
    await send_all(item.store, item.now)
    await run_jobs(item.store, item.now)
    until = (await hold(item)).until
    assert until == promised(item)
    await beat_and_credit(item.store, item.now)
    assert (await hold(item)).until == until


async def test_a_hold_that_ended_at_its_cut_off_meanwhile_ended_then(new_item: NewItem) -> None:
    """Its message names that time, not the one of the restart."""
    item = await one_holds_one_waits(new_item)
    await send_all(item.store, item.now)
    await run_jobs(item.store, item.now)
    until = (await hold(item)).until
    item.now = until + 7 * HOUR
    await run_jobs(item.store, item.now)
    assert ((await hold(item)).state, (await hold(item)).ended_at) == ("expired", until)


async def test_a_clock_that_was_set_back_is_no_outage(new_item: NewItem) -> None:
    item = await one_holds_one_waits(new_item)
    await item.store.write(beat, item.now)
    await fall_silent(item.store, -3600)
    assert not await item.store.write(beat, item.now)
    rows = select(Notification.id).where(col(Notification.kind) == "HoldEnded")
    assert await item.store.read(lambda session: session.exec(rows).first()) is None


async def test_an_alley_that_is_closed_and_opened_at_one_moment_tells_its_owners_of_both(
    item: ItemScenario,
) -> None:
    for action in (close_alley, open_alley, open_alley):
        await item.store.write(action, ORGANISER, 1, NOW)
    rows = select(Notification.about).where(col(Notification.kind) == "AlleyClosingChanged")
    told = await item.store.read(lambda session: sorted(session.exec(rows)))
    assert told == ["alley:1:closed", "alley:1:open"]

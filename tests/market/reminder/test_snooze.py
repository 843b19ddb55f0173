"""A reminder is snoozed, done or muted, by its own reader alone."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlmodel import Session, select

from market.notification.own_reminder_due import OwnReminderDue
from market.person import Blocked
from market.reminder.refusals import RemindersStopped, ReminderUnknown, SnoozePassed, SnoozeTooLate
from market.reminder.snooze import mark_done, mute_kind, reminded, snooze, snooze_ways, unmute
from market.reminder.snooze_choices import SnoozeDelay
from storage.insert import insert_once
from storage.notification import Notification, NotificationState
from storage.person import Person
from storage.reminder import Mute
from storage.store import Store
from tests.market.notification_samples import SampleBooking
from tests.market.reminder.conftest import ABOUT, JO, ROS, waiting, write_one
from tests.market.samples import DAY, HOUR, NOW, ZONE

LATE = NOW + 2 * DAY
AGAIN = f"{ABOUT}/again"


@pytest.mark.parametrize(
    ("how", "due"),
    [
        (SnoozeDelay.HOUR, NOW + HOUR),
        (SnoozeDelay.NIGHT, NOW + 9 * HOUR),
        (SnoozeDelay.MORNING, NOW + 23 * HOUR),
    ],
)
async def test_it_comes_again_once_however_often_it_is_put_off(
    people: Store, notification: int, how: str, due: datetime
) -> None:
    for seconds in (0, 30):
        at = await people.write(
            snooze, ROS, notification, how, zone=ZONE, now=NOW + timedelta(seconds=seconds)
        )
        assert at == due
    assert await waiting(people) == [(AGAIN, due, LATE)]
    await people.write(snooze, ROS, notification, SnoozeDelay.HOUR, zone=ZONE, now=NOW + HOUR)
    assert await waiting(people) == [(AGAIN, NOW + 2 * HOUR, LATE)], "another choice replaces it"


async def test_a_repeat_can_be_put_off_again(people: Store, notification: int) -> None:
    repeat = await people.write(write_one, NOW + HOUR, LATE, about=AGAIN)
    await people.write(snooze, ROS, repeat, SnoozeDelay.HOUR, zone=ZONE, now=NOW + HOUR)
    await people.write(snooze, ROS, notification, SnoozeDelay.NIGHT, zone=ZONE, now=NOW + HOUR)
    assert await waiting(people) == [(AGAIN, NOW + 9 * HOUR, LATE)], "it is the same matter"


async def test_one_that_arrived_and_is_queued_again_as_nobody_noted_it_can_be_put_off(
    people: Store, notification: int
) -> None:
    def requeue(session: Session) -> None:
        session.get_one(Notification, notification).state = NotificationState.QUEUED

    await people.write(requeue)
    at = await people.write(snooze, ROS, notification, SnoozeDelay.HOUR, zone=ZONE, now=NOW)
    assert at == NOW + HOUR


async def test_it_keeps_to_the_readers_own_wall_and_rest(people: Store, notification: int) -> None:
    def in_berlin(session: Session) -> None:
        reader = session.get_one(Person, ROS)
        reader.zone, reader.quiet_from, reader.quiet_until = "Europe/Berlin", 18 * 60, 8 * 60

    await people.write(in_berlin)
    at = await people.write(snooze, ROS, notification, SnoozeDelay.NIGHT, zone=ZONE, now=NOW + 10 * HOUR)
    assert at == NOW + 29 * HOUR, "13:00 there; 19:00 falls into their rest, which ends at 8:00"
    assert [due for _, due, _ in await waiting(people)] == [NOW + 16 * HOUR]
    row = await people.read(reminded, ROS, notification, ZONE)
    assert (row.repeat_at, row.zone) == (at, "Europe/Berlin")


async def test_nothing_comes_after_its_matter(people: Store) -> None:
    soon = await people.write(write_one, NOW, NOW + HOUR)
    with pytest.raises(SnoozeTooLate):
        await people.write(snooze, ROS, soon, SnoozeDelay.HOUR, zone=ZONE, now=NOW)
    with pytest.raises(SnoozeTooLate):
        await people.write(snooze, ROS, soon, SnoozeDelay.MORNING, zone=ZONE, now=NOW)
    assert await waiting(people) == []


async def test_the_ways_of_a_notification_are_those_in_time_from_when_it_goes_out(people: Store) -> None:
    """NOW is ten in the morning there, and three in the morning in Berlin."""
    soon = await people.write(write_one, NOW, NOW + 10 * HOUR)
    assert await people.read(snooze_ways, soon, ZONE) == (SnoozeDelay.HOUR, SnoozeDelay.NIGHT)
    hour = await people.write(write_one, NOW + HOUR, NOW + 2 * HOUR, about="reminder:6")
    assert await people.read(snooze_ways, hour, ZONE) == (), "an hour later is not in time"
    own = await people.write(
        write_one, NOW, NOW + HOUR, about="reminder:7", reminder=OwnReminderDue(reminder_id=7)
    )
    assert await people.read(snooze_ways, own, ZONE) == tuple(SnoozeDelay), "its reader's own"

    def in_berlin(session: Session) -> None:
        session.get_one(Person, ROS).zone = "Europe/Berlin"

    await people.write(in_berlin)
    assert await people.read(snooze_ways, soon, ZONE) == (SnoozeDelay.HOUR, SnoozeDelay.MORNING)

    def not_yet_taken(session: Session) -> None:
        row = session.get_one(Notification, soon)
        row.state, row.claimed_at, row.ended_at, row.send_at = "queued", None, None, NOW + 9 * HOUR

    await people.write(not_yet_taken)
    assert await people.read(snooze_ways, soon, ZONE) == (), "it leaves an hour before it is too late"


async def test_tonight_is_over_half_an_hour_before_it(people: Store, notification: int) -> None:
    await people.write(snooze, ROS, notification, SnoozeDelay.NIGHT, zone=ZONE, now=NOW + 8.5 * HOUR)
    with pytest.raises(SnoozePassed):
        await people.write(
            snooze,
            ROS,
            notification,
            SnoozeDelay.NIGHT,
            zone=ZONE,
            now=NOW + 8.5 * HOUR + timedelta(minutes=1),
        )


async def test_done_takes_back_what_was_put_off_and_nothing_else(people: Store, notification: int) -> None:
    other = await people.write(write_one, NOW, LATE, about="reminder:6")
    for each in (notification, other):
        await people.write(snooze, ROS, each, SnoozeDelay.HOUR, zone=ZONE, now=NOW)
    await people.write(mark_done, ROS, notification)
    await people.write(mark_done, ROS, notification)
    assert [about for about, _, _ in await waiting(people)] == ["reminder:6/again"]


async def test_who_stops_a_kind_takes_nothing_back_and_can_turn_it_on_again(
    people: Store, notification: int
) -> None:
    await people.write(snooze, ROS, notification, SnoozeDelay.HOUR, zone=ZONE, now=NOW)
    for _ in range(2):
        await people.write(mute_kind, ROS, notification, NOW)
    assert len(await waiting(people)) == 1
    muted = await people.read(lambda session: session.exec(select(Mute)).one())
    assert (muted.person_id, muted.kind) == (ROS, "LoansDue")
    assert (await people.read(reminded, ROS, notification, ZONE)).stopped
    with pytest.raises(RemindersStopped):
        await people.write(snooze, ROS, notification, SnoozeDelay.NIGHT, zone=ZONE, now=NOW)
    for _ in range(2):
        await people.write(unmute, ROS, "LoansDue")
    assert not (await people.read(reminded, ROS, notification, ZONE)).stopped


ACTIONS: dict[str, Callable[[int, int], tuple[Any, ...]]] = {
    "snooze": lambda person, notification: (snooze, person, notification, SnoozeDelay.HOUR, ZONE, NOW),
    "done": lambda person, notification: (mark_done, person, notification),
    "stop": lambda person, notification: (mute_kind, person, notification, NOW),
}


@pytest.mark.parametrize("deed", ACTIONS.values(), ids=[*ACTIONS])
async def test_another_person_a_purged_notification_and_what_is_no_reminder_are_not_here(
    people: Store, notification: int, deed: Callable[[int, int], tuple[Any, ...]]
) -> None:
    booking = await people.write(write_one, NOW, LATE, about="drop:1", reminder=SampleBooking())
    for person, asked in ((JO, notification), (ROS, 999_999), (ROS, booking), (12345, notification)):
        with pytest.raises(ReminderUnknown):
            await people.write(*deed(person, asked))
        with pytest.raises(ReminderUnknown):
            await people.read(reminded, person, asked, ZONE)
    rows = await people.read(lambda session: len(session.exec(select(Notification)).all()))
    assert rows == 2
    assert await people.read(lambda session: session.exec(select(Mute)).first()) is None


@pytest.mark.parametrize(
    "deed", [*ACTIONS.values(), lambda person, _: (unmute, person, "LoansDue")], ids=[*ACTIONS, "unmute"]
)
async def test_who_is_blocked_changes_nothing_of_their_reminders(
    people: Store, notification: int, deed: Callable[[int, int], tuple[Any, ...]]
) -> None:
    await people.write(snooze, ROS, notification, SnoozeDelay.NIGHT, zone=ZONE, now=NOW)
    if deed is not ACTIONS["snooze"]:
        await people.write(insert_once, Mute, person_id=ROS, kind="LoansDue", since=NOW)
    before = await waiting(people), await people.read(reminded, ROS, notification, ZONE)

    def block(session: Session) -> None:
        session.get_one(Person, ROS).blocked_at = NOW

    await people.write(block)
    with pytest.raises(Blocked):
        await people.write(*deed(ROS, notification))
    assert (await waiting(people), await people.read(reminded, ROS, notification, ZONE)) == before

"""Repeating reminders: one notification for each occurrence, whenever a process dies, and no burst after a downtime."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlmodel import Session, select

from market.notification.own_reminder_due import OwnReminderDue
from market.notification.personal_reminder import LATE, is_repeating
from market.own_reminder import (
    MAX_REMINDERS,
    OwnReminder,
    PostponeStep,
    TooManyReminders,
    change_reminder,
    complete_reminder,
    own_reminder,
    postpone_reminder,
    repeats_to_write,
    set_reminder,
    sweep_reminders,
    undo_reminder,
    waiting_reminders,
    write_next_occurrence,
)
from market.privacy.forget import forget
from market.privacy.mydata import mydata
from market.recurrence import Recurrence
from market.reminder.refusals import ReminderUnknown
from market.reminder.snooze import mark_done, snooze
from market.reminder.snooze_choices import SnoozeDelay
from storage.reminder import Reminder
from storage.store import Store
from tests.market.samples import DAY, NOW
from tests.market.test_own_reminder import (  # noqa: F401 - a fixture
    HERE,
    HOUR,
    JO,
    ROS,
    come,
    notifications,
    people,
)

WEEK = 7 * DAY
FRIDAYS, DAILY = Recurrence(minute=17 * 60, weekday=4), Recurrence(minute=19 * 60)
FRIDAY, TODAY = datetime(2026, 11, 27, 9, tzinfo=UTC), datetime(2026, 11, 24, 11, tzinfo=UTC)
"""17:00 and 19:00 there."""


async def put(store: Store, repeats: Recurrence = FRIDAYS, person: int = ROS) -> OwnReminder:
    return await store.write(set_reminder, person, "wash crates", repeats, zone=HERE, now=NOW)


async def run_job(store: Store, now: datetime) -> None:
    for reminder in await store.read(repeats_to_write, now):
        await store.write(write_next_occurrence, reminder, now)


async def due_times(store: Store) -> list[datetime]:
    return [each["due_at"] for each in await notifications(store)]


async def send(store: Store, now: datetime) -> list[datetime]:
    """Send as the outbox does: a notification that is too late is dropped."""
    sent = []
    for row in await notifications(store):
        if row["due_at"] <= now:
            await come(store, row["id"], now)
            sent += [row["due_at"]] if now <= row["late_after"] else []
    return sent


async def test_it_is_set_for_the_first_and_each_one_that_is_due_writes_the_next(people: Store) -> None:  # noqa: F811
    row = await put(people)
    assert (row.at, row.comes_at, row.repeats, row.state) == (FRIDAY, FRIDAY, FRIDAYS, "set")
    await run_job(people, FRIDAY - timedelta(seconds=1))
    assert await due_times(people) == [FRIDAY]
    for week in range(4):
        now = FRIDAY + week * WEEK
        for _ in range(3):
            await run_job(people, now)
        assert await due_times(people) == [now, now + WEEK]
        assert await send(people, now) == [now]
        row = await people.read(own_reminder, ROS, row.id)
        assert (row.at, row.comes_at) == (now + WEEK, now + WEEK)


@pytest.mark.parametrize(
    ("hours_late", "comes"), [(3, True), (13, False)], ids=["within half a day", "after it"]
)
async def test_after_a_downtime_only_the_latest_that_was_missed_comes(
    people: Store,  # noqa: F811
    hours_late: int,
    comes: bool,
) -> None:
    await put(people, DAILY)
    now = TODAY + 45 * DAY + hours_late * HOUR
    await run_job(people, now)
    assert await due_times(people) == [TODAY, TODAY + 45 * DAY, TODAY + 46 * DAY]
    assert await send(people, now) == ([TODAY + 45 * DAY] if comes else [])
    await run_job(people, now)
    assert await send(people, now) == []


async def test_a_downtime_that_ends_before_the_first_is_too_late_sends_it_once(people: Store) -> None:  # noqa: F811
    await put(people, DAILY)
    now = TODAY + LATE - HOUR
    await run_job(people, now)
    assert await send(people, now) == [TODAY]
    assert await due_times(people) == [TODAY + DAY]


async def test_a_process_that_dies_before_the_commit_leaves_the_work_to_the_next(people: Store) -> None:  # noqa: F811
    reminder = (await put(people)).id

    def die(session: Session) -> None:
        write_next_occurrence(session, reminder, FRIDAY)
        session.flush()
        raise OSError

    with pytest.raises(OSError):  # noqa: PT011
        await people.write(die)
    assert await due_times(people) == [FRIDAY]
    assert await people.read(repeats_to_write, FRIDAY) == (reminder,)
    await run_job(people, FRIDAY)
    assert await due_times(people) == [FRIDAY, FRIDAY + WEEK]


async def test_stopped_nothing_of_it_comes_also_where_the_job_is_about_to_write(people: Store) -> None:  # noqa: F811
    reminder = (await put(people)).id
    due = await people.read(repeats_to_write, FRIDAY)
    assert await people.write(undo_reminder, ROS, reminder)
    for each in due:
        await people.write(write_next_occurrence, each, FRIDAY)
    assert await notifications(people) == []
    assert await people.read(repeats_to_write, FRIDAY) == ()


async def test_snoozed_this_one_comes_again_and_the_next_one_too_and_stopped_neither(people: Store) -> None:  # noqa: F811
    reminder = (await put(people)).id
    (first,) = await notifications(people)
    await run_job(people, FRIDAY)
    await come(people, first["id"], FRIDAY)
    for _ in range(2):
        await people.write(snooze, ROS, first["id"], SnoozeDelay.HOUR, zone=HERE, now=FRIDAY)
    assert await due_times(people) == [FRIDAY + HOUR, FRIDAY + WEEK]
    (listed,) = await people.read(waiting_reminders, ROS)
    assert (listed.comes_at, listed.at) == (FRIDAY + HOUR, FRIDAY + WEEK)
    await people.write(mark_done, ROS, first["id"])
    assert await due_times(people) == [FRIDAY + WEEK]
    await people.write(snooze, ROS, first["id"], SnoozeDelay.HOUR, zone=HERE, now=FRIDAY)
    await people.write(undo_reminder, ROS, reminder)
    assert await notifications(people) == []


async def test_moved_it_repeats_at_the_later_time(people: Store) -> None:  # noqa: F811
    weekly, daily = (await put(people)).id, (await put(people, DAILY)).id
    row = await people.write(postpone_reminder, ROS, weekly, PostponeStep.HOUR, now=NOW)
    assert (row.at, row.repeats) == (FRIDAY + HOUR, Recurrence(minute=18 * 60, weekday=4))
    row = await people.write(postpone_reminder, ROS, weekly, PostponeStep.DAY, now=NOW)
    assert (row.at, row.repeats) == (FRIDAY + HOUR + DAY, Recurrence(minute=18 * 60, weekday=5))
    row = await people.write(postpone_reminder, ROS, daily, PostponeStep.DAY, now=NOW)
    assert (row.at, row.repeats) == (TODAY + DAY, DAILY)
    assert await due_times(people) == [TODAY + DAY, FRIDAY + HOUR + DAY]
    assert await people.write(postpone_reminder, ROS, daily, PostponeStep.HOUR, now=TODAY + 40 * DAY)
    assert await due_times(people) == [FRIDAY + HOUR + DAY, TODAY + 40 * DAY + HOUR]


async def test_written_again_it_is_what_is_written(people: Store) -> None:  # noqa: F811
    reminder = (await put(people)).id

    async def written(words: str, at: Any) -> OwnReminder:
        return await people.write(change_reminder, ROS, reminder, words, remind_at=at, zone=HERE, now=NOW)

    assert (await written("crates back", None)).repeats == FRIDAYS
    assert (await written("", FRIDAY + DAY)).repeats is None
    assert await due_times(people) == [FRIDAY + DAY]
    row = await written("", DAILY)
    assert (row.repeats, row.at, row.words) == (DAILY, TODAY, "crates back")
    assert await due_times(people) == [TODAY]


async def test_a_draft_without_words_keeps_its_repeat_also_where_the_first_has_passed(people: Store) -> None:  # noqa: F811
    row = await people.write(set_reminder, ROS, "", DAILY, zone=HERE, now=NOW)
    assert (row.state, row.repeats) == ("draft", DAILY)
    await run_job(people, TODAY + HOUR)
    assert await notifications(people) == []
    row = await people.write(
        complete_reminder, ROS, row.id, "close", remind_at=None, zone=HERE, now=TODAY + HOUR
    )
    assert (row.state, row.comes_at) == ("set", TODAY + DAY)


async def test_the_sweep_leaves_them_however_long_nothing_ran(people: Store) -> None:  # noqa: F811
    reminder = (await put(people)).id
    (first,) = await notifications(people)
    await come(people, first["id"], FRIDAY)
    assert await people.write(sweep_reminders, FRIDAY + 400 * DAY) == 0
    await run_job(people, FRIDAY + 400 * DAY)
    assert (await people.read(own_reminder, ROS, reminder)).at == FRIDAY + 58 * WEEK


async def test_one_that_was_snoozed_counts_once_among_the_twenty(people: Store) -> None:  # noqa: F811
    await put(people)
    (first,) = await notifications(people)
    await run_job(people, FRIDAY)
    await come(people, first["id"], FRIDAY)
    await people.write(snooze, ROS, first["id"], SnoozeDelay.HOUR, zone=HERE, now=FRIDAY)
    for _ in range(MAX_REMINDERS - 1):
        await put(people, DAILY)
    with pytest.raises(TooManyReminders):
        await put(people, DAILY)


async def test_it_is_in_my_data_goes_with_its_person_and_is_nobody_else_s(people: Store) -> None:  # noqa: F811
    reminder = (await put(people)).id
    (shown,) = (await people.read(mydata, ROS))["reminder"]
    assert (shown["repeat_minute"], shown["repeat_weekday"]) == (17 * 60, 4)
    with pytest.raises(ReminderUnknown):
        await people.write(undo_reminder, JO, reminder)
    assert await people.read(is_repeating, reminder)
    await people.write(forget, ROS, NOW)
    assert await people.read(lambda session: session.exec(select(Reminder)).all()) == []
    assert not await people.read(is_repeating, reminder)
    await run_job(people, FRIDAY)
    assert await notifications(people) == []


async def test_an_occurrence_carries_no_words_and_has_the_kind_of_every_own_reminder(people: Store) -> None:  # noqa: F811
    reminder = (await put(people)).id
    await run_job(people, FRIDAY)
    assert {(row["kind"], str(row["payload"])) for row in await notifications(people)} == {
        (OwnReminderDue.kind, str(OwnReminderDue(reminder_id=reminder).to_payload()))
    }

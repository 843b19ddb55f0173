"""A person's own reminders: drafted, set, moved, deleted, swept; by nobody else."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlmodel import Session, col, select

from locales.user_text import REMINDER
from market.notification.own_reminder_due import OwnReminderDue
from market.notification.personal_reminder import LATE, LATE_IN_QUIET_HOURS
from market.notification.priority import Priority
from market.own_reminder import (
    MAX_REMINDERS,
    OwnReminder,
    PostponeStep,
    ReminderTooFar,
    ReminderWordless,
    TooManyReminders,
    change_reminder,
    complete_reminder,
    confirm_reminder,
    draft_reminder,
    own_reminder,
    postpone_reminder,
    reminder_of_notification,
    set_reminder,
    sweep_reminders,
    undo_reminder,
    waiting_reminders,
)
from market.person import Blocked
from market.preferences.preferences import choose_clock, no_quiet_hours
from market.privacy.forget import forget
from market.privacy.mydata import mydata
from market.refusal import TooLong, WhenPassed
from market.reminder.refusals import ReminderUnknown
from market.reminder.snooze import mark_done, snooze
from market.reminder.snooze_choices import SnoozeDelay
from storage.notification import Notification
from storage.person import Person
from storage.reminder import Reminder
from storage.store import Store
from tests.market.samples import DAY, NOW
from tests.people import meet

ROS, JO, HERE = 9001, 9002, "Asia/Kuching"
HOUR = timedelta(hours=1)
FRIDAY = datetime(2026, 11, 27, 9, tzinfo=UTC)
"""At 17:00 there."""


@pytest.fixture
async def people(store: Store) -> Store:
    for person in (ROS, JO):
        await store.write(meet, person, f"P{person}", "en", now=NOW)
    return store


async def drafted(store: Store, at: datetime | None = FRIDAY, words: str = "load-in") -> int:
    return (await store.write(draft_reminder, ROS, words, at, zone=HERE, now=NOW)).id


async def put(store: Store, at: datetime = FRIDAY, words: str = "load-in") -> int:
    """Set."""
    reminder = await drafted(store, at, words)
    await store.write(confirm_reminder, ROS, reminder, NOW)
    return reminder


async def notifications(store: Store) -> list[dict[str, Any]]:
    rows = select(Notification).where(col(Notification.state) == "queued").order_by(col(Notification.due_at))
    return await store.read(lambda session: [row.model_dump() for row in session.exec(rows)])


async def come(store: Store, notification: int, at: datetime) -> None:
    """The notification has been sent."""

    def sent(session: Session) -> None:
        row = session.get_one(Notification, notification)
        row.state, row.claimed_at, row.ended_at = "sent", at, at

    await store.write(sent)


async def test_what_has_words_and_a_time_is_set_at_once_and_can_be_undone(people: Store) -> None:
    row = await people.write(set_reminder, ROS, "load-in", FRIDAY, zone=HERE, now=NOW)
    assert (row.state, row.comes_at) == ("set", FRIDAY)
    assert [each["due_at"] for each in await notifications(people)] == [FRIDAY]
    assert await people.write(undo_reminder, ROS, row.id)
    assert await notifications(people) == []


@pytest.mark.parametrize(("words", "at"), [("", FRIDAY), ("load-in", None)])
async def test_what_lacks_something_waits_for_it_and_is_set_with_it(
    people: Store, words: str, at: datetime | None
) -> None:
    row = await people.write(set_reminder, ROS, words, at, zone=HERE, now=NOW)
    assert row.state == "draft"
    assert await notifications(people) == []
    with pytest.raises(ReminderUnknown):
        await people.write(complete_reminder, JO, row.id, "mine", remind_at=FRIDAY, zone=HERE, now=NOW)
    missing = {"words": "" if words else "load-in", "remind_at": None if at else FRIDAY}
    row = await people.write(complete_reminder, ROS, row.id, **missing, zone=HERE, now=NOW)
    assert (row.words, row.at, row.state, row.comes_at) == ("load-in", FRIDAY, "set", FRIDAY)


async def test_a_twenty_first_reminder_stores_nothing(people: Store) -> None:
    for number in range(MAX_REMINDERS):
        await people.write(set_reminder, ROS, f"load {number}", FRIDAY + number * HOUR, zone=HERE, now=NOW)
    with pytest.raises(TooManyReminders):
        await people.write(set_reminder, ROS, "load-in", FRIDAY, zone=HERE, now=NOW)
    stored = await people.read(lambda session: len(session.exec(select(Reminder)).all()))
    assert stored == MAX_REMINDERS


async def test_a_draft_comes_to_nothing_until_it_is_set_and_then_once(people: Store) -> None:
    reminder = await drafted(people)
    assert await notifications(people) == []
    for _ in range(2):
        row = await people.write(confirm_reminder, ROS, reminder, NOW)
        assert row == OwnReminder(
            id=reminder, words="load-in", at=FRIDAY, zone=HERE, state="set", comes_at=FRIDAY
        )
    (notification,) = await notifications(people)
    assert (notification["person_id"], notification["kind"], notification["about"]) == (
        ROS,
        OwnReminderDue.kind,
        f"reminder:{reminder}",
    )
    assert (notification["payload"], notification["priority"]) == (
        OwnReminderDue(reminder_id=reminder).to_payload(),
        Priority.REMINDER,
    )
    assert (notification["due_at"], notification["late_after"]) == (FRIDAY, FRIDAY + LATE)


async def test_what_has_come_is_not_written_again(people: Store) -> None:
    reminder = await put(people)
    (notification,) = await notifications(people)
    await come(people, notification["id"], FRIDAY)
    row = await people.write(confirm_reminder, ROS, reminder, FRIDAY)
    assert row.comes_at is None
    assert await notifications(people) == []


async def test_who_says_a_time_at_which_they_rest_means_it(people: Store) -> None:
    """Else it would wait until they wake."""
    five = datetime(2026, 11, 26, 21, tzinfo=UTC)
    await put(people, five)
    await people.write(choose_clock, ROS, "Europe/London")
    await put(people, five, "in London that is 21:00, quiet as well")
    await people.write(no_quiet_hours, ROS)
    await put(people, five, "no quiet hours")
    found = [
        notification["late_after"] - notification["due_at"] for notification in await notifications(people)
    ]
    assert found == [LATE_IN_QUIET_HOURS, LATE_IN_QUIET_HOURS, LATE]


async def test_words_and_moment_may_come_one_after_the_other(people: Store) -> None:
    reminder = await drafted(people, None, "load-in")
    assert (await people.read(own_reminder, ROS, reminder)).at is None
    with pytest.raises(WhenPassed):
        await people.write(confirm_reminder, ROS, reminder, NOW)
    row = await people.write(change_reminder, ROS, reminder, "", remind_at=FRIDAY, zone=HERE, now=NOW)
    assert (row.words, row.at) == ("load-in", FRIDAY)
    wordless = await drafted(people, FRIDAY, "")
    with pytest.raises(ReminderWordless):
        await people.write(confirm_reminder, ROS, wordless, NOW)
    row = await people.write(change_reminder, ROS, wordless, "stock", remind_at=None, zone=HERE, now=NOW)
    assert (row.words, row.at) == ("stock", FRIDAY)


async def test_its_notification_follows_a_change(people: Store) -> None:
    reminder = await put(people)
    await people.write(postpone_reminder, ROS, reminder, PostponeStep.HOUR, now=NOW)
    await people.write(postpone_reminder, ROS, reminder, PostponeStep.DAY, now=NOW)
    row = await people.write(change_reminder, ROS, reminder, "stock", remind_at=None, zone=HERE, now=NOW)
    (notification,) = await notifications(people)
    assert notification["due_at"] == row.at == row.comes_at == FRIDAY + HOUR + DAY
    assert row.words == "stock"


async def test_a_day_later_is_the_same_hour_on_the_wall(people: Store) -> None:
    """Where the clocks go back that night."""
    noon = datetime(2027, 10, 30, 11, tzinfo=UTC)
    row = await people.write(draft_reminder, ROS, "x", noon, zone="Europe/London", now=NOW)
    row = await people.write(postpone_reminder, ROS, row.id, PostponeStep.DAY, now=NOW)
    assert row.at == noon + 25 * HOUR


async def test_taken_back_it_does_not_come_and_is_nowhere(people: Store) -> None:
    reminder, draft = await put(people), await drafted(people)
    assert await people.write(undo_reminder, ROS, reminder)
    assert not await people.write(undo_reminder, ROS, draft)
    assert await notifications(people) == []
    for query in (lambda s: own_reminder(s, ROS, reminder), lambda s: reminder_of_notification(s, reminder)):
        with pytest.raises(ReminderUnknown):
            await people.read(query)
    with pytest.raises(ReminderUnknown):
        await people.write(undo_reminder, ROS, reminder)


async def test_a_draft_has_no_notification_to_be_read(people: Store) -> None:
    with pytest.raises(ReminderUnknown):
        await people.read(reminder_of_notification, await drafted(people))


OTHERS: list[Callable[[Session, int], Any]] = [
    lambda session, reminder: confirm_reminder(session, JO, reminder, NOW),
    lambda session, reminder: change_reminder(
        session, JO, reminder, "mine", remind_at=FRIDAY + HOUR, zone=HERE, now=NOW
    ),
    lambda session, reminder: postpone_reminder(session, JO, reminder, PostponeStep.HOUR, now=NOW),
    lambda session, reminder: undo_reminder(session, JO, reminder),
    lambda session, reminder: own_reminder(session, JO, reminder),
]


@pytest.mark.parametrize("action", OTHERS)
async def test_nobody_else_can_do_anything_about_it(people: Store, action: Callable[..., Any]) -> None:
    draft, reminder = await drafted(people), await put(people)
    for which in (draft, reminder, 0, 2**31 - 1):
        with pytest.raises(ReminderUnknown):
            await people.write(action, which)
    assert (await people.read(own_reminder, ROS, draft)).state == "draft"
    assert [row.id for row in await people.read(waiting_reminders, ROS)] == [reminder]
    assert await people.read(waiting_reminders, JO) == ()


async def test_what_cannot_be_is_refused_and_nothing_is_kept(people: Store) -> None:
    far = NOW + 367 * DAY
    for at, words, refusal in (
        (NOW, "x", WhenPassed),
        (far, "x", ReminderTooFar),
        (FRIDAY, "x" * (REMINDER.longest + 1), TooLong),
    ):
        with pytest.raises(refusal):
            await drafted(people, at, words)
    assert await people.read(lambda session: session.exec(select(Reminder)).all()) == []
    reminder = await put(people)
    with pytest.raises(ReminderTooFar):
        await people.write(change_reminder, ROS, reminder, "", remind_at=far, zone=HERE, now=NOW)
    with pytest.raises(WhenPassed):
        await people.write(postpone_reminder, ROS, reminder, PostponeStep.HOUR, now=FRIDAY + DAY)
    assert (await people.read(own_reminder, ROS, reminder)).comes_at == FRIDAY


async def test_words_are_kept_as_every_database_stores_them(people: Store) -> None:
    row = await people.write(draft_reminder, ROS, " a\0\n\ud83d  b 🎂 ", FRIDAY, zone=HERE, now=NOW)
    assert row.words == "a b 🎂"


async def test_a_draft_whose_moment_went_by_is_not_set(people: Store) -> None:
    reminder = await drafted(people)
    with pytest.raises(WhenPassed):
        await people.write(confirm_reminder, ROS, reminder, FRIDAY)


async def test_twenty_wait_for_one_person_at_most(people: Store) -> None:
    for hours in range(MAX_REMINDERS):
        await put(people, FRIDAY + hours * HOUR)
    with pytest.raises(TooManyReminders):
        await put(people, FRIDAY - HOUR)
    first, *_ = await people.read(waiting_reminders, ROS)
    await people.write(undo_reminder, ROS, first.id)
    await put(people, FRIDAY - HOUR)
    waiting = await people.read(waiting_reminders, ROS)
    assert [row.comes_at for row in waiting] == sorted(row.comes_at for row in waiting if row.comes_at)


async def test_who_is_blocked_sets_none(people: Store) -> None:
    def block(session: Session) -> None:
        session.get_one(Person, ROS).blocked_at = NOW

    reminder = await drafted(people)
    await people.write(block)
    with pytest.raises(Blocked):
        await people.write(confirm_reminder, ROS, reminder, NOW)


async def test_put_off_it_waits_again_at_the_time_that_was_tapped_also_in_rest(people: Store) -> None:
    reminder = await put(people)
    (notification,) = await notifications(people)
    await come(people, notification["id"], FRIDAY)
    evening = FRIDAY + 4 * HOUR
    assert (
        await people.write(snooze, ROS, notification["id"], SnoozeDelay.HOUR, zone=HERE, now=evening)
        == evening + HOUR
    )
    row = await people.read(own_reminder, ROS, reminder)
    assert (row.at, row.comes_at) == (FRIDAY, evening + HOUR)
    assert await people.read(waiting_reminders, ROS) == (row,)
    tomorrow = await people.write(
        snooze, ROS, notification["id"], SnoozeDelay.MORNING, zone=HERE, now=evening
    )
    assert tomorrow == FRIDAY + 16 * HOUR
    assert len(await notifications(people)) == 1
    await people.write(mark_done, ROS, notification["id"])
    assert await people.read(waiting_reminders, ROS) == ()


async def test_taken_back_or_moved_what_was_put_off_goes_too(people: Store) -> None:
    for after in (
        lambda session, reminder: postpone_reminder(session, ROS, reminder, "day", now=FRIDAY),
        lambda session, reminder: undo_reminder(session, ROS, reminder),
    ):
        reminder = await put(people)
        (notification,) = [
            each
            for each in await notifications(people)
            if each["payload"] == OwnReminderDue(reminder_id=reminder).to_payload()
        ]
        await come(people, notification["id"], FRIDAY)
        await people.write(snooze, ROS, notification["id"], SnoozeDelay.HOUR, zone=HERE, now=FRIDAY)
        await people.write(after, reminder)
        assert FRIDAY + HOUR not in [each["due_at"] for each in await notifications(people)]


async def test_a_month_later_they_are_forgotten_but_those_that_are_to_come_again(people: Store) -> None:
    gone, put_off, ahead = await put(people), await put(people), await put(people, FRIDAY + 300 * DAY)
    old, young = (
        await drafted(people),
        await people.write(draft_reminder, ROS, "x", None, zone=HERE, now=FRIDAY + DAY),
    )
    for notification in await notifications(people):
        if notification["due_at"] == FRIDAY:
            await come(people, notification["id"], FRIDAY)
        if notification["payload"] == OwnReminderDue(reminder_id=put_off).to_payload():
            await people.write(
                snooze, ROS, notification["id"], SnoozeDelay.HOUR, zone=HERE, now=FRIDAY + 30 * DAY
            )
    month = FRIDAY + 30 * DAY
    assert await people.write(sweep_reminders, NOW + 29 * DAY) == 0
    assert await people.write(sweep_reminders, month + timedelta(minutes=1)) == 2
    left = await people.read(
        lambda session: session.exec(select(Reminder.id).order_by(col(Reminder.id))).all()
    )
    assert [*left] == [put_off, ahead, young.id]
    assert gone not in left
    assert old not in left


async def test_it_is_in_my_data_and_goes_with_its_person(people: Store) -> None:
    await put(people)
    answer = await people.read(mydata, ROS)
    assert [row["words"] for row in answer["reminder"]] == ["load-in"]
    await people.write(forget, ROS, NOW)
    assert await people.read(lambda session: session.exec(select(Reminder)).all()) == []
    assert await notifications(people) == []

"""The list of a person's own reminders: theirs alone, the next first, whatever the ids; those in flight still count."""

from datetime import timedelta

import pytest
from sqlmodel import Session, col, select, update

from market.notification.own_reminder_due import OwnReminderDue
from market.own_reminder import (
    MAX_REMINDERS,
    TooManyReminders,
    change_reminder,
    confirm_reminder,
    draft_reminder,
    own_reminder,
    sweep_reminders,
    undo_reminder,
    waiting_reminders,
)
from storage.notification import Notification
from storage.reminder import Reminder
from storage.store import Store
from tests.market.samples import DAY, NOW
from tests.market.test_own_reminder import FRIDAY, HERE, HOUR, JO, ROS, people  # noqa: F401 - a fixture

MONTH = 32 * DAY


async def put(store: Store, person: int, after: timedelta) -> int:
    """Set, for so long after Friday."""
    at = FRIDAY + after
    reminder = (await store.write(draft_reminder, person, f"{at:%H:%M}", at, zone=HERE, now=NOW)).id
    await store.write(confirm_reminder, person, reminder, NOW)
    return reminder


async def listed(store: Store, person: int) -> list[int]:
    return [each.id for each in await store.read(waiting_reminders, person)]


async def change_notification(store: Store, reminder: int, **values: object) -> None:
    """Change the notification of one reminder."""
    its = update(Notification).where(col(Notification.about) == f"reminder:{reminder}").values(**values)

    def write(session: Session) -> None:
        session.connection().execute(its)

    await store.write(write)


async def mark_in_flight(store: Store, reminder: int) -> None:
    await change_notification(store, reminder, state="sending", sender="one", claimed_at=FRIDAY)


async def test_each_of_two_sees_their_own_the_next_first(people: Store) -> None:  # noqa: F811
    third, other, first, others, second = [
        await put(people, person, hours * HOUR)
        for person, hours in ((ROS, 3), (JO, 2), (ROS, 1), (JO, 0), (ROS, 2))
    ]
    later = await put(people, ROS, 2 * HOUR)
    await people.write(draft_reminder, ROS, "a draft", FRIDAY, zone=HERE, now=NOW)
    assert await listed(people, ROS) == [first, second, later, third]
    assert await listed(people, JO) == [others, other]
    await change_notification(people, first, state="sent")
    await mark_in_flight(people, third)
    await change_notification(people, later, kind="LoansDue")
    assert await listed(people, ROS) == [second, third], "the one in flight is still listed"
    assert (await people.read(own_reminder, ROS, third)).comes_at == FRIDAY + 3 * HOUR


async def test_twenty_are_counted_of_one_person_and_with_what_is_in_flight(people: Store) -> None:  # noqa: F811
    mine = [await put(people, ROS, minutes * timedelta(minutes=1)) for minutes in range(MAX_REMINDERS)]
    await put(people, JO, HOUR)
    await mark_in_flight(people, mine[4])
    with pytest.raises(TooManyReminders):
        await put(people, ROS, HOUR)


async def test_what_is_done_to_one_leaves_the_notifications_of_all_others(people: Store) -> None:  # noqa: F811
    """Also of one whose number begins alike."""
    reminders = [await put(people, person, number * HOUR) for number in range(6) for person in (ROS, JO)]

    async def notifications() -> dict[str, object]:
        rows = select(Notification.about, Notification.due_at)
        return dict(await people.read(lambda session: session.exec(rows).all()))  # type: ignore[arg-type]

    before = await notifications()
    assert len(before) == len(reminders) == 12
    await people.write(change_reminder, ROS, reminders[2], "", remind_at=FRIDAY + DAY, zone=HERE, now=NOW)
    before[f"reminder:{reminders[2]}"] = FRIDAY + DAY
    assert await notifications() == before
    assert await people.write(undo_reminder, JO, reminders[3])
    del before[f"reminder:{reminders[3]}"]
    assert await notifications() == before


async def test_a_month_later_only_what_has_come_is_forgotten(people: Store) -> None:  # noqa: F811
    """A draft goes by when it was made; what waits, is in hand, or is to come again, stays."""
    given = {"zone": HERE, "words": "x", "made_at": NOW, "at": FRIDAY}
    reminders = (
        *((90_000_027, ROS, "set"), (9_000_002, ROS, "set"), (9_000_005, JO, "set")),
        *((9_000_006, JO, "set"), (9_000_009, JO, "draft")),
    )
    notifications = (
        (ROS, "90000027/again", "queued"),
        (JO, "9000002", "queued"),
        (JO, "9000005", "sent"),
        (JO, "9000006", "sending"),
    )
    mine = await put(people, ROS, 5 * DAY)

    def write(session: Session) -> None:
        """The repeat of 90000027 is none of 9000002."""
        for one, person, state in reminders:
            session.add(Reminder(id=one, person_id=person, state=state, **given))
        for person, about, state in notifications:
            row = Notification(
                person_id=person, kind=OwnReminderDue.kind, about=f"reminder:{about}", payload={}, priority=2, due_at=FRIDAY,
                send_at=FRIDAY, state=state, sender="one" if state == "sending" else None,
            )  # fmt: skip
            session.add(row)

    await people.write(write)
    assert await people.write(sweep_reminders, NOW) == 0
    await change_notification(people, mine, state="sent")
    assert await people.write(sweep_reminders, FRIDAY + MONTH) == 3
    assert await people.read(lambda session: {*session.exec(select(Reminder.id))}) == {
        9_000_006,
        90_000_027,
        mine,
    }

"""A person's settings, by taps, and their effect on notifications."""

from datetime import UTC, datetime, timedelta

from sqlmodel import Session

from market.drop.notifications import DropOpens, DropResumedByStall
from market.notification.outbox import notify
from market.notification.priority import Priority
from tests.journeys.harness import TOM, Market, Visitor
from tests.people import person_at


async def with_quiet_hours(tom: Visitor) -> None:
    await tom.writes("/settings")
    await tom.tap("Quiet hours")


async def test_quiet_hours_are_moved_taken_away_and_given_back(tom: Visitor) -> None:
    await with_quiet_hours(tom)
    assert tom.reads.splitlines() == [
        "Quiet hours: 21:00 to 08:00.",
        "Messages wait until quiet hours end. If something is held for you, we tell you at once, without sound.",
        "Kota Kinabalu time, where it is 10:00 now.",
    ]
    await tom.tap("From 21:00")
    assert tom.reads.splitlines()[0] == "Quiet from what time?"
    assert "23:00" in tom.labels
    answer = await tom.tap("23:00")
    assert answer.text == "Quiet hours: 23:00 to 08:00."
    await tom.tap("Until 08:00")
    assert tom.reads.splitlines()[0] == "Quiet until what time?"
    await tom.tap("06:00")
    assert tom.reads.startswith("Quiet hours: 23:00 to 06:00.")
    await tom.tap("No quiet hours")
    assert tom.reads.startswith("No quiet hours: messages come at any time.")
    assert "No quiet hours" not in tom.labels
    await tom.tap("21:00 to 08:00")
    assert tom.reads.startswith("Quiet hours: 21:00 to 08:00.")
    assert "21:00 to 08:00" not in tom.labels


async def test_kinds_of_reminders_are_stopped_and_had_again(market: Market, tom: Visitor) -> None:
    await tom.writes("/settings")
    await tom.tap("Reminders")
    assert tom.labels[:4] == ["Bookings: on", "Afterwards: on", "On hold: on", "Returns: on"], (
        "no stall, so nothing about one"
    )
    answer = await tom.tap("Bookings: on")
    assert answer.text == "Reminders off."
    assert "Bookings: off" in tom.labels
    await tom.tap(data="smx:ClaimNear")
    assert "Bookings: off" in tom.labels, "an old button stops them once more"
    await tom.tap("Bookings: off")
    assert "Bookings: on" in tom.labels
    ros = market.visitor(1002)
    await ros.writes("/settings")
    await ros.tap("Reminders")
    assert "My stall: on" in ros.labels


def write(session: Session, priority: Priority, due: datetime) -> None:
    """A notification of that priority: the buns go on, or their waitlist has opened."""
    resumed, opens = DropResumedByStall(drop_id=1), DropOpens(drop_id=1)
    notification = resumed if priority is Priority.GENERAL else opens
    notify(
        session,
        person_at(session, TOM),
        notification,
        due,
        about=f"drop:{priority}",
        late_after=due + timedelta(hours=24),
    )


async def test_in_quiet_hours_a_reminder_waits_and_what_is_held_comes_without_sound(
    market: Market, tom: Visitor
) -> None:
    await with_quiet_hours(tom)
    await tom.tap("Until 08:00")
    await tom.tap("06:00")
    night = datetime(2026, 11, 24, 15, tzinfo=UTC)
    for priority in (Priority.GENERAL, Priority.REMINDER):
        await market.app.store.write(write, priority, night)
    market.clock.now = night
    await market.deliver()
    assert sounds(market) == [False]
    market.clock.now = datetime(2026, 11, 24, 21, 59, tzinfo=UTC)
    await market.deliver()
    assert sounds(market) == [False]
    market.clock.move(minutes=1)
    await market.deliver()
    assert sounds(market) == [False, True]


def sounds(market: Market) -> list[bool]:
    """Return for each notification whether it made a sound."""
    sent = market.calls("sendMessage", "sendPhoto", person=TOM)
    notifications = [
        call.params
        for call in sent
        if any(word in call.params.get("text", "") for word in (" opened ", "Resumed."))
    ]
    return ["disable_notification" not in params for params in notifications]

"""A person's own reminders: the line is read, set, and comes once at its time."""

import asyncio
from datetime import UTC, datetime, timedelta

from sqlmodel import Session, col, select

from storage.notification import Notification
from storage.reminder import Reminder
from tests.journeys.harness import LINA, TOM, Market, Visitor

FRIDAY = datetime(2026, 11, 27, 9, tzinfo=UTC)
"""At 17:00 in Kota Kinabalu."""

LINE = "remind me fri 5pm load-in"


def reminders(session: Session) -> list[tuple[str, str]]:
    return [(row.words, row.state) for row in session.exec(select(Reminder).order_by(col(Reminder.id)))]


def waiting(session: Session) -> int:
    rows = select(Notification).where(Notification.kind == "OwnReminderDue", Notification.state == "queued")
    return len(session.exec(rows).all())


async def until_reminded(market: Market, visitor: Visitor, words: str) -> None:
    """Within a few seconds: whoever was just answered a lot waits that long."""
    async with asyncio.timeout(8):
        while not visitor.reads.startswith(words):
            await market.deliver()
            market.clock.move(seconds=1)


async def texts_kept(market: Market) -> list[tuple[str, str]]:
    return await market.store.read(reminders)


async def test_ros_writes_a_line_sets_it_and_it_comes_once(market_on_each: Market) -> None:
    market, ros = market_on_each, market_on_each.visitor(1002)
    await ros.writes(LINE)
    assert ros.reads == "Set for Fri 27 Nov 17:00: “load-in”."
    assert ros.labels == ["Undo", "Change", "All reminders"]
    market.clock.now = FRIDAY
    market.clock.move(minutes=-1)
    await market.deliver()
    assert not ros.reads.startswith("load-in")
    market.clock.move(minutes=1)
    await market.deliver()
    await market.deliver()
    came = [message for message in ros.answers if message.text.startswith("\u2068load-in")]
    assert len(came) == 1
    assert ros.reads == "load-in\nYou asked to be reminded Fri 27 Nov 17:00."
    assert ros.labels == ["Done", "In 1 h", "Tonight", "Tomorrow 09:00"]


async def test_put_off_it_comes_again_and_done_it_does_not(market: Market, tom: Visitor) -> None:
    await tom.writes(LINE)
    market.clock.now = FRIDAY
    await until_reminded(market, tom, "load-in")
    answer = await tom.tap("In 1 h")
    assert answer.text == "We remind you again Fri 27 Nov 18:00."
    assert tom.reads.startswith("We remind you again Fri 27 Nov 18:00.")
    market.clock.now = FRIDAY.replace(hour=10)
    await until_reminded(market, tom, "load-in")
    await tom.tap("Tomorrow 09:00")
    await tom.writes("/settings")
    await tom.tap("Reminders")
    assert "1. Sat 28 Nov 09:00: load-in" in tom.reads
    await tom.tap("1 load-in")
    assert tom.reads.splitlines() == [
        "Set for Fri 27 Nov 17:00: “load-in”.",
        "We remind you again Sat 28 Nov 09:00.",
    ]
    await tom.tap("Cancel reminder")
    assert await market.store.read(waiting) == 0


async def test_at_five_in_the_morning_it_comes_at_five_and_without_sound(
    market: Market, tom: Visitor
) -> None:
    await tom.writes("remind me wed 5am stock")
    market.clock.now = datetime(2026, 11, 24, 21, tzinfo=UTC)
    await until_reminded(market, tom, "stock")
    (sent,) = [
        call for call in market.calls("sendMessage", person=TOM) if "asked to be" in call.params["text"]
    ]
    assert sent.params["disable_notification"]


async def test_it_is_changed_by_taps_or_written_again_and_its_notification_follows(
    market: Market, tom: Visitor
) -> None:
    await tom.writes(LINE)
    await tom.tap("Change")
    await tom.tap("1 hour later")
    await tom.tap("1 day later")
    assert tom.reads.startswith("Sat 28 Nov 18:00, “load-in”.")
    await tom.tap("Write it again")
    await tom.writes("sun 4pm")
    assert tom.reads == "Set for Sun 29 Nov 16:00: “load-in”."
    await tom.tap("Change")
    await tom.tap("Write it again")
    await tom.writes("crates back")
    assert tom.reads == "Set for Sun 29 Nov 16:00: “crates back”."
    assert await market.store.read(waiting) == 1
    market.clock.now = datetime(2026, 11, 29, 8, tzinfo=UTC)
    await until_reminded(market, tom, "crates back\nYou asked to be reminded Sun 29 Nov 16:00.")


async def test_what_a_line_lacks_is_asked_for_and_nothing_of_it_is_lost(market: Market, tom: Visitor) -> None:
    await tom.writes("remind me to call the gas man")
    assert tom.reads == "“call the gas man”: when? Write a day and a time, like: fri 5pm"
    await tom.writes("tomorow 6pmm")
    assert tom.reads == (
        "We did not find a time in “tomorow 6pmm”. Write it like: fri 5pm\n\n"
        "“call the gas man”: when? Write a day and a time, like: fri 5pm"
    )
    await tom.writes("31 feb 5pm")
    assert tom.reads == (
        "There is no such day. Write another one.\n\n“call the gas man”: when? Write a day and a time, like: fri 5pm"
    )
    await tom.writes("tomorow 6pm")
    assert tom.reads == "Set for Tue 24 Nov 18:00: “call the gas man”."
    await tom.writes("remind me in 2 hours")
    assert tom.reads == "Tue 24 Nov 12:00: what is it about? A few words will do."
    await tom.writes("oven")
    assert tom.reads == "Set for Tue 24 Nov 12:00: “oven”."
    await tom.writes("remind me")
    assert tom.reads == "When, and about what? Write it like: fri 5pm load-in"
    await tom.writes("/cancel")
    assert await texts_kept(market) == [("call the gas man", "set"), ("oven", "set")]


async def test_undo_and_old_buttons_and_other_people(market: Market, tom: Visitor) -> None:
    await tom.writes(LINE)
    read = tom.screen.id
    (reminder,) = await market.store.read(lambda session: session.exec(select(Reminder.id)).all())
    answer = await tom.tap(data=f"xs:{reminder}")
    assert answer.text == "Set for Fri 27 Nov 17:00."
    assert await market.store.read(waiting) == 1
    lina = market.visitor(LINA)
    await lina.writes("/settings")
    for data in (
        f"xs:{reminder}",
        f"xu:{reminder}",
        f"xl:{reminder}:hour",
        f"xc:{reminder}",
        f"xa:{reminder}",
    ):
        await lina.tap(data=data)
        quiet = data.startswith("xu:")
        assert ("This reminder is gone." in lina.reads) is not quiet, data
        assert "You have no reminders of your own." in lina.reads, data
    await lina.tap(data=f"xr:{reminder}")
    assert "You have no reminders of your own." in lina.reads
    answer = await tom.tap(data=f"xu:{reminder}")
    assert answer.text == "Cancelled. This reminder will not come."
    assert "You have no reminders of your own." in tom.reads
    for data in (f"xu:{reminder}", "xu:0"):
        answer = await tom.tap(data=data, message=read)
        assert not answer.text, data
        assert tom.reads.startswith("Automatic reminders."), data
    for data in (f"xs:{reminder}", f"xl:{reminder}:hour", "xs:2147483647"):
        await tom.tap(data=data, message=read)
        assert tom.reads.startswith("This reminder is gone."), data
    await tom.tap(data=f"xl:{reminder}:x", message=read)
    assert tom.reads.startswith("That button does not work here."), "no step has that name"
    assert await market.store.read(waiting) == 0
    market.clock.now = FRIDAY
    await market.deliver()
    assert not [message for message in tom.answers if "You asked" in message.text]


async def test_every_friday_it_comes_once_is_listed_snoozed_and_stopped(market_on_each: Market) -> None:
    market, tom = market_on_each, market_on_each.visitor(TOM)
    await tom.writes("every friday 5pm wash crates")
    for week in range(2):
        market.clock.now = FRIDAY + timedelta(days=7 * week)
        await until_reminded(market, tom, "wash crates")
        await market.deliver()
        assert tom.reads == "wash crates\nEvery Friday 17:00."
        came = [message for message in tom.answers if message.text.startswith("\u2068wash crates")]
        assert len(came) == week + 1
    assert tom.labels == ["Done", "In 1 h", "Tonight", "Tomorrow 09:00", "Stop repeating"]
    answer = await tom.tap("In 1 h")
    assert answer.text == "We remind you again Fri 4 Dec 18:00."
    await tom.writes("/settings")
    await tom.tap("Reminders")
    assert "1. Every Friday 17:00: wash crates" in tom.reads
    await tom.tap("1 wash crates")
    assert tom.reads.splitlines() == [
        "Set. Every Friday 17:00: “wash crates”. Next: Fri 11 Dec 17:00.",
        "We remind you again Fri 4 Dec 18:00.",
    ]
    assert tom.labels == ["Stop repeating", "Change", "All reminders"]
    market.clock.now = FRIDAY + timedelta(days=7, hours=1)
    await until_reminded(market, tom, "wash crates")
    answer = await tom.tap("Stop repeating")
    assert answer.text == "Stopped. It will not come again."
    assert "You have no reminders of your own." in tom.reads
    assert await market.store.read(waiting) == 0
    assert await texts_kept(market) == []


async def test_a_repeat_is_moved_by_taps_and_written_again(market: Market, tom: Visitor) -> None:
    await tom.writes("every sunday 11pm lock")
    await tom.tap("Change")
    await tom.tap("1 hour later")
    assert tom.reads.startswith("Every Monday 00:00, “lock”.")
    await tom.tap("1 day later")
    assert tom.reads.startswith("Every Tuesday 00:00, “lock”.")
    await tom.tap("Write it again")
    await tom.writes("every day 9pm")
    assert tom.reads == "Set. Every day 21:00: “lock”. Next: Tue 24 Nov 21:00."
    await tom.tap("Change")
    assert tom.labels == ["1 hour later", "Write it again", "Back"]
    await tom.tap("Write it again")
    await tom.writes("sun 4pm")
    assert tom.reads == "Set for Sun 29 Nov 16:00: “lock”."
    assert await market.store.read(waiting) == 1

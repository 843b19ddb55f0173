"""A person's own reminders: the line is read, set, and comes once at its time."""

from datetime import timedelta

import pytest
from sqlmodel import select

from market.own_reminder import draft_reminder
from storage.reminder import Reminder
from tests.dispatcher.harness import Market, Visitor
from tests.journeys.harness import LINA, MEI, SITI, TOM
from tests.journeys.test_own_reminder import FRIDAY, texts_kept, until_reminded, waiting


async def test_what_is_over_is_set_for_the_next_like_it_and_can_be_undone(
    market: Market, tom: Visitor
) -> None:
    await tom.writes("remind me tuesday 9am load-in")
    assert tom.reads == (
        "Tue 24 Nov 09:00 has passed, so this is the next one like it.\n\nSet for Tue 1 Dec 09:00: “load-in”."
    )
    await tom.tap("Undo")
    assert await texts_kept(market) == []


async def test_too_many_words_are_asked_for_again(tom: Visitor) -> None:
    await tom.writes("remind me")
    await tom.writes("x" * 657)
    assert tom.reads == (
        "657 of 200 characters: 457 too many. Shorten it.\n\n"
        "When, and about what? Write it like: fri 5pm load-in"
    )
    await tom.writes("fri 5pm")
    assert tom.reads == "Fri 27 Nov 17:00: what is it about? A few words will do."
    await tom.writes("x" * 201)
    assert tom.reads.endswith("Fri 27 Nov 17:00: what is it about? A few words will do.")
    await tom.writes("oven")
    assert tom.reads == "Set for Fri 27 Nov 17:00: “oven”."


async def test_a_day_that_no_month_has_is_no_word(tom: Visitor) -> None:
    await tom.writes("remind me 31 feb 5pm")
    assert tom.reads.startswith("There is no such day. Write another one.\n\nWhen, and about what?")
    await tom.writes("31 feb 5pm oven")
    assert tom.reads == (
        "There is no such day. Write another one.\n\n“oven”: when? Write a day and a time, like: fri 5pm"
    )


async def test_more_than_a_year_ahead_keeps_the_words(tom: Visitor) -> None:
    await tom.writes("remind me 1/1/2030 9am renew the licence")
    assert tom.reads.startswith("Reminders can be at most a year ahead, until Thu 25 Nov 2027.")
    assert tom.reads.endswith("“renew the licence”: when? Write a day and a time, like: fri 5pm")
    await tom.writes("1/10/2027 9am")
    assert tom.reads == "Set for Fri 1 Oct 2027 09:00: “renew the licence”."


async def test_a_draft_is_tapped_after_its_moment(market: Market, tom: Visitor) -> None:
    await tom.writes("/settings")
    due = market.clock.now + timedelta(minutes=30)
    draft = await market.change(
        draft_reminder, await market.person(TOM), "oven", due, zone="Asia/Kuching", now=market.clock.now
    )
    market.clock.move(hours=1)
    await tom.tap(data=f"xs:{draft.id}")
    assert tom.reads.startswith("Tue 24 Nov 10:30 has passed. Choose a later time.")
    assert tom.labels == ["Change", "Undo", "All reminders"]
    await tom.tap("Undo")
    assert await texts_kept(market) == []


async def test_twenty_wait_at_most_and_the_list_is_shown(market: Market, tom: Visitor) -> None:
    for day in range(1, 21):
        await tom.writes(f"remind me {day}/12 9am load {day}")
    await tom.writes("remind me 21/12 9am load 21")
    assert tom.reads.startswith("You already have 20 reminders, and that is the limit. Cancel one first.")
    assert "1. Tue 1 Dec 09:00: load 1" in tom.reads
    await tom.tap("Next")
    await tom.tap("6 load 6")
    await tom.tap("Cancel reminder")
    assert await market.store.read(waiting) == 19


async def test_in_malay_and_in_chinese(market: Market) -> None:
    siti, mei = market.visitor(SITI), market.visitor(MEI)
    await siti.writes("ingatkan saya jumaat 5 petang angkat barang")
    assert siti.reads == "Ditetapkan untuk Jum 27 Nov 17:00: “angkat barang”."
    await mei.writes("提醒我周五下午5点进场")
    assert mei.reads == "已设在 11月27日周五 17:00：“进场”。"


@pytest.mark.parametrize(
    ("person", "line", "answer", "undo"),
    [
        (
            TOM,
            "every friday 8am wash crates",
            "Set. Every Friday 08:00: “wash crates”. Next: Fri 27 Nov 08:00.",
            "Undo",
        ),
        (
            TOM,
            "remind me every day 7pm to close the till",
            "Set. Every day 19:00: “close the till”. Next: Tue 24 Nov 19:00.",
            "Undo",
        ),
        (
            SITI,
            "setiap Jumaat 8 pagi basuh bakul",
            "Ditetapkan. Setiap Jumaat 08:00: “basuh bakul”. Seterusnya: Jum 27 Nov 08:00.",
            "Buat asal",
        ),
        (
            MEI,
            "每周五早上8点 洗箱子",
            "已设好。每星期五 08:00：“洗箱子”。下一次：11月27日周五 08:00。",
            "撤销",
        ),
    ],
)
async def test_what_repeats_is_set_at_once_and_can_be_undone(
    market: Market, person: int, line: str, answer: str, undo: str
) -> None:
    visitor = market.visitor(person)
    await visitor.writes(line)
    assert visitor.reads == answer
    await visitor.tap(undo)
    assert await texts_kept(market) == []
    assert await market.store.read(waiting) == 0


async def test_after_two_weeks_offline_one_comes_and_says_that_it_is_late(
    market: Market, tom: Visitor
) -> None:
    await tom.writes("remind me every day 5pm to close the till")
    market.clock.now = FRIDAY + timedelta(days=14, hours=1)
    await until_reminded(market, tom, "This was due Fri 11 Dec 17:00.")
    for _ in range(3):
        market.clock.move(seconds=30)
        await market.deliver()
    assert len([message for message in tom.answers if "Every day 17:00." in message.text]) == 1
    assert await market.store.read(waiting) == 1


async def test_a_repeat_without_words_asks_for_them_and_another_repeat_comes_once(
    market: Market, tom: Visitor
) -> None:
    await tom.writes("remind me every friday 8am")
    assert tom.reads == "Every Friday 08:00: what is it about? A few words will do."
    await tom.writes("oven")
    assert tom.reads == "Set. Every Friday 08:00: “oven”. Next: Fri 27 Nov 08:00."
    await tom.writes("remind me every 5 dec 9am pay rent")
    assert tom.reads == (
        "We remind you once. Only “every day” and one weekday “every week” can repeat.\n\n"
        "Set for Sat 5 Dec 09:00: “pay rent”."
    )


@pytest.mark.parametrize(
    ("person", "line", "question", "answer", "undo"),
    [
        (TOM, "every friday 6pm", "Every Friday 18:00: what is it about?", "wash crates", "Undo"),
        (SITI, "setiap jumaat 6 petang", "Setiap Jumaat 18:00:", "basuh bakul", "Buat asal"),
        (MEI, "每周五晚上6点", "每星期五 18:00：是什么事？", "洗箱子", "撤销"),
        (TOM, "remind me friday 5pm", "Fri 27 Nov 17:00: what is it about?", "wash crates", "Undo"),
        (SITI, "ingatkan saya jumaat 5 petang", "Jum 27 Nov 17:00:", "basuh bakul", "Buat asal"),
        (MEI, "提醒我 周五下午5点", "11月27日", "洗箱子", "撤销"),
    ],
)
async def test_a_time_alone_asks_for_the_words_and_is_set_with_undo(
    market: Market, person: int, line: str, question: str, answer: str, undo: str
) -> None:
    tom = market.visitor(person)
    await tom.writes("/start")
    await tom.writes(line)
    assert question in tom.reads, tom.reads
    assert await market.store.read(waiting) == 0
    await tom.writes(answer)
    assert answer in tom.reads, tom.reads
    assert undo in tom.labels
    assert await market.store.read(waiting) == 1
    await tom.tap(undo)
    assert await market.store.read(waiting) == 0


async def test_a_repeat_alone_is_when_a_reminder_that_has_its_words_comes(
    market: Market, tom: Visitor
) -> None:
    await tom.writes("remind me wash crates")
    assert "when?" in tom.reads
    await tom.writes("every friday 6pm")
    assert tom.reads.startswith("Set. Every Friday 18:00: “wash crates”.")


async def test_nobody_else_stops_it_and_stopped_twice_it_stays_stopped(market: Market, tom: Visitor) -> None:
    await tom.writes("every friday 8am wash crates")
    (reminder,) = await market.store.read(lambda session: session.exec(select(Reminder.id)).all())
    lina = market.visitor(LINA)
    await lina.writes("/settings")
    await lina.tap(data=f"xe:{reminder}")
    assert await market.store.read(waiting) == 1
    for _ in range(2):
        await tom.tap(data=f"xe:{reminder}")
        assert "You have no reminders of your own." in tom.reads
    assert await market.store.read(waiting) == 0


async def test_stock_for_every_friday_is_still_stock(market: Market) -> None:
    ros = market.visitor(1002)
    await ros.writes("every friday 12 kuih lapis RM8.50")
    assert "12 × kuih lapis, RM8.50 each" in ros.reads
    assert await texts_kept(market) == []


async def test_every_one_of_the_words_is_a_word(market: Market, tom: Visitor) -> None:
    await tom.writes("remind me to call every vendor fri 5pm")
    assert tom.reads == "Set for Fri 27 Nov 17:00: “call every vendor”."


async def test_words_that_mean_mischief_are_words(tom: Visitor) -> None:
    await tom.writes("remind me fri 5pm <b>load</b> \u202e{x.token} &amp; go")
    assert tom.reads == "Set for Fri 27 Nov 17:00: “<b>load</b> {x.token} &amp; go”."
    await tom.writes("remind me " + "x" * 300)
    assert tom.reads.startswith("310 of 200 characters: 110 too many. Shorten it.")


async def test_a_stall_s_stock_line_is_still_stock(market: Market) -> None:
    ros = market.visitor(1002)
    await ros.writes("12 kuih lapis RM8.50 sat 7pm")
    assert ros.reads.startswith("Got it: 12 × kuih lapis")

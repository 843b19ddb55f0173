"""Callback data that no button ever carried gets one polite answer and has no effect."""

import asyncio
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlmodel import Session, select

from bot.intake.person_queues import MAX_WAITING
from handlers.callbacks.callback import Callback, parse_callback
from market.refusal import ButtonForged
from storage.notification import Notification
from storage.person import Person
from tests.journeys.harness import GROUP, LINA, NAMED_VISITORS, SITI, TOM, WANG, Market, Visitor
from tests.people import person_at, person_of

OURS = "That button does not work here. This is your screen now."
FORGED = [
    "zz:1",
    "zz",
    "🙈",
    "d",
    "d:",
    "d:1",
    "d:1:x:y",
    "d:one:all.0..1",
    "d:1.5:all.0..1",
    "d:-1:all.0..1",
    f"d:{10**30}:all.0..1",
    f"a:1:{10**30}:all.0..1",
    f"ro:{-(10**30)}:all.0..1",
    f"ro:{10**17}:",
    f"d:{2**31}:all.0..1",
    "s:extra",
    "x" * 64,
    "\u0000",
    "d:\u0000:all.0..1",
    "\u202ed:1:all.0..1",
    "-:1",
    " d:1:all.0..1",
    "D:1:all.0..1",
    ":::::",
    "{}",
    "d:1:{0.__class__}:",
]
ODD = {
    "d:{}:": "Kuih lapis",
    "d:999999:all.0..1": "This drop is no longer available. See /drops for what is on.",
    f"d:{2**31 - 1}:all.0..1": "This drop is no longer available. See /drops for what is on.",
    "ro:999999:all.0..1": "This drop is no longer available. See /drops for what is on.",
    "p:999999:all.0..1": "This drop is no longer available. See /drops for what is on.",
    "a:999999:1:all.0..1": "This stall is no longer here. See /drops for what is on.",
    "l:": "All days · ",
    "l:never.0..1": "All days · ",
    "l:all.99999999999..1": "No drops: all days",
    "l:all.0..99999999999": "33 to 34 of 34",
    "l:all.0..-5": "1 to 4 of 34",
    f"l:all.0.{'x' * 50}.1": "1 to 4 of 34",
    f"fw:all.0.{'月' * 18}.1": "Which days?",
    "l:all.0.<b>x</b>.1": "#<b>x</b>",
    "l:20260231.0..1": "All days · ",
    "l:20260101.0..1": "No drops: Thu 1 Jan",
    "m:all.0..1": "November 2026",
    "m:300001.0..1": "November 2026",
    "m:999912.0..1": "November 2026",
    "m:203001.0..1": "Nothing planned in January 2030.",
    "y:all.0..1": "All days · ",
    "y:202611.0..1": "November 2026 · ",
    "h:emperor": "1. ",
    "gc:../../etc": "Choose a language.",
}


async def test_a_forged_button_is_told_to_be_none_of_ours(tom: Visitor) -> None:
    replies = {}
    for data in FORGED:
        await tom.say("/start")
        answer = await tom.tap(data=data)
        replies[data] = answer.text, tom.reads.startswith(f"{OURS}\n\n1. ")
    assert replies == dict.fromkeys(FORGED, (OURS, True))


async def test_a_button_that_makes_little_sense_shows_what_sense_it_has(market: Market, tom: Visitor) -> None:
    other, stuck = {}, []
    for data, words in ODD.items():
        await tom.say("/start")
        await tom.tap(data=data.format(market.town.kuih_lapis))
        shown = tom.screen
        if words not in tom.reads:
            other[data] = tom.reads
        await tom.tap(tom.labels[-1])
        if tom.screen == shown:
            stuck.append(data)
    assert (other, stuck) == ({}, []), "it shows what it says, and there is a way on"


async def test_any_bytes_behind_any_prefix_are_answered_once_without_an_error(
    market: Market, tom: Visitor, capsys: pytest.CaptureFixture[str]
) -> None:
    await tom.say("/start")
    taps: list[str] = []
    prefixes = st.sampled_from(sorted(Callback.known))
    field = st.one_of(st.text(max_size=12), st.integers(-(10**20), 10**20).map(str), st.just("all.0..1"))
    callbacks = st.builds(
        lambda prefix, fields: ":".join([prefix, *fields]), prefixes, st.lists(field, max_size=4)
    )
    fits = callbacks.filter(lambda data: 0 < len(data.encode(errors="replace")) <= 64 and data.isprintable())
    settings(max_examples=80, database=None, derandomize=True)(given(fits)(lambda data: taps.append(data)))()
    for first in range(0, len(taps), MAX_WAITING):
        few = taps[first : first + MAX_WAITING]
        await asyncio.gather(*(tom.phone.tap(data=data, message=tom.screen.id) for data in few))
        await market.until_idle()
    answers = market.calls("answerCallbackQuery")
    assert len(answers) == len(taps)
    assert not [call.params["text"] for call in answers if call.params["text"].startswith("Sorry")]
    assert "error" not in capsys.readouterr().out


TEXTS = (
    "x" * 4096,
    "界" * 4096,
    "😀" * 2048,
    "👩‍👩‍👧‍👦" * 300,
    "<b>kuih</b> & <script>",
    "\u202etxet desrever",
    "a\u0000b",
    "%s {0} {drop} ${x}",
    "\u200b\u200b",
    "zalgo" + "\u0301" * 150,
)


async def test_any_text_is_answered(tom: Visitor) -> None:
    otherwise = {}
    for text in TEXTS:
        await tom.say("/start")
        await tom.say(text)
        said = "We found nothing for " in tom.reads or "characters: " in tom.reads
        if not said or tom.labels not in (["Ask organisers", "All drops"], ["Start"]):
            otherwise[text] = tom.reads, tom.labels
    assert otherwise == {}


async def test_a_text_for_a_database_is_searched_for_and_not_found(tom: Visitor) -> None:
    await tom.say("/start")
    await tom.say("' OR 1=1 --")
    assert tom.reads.startswith("We found nothing for “' OR 1=1 --”.")
    assert "Open a stall" not in tom.labels


async def test_a_long_text_says_how_much_too_long_it_is(tom: Visitor) -> None:
    await tom.say("/start")
    await tom.say("k" * 4096)
    assert tom.reads.startswith("4,096 of 200 characters: 3,896 too many. Shorten it.")


@pytest.mark.parametrize("person", [LINA, WANG])
async def test_names_with_html_or_turned_directions_are_no_one_else_s_trouble(
    market_on_each: Market, person: int
) -> None:
    visitor = market_on_each.visitor(person)
    for item, way_on in (
        ("/start", "Calendar"),
        ("/language", "Back"),
        ("/privacy", "Back"),
        ("/settings", "Back"),
        ("nonsense", "All drops"),
    ):
        await visitor.say(item)
        assert way_on in visitor.labels
    kept = await market_on_each.store.read(
        lambda session: session.get_one(Person, person_at(session, person)).first_name
    )
    assert kept == next(each.first_name for each in NAMED_VISITORS if each.id == person)


STICKER = {"file_id": "CAAC", "file_unique_id": "C", "type": "regular", "width": 512, "height": 512}


NO_TEXT: dict[str, dict[str, Any]] = {
    "sticker": STICKER | {"is_animated": False, "is_video": False},
    "location": {"latitude": 5.98, "longitude": 116.07},
    "contact": {"phone_number": "+60000", "first_name": "Tom"},
    "voice": {"file_id": "AwAC", "file_unique_id": "V", "duration": 3},
    "dice": {"emoji": "🎲", "value": 6},
    "something_of_next_year": {"a": 1},
}


async def test_what_is_no_text_gets_one_sentence_and_what_is_on(tom: Visitor) -> None:
    opening, begun = "We can only read text, photos and buttons. Here is what is on.\n\n1. ", {}
    for kind, content in NO_TEXT.items():
        await tom.say("/start")
        await tom.send(**{kind: content})
        begun[kind] = tom.reads[: len(opening)], tom.screen.by_bot
    assert begun == dict.fromkeys(NO_TEXT, (opening, True))


async def test_an_edited_message_is_read_again(tom: Visitor) -> None:
    written = await tom.phone.write("kuhi")
    await tom.say("kuhi")
    await tom.edit(written.id, "kuih lapis")
    assert tom.reads.startswith("Found 2 drops.")


async def test_a_tap_on_a_message_that_cannot_be_seen_any_more_is_answered_below(tom: Visitor) -> None:
    await tom.say("/start")
    await tom.tap(data="m:202612.0..1", message=987654)
    assert tom.reads.startswith("December 2026")
    assert len(tom.answers) == 2


async def test_another_person_s_message_and_ids_give_nobody_anything_of_theirs(
    market: Market, tom: Visitor
) -> None:
    siti = market.visitor(SITI)
    await siti.say("咖椰包")
    await siti.tap(siti.labels[0])
    await tom.say("/start")
    before = siti.phone.messages
    await tom.tap(data=f"rf:{market.town.kaya_bao}:all.0..1", message=siti.screen.id)
    await tom.tap(data=f"d:{market.town.kaya_bao}:all.0..1", message=siti.screen.id)
    assert "Notify me" in tom.labels, "whether Siti is told is not Tom's to see"
    assert siti.phone.messages == before

    def whose(session: Session) -> list[int]:
        return list(session.exec(select(Notification.person_id).where(Notification.kind == "DropOpens")))

    assert await market.store.read(whose) == [await market.person(SITI)]


async def test_in_a_group_a_command_gets_one_line_and_a_link_and_nothing_personal(
    market: Market, tom: Visitor
) -> None:
    await tom.phone.write("/dance@lorong_demo_bot", chat=GROUP)
    await tom.phone.write("hello", chat=GROUP)
    await tom.phone.write("/drops@other_bot", chat=GROUP)
    await tom.phone.write("/wallet", chat=GROUP)
    await market.until_idle()
    assert [message for message in tom.phone.messages_in(GROUP) if message.by_bot] == []
    for command in ("/drops", "/start@lorong_demo_bot", "/privacy", "/language"):
        await tom.phone.write(command, chat=GROUP)
    await market.until_idle()
    said = [message for message in tom.phone.messages_in(GROUP) if message.by_bot]
    assert {message.text for message in said} == {"We answer in a private chat only. Please ask there."}
    assert len(said) == 4
    assert [button.url for row in said[0].buttons for button in row] == ["https://t.me/lorong_demo_bot"]
    assert tom.phone.messages == []


async def test_other_bots_anonymous_admins_and_channels_are_nobody(market: Market, tom: Visitor) -> None:
    await tom.say("/start")
    chat = {"id": GROUP, "type": "supergroup", "title": "Lorong Bakau"}
    message = {"message_id": 77, "date": 1_800_000_000, "chat": chat, "text": "/drops"}
    robot = {"id": 7, "is_bot": True, "first_name": "Robot"}
    anonymous = {"id": 1087968824, "is_bot": True, "first_name": "Group", "username": "GroupAnonymousBot"}
    human = {"id": TOM, "is_bot": False, "first_name": "Tom"}
    for extra in (
        {"from": robot},
        {"from": anonymous, "sender_chat": chat},
        {"from": human, "sender_chat": chat},
        {},
        {"from": robot, "chat": {"id": 7, "type": "private", "first_name": "Robot"}},
    ):
        market.sandbox.telegram.first_account.updates.push("message", message | extra, f"chat:{GROUP}")
    await market.until_idle()
    sent = ("sendMessage", "sendPhoto")
    assert not market.calls(*sent, person=GROUP)
    assert not market.calls(*sent, person=7)
    assert len(market.calls(*sent)) == 1


async def test_a_button_in_a_group_answers_with_an_alert_and_changes_nothing(
    market: Market, tom: Visitor
) -> None:
    await tom.phone.write("/drops", chat=GROUP)
    await market.until_idle()
    said = tom.phone.messages_in(GROUP)[-1]
    answer = await tom.phone.tap(data=f"ro:{market.town.kaya_bao}:all.0..1", message=said.id, chat=GROUP)
    await market.until_idle()
    assert answer is not None
    assert (answer.text, answer.alert) == ("To do that, open Lorong in a private chat.", True)
    assert tom.phone.messages_in(GROUP)[-1] == said
    assert (
        await market.store.read(
            lambda session: session.exec(
                select(Notification).where(Notification.person_id == person_of(TOM))
            ).first()
        )
        is None
    )


async def test_an_update_that_cannot_be_read_is_passed_over(market: Market, tom: Visitor) -> None:
    await tom.say("/start")
    updates = market.sandbox.telegram.first_account.updates
    updates.push("message", {"message_id": "not a number"}, "chat:1")
    updates.push("callback_query", {"id": "1"}, "user:1")
    await tom.say("/help")
    assert tom.reads.startswith("Shopper")


async def test_a_button_without_data_or_message_is_none_of_ours(market: Market, tom: Visitor) -> None:
    await tom.say("/start")
    human = {"id": TOM, "is_bot": False, "first_name": "Tom", "language_code": "en"}
    query = market.sandbox.telegram.open_query(market.sandbox.telegram.first_account, "callback_query", TOM)
    body = {"id": query.id, "from": human, "chat_instance": "1", "inline_message_id": "AgAAA"}
    market.sandbox.telegram.first_account.updates.push("callback_query", body, f"user:{TOM}")
    assert (await query.answer)["text"] == OURS


@pytest.mark.parametrize("data", FORGED)
def test_a_forged_button_is_refused_before_any_handler_is_asked(data: str) -> None:
    with pytest.raises(ButtonForged):
        parse_callback(data)


async def test_a_tap_that_fails_inside_says_sorry_and_claims_nothing_about_what_was_changed(
    market: Market, tom: Visitor
) -> None:
    await tom.say("/start")
    await market.app.store.write(
        lambda session: session.connection().exec_driver_sql("DROP TABLE notification")
    )
    answer = await tom.tap(data=f"ro:{market.town.kaya_bao}:all.0..1")
    assert answer.alert
    assert answer.text.startswith("Sorry, that did not work. Please check how things stand")
    await tom.say("/privacy")
    assert tom.reads.startswith("Sorry, that did not work")

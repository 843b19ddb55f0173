"""Callback data that no button ever carried gets one polite answer and has no effect."""

import asyncio

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


async def test_any_bytes_behind_any_prefix_are_answered_once_without_an_error(
    market: Market, tom: Visitor, capsys: pytest.CaptureFixture[str]
) -> None:
    await tom.writes("/start")
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
        await visitor.writes(item)
        assert way_on in visitor.labels
    kept = await market_on_each.store.read(
        lambda session: session.get_one(Person, person_at(session, person)).first_name
    )
    assert kept == next(each.first_name for each in NAMED_VISITORS if each.id == person)


async def test_an_edited_message_is_read_again(tom: Visitor) -> None:
    written = await tom.phone.write("kuhi")
    await tom.writes("kuhi")
    await tom.edit(written.id, "kuih lapis")
    assert tom.reads.startswith("Found 2 drops.")


async def test_a_tap_on_a_message_that_cannot_be_seen_any_more_is_answered_below(tom: Visitor) -> None:
    await tom.writes("/start")
    await tom.tap(data="m:202612.0..1", message=987654)
    assert tom.reads.startswith("December 2026")
    assert len(tom.answers) == 2


async def test_another_person_s_message_and_ids_give_nobody_anything_of_theirs(
    market: Market, tom: Visitor
) -> None:
    siti = market.visitor(SITI)
    await siti.writes("咖椰包")
    await siti.tap(siti.labels[0])
    await tom.writes("/start")
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
    await tom.writes("/start")
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
    await tom.writes("/start")
    updates = market.sandbox.telegram.first_account.updates
    updates.push("message", {"message_id": "not a number"}, "chat:1")
    updates.push("callback_query", {"id": "1"}, "user:1")
    await tom.writes("/help")
    assert tom.reads.startswith("Shopper")


async def test_a_button_without_data_or_message_is_none_of_ours(market: Market, tom: Visitor) -> None:
    await tom.writes("/start")
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
    await tom.writes("/start")
    await market.app.store.write(
        lambda session: session.connection().exec_driver_sql("DROP TABLE notification")
    )
    answer = await tom.tap(data=f"ro:{market.town.kaya_bao}:all.0..1")
    assert answer.alert
    assert answer.text.startswith("Sorry, that did not work. Please check how things stand")
    await tom.writes("/privacy")
    assert tom.reads.startswith("Sorry, that did not work")

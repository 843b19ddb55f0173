"""Parsing of callback queries: only the address of their message is kept, which is enough to edit it."""

import pytest
from aiogram import Bot
from aiogram.types import InaccessibleMessage, Message
from pydantic import ValidationError

from benchmarks.load import tapped, typed
from bot.telegram.routing import location_of
from bot.telegram.update_parsing import parse_update
from handlers.ui.telegram_calls import ChatTarget

BOT = Bot("7000000001:AAbenchbenchbenchbenchbenchbenchbe")


def test_a_tapped_message_is_read_as_a_place() -> None:
    query = parse_update(tapped(3, 1001, "d:7"), BOT).callback_query
    assert query is not None
    assert isinstance(query.message, Message)
    assert (query.data, query.from_user.id, query.bot) == ("d:7", 1001, BOT)
    assert location_of(query.message, 1001) == ChatTarget(chat=1001, message=7, has_picture=True)
    assert query.message.reply_markup is None


def test_without_a_picture_it_has_none() -> None:
    raw = tapped(3, 1001, "d:7")
    del raw["callback_query"]["message"]["photo"]
    query = parse_update(raw, BOT).callback_query
    assert query is not None
    assert location_of(query.message, 1001) == ChatTarget(chat=1001, message=7, has_picture=False)


def test_one_that_cannot_be_seen_any_more_is_no_place() -> None:
    raw = tapped(3, 1001, "d:7")
    raw["callback_query"]["message"] = {"date": 0, "message_id": 7, "chat": {"id": 1001, "type": "private"}}
    query = parse_update(raw, BOT).callback_query
    assert query is not None
    assert isinstance(query.message, InaccessibleMessage)
    assert location_of(query.message, 1001) == ChatTarget(chat=1001)
    del raw["callback_query"]["message"]
    query = parse_update(raw, BOT).callback_query
    assert query is not None
    assert location_of(query.message, 1001) == ChatTarget(chat=1001)


def test_what_was_written_is_read_whole_without_the_parts_that_telegram_sees_in_it() -> None:
    raw = typed(3, 1001, "/start d_KUIH")
    message = parse_update(raw, BOT).message
    assert message is not None
    assert message.text == "/start d_KUIH"
    assert message.from_user is not None
    assert message.from_user.id == message.chat.id == 1001
    assert message.entities is None, "no handler reads them"
    assert raw["message"]["entities"], "what is stored stays as it came"


@pytest.mark.parametrize("message", ["words", 5, [], {}, {"chat": "x"}, {"photo": "x", "chat": 1, "date": 2}])
def test_what_is_no_message_is_refused_as_before(message: object) -> None:
    raw = tapped(3, 1001, "d:7")
    raw["callback_query"]["message"] = message
    with pytest.raises(ValidationError):
        parse_update(raw, BOT)

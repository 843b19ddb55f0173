"""Reading a tap: only where it comes from is kept of its message, and that is enough to answer it there."""

import pytest
from aiogram import Bot
from aiogram.types import InaccessibleMessage, Message
from pydantic import ValidationError

from benchmarks.load import tapped, typed
from bot.places import place_of
from bot.reading import read
from handlers.ui.showing import Place

BOT = Bot("7000000001:AAbenchbenchbenchbenchbenchbenchbe")


def test_a_tapped_message_is_read_as_a_place() -> None:
    query = read(tapped(3, 1001, "d:7"), BOT).callback_query
    assert query is not None
    assert isinstance(query.message, Message)
    assert (query.data, query.from_user.id, query.bot) == ("d:7", 1001, BOT)
    assert place_of(query.message, 1001) == Place(1001, 7, True)
    assert query.message.reply_markup is None


def test_without_a_picture_it_has_none() -> None:
    raw = tapped(3, 1001, "d:7")
    del raw["callback_query"]["message"]["photo"]
    query = read(raw, BOT).callback_query
    assert query is not None
    assert place_of(query.message, 1001) == Place(1001, 7, False)


def test_one_that_cannot_be_seen_any_more_is_no_place() -> None:
    raw = tapped(3, 1001, "d:7")
    raw["callback_query"]["message"] = {"date": 0, "message_id": 7, "chat": {"id": 1001, "type": "private"}}
    query = read(raw, BOT).callback_query
    assert query is not None
    assert isinstance(query.message, InaccessibleMessage)
    assert place_of(query.message, 1001) == Place(1001)
    del raw["callback_query"]["message"]
    query = read(raw, BOT).callback_query
    assert query is not None
    assert place_of(query.message, 1001) == Place(1001)


def test_what_was_written_is_read_whole() -> None:
    message = read(typed(3, 1001, "/start d_KUIH"), BOT).message
    assert message is not None
    assert message.entities
    assert message.text == "/start d_KUIH"


@pytest.mark.parametrize("message", ["words", 5, [], {}, {"chat": "x"}, {"photo": "x", "chat": 1, "date": 2}])
def test_what_is_no_message_is_refused_as_before(message: object) -> None:
    raw = tapped(3, 1001, "d:7")
    raw["callback_query"]["message"] = message
    with pytest.raises(ValidationError):
        read(raw, BOT)

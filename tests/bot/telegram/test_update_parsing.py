"""Parsing of callback queries: only the address of their message is kept, which is enough to edit it."""

from copy import deepcopy
from typing import Any

import pytest
from aiogram import Bot
from aiogram.types import InaccessibleMessage, Message, Update
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from benchmarks.load import tapped, typed
from bot.telegram import update_parsing
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


def validated(raw: dict[str, Any], bot: Bot) -> None:
    """Copy nothing, so that aiogram validates the whole."""


def outcome(raw: dict[str, Any]) -> Update | None:
    """Return the parsed update, None where it is refused."""
    try:
        return parse_update(raw, BOT)
    except ValidationError:
        return None


@pytest.mark.parametrize("raw", [typed(3, 1001, "/start d_KUIH"), tapped(3, 1001, "d:7")])
def test_an_ordinary_update_is_copied_and_the_same(raw: dict[str, Any]) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(update_parsing, "_copied_update", validated)
        whole = parse_update(raw, BOT)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Update, "model_validate", None)
        assert parse_update(raw, BOT) == whole
    assert (whole.message or whole.callback_query) is not None


ODD = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(min_value=-(2**70), max_value=2**70),
    st.floats(),
    st.text(max_size=3),
    st.sampled_from(["\ud800", "private", "supergroup", "1"]),
    st.lists(st.integers(), max_size=1),
    st.dictionaries(
        st.sampled_from(["id", "type", "first_name", "title"]), st.integers() | st.text(max_size=3)
    ),
)


@given(
    raw=st.sampled_from([typed(3, 1001, "kuih"), tapped(3, 1001, "d:7")]),
    steps=st.lists(st.integers(min_value=0, max_value=20), min_size=1, max_size=5),
    odd=ODD,
    name=st.sampled_from(["", "title", "venue", "via_bot", "sender_chat", "is_premium", "document"]),
)
def test_whatever_is_in_an_update_it_is_parsed_as_aiogram_does(
    raw: dict[str, Any], steps: list[int], odd: Any, name: str
) -> None:
    """A value anywhere in it, or one more field, is something else."""
    changed = place = deepcopy(raw)
    for step in steps[:-1]:
        inner = [each for each in place.values() if isinstance(each, dict)]
        place = inner[step % len(inner)] if inner else place
    place[name or [*place][steps[-1] % len(place)]] = odd
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(update_parsing, "_copied_update", validated)
        whole = outcome(changed)
    assert outcome(changed) == whole

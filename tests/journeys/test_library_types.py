"""The reader of calls that every journey ends with: it finds what aiogram or python-telegram-bot would not take."""

from typing import Any

import pytest

from tests.journeys.library_types import faults

BUTTON = {"text": "Join", "callback_data": "j:1"}
MESSAGE = {"chat_id": 4003, "text": "Hi", "parse_mode": "HTML"}
PICTURE = {"type": "photo", "media": "attach://photo", "caption": "Hi"}


def keyboard(**button: Any) -> dict[str, Any]:
    return {"reply_markup": {"inline_keyboard": [[BUTTON | button]]}}


@pytest.mark.parametrize(
    ("method", "params"),
    [
        ("sendMessage", MESSAGE | keyboard()),
        ("sendMessage", MESSAGE | {"reply_markup": {"force_reply": True}}),
        ("answerInlineQuery", {"inline_query_id": "5", "results": [], "is_personal": True}),
        ("sendPhoto", {"chat_id": "4003", "photo": "photo.png, 300 bytes"}),
        (
            "editMessageMedia",
            {"chat_id": "4003", "message_id": "7", "media": PICTURE, "photo": "photo.png, 300 bytes"},
        ),
    ],
)
def test_what_both_libraries_know_is_read(method: str, params: dict[str, Any]) -> None:
    assert faults(method, params) == []


@pytest.mark.parametrize(
    ("method", "params", "libraries"),
    [
        ("answerInlineQuery", {"inline_query_id": 5, "results": []}, 1),
        ("answerInlineQuery", {"inline_query_id": "5", "results": [], "personal": True}, 2),
        ("sendMessage", MESSAGE | {"disable_notification": "maybe"}, 1),
        ("sendMessage", MESSAGE | keyboard(colour="red"), 2),
        ("sendMessage", {"chat_id": 4003}, 2),
        ("editMessageText", {"chat_id": 4003, "message_id": "last", "text": "Hi"}, 1),
    ],
)
def test_what_one_of_them_does_not_know_is_told(method: str, params: dict[str, Any], libraries: int) -> None:
    found = faults(method, params)
    assert found
    assert len({fault.partition(" ")[0].rstrip(":") for fault in found}) == libraries, found

"""Nonsense in any parameter of any method is refused, never an error of the server."""

from collections.abc import Awaitable, Callable
from typing import Any

import pytest

from sandbox import Phone, Sandbox
from sandbox.dispatch import handle_call
from sandbox.methods import METHODS, Params

Call = Callable[..., Awaitable[Any]]
NONSENSE: list[Any] = [
    *("", "x", "[", "null", "0", "-1", "\ud800", "a" * 5000, "9" * 5000, "<b", "attach://none"),
    *(0, -1, 1 << 80, 1.5, True, False),
    *(
        {},
        {"type": []},
        {"type": "chat"},
        {"message_id": []},
        {"inline_keyboard": [[{"text": 1}]]},
        {"keyboard": [[[]]]},
    ),
    *([], [[]], [None], [1], ["x"], [{}], [{"type": 1}], [{"type": "photo", "media": []}], [{"id": []}] * 2),
    *(
        [{"type": "bold", "offset": "0", "length": []}],
        [{"type": "bold", "offset": 0}],
        [{"label": "", "amount": "x"}],
    ),
    *(
        [{"label": [], "amount": 1 << 70}],
        [{"command": 1, "description": []}],
        {"chat_id": {}, "type": "chat_member"},
    ),
    {"inline_keyboard": [[{"text": "a", "callback_data": "\ud800"}]]},
    {"inline_keyboard": [[{"text": "a", "url": "http://["}]]},
    {"type": "photo", "media": {}, "caption_entities": 5},
]


@pytest.fixture
async def sane(call: Call, aina: Phone, picture: bytes) -> dict[str, Any]:
    """Parameters that most methods take as they are."""
    photo = (await call("sendPhoto", chat_id=1001, photo=picture))["photo"][-1]["file_id"]
    return {
        "chat_id": 1001,
        "from_chat_id": 1001,
        "user_id": 1001,
        "message_id": 2,
        "message_ids": [99],
        "text": "Hi",
        "parse_mode": "HTML",
        "photo": photo,
        "media": {"type": "photo", "media": photo},
        "latitude": 1,
        "longitude": 1,
        "action": "typing",
        "title": "a",
        "description": "b",
        "payload": "c",
        "currency": "XTR",
        "prices": [{"label": "a", "amount": 1}],
        "commands": [{"command": "a", "description": "b"}],
        "file_id": photo,
    }


@pytest.mark.parametrize("name", sorted(METHODS))
async def test_nonsense_is_refused(sandbox: Sandbox, sane: dict[str, Any], name: str) -> None:
    state, account = sandbox.telegram, sandbox.telegram.first_account
    method = METHODS[name]
    usual = {key: value for key, value in sane.items() if key in method.known}
    for key in sorted(method.known - {"timeout"}):
        for value in NONSENSE:
            reply = await handle_call(state, account, name, Params(usual | {key: value}))
            assert reply.code in {200, 400, 403, 409, 413}, (key, value)
    await account.webhook.set(None)

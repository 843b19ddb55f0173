"""A group that becomes a supergroup, and the count of what was sent."""

from collections.abc import Awaitable, Callable
from typing import Any

import pytest

from sandbox import Bot, Group, NotPossible, Phone, Sandbox, SentMessage, UserProfile

BASIC, SUPER = -4001, -1000000004001
BOT = Bot(
    id=7000000001,
    token="7000000001:AAExample-of-a-token-that-opens-nothing",
    username="lorong_demo_bot",
    name="Lorong",
)
Answers = Callable[..., Awaitable[Any]]


@pytest.fixture
def sandbox(time: Any) -> Sandbox:
    groups = [
        Group(id=BASIC, title="Lorong Seni", members=[1001]),
        Group(id=-1001234567890, title="Lorong Gaya", members=[1001]),
    ]
    return Sandbox(
        [BOT], [UserProfile(id=1001, first_name="Aina")], groups, limits=False, keep_sent=3, time=time
    )


async def test_calls_by_the_old_id_are_told_the_new_one(reply: Answers, sandbox: Sandbox) -> None:
    assert (await reply("sendMessage", chat_id=BASIC, text="Hi"))["ok"]
    assert sandbox.migrate(BASIC) == SUPER
    refusal = {
        "ok": False,
        "error_code": 400,
        "description": "Bad Request: group chat was upgraded to a supergroup chat",
        "parameters": {"migrate_to_chat_id": SUPER},
    }
    assert await reply("sendMessage", chat_id=BASIC, text="Hi") == refusal
    assert await reply("editMessageText", chat_id=BASIC, message_id=1, text="Hi") == refusal
    assert await reply("getChat", chat_id=BASIC) == refusal


async def test_the_group_lives_on_under_the_new_id(
    call: Answers, person_api: Answers, sandbox: Sandbox, aina: Phone
) -> None:
    sandbox.migrate(BASIC)
    moved, came, *_ = [update["message"] for update in await call("getUpdates")]
    assert (moved["chat"]["id"], moved["chat"]["type"]) == (BASIC, "group")
    assert moved["migrate_to_chat_id"] == SUPER
    assert (came["chat"]["id"], came["chat"]["type"]) == (SUPER, "supergroup")
    assert came["migrate_from_chat_id"] == BASIC
    await call("sendMessage", chat_id=SUPER, text="Hi")
    assert [one.text for one in aina.messages_in(SUPER)] == ["The group is a supergroup now", "Hi"]
    await aina.write("/drops", chat=SUPER)
    newest = (await call("getUpdates", offset=-1))[0]["message"]
    assert (newest["chat"]["id"], newest["chat"]["title"]) == (SUPER, "Lorong Seni")
    _, state = await person_api("/state")
    assert [group["id"] for group in state["groups"]] == [-1001234567890, SUPER]


async def test_the_page_reads_anew(sandbox: Sandbox, address: str) -> None:
    before = sandbox.telegram.events.last
    sandbox.migrate(BASIC)
    assert sandbox.telegram.events.since(before)[-1][1] == {"type": "reset"}


@pytest.mark.parametrize("group", [BASIC, -1001234567890, -5, 1001])
async def test_only_a_basic_group_moves_and_only_once(sandbox: Sandbox, address: str, group: int) -> None:
    if group == BASIC:
        sandbox.migrate(group)
    with pytest.raises(NotPossible, match="no basic group"):
        sandbox.migrate(group)


async def test_a_person_does_not_write_where_the_group_was(sandbox: Sandbox, aina: Phone) -> None:
    sandbox.migrate(BASIC)
    with pytest.raises(NotPossible, match="not in a chat"):
        await aina.write("/drops", chat=BASIC)


async def test_what_was_accepted_is_counted_with_its_moment(
    call: Answers, reply: Answers, sandbox: Sandbox, time: Any
) -> None:
    began = time.now
    first = (await call("sendMessage", chat_id=1001, text="a"))["message_id"]
    assert not (await reply("sendMessage", chat_id=1001, text=""))["ok"]
    time.now += 2
    second = (await call("sendMessage", chat_id=BASIC, text="b"))["message_id"]
    await call("editMessageText", chat_id=1001, message_id=first, text="c")
    assert sandbox.sent == [SentMessage(began, 1001, first), (began + 2, BASIC, second)]


async def test_an_album_is_counted_by_its_pictures_and_the_oldest_go(
    call: Answers, sandbox: Sandbox, picture: bytes
) -> None:
    sent = await call("sendPhoto", chat_id=1001, photo=picture)
    media = [{"type": "photo", "media": sent["photo"][-1]["file_id"]}] * 3
    album = await call("sendMediaGroup", chat_id=1001, media=media)
    assert [one.message for one in sandbox.sent] == [one["message_id"] for one in album]


async def test_all_are_kept_where_that_is_asked_for() -> None:
    few, all_ = (
        Sandbox([BOT], [UserProfile(id=1001, first_name="Aina")], keep_sent=kept) for kept in (2_000, None)
    )
    for sandbox in (few, all_):
        chat = sandbox.telegram.private_chat(sandbox.telegram.first_account, sandbox.telegram.user(1001))
        for _ in range(2_001):
            sandbox.telegram.send(chat, sandbox.telegram.first_account, text="Hi")
    assert [len(sandbox.sent) for sandbox in (few, all_)] == [2_000, 2_001]

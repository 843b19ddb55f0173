"""The HTTP API of people: each request is one action of one person."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from typing import Any

from aiohttp import web

from sandbox import page_json, request_parsing, user_actions
from sandbox.config import SandboxClock
from sandbox.errors import ApiError, NotPossible
from sandbox.fault_injection import Fault
from sandbox.file_store import UploadedFile
from sandbox.page_routes import publish_clock
from sandbox.params import check_utf8
from sandbox.phone import ANSWER_TIMEOUT, scan_picture, wait_for_answer
from sandbox.records import BotAccount, ChatMessage, InlineAnswer, Json, UserAccount
from sandbox.server_state import SERVER_STATE
from sandbox.telegram_state import TelegramState

routes = web.RouteTableDef()

GREETING = 2
"""Messages in a chat in which somebody has pressed Start and got an answer."""

Target = tuple[TelegramState, BotAccount, UserAccount]


def _target(request: web.Request) -> Target:
    telegram = request.app[SERVER_STATE].telegram
    return telegram, telegram.first_account, telegram.user(int(request.match_info["id"]))


async def _body(request: web.Request) -> Json:
    try:
        raw = await request.json() if request.can_read_body else {}
        check_utf8(raw)
    except (ValueError, RecursionError, ApiError):
        raw = None
    if not isinstance(raw, dict):
        raise NotPossible("The body is not a JSON object.")
    return raw


def _number(body: Json, name: str) -> int:
    value = _number_if_given(body, name)
    if value is None:
        raise NotPossible(f"`{name}` is a number.")
    return value


def _number_if_given(body: Json, name: str) -> int | None:
    value = body.get(name)
    if value is not None and (isinstance(value, bool) or not isinstance(value, int)):
        raise NotPossible(f"`{name}` is a number.")
    return value


def _text(body: Json, name: str) -> str:
    value = body.get(name)
    if not isinstance(value, str):
        raise NotPossible(f"`{name}` is a text.")
    return value


def _json_response(**summary: Any) -> web.Response:
    return web.json_response(summary)


def _message_response(post: ChatMessage) -> web.Response:
    return _json_response(message=page_json.message_json(post))


@routes.post(r"/people/{id:-?\d+}/write")
async def write(request: web.Request) -> web.Response:
    body = await _body(request)
    chat, reply_to = (_number_if_given(body, name) for name in ("chat", "reply_to"))
    return _message_response(
        user_actions.write_message(
            *_target(request), text=_text(body, "text"), chat_id=chat, reply_to=reply_to
        )
    )


@routes.post(r"/people/{id:-?\d+}/tap")
async def tap_message(request: web.Request) -> web.Response:
    body, target = await _body(request), _target(request)
    chat, message_id = (
        user_actions.chat_for(*target, _number_if_given(body, "chat")),
        _number(body, "message_id"),
    )
    if "data" in body:
        user_actions.tap_button(*target, chat, message_id, _text(body, "data"))
        return _json_response()
    post = chat.posts.get(message_id)
    rows = page_json.button_rows(post) if post else []
    row, column = _number(body, "row"), _number(body, "column")
    if not (0 <= row < len(rows) and 0 <= column < len(rows[row])):
        raise NotPossible("This button is not there any more.")
    data = rows[row][column].get("callback_data")
    if data is not None:
        user_actions.tap_button(*target, chat, message_id, data)
    return _json_response()


@routes.post(r"/people/{id:-?\d+}/photo")
async def photo(request: web.Request) -> web.Response:
    upload, values = await _upload(request)
    return _message_response(user_actions.photo(*_target(request), upload, str(values.get("caption", ""))))


@routes.post(r"/people/{id:-?\d+}/document")
async def document(request: web.Request) -> web.Response:
    upload, values = await _upload(request)
    return _message_response(user_actions.document(*_target(request), upload, str(values.get("caption", ""))))


async def _upload(request: web.Request) -> tuple[UploadedFile, Json]:
    try:
        raw = await request_parsing.from_request(request)
    except (ApiError, ValueError):
        raise NotPossible("The file did not come whole, or it is too large.") from None
    if "file" not in raw.files:
        raise NotPossible("There is no file in the request.")
    return raw.files["file"], dict(raw.values)


@routes.post(r"/people/{id:-?\d+}/location")
async def location(request: web.Request) -> web.Response:
    body = await _body(request)
    place = {name: body.get(name) for name in ("latitude", "longitude")}
    if not all(isinstance(value, int | float) and abs(value) <= 180 for value in place.values()):
        raise NotPossible("A place has a latitude and a longitude.")
    return _message_response(user_actions.write_message(*_target(request), content={"location": place}))


@routes.post(r"/people/{id:-?\d+}/open")
async def open_link(request: web.Request) -> web.Response:
    return _message_response(
        user_actions.open_link(*_target(request), _text(await _body(request), "link").strip())
    )


@routes.post(r"/people/{id:-?\d+}/scan")
async def scan(request: web.Request) -> web.Response:
    target = _target(request)
    if request.content_type == "multipart/form-data":
        upload, _ = await _upload(request)
    else:
        upload = _picture(target[0], target[1], await _body(request))
    outcome = await scan_picture(*target, upload)
    return _json_response(what=outcome.what, text=outcome.text)


def _picture(telegram: TelegramState, account: BotAccount, body: Json) -> UploadedFile:
    chat = telegram.chat(account, _number(body, "chat"))
    post = chat.posts.get(_number(body, "message_id")) if chat else None
    sizes = post.content.get("photo") if post else None
    file = telegram.files.get(sizes[-1]["file_id"]) if sizes else None
    if not file:
        raise NotPossible("There is no picture in this message.")
    return UploadedFile(file.name, file.content)


@routes.post(r"/people/{id:-?\d+}/pay")
async def pay(request: web.Request) -> web.Response:
    body, target = await _body(request), _target(request)
    chat = user_actions.chat_for(*target, _number_if_given(body, "chat"))
    answer = await user_actions.pay_invoice(*target, chat, _number(body, "message_id"))
    if not answer["ok"]:
        raise NotPossible(answer["error"])
    return _json_response()


@routes.post(r"/people/{id:-?\d+}/inline")
async def inline(request: web.Request) -> web.Response:
    target = _target(request)
    asked = user_actions.send_inline_query(*target, _text(await _body(request), "query"))
    answer = await wait_for_answer(asked, ANSWER_TIMEOUT)
    found = InlineAnswer(asked.id, answer["results"] if answer else [])
    target[2].inline_answers.append(found)
    return _json_response(id=found.query, results=found.results)


@routes.post(r"/people/{id:-?\d+}/choose")
async def choose(request: web.Request) -> web.Response:
    """Send a result of one of the person's newest inline queries, as one taps it in the list."""
    target, body = _target(request), await _body(request)
    query, name = _text(body, "query"), _text(body, "result")
    chosen = next(
        (
            result
            for found in target[2].inline_answers
            for result in found.results
            if (found.query, str(result["id"])) == (query, name)
        ),
        None,
    )
    if chosen is None:
        raise NotPossible("This result is not there any more.")
    chat = _number_if_given(body, "chat")
    return _message_response(user_actions.choose_result(*target, chosen, chat_id=chat))


@routes.post(r"/people/{id:-?\d+}/share")
async def share(request: web.Request) -> web.Response:
    """Ask an inline query and send its first result, as a button does that asks one in a chosen chat."""
    target, body = _target(request), await _body(request)
    answer = await wait_for_answer(
        user_actions.send_inline_query(*target, _text(body, "query")), ANSWER_TIMEOUT
    )
    if not answer or not answer["results"]:
        raise NotPossible("There is nothing to share.")
    chosen = answer["results"][0]
    chat = _number_if_given(body, "chat")
    return _message_response(user_actions.choose_result(*target, chosen, chat_id=chat))


@routes.post(r"/people/{id:-?\d+}/language")
async def language(request: web.Request) -> web.Response:
    telegram, account, user = _target(request)
    user.language = _text(await _body(request), "language")
    user_actions.publish_person(telegram, account, user)
    return _json_response()


@routes.post(r"/people/{id:-?\d+}/{what:block|unblock}")
async def block(request: web.Request) -> web.Response:
    user_actions.set_blocked(*_target(request), blocked=request.match_info["what"] == "block")
    return _json_response()


@routes.post("/clock/move")
async def move_clock(request: web.Request) -> web.Response:
    server_state = request.app[SERVER_STATE]
    if not server_state.clock:
        raise NotPossible("This sandbox runs on real time.")
    target_time = _target_time(server_state.clock, _text(await _body(request), "to"))
    if target_time < server_state.clock.now():
        raise NotPossible("The clock never goes back.")
    summary = await server_state.clock.move(target_time)
    return _json_response(**publish_clock(server_state.telegram, server_state.clock, summary))


def _target_time(clock: SandboxClock, target_time: str) -> datetime:
    now, due = clock.now(), clock.next_due()
    match target_time:
        case "hour":
            return (now.astimezone(UTC) + timedelta(hours=1)).astimezone(now.tzinfo)
        case "tomorrow":
            return (now + timedelta(days=1)).replace(hour=10, minute=0, second=0, microsecond=0)
        case "next" if due:
            return max(due.at, now)
        case "next":
            raise NotPossible("Nothing is due.")
    try:
        raw = datetime.fromisoformat(target_time)
    except ValueError:
        raise NotPossible("`target_time` is a time, or hour, tomorrow, next.") from None
    return raw if raw.tzinfo else raw.replace(tzinfo=now.tzinfo)


@routes.post("/restart")
async def restart(request: web.Request) -> web.Response:
    """Ask for a new sandbox in the place of this one, as if nobody had done anything."""
    server_state = request.app[SERVER_STATE]
    if not server_state.restart:
        raise NotPossible("This sandbox is not started anew from its page.")
    server_state.restart()
    return _json_response()


@routes.post("/faults")
async def faults(request: web.Request) -> web.Response:
    body = await _body(request)
    try:
        fault = Fault(_text(body, "fault").lower())
    except ValueError:
        raise NotPossible(f"A fault is one of {', '.join(Fault)}.") from None
    times, retry_after = (_number({name: 1} | body, name) for name in ("times", "retry_after"))
    request.app[SERVER_STATE].telegram.faults.arm(
        _text(body, "method"), fault, times=max(1, min(times, 1000)), retry_after=max(1, retry_after)
    )
    return _json_response()


@routes.post("/open")
async def open_page(request: web.Request) -> web.Response:
    """Give the language of the first browser that opens the page to the phones that have only pressed Start. Return how many took it."""
    server_state = request.app[SERVER_STATE]
    body = await _body(request)
    language, asked = str(body.get("language", "")), bool(body.get("asked"))
    if language not in dict(server_state.page.languages):
        raise NotPossible("`language` is one of the page's languages.")
    wanted = server_state.page.follows_browser and (asked or not server_state.opened)
    if wanted:
        await _until_greeted(server_state.telegram)
    phones = _just_started(server_state.telegram, language) if wanted else []
    server_state.opened = True
    if phones:
        for hook in server_state.before_restart_hooks:
            await hook([user.id for user in phones])
    for user in phones:
        user_actions.begin_again(server_state.telegram, server_state.telegram.first_account, user, language)
    return web.json_response({"changed": len(phones)})


async def _until_greeted(telegram: TelegramState) -> None:
    """Wait, as long as for any answer, until the bot has answered the phones that have pressed Start: their chats begin anew behind that."""
    started = [
        chat
        for id_, chat in telegram.first_account.chats.items()
        if chat.posts and telegram.users[id_].person.on_page
    ]
    with suppress(TimeoutError):
        async with asyncio.timeout(ANSWER_TIMEOUT):
            for chat in started:
                while not any(post.by_bot for post in chat.posts.values()):
                    await chat.signal.next()


def _just_started(telegram: TelegramState, language: str) -> list[UserAccount]:
    """Return the phones of the page that have another language, given by nobody, and have not been used."""
    chats = telegram.first_account.chats
    return [
        user
        for user in telegram.users.values()
        if user.person.on_page
        and user.language != language
        and user.chosen_language is None
        and user.id in chats
        and 0 < len(chats[user.id].posts) <= GREETING
    ]

"""Where calls come in: faults first, then the method; the wire and the trail see each of them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import aiohttp

from sandbox import reading
from sandbox.faults import Armed, Fault
from sandbox.methods import Method, Params, call, named
from sandbox.params import whole
from sandbox.refusal import ApiError, bad_request, too_many
from sandbox.state import Account
from sandbox.street import Street


@dataclass(frozen=True, slots=True)
class Reply:
    """What the caller gets: a code and a JSON body; or what a fault makes of it."""

    code: int
    body: dict[str, Any]
    fault: Fault | None = None


async def answer(street: Street, account: Account, name: str, params: Params) -> Reply:
    """Carries out a call. Never raises for what a bot did wrong: that is a reply, too."""
    try:
        method = named(name)
        armed = _met(street, method)
        if armed and armed.fault is not Fault.LOST:
            return _faulty(street, account, method, params, armed)
        person = _audience(account, params)
        result = await call(street, account, method, params)
    except ApiError as error:
        _note(street, account, name, params, error.code)
        return Reply(error.code, error.body())
    _note(street, account, method.name, params, 0 if armed else 200)
    _walk(street, method, params, person, result)
    return Reply(200, {"ok": True, "result": result}, armed.fault if armed else None)


def _met(street: Street, method: Method) -> Armed | None:
    armed = street.faults.of_call(method.name)
    if armed:
        street.events.tell("fault", text=f"{method.name}: {armed.fault.value.replace('_', ' ')}")
    return armed


def _faulty(street: Street, account: Account, method: Method, params: Params, armed: Armed) -> Reply:
    code = {Fault.TOO_MANY: 429, Fault.BAD_GATEWAY: 502}.get(armed.fault, 0)
    _note(street, account, method.name, params, code)
    body = too_many(armed.retry_after).body() if code == 429 else {}
    return Reply(code, body, armed.fault)


def _note(street: Street, account: Account, name: str, params: Params, code: int) -> None:
    noted = street.calls.note(account.bot.username, account.bot.token, name, params, code)
    street.events.tell("call", **noted.drawn())


def _audience(account: Account, params: Params) -> int | None:
    """Whose phone shows what this call does."""
    query = account.queries.get(params.text("callback_query_id"))
    if query:
        return query.person
    return whole(params.text("chat_id"))


def _walk(street: Street, method: Method, params: Params, person: int | None, result: Any) -> None:
    shown = result if isinstance(result, dict) else {}
    words = shown.get("text") or shown.get("caption") or params.text("text")
    for step in street.trail.saw(method.name, person, words, picture="photo" in shown):
        street.events.tell("step", index=step, done=True)


async def answered(street: Street, account: Account, response: aiohttp.ClientResponse) -> None:
    """Carries out the method that a webhook put into its answer; its result goes nowhere, as in Telegram."""
    try:
        given = await reading.from_response(response)
        name = given.text("method")
        rest = {key: value for key, value in given.values.items() if key != "method"}
        if name:
            await answer(street, account, name, Params(rest, given.files))
    except (ApiError, ValueError, aiohttp.ClientError):
        refused = bad_request("can't parse the answer of the webhook")
        _note(street, account, "webhook answer", Params({}), refused.code)

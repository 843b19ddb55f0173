"""Handling calls: faults first, then the method. Each call is logged and can complete a step of the tutorial."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import aiohttp

from sandbox import request_parsing
from sandbox.errors import ApiError, bad_request, conflict, too_many
from sandbox.fault_injection import ArmedFault, Fault
from sandbox.methods import Method, Params, call, named
from sandbox.params import whole
from sandbox.records import BotAccount
from sandbox.telegram_state import TelegramState


@dataclass(frozen=True, slots=True)
class ApiReply:
    """The response to a call: a code and a JSON body, or what a fault makes of it."""

    code: int
    body: dict[str, Any]
    fault: Fault | None = None


async def handle_call(telegram: TelegramState, account: BotAccount, name: str, params: Params) -> ApiReply:
    """Carry out a call and return the reply. A bot's mistakes are replies as well and never raised."""
    try:
        method = named(name)
        armed_fault = _find_fault(telegram, method)
        if armed_fault and armed_fault.fault is not Fault.LOST:
            return _fault_reply(telegram, account, method, params, armed_fault=armed_fault)
        person_id = _recipient(account, params)
        result = await call(telegram, account, method, params)
    except ApiError as error:
        _log_call(telegram, account, name, params, code=error.code)
        return ApiReply(error.code, error.body())
    _log_call(telegram, account, method.name, params, code=0 if armed_fault else 200)
    _advance_tutorial(telegram, method, params, person_id, result=result)
    return ApiReply(200, {"ok": True, "result": result}, armed_fault.fault if armed_fault else None)


def _find_fault(telegram: TelegramState, method: Method) -> ArmedFault | None:
    armed_fault = telegram.faults.for_call(method.name)
    if armed_fault:
        telegram.events.publish("fault", text=f"{method.name}: {armed_fault.fault.value.replace('_', ' ')}")
    return armed_fault


def _fault_reply(
    telegram: TelegramState, account: BotAccount, method: Method, params: Params, armed_fault: ArmedFault
) -> ApiReply:
    error = _fault_error(armed_fault)
    code = 502 if armed_fault.fault is Fault.BAD_GATEWAY else error.code if error else 0
    _log_call(telegram, account, method.name, params, code=code)
    return ApiReply(code, error.body() if error else {}, armed_fault.fault)


def _fault_error(armed_fault: ArmedFault) -> ApiError | None:
    """Return the error that Telegram itself would answer; None where there is no such answer."""
    match armed_fault.fault:
        case Fault.TOO_MANY:
            return too_many(armed_fault.retry_after)
        case Fault.UNAUTHORIZED:
            return ApiError(401, "Unauthorized")
        case Fault.NOT_FOUND:
            return ApiError(404, "Not Found")
        case Fault.CONFLICT:
            return conflict(
                "terminated by other getUpdates request; make sure that only one bot instance is running"
            )
        case _:
            return None


def _log_call(telegram: TelegramState, account: BotAccount, name: str, params: Params, code: int) -> None:
    call_record = telegram.calls.record(account.bot.username, account.bot.token, name, params, code=code)
    telegram.events.publish("call", **call_record.as_json())


def _recipient(account: BotAccount, params: Params) -> int | None:
    """Return the person whose phone shows the effect of this call."""
    query = account.queries.get(params.text("callback_query_id"))
    if query:
        return query.person
    return whole(params.text("chat_id"))


def _advance_tutorial(
    telegram: TelegramState, method: Method, params: Params, person_id: int | None, result: Any
) -> None:
    shown = result if isinstance(result, dict) else {}
    words = shown.get("text") or shown.get("caption") or params.text("text")
    for step in telegram.tutorial.complete_steps(method.name, person_id, words, picture="photo" in shown):
        telegram.events.publish("step", index=step, done=True)


async def handle_webhook_response(
    telegram: TelegramState, account: BotAccount, response: aiohttp.ClientResponse
) -> None:
    """Carry out the method in a webhook's response. Its result is dropped, as in Telegram."""
    try:
        raw = await request_parsing.from_response(response)
        name = raw.text("method")
        other_params = {key: value for key, value in raw.values.items() if key != "method"}
        if name:
            await handle_call(telegram, account, name, Params(other_params, raw.files))
    except (ApiError, ValueError, aiohttp.ClientError):
        error = bad_request("can't parse the answer of the webhook")
        _log_call(telegram, account, "webhook answer", Params({}), code=error.code)

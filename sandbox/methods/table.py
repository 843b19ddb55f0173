"""The registry of methods, each with its parameters."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from sandbox.errors import ApiError
from sandbox.params import Params
from sandbox.records import BotAccount
from sandbox.telegram_state import TelegramState

Function = Callable[[TelegramState, BotAccount, Params], Any]


@dataclass(frozen=True, slots=True)
class Method:
    name: str
    known: frozenset[str]
    function: Function


METHODS: dict[str, Method] = {}


def method(name: str, parameters: str = "") -> Callable[[Function], Function]:
    """Register a function as a Bot API method; `parameters` are its own, separated by spaces."""

    def register(function: Function) -> Function:
        METHODS[name.lower()] = Method(name, frozenset(parameters.split()), function)
        return function

    return register


def named(name: str) -> Method:
    found = METHODS.get(name.lower())
    if not found:
        raise ApiError(404, "Not Found")
    return found


async def call(telegram: TelegramState, account: BotAccount, method: Method, params: Params) -> Any:
    """Return the result of a method. Raises ApiError."""
    params.check_known(method.known)
    result = method.function(telegram, account, params)
    return await result if inspect.isawaitable(result) else result

"""The table of methods: each is registered with the parameters it knows."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from sandbox.params import Params
from sandbox.refusal import ApiError
from sandbox.state import Account
from sandbox.street import Street

Function = Callable[[Street, Account, Params], Any]


@dataclass(frozen=True, slots=True)
class Method:
    name: str
    known: frozenset[str]
    function: Function


METHODS: dict[str, Method] = {}


def method(name: str, known: str = "") -> Callable[[Function], Function]:
    """Registers a function as a Bot API method; `known` are the parameter names, separated by spaces."""

    def register(function: Function) -> Function:
        METHODS[name.lower()] = Method(name, frozenset(known.split()), function)
        return function

    return register


def named(name: str) -> Method:
    found = METHODS.get(name.lower())
    if not found:
        raise ApiError(404, "Not Found")
    return found


async def call(street: Street, account: Account, method: Method, params: Params) -> Any:
    """The result of a method; an ApiError where it is refused."""
    params.only(method.known)
    result = method.function(street, account, params)
    return await result if inspect.isawaitable(result) else result

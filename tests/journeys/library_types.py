"""Every call as aiogram's and python-telegram-bot's own types read it: ours are sent raw and pass neither."""

import inspect
import json
import re
from collections.abc import Iterable, Iterator
from functools import cache
from typing import Any

import aiogram.methods
import telegram
from pydantic import BaseModel, ValidationError
from telegram import TelegramObject

from sandbox.call_log import BotCall
from tests.journeys.harness import decoded_params

UPLOAD = re.compile(r".+, \d+ bytes")
"""What the sandbox remembers of a file that came with a call."""
OBJECTS: dict[str, type[TelegramObject]] = {
    "inline_keyboard": telegram.InlineKeyboardMarkup,
    "is_disabled": telegram.LinkPreviewOptions,
    "amount": telegram.LabeledPrice,
    "command": telegram.BotCommand,
}
"""Types of python-telegram-bot by a field that only they have."""


def misread(calls: Iterable[BotCall]) -> list[str]:
    """Return what the libraries do not know of the calls that Telegram took, one line each."""
    taken = {(call.method, json.dumps(call.params)) for call in calls if call.code in (0, 200)}
    return [
        f"{method}: {fault}"
        for method, params in sorted(taken)
        for fault in faults(method, json.loads(params))
    ]


def faults(method: str, params: dict[str, Any]) -> list[str]:
    """Return what the libraries do not know of a call. One that is wrong as JSON may be a form, of texts and of objects as JSON."""
    kind = aiogram_methods()[method]
    sent = {
        name: value
        for name, value in params.items()
        if name in kind.model_fields or not UPLOAD.fullmatch(str(value))
    }
    found = [*_aiogram_faults(kind, sent, strict=True), *_ptb_faults(method, sent)]
    form = decoded_params(sent)
    return found and [*_aiogram_faults(kind, form, strict=False), *_ptb_faults(method, form)]


@cache
def aiogram_methods() -> dict[str, type[BaseModel]]:
    """Return aiogram's methods by their name in the Bot API."""
    kinds = (vars(aiogram.methods)[name] for name in aiogram.methods.__all__)
    return {kind.__api_method__: kind for kind in kinds if isinstance(vars(kind).get("__api_method__"), str)}


def _aiogram_faults(kind: type[BaseModel], params: dict[str, Any], *, strict: bool) -> Iterator[str]:
    try:
        read = kind.model_validate_json(json.dumps(params), strict=strict)
    except ValidationError as error:
        for each in error.errors():
            yield f"aiogram: {'.'.join(map(str, each['loc']))}: {each['msg']}"
    else:
        for name in _unknown_fields(read):
            yield f"aiogram does not know {name}"


def _unknown_fields(read: Any) -> Iterator[str]:
    """Yield the names, at any depth, that aiogram does not know."""
    if isinstance(read, list):
        for each in read:
            yield from _unknown_fields(each)
    elif isinstance(read, BaseModel):
        yield from read.model_extra or ()
        for name in type(read).model_fields:
            yield from _unknown_fields(getattr(read, name))


def _ptb_faults(method: str, params: dict[str, Any]) -> Iterator[str]:
    function = getattr(telegram.Bot, re.sub("[A-Z]", lambda found: f"_{found[0].lower()}", method), None)
    if function is None:
        yield "python-telegram-bot has no such method"
        return
    try:
        inspect.signature(function).bind(None, **params)
    except TypeError as error:
        yield f"python-telegram-bot: {error}"
    for value in params.values():
        for name in _unknown_to_ptb(value):
            yield f"python-telegram-bot does not know {name}"


def _unknown_to_ptb(value: Any) -> Iterator[str]:
    """Yield the names in objects of known types that python-telegram-bot does not know."""
    if isinstance(value, list):
        for each in value:
            yield from _unknown_to_ptb(each)
    elif isinstance(value, dict) and (
        kind := next((OBJECTS[name] for name in value if name in OBJECTS), None)
    ):
        yield from _extra_arguments(kind.de_json(value, None))


def _extra_arguments(read: Any) -> Iterator[str]:
    if isinstance(read, tuple):
        for each in read:
            yield from _extra_arguments(each)
    elif isinstance(read, TelegramObject):
        yield from read.api_kwargs
        for kind in type(read).__mro__:
            for name in getattr(kind, "__slots__", ()):
                if not name.startswith("_"):
                    yield from _extra_arguments(getattr(read, name, None))

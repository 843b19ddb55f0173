"""Yields every screen, notification, refusal and toast in one language, with sample values."""

import ast
import asyncio
import inspect
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from importlib import import_module
from pathlib import Path
from pkgutil import walk_packages
from types import FunctionType
from typing import Any, cast, get_type_hints

from markupsafe import escape

import handlers
from handlers.messages import RenderContext, messages
from handlers.ui.screen import Screen
from locales.refusals import sentence
from locales.say import Say
from market.refusal import Refusal
from storage.store import Store
from tests.market.every_refusal import every_refusal
from tests.market.samples import NOW
from tests.screens.sample_records import add_record_choices
from tests.screens.sample_values import SampleValues, variants

add_record_choices()
ROOT = Path(handlers.__path__[0])
SAYING = {"ctx.say.plain", "ctx.say", "say.plain", "say"}


@dataclass(frozen=True, kw_only=True)
class Shown:
    """A message, alert or toast that a person may get. `sort` is "alert" or "toast" where it is no message."""

    chapter: str
    name: str
    variant: str
    screen: Screen
    sort: str = ""


class SampleStore:
    """A store that answers each query with a sample of its return type."""

    def __init__(self, values: SampleValues) -> None:
        self.values = values

    async def read(self, query: Callable[..., Any], *_: object, **__: object) -> Any:
        return self.values.value(get_type_hints(query)["return"], query.__name__)


def everything(say: Say) -> Iterator[Shown]:
    """Yields all of it by chapters: each feature, then notifications, refusals and toasts."""
    for view in views():
        chapter = view.__module__.split(".")[1]
        for variant, screen in variants(partial(view_screen, view, say)):
            yield Shown(
                chapter=chapter,
                name=f"{view.__module__.removeprefix('handlers.')}.{view.__name__}",
                variant=variant,
                screen=screen,
            )
    for kind, message in messages.views.items():
        for variant, screen in variants(partial(notification_screen, message.view, say)):
            if screen:
                yield Shown(chapter="Notifications", name=kind, variant=variant, screen=screen)
    for kind in every_refusal():
        facts = SampleValues(full=True).value(kind, "").facts()
        yield Shown(
            chapter="Refusals",
            name=kind.__name__,
            variant="",
            screen=Screen(text=sentence(say, kind.__name__, facts)),
            sort="alert",
        )
    yield from toasts(say)


def views() -> list[FunctionType]:
    """Returns each public function of the handlers that makes a screen in a language from facts."""
    modules = [import_module(each.name) for each in walk_packages(handlers.__path__, "handlers.")]
    functions = (
        (module, inspect.unwrap(each))
        for module in modules
        for each in vars(module).values()
        if callable(each)
    )
    return [
        each
        for module, each in functions
        if isinstance(each, FunctionType) and each.__module__ == module.__name__ and _is_view(each)
    ]


def _is_view(function: FunctionType) -> bool:
    """Tells a view from other functions. Notification views are called by their kind instead."""
    hints = {} if function.__name__.startswith("_") else get_type_hints(function)
    is_sync = not inspect.iscoroutinefunction(function)
    return is_sync and hints.get("return") is Screen and hints.get("say") is Say


def view_screen(view: Callable[..., Screen], say: Say, values: SampleValues) -> Screen:
    return view(**values.arguments(view, say=say))


def notification_screen(
    view: Callable[..., Awaitable[Screen]], say: Say, values: SampleValues
) -> Screen | None:
    """Returns the screen of a notification, None where the view refuses to send it."""

    async def read_and_say() -> Screen:
        context = RenderContext(
            store=cast(Store, SampleStore(values)),
            now=NOW,
            notification_id=8,
            bot_username="lorong_demo_bot",
            late_since=values.value(datetime | None, "late_since", "context"),
        )
        return await view(**values.arguments(view, say=say, context=context))

    try:
        return asyncio.run(read_and_say())
    except Refusal:
        return None


def toasts(say: Say) -> Iterator[Shown]:
    """Yields what the routes say themselves: toasts, and notes above a screen. Their values are samples by name."""
    values = SampleValues(full=True)
    for path in sorted(ROOT.rglob("*routes.py")):
        place = path.relative_to(ROOT).with_suffix("")
        for node in ast.walk(ast.parse(path.read_text())):
            match node:
                case ast.Call(args=[ast.Constant(value=str(message))]) if ast.unparse(node.func) in SAYING:
                    words = {each.arg: values.text(each.arg) for each in node.keywords if each.arg}
                    said = escape(say.plain(message, **words))
                    yield Shown(
                        chapter="Toasts",
                        name=f"{place}:{node.lineno}",
                        variant="",
                        screen=Screen(text=said),
                        sort="toast",
                    )

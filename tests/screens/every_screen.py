"""Every screen, notification, refusal and toast, in one language, with sample values: what the page shows and its test counts."""

import ast
import asyncio
import inspect
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass
from functools import partial
from importlib import import_module
from pathlib import Path
from pkgutil import walk_packages
from types import FunctionType
from typing import Any, get_type_hints

from markupsafe import Markup

import handlers
from handlers.messages import NOTIFICATION_VIEWS
from handlers.ui.screen import Screen
from locales.refusals import sentence
from locales.say import Say
from market.refusal import Refusal
from tests.market.every_refusal import every_refusal
from tests.screens.sample_values import SampleValues, variants

ROOT = Path(handlers.__path__[0])


@dataclass(frozen=True)
class Shown:
    """One thing that a person may get: a screen, or the text of a toast or an alert."""

    chapter: str
    name: str
    variant: str
    screen: Screen
    sort: str = ""


class SampleStore:
    """Answers each query with a sample of what it returns."""

    def __init__(self, values: SampleValues) -> None:
        self.values = values

    async def read(self, query: Callable[..., Any], *_: object, **__: object) -> Any:
        return self.values.value(get_type_hints(query)["return"], query.__name__)


def everything(say: Say) -> Iterator[Shown]:
    for view in views():
        chapter = view.__module__.split(".")[1]
        for variant, screen in variants(partial(_screen, view, say)):
            yield Shown(
                chapter, f"{view.__module__.removeprefix('handlers.')}.{view.__name__}", variant, screen
            )
    for kind, notification in NOTIFICATION_VIEWS.items():
        for variant, screen in variants(partial(_notification, notification, say)):
            if screen:
                yield Shown("Notifications", kind, variant, screen)
    for kind in every_refusal():
        facts = SampleValues(full=True).value(kind, "").facts()
        yield Shown(
            "Refusals", kind.__name__, "", Screen(text=sentence(say, kind.__name__, facts)), sort="alert"
        )
    yield from toasts(say)


def views() -> list[FunctionType]:
    """Each public function of the handlers that makes a screen in a language from facts."""
    modules = [import_module(each.name) for each in walk_packages(handlers.__path__, "handlers.")]
    return [
        each
        for module in modules
        for each in vars(module).values()
        if isinstance(each, FunctionType) and each.__module__ == module.__name__ and _is_view(each)
    ]


def _is_view(function: FunctionType) -> bool:
    """Notification views are asked for their screens by their kind."""
    hints = {} if function.__name__.startswith("_") else get_type_hints(function)
    is_sync = not inspect.iscoroutinefunction(function)
    return is_sync and hints.get("return") is Screen and hints.get("say") is Say


def _screen(view: Callable[..., Screen], say: Say, values: SampleValues) -> Screen:
    return view(**values.arguments(view, say=say))


def _notification(view: Callable[..., Awaitable[Screen]], say: Say, values: SampleValues) -> Screen | None:
    """None where it would not be sent."""

    async def say_it() -> Screen:
        return await view(**values.arguments(view, say=say, store=SampleStore(values)))

    try:
        return asyncio.run(say_it())
    except Refusal:
        return None


def toasts(say: Say) -> Iterator[Shown]:
    """What the handlers themselves say, by their source: toasts, and the notes above a screen."""
    values = SampleValues(full=True)
    for path in sorted(ROOT.rglob("*routes.py")):
        for node in ast.walk(ast.parse(path.read_text())):
            if (
                isinstance(node, ast.Call)
                and ast.unparse(node.func) in TOASTS
                and isinstance(node.args[0], ast.Constant)
            ):
                words = {each.arg: values.text(each.arg) for each in node.keywords if each.arg}
                yield Shown(
                    "Toasts",
                    f"{path.relative_to(ROOT).with_suffix('')}:{node.lineno}",
                    "",
                    Screen(text=Markup.escape(say.plain(node.args[0].value, **words))),
                    sort="toast",
                )


TOASTS = {"ctx.say.plain", "ctx.say", "say.plain", "say"}

"""Each view and notification as text, in English, by chapters: `python -m tests.screens.shown_text` writes the files in `shown`.

Below a screen with full sample values stands what is different where one of them is another: a yes is a no, a value is missing,
a state is the next one, several are one or none. Whoever changes a screen writes the files anew and reads what has changed in them.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from dataclasses import fields, is_dataclass
from difflib import unified_diff
from enum import Enum
from functools import partial
from itertools import chain, islice
from pathlib import Path
from typing import Any

from handlers.messages import messages
from handlers.ui.screen import Button, Screen
from locales.say import speak
from tests.screens.every_screen import _notification, _screen, views
from tests.screens.sample_data import CHOICES
from tests.screens.sample_values import SampleValues
from tests.screens.switches import SwitchedValues

FOLDER = Path(__file__).with_name("shown")
SAY = speak("en")
NUMBERS_AND_DAYS = re.compile(r"\d+|\b(Mon|Tue|Wed|Thu|Fri|Sat|Sun|Oct|Nov|Dec)\w*")
LONGEST_GONE = 40
UNFIT = ArithmeticError, AssertionError, AttributeError, LookupError, StopIteration, ValueError
"""What a view may raise for values that contradict one another."""
View = Callable[[SampleValues], Screen | None]


def chapters() -> dict[str, dict[str, View]]:
    """Returns the views by the feature that they belong to, each by its name."""
    found: dict[str, dict[str, View]] = {}
    for view in views():
        _, chapter, *path = view.__module__.split(".")
        found.setdefault(chapter, {})[".".join([*path, view.__name__])] = partial(_screen, view, SAY)
    for kind, message in messages.views.items():
        chapter = message.view.__module__.split(".")[1]
        found.setdefault(chapter, {})[kind] = partial(_notification, message.view, SAY)
    return found


def chapter_text(members: Mapping[str, View]) -> str:
    """Returns what is shown in a chapter."""
    return "\n".join(chain.from_iterable(_view_lines(name, view) for name, view in sorted(members.items())))


def _view_lines(name: str, view: View) -> Iterator[str]:
    full = screen_lines(view(SwitchedValues()))
    yield f"=== {name}"
    yield from full
    seen = {_without_numbers(full)}
    for words, screen in _others(view):
        lines = screen_lines(screen)
        if (new := _without_numbers(lines)) not in seen:
            seen.add(new)
            yield f"--- {words}"
            difference = islice(unified_diff(full, lines, n=0, lineterm=""), 2, None)
            yield from (_cut(line) for line in difference if line[0] != "@")
    yield ""


def _without_numbers(lines: list[str]) -> str:
    """Returns what tells two screens apart: another number or another day alone does not."""
    return NUMBERS_AND_DAYS.sub("", "\n".join(lines))


def _cut(line: str) -> str:
    """Returns a line of a difference; one that is no longer there stands in full above."""
    return line.rstrip() if line[0] == "+" or len(line) <= LONGEST_GONE else line[: LONGEST_GONE - 1] + "…"


def _others(view: View) -> Iterator[tuple[str, Screen | None]]:
    """Yields the screen for each other value that its sample could have; one that does not fit to the rest is left out."""
    usual = SwitchedValues()
    view(usual)
    yield "bare", view(SwitchedValues(full=False))
    for key in usual.keys:
        for place, choice in enumerate(CHOICES[key]):
            words = choice if isinstance(choice, str) else place
            yield f"{key} = {words}", view(SwitchedValues(chosen={key: choice}))
    for where, values in usual.met.items():
        for value in values:
            with suppress(*UNFIT):
                yield f"{where} = {value}", view(SwitchedValues({where: value}))


def screen_lines(screen: Screen | None) -> list[str]:
    """Returns a screen line by line: its text, its buttons with where they lead, and what else it has."""
    if screen is None:
        return ["(not sent)"]
    return [
        *(f"| {line}" for line in str(screen.note).splitlines()),
        *(str(screen.text).splitlines()),
        *("".join(f"[{_button(each)}]" for each in row) for row in screen.rows),
        *_rest(screen),
    ]


def _button(button: Button) -> str:
    callback = button.callback
    values = ":".join(str(value) for value in dict(callback).values()) if callback else ""
    target = f"{type(callback).__name__}({values})" if callback else ""
    ways = {each.name: getattr(button, each.name) for each in fields(Button)}
    more = [f"{name}={value}" for name, value in ways.items() if value and name not in ("label", "callback")]
    return " ".join(filter(None, (button.label, "→" if target else "", target, *more)))


def _rest(screen: Screen) -> Iterator[str]:
    for each in fields(Screen):
        value = getattr(screen, each.name)
        if each.name in ("text", "rows", "note") or not value:
            continue
        if each.name == "document":
            yield f"document: {value.name}"
            yield from value.data.decode().splitlines() if value.name.endswith((".csv", ".ics")) else ()
        elif each.name == "above":
            yield from (f"above: {line}" for line in screen_lines(value))
        elif each.name == "invoice":
            yield f"invoice: {value.title}, {value.label}, {value.amount} {value.currency}, {value.start}"
            yield from (f"refused: {line}" for line in screen_lines(value.refused))
        else:
            yield f"{each.name}: {_brief(value)}"


def _brief(value: Any) -> str:
    """Returns a value in few words: of a dataclass what is not as usual, without keys that are made of the rest."""
    if isinstance(value, Enum):
        return str(value.value)
    if not is_dataclass(value):
        return str(value)
    said = ((each, getattr(value, each.name)) for each in fields(value) if each.repr and each.name != "key")
    return " ".join(
        f"{each.name}={_brief(it)}" for each, it in said if it not in (None, "", (), each.default)
    )


def write() -> None:
    """Write the file of each chapter."""
    FOLDER.mkdir(exist_ok=True)
    for old in FOLDER.glob("*.txt"):
        old.unlink()
    for chapter, members in chapters().items():
        (FOLDER / f"{chapter}.txt").write_text(chapter_text(members))


if __name__ == "__main__":
    write()

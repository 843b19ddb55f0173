"""Sample values for each type that a view takes, so that any view can be called."""

import types
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import fields, is_dataclass
from datetime import date, datetime, timedelta
from enum import Enum
from fractions import Fraction
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints

from markupsafe import Markup, escape

from tests.market.samples import DAY, HOUR, NOW
from tests.screens.sample_data import (
    AHEAD,
    ALONE,
    AT_LEAST_ONE,
    BARE,
    CHOICES,
    LONG_TEXT,
    NUMBERS,
    SHORT_TEXT,
)


class SampleValues:
    """Makes a value for a type. Those of a `full` sample are long and complete; others are short and lack what may be missing.

    `chosen` names the value of some CHOICES; `keys` lists those that a value depended on.
    """

    def __init__(self, *, full: bool, chosen: Mapping[str, Any] | None = None) -> None:
        self.full = full
        self.chosen = chosen or {}
        self.keys: dict[str, None] = {}

    def arguments(self, function: Callable[..., Any], **given: Any) -> dict[str, Any]:
        """Return a value for each parameter of a function; `given` ones stay as they are."""
        hints = get_type_hints(function)
        hints.pop("return", None)
        return {
            name: given[name] if name in given else self.value(hint, name, function.__name__)
            for name, hint in hints.items()
        }

    def value(self, hint: Any, name: str, owner: str = "") -> Any:
        for key in (f"{owner}.{name}", getattr(hint, "__name__", ""), name):
            if key in BARE and not self.full:
                return BARE[key]
            if key in CHOICES and (key != name or hint is not int):
                return self._choice(key)
        origin, of = get_origin(hint), get_args(hint)
        if origin in (Union, types.UnionType):
            return None if type(None) in of and not self.full else self.value(of[0], name, owner)
        if origin is not None:
            return self._generic(origin, of, name)
        return self._plain(hint, name)

    def _choice(self, key: str) -> Any:
        self.keys[key] = None
        return self.chosen.get(key, CHOICES[key][0])

    def _generic(self, origin: Any, of: tuple[Any, ...], name: str) -> Any:
        if origin is Literal:
            return of[0 if self.full else -1]
        if origin is tuple and of[-1] is not Ellipsis:
            return tuple(self.value(each, name) for each in of)
        if issubclass(origin, Mapping):
            return {self.value(of[0], "key"): self.value(of[1], name)} if self.full else {}
        assert issubclass(origin, Iterable), origin
        count = 0 if not self.full else 1 if name in ALONE else 3
        made = [self.value(of[0], name.removesuffix("s"))] * count
        return origin(made) if origin in (list, set, frozenset) else tuple(made)

    def _plain(self, hint: Any, name: str) -> Any:
        if is_dataclass(hint):
            hints = get_type_hints(hint)
            return hint(
                **{each.name: self.value(hints[each.name], each.name, hint.__name__) for each in fields(hint)}
            )
        if issubclass(hint, Enum):
            return [*hint][0 if self.full else -1]
        return BY_TYPE[hint](self, name)

    def text(self, name: str) -> str:
        texts = LONG_TEXT if self.full else SHORT_TEXT
        return texts.get(name, texts["name"])

    def number(self, name: str) -> int:
        if not self.full:
            return int(name in AT_LEAST_ONE)
        return NUMBERS.get(name, 3)

    def moment(self, name: str) -> datetime:
        if name == "now":
            return NOW
        return NOW + DAY + 4 * HOUR if name == "ends_at" else NOW + (DAY if name in AHEAD else -HOUR)


BY_TYPE: dict[Any, Callable[[SampleValues, str], Any]] = {
    str: SampleValues.text,
    object: SampleValues.text,
    Markup: lambda values, name: escape(values.text(name)),
    int: SampleValues.number,
    float: lambda values, name: float(values.number(name)),
    Fraction: lambda values, name: Fraction(values.number(name), 4),
    bool: lambda values, _: values.full,
    bytes: lambda *_: b"",
    datetime: SampleValues.moment,
    date: lambda values, name: values.moment(name).date(),
    timedelta: lambda *_: HOUR,
}


def variants(make: Callable[[SampleValues], Any]) -> Iterator[tuple[str, Any]]:
    """Yields what `make` returns for full values, for bare ones, and for each other choice: with a name, no two alike."""
    full = SampleValues(full=True)
    shown = [made := make(full)]
    yield "full", made
    others = [("bare", SampleValues(full=False))]
    others += [
        (
            f"{key} = {choice if isinstance(choice, str) else place}",
            SampleValues(full=True, chosen={key: choice}),
        )
        for key in full.keys
        for place, choice in enumerate(CHOICES[key])
    ]
    for name, values in others:
        made = make(values)
        if made not in shown:
            shown.append(made)
            yield name, made

"""The buttons to the days before and after the one that is shown."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Protocol

from handlers.callbacks.callback import Callback
from handlers.ui.screen import Button
from locales.formats import format_short_date, weekday_name
from locales.say import Say

WEEK = timedelta(days=7)


class HasDay(Protocol):
    """A stall day or market day."""

    @property
    def id(self) -> int: ...
    @property
    def day(self) -> date: ...


def days_around(
    say: Say,
    shown: date,
    back: Button,
    *,
    earlier: HasDay | None,
    later: HasDay | None,
    show: Callable[[int], Callback],
) -> list[Button]:
    """Returns the ways to the days before and after a date, which are named by their weekday within a week of it, and the way back between them."""

    def name(other: HasDay) -> str:
        is_near = abs(other.day - shown) < WEEK
        return weekday_name(say, other.day) if is_near else format_short_date(say, other.day)

    return [
        *([Button(label=f"‹ {name(earlier)}", callback=show(earlier.id))] if earlier else []),
        back,
        *([Button(label=f"{name(later)} ›", callback=show(later.id))] if later else []),
    ]

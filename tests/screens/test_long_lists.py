"""A list of many things is shown in pages, each with as many as a phone shows at once."""

import re
from typing import Any

from handlers.ui.screen import Screen
from locales.say import speak
from market.paging import page_count
from tests.screens.every_screen import view_screen, views
from tests.screens.sample_values import SampleValues

PAGES = re.compile(r"Page [\d,]+ of ([\d,]+)\.")
MANY = 156

SIZES = 4, 5, 6, 7, 8, 12
"""Things on a page, by how many lines or buttons each of them has. Other lists come a page at a time from the market."""


class ManyThings(SampleValues):
    """A full sample whose lists have `MANY` members instead of three."""

    def _generic(self, origin: Any, of: tuple[Any, ...], name: str) -> Any:
        made = super()._generic(origin, of, name)
        is_list = isinstance(made, list | tuple) and not (origin is tuple and of[-1] is not Ellipsis)
        return type(made)([*made] * (MANY // 3)) if is_list and len(made) == 3 else made


def pages_of(screen: Screen) -> int:
    """Return how many pages a screen says its list has; 0 where it says nothing of pages."""
    found = PAGES.search(screen.text)
    return int(found[1]) if found else 0


def pages_by_view() -> dict[str, int]:
    """Return how many pages the views make of many things, of those that say so."""
    say, found = speak("en"), dict[str, int]()
    for view in views():
        if view.__name__ != "deposit_by_bank" and not pages_of(
            view_screen(view, say, SampleValues(full=True))
        ):
            name = f"{view.__module__.split('.')[1]}.{view.__name__}"
            found[name] = pages_of(view_screen(view, say, ManyThings(full=True)))
    return found


def test_a_page_has_as_many_things_as_fit_a_phone() -> None:
    known = {page_count(MANY, size) for size in SIZES} | {0}
    pages = pages_by_view()
    assert len([name for name, count in pages.items() if count]) > 30
    assert {name: count for name, count in pages.items() if count not in known} == {}

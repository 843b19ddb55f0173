"""A list of many things is shown in pages, each with as many as a phone shows at once."""

import re
from functools import cache
from typing import Any

import pytest

from handlers.ui.screen import Screen
from locales.say import speak
from market.paging import page_count
from tests.screens.every_screen import view_screen, views
from tests.screens.sample_values import SampleValues

PAGES = re.compile(r"Page [\d,]+ of ([\d,]+)\.")
MANY = 156

SIZES = {
    4: {"follow.follow_list"},
    5: {"my_items.my_items_page"},
    6: {
        *("draw.waiting_list", "rescue.alert_page", "showroom.my_visits", "stock.packaging_choice"),
        *(
            "organiser.alley_list",
            "organiser.drop_oversight",
            "organiser.hub_list",
            "organiser.hub_slots_page",
        ),
        *("organiser.late_list", "organiser.organiser_list", "organiser.purchase_choice"),
        *("organiser.strip_choice", "organiser.type_list", "packaging.crates_page", "packaging.hub_list"),
        *("packaging.stock_choice", "packaging.target_choice", "scan.owed_list", "scan.unpaid_list"),
    },
    7: {"broadcast.audience_choice"},
    8: {
        *("broadcast.button_choice", "broadcast.drop_choice", "desk.no_show_list", "showroom.day_page"),
        *("showroom.days_page", "showroom.showroom_screen", "stall.stall_form", "stock.alley_choice"),
    },
    12: {"showroom.day_times", "showroom.move_times", "showroom.near_times"},
}
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


@cache
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


@pytest.mark.parametrize(("size", "names"), SIZES.items())
def test_a_page_has_as_many_things_as_fit_a_phone(size: int, names: set[str]) -> None:
    assert {name for name, pages in pages_by_view().items() if pages == page_count(MANY, size)} == names


def test_each_list_has_one_of_these_sizes() -> None:
    known = {page_count(MANY, size) for size in SIZES} | {0}
    assert {name: pages for name, pages in pages_by_view().items() if pages not in known} == {}

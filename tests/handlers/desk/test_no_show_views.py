"""Uncollected bookings: eight a page, each on one page, by number."""

from datetime import timedelta

import pytest

from handlers.callbacks.desk import AskNoShow, ReleaseNoShow, ShowNoShows, ShowQuantity
from handlers.desk.no_show_views import no_show_list
from handlers.ui.screen import Screen
from market.waitlist.no_show import NoShow
from tests.handlers.test_screens import SAYS
from tests.market.samples import HOUR, LINE, NOW, drop

EN = SAYS[0]


def bookings(count: int) -> list[NoShow]:
    return [
        NoShow(booking=500 + number, number=number, units=1 + number % 2, coming=number == 9)
        for number in range(1, count + 1)
    ]


def shown(count: int, page: int, since: timedelta = -HOUR) -> Screen:
    return no_show_list(EN, drop(), LINE, NOW + since, bookings=bookings(count), page=page, now=NOW)


def booking_ids(screen: Screen, kind: type[AskNoShow] | type[ReleaseNoShow] = AskNoShow) -> list[int]:
    """Returns the bookings of the buttons."""
    callbacks = [button.callback for row in screen.rows for button in row]
    return [callback.booking - 500 for callback in callbacks if isinstance(callback, kind)]


def pages(screen: Screen) -> list[int]:
    """Returns the pages that the buttons lead to."""
    callbacks = [button.callback for row in screen.rows for button in row]
    return [callback.page for callback in callbacks if isinstance(callback, ShowNoShows)]


@pytest.mark.parametrize(
    ("count", "page", "first", "last"),
    [
        (20, 1, 1, 8),
        (20, 2, 9, 16),
        (20, 3, 17, 20),
        (20, 4, 17, 20),
        (20, 0, 1, 8),
        (16, 9, 9, 16),
        (9, 2, 9, 9),
        (8, 2, 1, 8),
        (1, 1, 1, 1),
    ],
)
def test_each_booking_is_on_one_page_and_a_page_beyond_is_the_last(
    count: int, page: int, first: int, last: int
) -> None:
    expected = [*range(first, last + 1)]
    for since, kind in ((-HOUR, AskNoShow), (HOUR, ReleaseNoShow)):
        screen = shown(count, page, since)
        assert booking_ids(screen, kind) == expected
        items = screen.text.striptags().replace("\u2068", "").replace("\u2069", "")
        assert [f"Number {number}," in items for number in range(1, count + 1)] == [
            number in expected for number in range(1, count + 1)
        ]


def test_what_is_kept_for_somebody_late_says_until_when_and_cannot_be_passed_on() -> None:
    late = NoShow(booking=501, number=1, units=2, coming=True, late=True)
    screen = no_show_list(EN, drop(), LINE, NOW - HOUR, bookings=[late, *bookings(2)[1:]], page=1, now=NOW)
    assert "said they are late" in screen.text
    assert [row[0].label for row in screen.rows] == ["Kept until 14:00", "Number 2: 1", "Back"]
    assert (booking_ids(screen), booking_ids(screen, ReleaseNoShow)) == ([2], [1])


def test_it_is_turned_where_there_is_more_than_a_page() -> None:
    assert [set(pages(shown(17, page))) - {page} for page in (1, 2, 3)] == [{2, 3}, {1, 3}, {1, 2}]
    assert pages(shown(8, 1)) == pages(shown(0, 1)) == []
    for count in (0, 8, 17):
        assert shown(count, 1).rows[-1][0].callback == ShowQuantity(item=LINE.id)

"""Rows of buttons that a narrow phone shows in full."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handlers.callbacks.inert import Inert
from handlers.ui.button_layout import LABEL_WIDTHS, layout_buttons, row_fits, shorten_label
from handlers.ui.screen import Button
from locales.user_text import width

labels = st.text(st.sampled_from("ab 界é😀\u0301\u202e"), min_size=1, max_size=40)


def buttons(*given: str) -> list[Button]:
    return [Button(label=label, callback=Inert()) for label in given]


def layout(*given: str) -> list[list[str]]:
    return [[button.label for button in row] for row in layout_buttons(buttons(*given))]


@pytest.mark.parametrize(
    ("given", "rows"),
    [
        (["a", "b", "c", "d"], [["a", "b", "c", "d"]]),
        (["a" * 5] * 5, [["a" * 5] * 4, ["a" * 5]]),
        (["a" * 8] * 3, [["a" * 8] * 3]),
        (["a" * 9] * 3, [["a" * 9] * 2, ["a" * 9]]),
        (["a" * 17, "b"], [["a" * 17], ["b"]]),
        (["b", "a" * 17], [["b"], ["a" * 17]]),
        (["界" * 8, "b"], [["界" * 8, "b"]]),
        (["界" * 9, "b"], [["界" * 9], ["b"]]),
        ([], []),
    ],
)
def test_buttons_share_a_row_as_long_as_each_label_can_be_read(
    given: list[str], rows: list[list[str]]
) -> None:
    assert layout(*given) == rows


def test_two_groups_never_share_a_row() -> None:
    assert [len(row) for row in layout_buttons(buttons("a"), buttons("b", "c"), [], buttons("d"))] == [
        1,
        2,
        1,
    ]


@given(st.lists(st.lists(labels, max_size=9), max_size=4))
def test_every_button_is_there_once_and_in_order_and_only_a_lone_one_may_be_too_wide(
    groups: list[list[str]],
) -> None:
    rows = layout_buttons(*(buttons(*group) for group in groups))
    assert [button.label for row in rows for button in row] == [label for group in groups for label in group]
    assert all(row_fits(row) or len(row) == 1 for row in rows)


@given(st.text(min_size=1, max_size=80), st.integers(2, 30))
def test_a_name_is_narrowed_to_what_a_button_shows(words: str, units: int) -> None:
    assert width(shorten_label(words, units)) <= units


def test_a_name_that_fits_is_left_as_it_is_and_a_longer_one_ends_in_dots() -> None:
    assert shorten_label("Kuih lapis") == "Kuih lapis"
    assert shorten_label("界" * 20, 10) == "\u2068界界界界…\u2069"


def test_a_row_of_a_number_that_no_phone_shows_never_fits() -> None:
    assert not row_fits(tuple(buttons(*"abcde")))
    assert set(LABEL_WIDTHS) == {1, 2, 3, 4, 7}

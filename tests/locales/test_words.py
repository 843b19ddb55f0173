"""Typed texts are never cut within a character and never change the direction of the sentence around them."""

import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from locales.user_text import ISOLATE_END, ISOLATE_START, clusters, isolate, sanitize_name, truncate, width

BIDI = {chr(one) for one in (0x61C, 0x200E, 0x200F, *range(0x202A, 0x202F), *range(0x2066, 0x206A))}
LIMITS = st.integers(min_value=1, max_value=80)


@pytest.mark.parametrize(
    ("text", "limit", "shown"),
    [
        ("kuih lapis", 10, "kuih lapis"),
        ("kuih lapis", 6, "kuih…"),
        ("kuih", 1, "…"),
        ("👩‍👩‍👧‍👦👩‍👩‍👧‍👦👩‍👩‍👧‍👦", 2, "👩‍👩‍👧‍👦…"),
        ("นี้นี้นี้", 2, "นี้…"),
        ("ស្រ្តីស្រ្តីស្រ្តី", 2, "ស្រ្តី…"),
        ("", 5, ""),
    ],
)
def test_a_cut_falls_between_signs(text: str, limit: int, shown: str) -> None:
    assert truncate(text, limit) == shown


@settings(deadline=None)
@given(st.text(), LIMITS)
def test_a_cut_is_never_longer_than_asked_and_is_the_beginning_of_the_text(text: str, limit: int) -> None:
    shown = truncate(text, limit)
    assert len(clusters(shown)) <= limit
    assert shown == text or text.startswith(shown.removesuffix("…"))


@settings(deadline=None)
@given(st.text())
def test_isolated_text_holds_no_other_mark_of_direction(text: str) -> None:
    shown = isolate(text)
    assert (shown[0], shown[-1]) == (ISOLATE_START, ISOLATE_END)
    assert not BIDI & set(shown[1:-1])
    assert isolate(shown) == shown


@settings(deadline=None)
@given(st.text(), LIMITS)
def test_a_name_is_one_line_that_can_be_seen_and_does_no_harm(text: str, limit: int) -> None:
    inside = sanitize_name(text, limit).removeprefix(ISOLATE_START).removesuffix(ISOLATE_END)
    assert 1 <= len(clusters(inside)) <= limit
    assert width(inside) > 0
    assert not BIDI & set(inside)
    assert not any(unicodedata.category(one) in {"Cc", "Cs", "Zl", "Zp"} for one in inside)


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("  Ros\n\tDapur  ", "Ros Dapur"),
        ("Ros\u202egpj", "Rosgpj"),
        ("\u2069\u2069Ros", "Ros"),
        ("Ros\0", "Ros"),
        ("\u200b\u200b", "…"),
        ("", "…"),
        ("A" + "\u0301" * 500, "A" + "\u0301" * 15),
    ],
)
def test_a_name_loses_what_is_no_part_of_it(typed: str, shown: str) -> None:
    assert sanitize_name(typed, 40) == f"{ISOLATE_START}{shown}{ISOLATE_END}"


@pytest.mark.parametrize(
    ("text", "units"),
    [
        ("Mo", 2),
        ("周一", 4),
        ("25•", 3),
        ("é", 1),
        ("e\u0301", 1),
        ("👩‍👩‍👧‍👦", 2),
        ("🇲🇾", 2),
        ("❤️", 2),
        (f"{ISOLATE_START}a{ISOLATE_END}", 1),
        ("", 0),
    ],
)
def test_wide_signs_are_two_units(text: str, units: int) -> None:
    assert width(text) == units

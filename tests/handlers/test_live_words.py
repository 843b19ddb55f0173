"""Texts by which people book live, in three languages and with any keyboard."""

import pytest

from handlers.live.live_words import (
    LiveCode,
    LiveLine,
    NamedLine,
    asks_what_is_live,
    read_code,
    read_live,
    read_named,
    read_pass,
)

A1 = LiveCode("a", 1)


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("MINE a001 3", LiveLine(A1, 3, "")),
        ("mine a001", LiveLine(A1, 1, "")),
        ("nak a001 2", LiveLine(A1, 2, "")),
        ("Saya nak A001 x2", LiveLine(A1, 2, "")),
        ("要 a001 3", LiveLine(A1, 3, "")),
        ("我要a001", LiveLine(A1, 1, "")),
        ("ＭＩＮＥ　ａ００１　３", LiveLine(A1, 3, "")),
        ("要 a٠٠١ ٢", LiveLine(A1, 2, "")),
        ("mine: ab012×2", LiveLine(LiveCode("ab", 12), 2, "")),
        ("mine a 001 2", LiveLine(A1, 2, "")),
        ("mine a001 2 Laksa47", LiveLine(A1, 2, "laksa47")),
        ("mine a001 laksa 47", LiveLine(A1, 1, "laksa47")),
        ("mine a001 2!", LiveLine(A1, 2, "")),
        ("nak 2 a001", LiveLine(A1, 2, "")),
        ("mine #a001 two", LiveLine(A1, 2, "")),
        ("nak a001 dua", LiveLine(A1, 2, "")),
        ("要 a001 两份", LiveLine(A1, 2, "")),
        ("要两份a001", LiveLine(A1, 2, "")),
        ("a001 +2", LiveLine(A1, 2, "")),
        ("a001+1 laksa47", LiveLine(A1, 1, "laksa47")),
        ("mine", None),
        ("a001 3", None),
        ("nak kuih lapis 12", None),
        ("mine abc001", None),
        ("mine a0011", None),
        ("is this mine a001", None),
        ("12 kuih lapis RM8.50", None),
        ("mine a001 " + "x" * 80, None),
    ],
)
def test_a_line_that_books_live(text: str, line: LiveLine | None) -> None:
    assert read_live(text) == line


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("pass", LiveCode()),
        ("PASS a001", A1),
        ("lepas", LiveCode()),
        ("过 a001", A1),
        ("过！", LiveCode()),
        ("tak jadi a001", A1),
        ("不要 a001", A1),
        ("tak jadi", None),
        ("passport", None),
        ("pass the sambal", None),
        ("mine a001", None),
    ],
)
def test_a_line_that_passes_on(text: str, code: LiveCode | None) -> None:
    assert read_pass(text) == code


def test_a_code_reads_as_it_is_written() -> None:
    assert str(A1) == "a001"


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("a001", A1),
        ("#A001!", A1),
        ("a001 3", A1),
        ("ａ００１ 两份", A1),
        ("a001 nak", None),
        ("a0011", None),
    ],
)
def test_a_code_alone(text: str, code: LiveCode | None) -> None:
    assert read_code(text) == code


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("mine onde 2", NamedLine("onde 2", "", only_live=True)),
        ("saya nak onde dua", NamedLine("onde dua", "", only_live=False)),
        ("我要千层糕两份", NamedLine("千层糕两份", "", only_live=False)),
        ("mine onde 2 Laksa47", NamedLine("onde 2", "laksa47", only_live=True)),
        ("onde +2", NamedLine("onde  2", "", only_live=True)),
        ("mine", None),
        ("onde 2", None),
        ("60 +5", None),
        ("mining 2", None),
    ],
)
def test_a_line_with_a_name(text: str, line: NamedLine | None) -> None:
    assert read_named(text) == line


@pytest.mark.parametrize(
    ("text", "asks"), [("live", True), ("Siapa live?", True), ("直播", True), ("live band tonight", False)]
)
def test_what_asks_what_is_live(text: str, asks: bool) -> None:
    assert asks_what_is_live(text) is asks

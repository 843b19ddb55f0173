"""Texts by which people book live, in three languages and with any keyboard."""

import pytest

from handlers.live.live_words import LiveCode, LiveLine, read_live, read_pass

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
        ("passport", None),
        ("pass the sambal", None),
        ("mine a001", None),
    ],
)
def test_a_line_that_passes_on(text: str, code: LiveCode | None) -> None:
    assert read_pass(text) == code


def test_a_code_reads_as_it_is_written() -> None:
    assert str(A1) == "a001"

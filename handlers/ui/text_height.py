"""The number of lines that a text takes on a narrow phone, by an estimate that a test compares with a browser."""

from html import unescape

from handlers.ui.telegram_calls import TAG
from locales.user_text import width

LINE_WIDTH, LINE_WIDTH_OF_WIDE = 38, 36
"""Width of a line on a phone of 360 px, and of a line with wide characters: each of them counts 2, any other 1."""


def text_lines(text: str) -> int:
    """Returns the lines of a screen's text, each of its own lines wrapped."""
    return sum(map(_wrapped, unescape(TAG.sub("", text)).split("\n")))


def _wrapped(line: str) -> int:
    room = LINE_WIDTH_OF_WIDE if any(width(sign) == 2 for sign in line) else LINE_WIDTH
    return max(1, -(-width(line) // room))

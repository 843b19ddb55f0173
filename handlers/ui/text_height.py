"""How many lines a text takes on a narrow phone, by an estimate that a test compares with a browser."""

from html import unescape

from handlers.ui.telegram_calls import TAG
from locales.user_text import width

LINE_WIDTH = 38
"""Width of a line on a phone of 360 px: a wide character is 2, any other 1."""


def text_lines(text: str) -> int:
    """Returns the lines of a screen's text, each of its own lines wrapped."""
    return sum(max(1, -(-width(line) // LINE_WIDTH)) for line in unescape(TAG.sub("", text)).split("\n"))

"""Checks of texts that people write, by their UserText; cut and stored as one line."""

from locales.user_text import WORDS, UserText
from market.refusal import DescriptionUnfit, NameUnfit, TooLong


def check_name(text: str, kind: UserText) -> str:
    """Return a name as one line. Raises NameUnfit where nothing is left or it is too long."""
    words = on_one_line(text)
    if not 1 <= len(words) <= kind.longest:
        raise NameUnfit(kind.longest)
    return words


def check_description(text: str) -> str:
    """Return a description as one line. Raises DescriptionUnfit where nothing is left or it is too long."""
    words = on_one_line(text)
    if not 1 <= len(words) <= WORDS.longest:
        raise DescriptionUnfit(WORDS.longest)
    return words


def check_words(text: str, kind: UserText) -> str:
    """Return the text. Raises TooLong."""
    if len(text) > kind.longest:
        raise TooLong(len(text), kind.longest)
    return text


def cut_line(text: str, kind: UserText) -> str:
    """Return as much of the text, as one line, as is stored."""
    return on_one_line(text)[: kind.longest]


def on_one_line(text: str) -> str:
    """Return the text as one line that every database stores, without NUL or unpaired surrogates."""
    return " ".join(text.encode(errors="ignore").decode().replace("\0", "").split())

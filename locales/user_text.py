"""Text that people typed: cut between characters, isolated from the sentence around it."""

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

import regex  # type: ignore[import-untyped]
from markupsafe import Markup

from locales.stock import ADULTS

ELLIPSIS = "…"
ISOLATE_START, ISOLATE_END = "\u2068", "\u2069"
CLUSTER = regex.compile(r"\X")
LONGEST_CLUSTER = 16
"""Code points of a character: a family of four with skin tones has 11; a pile of accents on one letter has more."""
INVISIBLE = regex.compile(r"[\p{Cc}\p{Cs}\p{Bidi_Control}]")
BIDI_CONTROL = regex.compile(r"\p{Bidi_Control}")
WHITESPACE = regex.compile(r"\s+")
EMOJI_SELECTOR = "\ufe0f"


@dataclass(frozen=True, eq=False)
class UserText:
    """A text that people write: `longest` code points are stored, `shown` characters are shown in a sentence about something else.

    Columns have it as `max_length`, actions check it, views cut by it.
    """

    longest: int
    shown: int


NAME = UserText(64, 40)
"""A name of whatever has one."""
STALL = HUB = PACKAGING = NAME
ALLEY = UserText(64, 32)
SHOW = UserText(64, 64)
ITEM, ALLERGENS, OPTIONS, OPTION = UserText(64, 40), UserText(80, 80), UserText(80, 80), UserText(16, 16)
DROP = UserText(128, 64)
WORDS = UserText(600, 300)
"""The description of a drop or a stall."""
REASON, CASH_NOTE, AMOUNT_WORDS = UserText(200, 200), UserText(80, 80), UserText(40, 40)
TEMPLATE = UserText(40, 40)
PERSON = UserText(256, 32)
SELLER, CONTACT = UserText(80, 80), UserText(64, 64)
PAYEE = UserText(64, 64)
DEVICE = UserText(40, 24)
LOCATION = UserText(120, 120)
REPORT_WORDS, OBJECTION, QUESTION = UserText(300, 300), UserText(500, 500), UserText(1000, 1000)
REMINDER = SEARCH = NOTE = HELP_WORDS = UserText(200, 200)
STOCK_POST = UserText(900, 900)
PITCH_CODE = UserText(8, 8)
ACCESS_WORDS = UserText(80, 80)


def clusters(text: str) -> list[str]:
    """Returns the characters as a reader sees them, in order."""
    found: list[str] = CLUSTER.findall(text)
    return found


def truncate(text: str, limit: int) -> str:
    """Returns at most `limit` (1 or more) visible characters, the last "…" if something was left out."""
    if len(text) <= limit:
        return text
    signs = clusters(text)
    return text if len(signs) <= limit else "".join(signs[: limit - 1]).rstrip() + ELLIPSIS


def isolate(text: str) -> str:
    """Returns the text between direction marks; its own marks are dropped, so that it cannot leave them."""
    return f"{ISOLATE_START}{BIDI_CONTROL.sub('', text)}{ISOLATE_END}"


@lru_cache(maxsize=4096)
def sanitize_name(text: str, limit: int | UserText) -> str:
    """Returns a name on one line: no control characters, no direction changes, at most `limit` characters, isolated.

    Returns "…" if nothing would be visible.
    """
    seen = INVISIBLE.sub("", WHITESPACE.sub(" ", text)).strip()
    sane = seen if seen.isascii() else "".join(sign[:LONGEST_CLUSTER] for sign in clusters(seen))
    short = truncate(sane, limit.shown if isinstance(limit, UserText) else limit)
    return isolate(short if width(short) else ELLIPSIS)


def quoted(text: str, limit: int | UserText) -> str:
    """Returns words for quotation marks as `sanitize_name` does, without a full stop at the end."""
    return sanitize_name(text.strip().rstrip(".。"), limit)


def format_tags(tags: Iterable[str]) -> Markup:
    """Returns "#halal #vegan"."""
    return Markup(" ").join(Markup("{}").format(tag_text(tag)) for tag in tags)


def tag_text(tag: str) -> str:
    """Returns "#halal"; the tag of a drop for adults is "18+", as no number is a hashtag."""
    return tag if tag == ADULTS else f"#{tag}"


def width(text: str) -> int:
    """Returns the width on a button: a wide character is 2, any other 1, an invisible one 0."""
    if text.isascii() and text.isprintable():
        return len(text)
    return _width_of(text)


@lru_cache(maxsize=4096)
def _width_of(text: str) -> int:
    """Returns the width, character by character."""
    return sum(_width(sign) for sign in clusters(text))


def _width(sign: str) -> int:
    if all(unicodedata.category(one) in {"Cc", "Cf", "Mn", "Me"} for one in sign):
        return 0
    return 2 if EMOJI_SELECTOR in sign or any(_wide(one) for one in sign) else 1


def _wide(one: str) -> bool:
    return unicodedata.east_asian_width(one) in "WF" or "\U0001f1e6" <= one <= "\U0001f1ff"

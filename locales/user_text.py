"""Words that people typed: cut without breaking a sign, isolated from the sentence around them."""

import unicodedata
from collections.abc import Iterable
from functools import lru_cache

import regex  # type: ignore[import-untyped]
from markupsafe import Markup

ELLIPSIS = "…"
ISOLATE_START, ISOLATE_END = "\u2068", "\u2069"
CLUSTER = regex.compile(r"\X")
LONGEST_CLUSTER = 16
"""Code points: a family of four with skin tones has 11; a heap of accents over one letter is no name."""
INVISIBLE = regex.compile(r"[\p{Cc}\p{Cs}\p{Bidi_Control}]")
BIDI_CONTROL = regex.compile(r"\p{Bidi_Control}")
WHITESPACE = regex.compile(r"\s+")
EMOJI_SELECTOR = "\ufe0f"


def clusters(text: str) -> list[str]:
    """What a reader sees as single signs, in sequence."""
    found: list[str] = CLUSTER.findall(text)
    return found


def truncate(text: str, limit: int) -> str:
    """At most `limit` (1 or more) signs as a reader counts them, the last "…" if something was left out."""
    if len(text) <= limit:
        return text
    signs = clusters(text)
    return text if len(signs) <= limit else "".join(signs[: limit - 1]).rstrip() + ELLIPSIS


def isolate(text: str) -> str:
    """Between marks that keep its direction to itself; its own marks are dropped, or it could break out."""
    return f"{ISOLATE_START}{BIDI_CONTROL.sub('', text)}{ISOLATE_END}"


@lru_cache(maxsize=4096)
def sanitize_name(text: str, limit: int) -> str:
    """Someone's name on one line: no control signs, no turned direction, at most `limit` signs, isolated.

    "…" where there would be nothing to see.
    """
    seen = INVISIBLE.sub("", WHITESPACE.sub(" ", text)).strip()
    sane = seen if seen.isascii() else "".join(sign[:LONGEST_CLUSTER] for sign in clusters(seen))
    short = truncate(sane, limit)
    return isolate(short if width(short) else ELLIPSIS)


def quoted(text: str, limit: int) -> str:
    """As `sanitize_name`, for words in quotation marks before a full stop: their own full stop at the end is left out."""
    return sanitize_name(text.strip().rstrip(".。"), limit)


def format_tags(tags: Iterable[str]) -> Markup:
    """As they are written: "#halal #vegan"."""
    return Markup(" ").join(Markup("#{}").format(tag) for tag in tags)


def width(text: str) -> int:
    """Units on a button: a wide sign is 2, any other 1, one that leaves no mark 0."""
    if text.isascii() and text.isprintable():
        return len(text)
    return sum(_width(sign) for sign in clusters(text))


def _width(sign: str) -> int:
    if all(unicodedata.category(one) in {"Cc", "Cf", "Mn", "Me"} for one in sign):
        return 0
    return 2 if EMOJI_SELECTOR in sign or any(_wide(one) for one in sign) else 1


def _wide(one: str) -> bool:
    return unicodedata.east_asian_width(one) in "WF" or "\U0001f1e6" <= one <= "\U0001f1ff"

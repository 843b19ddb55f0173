"""Reads a part in per cent."""

import re

from handlers.typed_time.normalized_text import normalize

SHARE = re.compile(r"(?:百分之)?\s*(\d{1,3})(?:[.,](\d{1,2}))?\s*(?:%|per ?cent|peratus|persen)?")


def read_share(words: str) -> int | None:
    """Returns hundredths of a per cent: 2000 for "20", "20 %", "20.0" or "百分之20"; None for a text that is no such number."""
    found = SHARE.fullmatch(normalize(words).strip().casefold())
    if found is None:
        return None
    return int(found[1]) * 100 + int((found[2] or "").ljust(2, "0"))

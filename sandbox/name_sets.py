"""Sets of many short names."""

from __future__ import annotations


def name_set(text: str) -> frozenset[str]:
    """Return the words of a text as a set."""
    return frozenset(text.split())

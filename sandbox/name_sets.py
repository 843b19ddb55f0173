"""Many short names, written in a line."""

from __future__ import annotations


def name_set(text: str) -> frozenset[str]:
    """The words of a text: a set of names that would else fill a page."""
    return frozenset(text.split())

"""The list a card or filter was opened from. It travels in the button, so that Back needs no stored state."""

from dataclasses import dataclass, field, replace

from market.drop.planned_drops import DropFilter, period_of, span

LONGEST_TAG = 20
"""Bytes of a tag. A button's data has 64, and the ids of a stall and a drop need theirs."""


@dataclass(frozen=True)
class ListLocation:
    """A page of a filtered list of drops, counted from 1."""

    drop_filter: DropFilter = field(default_factory=DropFilter)
    page: int = 1

    @property
    def code(self) -> str:
        """Returns the location as text, at most 39 bytes, without a colon."""
        return f"{self.drop_filter.when}.{self.drop_filter.alley}.{self.drop_filter.tag}.{self.page}"

    @classmethod
    def read(cls, code: str) -> "ListLocation":
        """Returns the location of a code. Invalid parts mean no condition, and page 1."""
        when, alley, tag, page = [*code.split("."), "", "", ""][:4]
        known = when if span(when) else period_of(when)
        drop_filter = DropFilter(known, _number(alley, 0, 99_999), tag if fits_callback(tag) else "")
        return cls(drop_filter, max(1, _number(page, 1, 999)))

    def at(self, page: int) -> "ListLocation":
        return replace(self, page=page)


def fits_callback(tag: str) -> bool:
    """Returns whether a button has room for this tag and no character of it ends the field."""
    return len(tag.encode()) <= LONGEST_TAG and not {".", ":"} & {*tag}


def _number(text: str, default: int, max_value: int) -> int:
    return min(int(text), max_value) if text.isascii() and text.isdigit() else default

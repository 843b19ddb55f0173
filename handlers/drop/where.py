"""Where a card or a filter was come from: travels in the button, so that Back needs no memory."""

from dataclasses import dataclass, field, replace

from market.drop.planned import Wanted, span

WHEN = ("weekend", "week", "all")
LONGEST_TAG = 20
"""Bytes: a button's data has 64, and the ids of a stall and a drop want theirs."""


@dataclass(frozen=True)
class Where:
    """A page of a list of drops, from 1 on."""

    wanted: Wanted = field(default_factory=Wanted)
    page: int = 1

    @property
    def code(self) -> str:
        """At most 39 bytes, without a colon."""
        return f"{self.wanted.when}.{self.wanted.alley}.{self.wanted.tag}.{self.page}"

    @classmethod
    def read(cls, code: str) -> "Where":
        """The place a code names; what makes no sense in it means anything, page 1."""
        when, alley, tag, page = [*code.split("."), "", "", ""][:4]
        known = when if when in WHEN or span(when) else "all"
        wanted = Wanted(known, _number(alley, 0, 99_999), tag if carried(tag) else "")
        return cls(wanted, max(1, _number(page, 1, 999)))

    def at(self, page: int) -> "Where":
        return replace(self, page=page)


def carried(tag: str) -> bool:
    """Whether a button has room for this tag, and no sign of it would be taken for the end of it."""
    return len(tag.encode()) <= LONGEST_TAG and not {".", ":"} & {*tag}


def _number(text: str, otherwise: int, most: int) -> int:
    return min(int(text), most) if text.isascii() and text.isdigit() else otherwise

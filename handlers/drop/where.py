"""Where a card or a filter was come from: travels in the button, so that Back needs no memory."""

from dataclasses import dataclass, field, replace

from market.drop.planned import Wanted


@dataclass(frozen=True)
class Where:
    """A page of a list of drops, from 1 on."""

    wanted: Wanted = field(default_factory=Wanted)
    page: int = 1

    @property
    def code(self) -> str:
        """At most 40 bytes, without a colon."""
        return f"{self.wanted.when}.{self.wanted.alley}.{self.wanted.tag}.{self.page}"

    @classmethod
    def read(cls, code: str) -> "Where":
        """The place a code names; what makes no sense in it means anything, page 1."""
        when, alley, tag, page = [*code.split("."), "", "", ""][:4]
        return cls(Wanted(when or "all", _number(alley, 0), tag), max(1, _number(page, 1)))

    def at(self, page: int) -> "Where":
        return replace(self, page=page)


def _number(text: str, otherwise: int) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 9 else otherwise

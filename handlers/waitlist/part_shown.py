"""Messages that show a person's place among other things: a drop's card, the home. Each stays as it is while that place does."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from hashlib import sha256

from handlers.callbacks.list_location import ListLocation
from handlers.shown_registry import PART
from handlers.ui.screen import Shown
from market.drop.facts import DropFacts, ItemFacts
from market.waitlist.position import ActiveBooking, PositionEntry, WaitingEntry
from storage.shown import ShownKind

KEY_LENGTH = 8


@dataclass(frozen=True, kw_only=True)
class PartForm:
    """The form of such a message: `place` is the key of what it says of its reader, `back_to` the list that Back leads to."""

    place: str
    back_to: str = ""

    def pack(self) -> str:
        """Returns the form as it is stored."""
        return f"{PART} {self.place} {self.back_to}".rstrip()

    @classmethod
    def read(cls, form: str) -> "PartForm":
        """Returns a stored form."""
        _, place, *back_to = form.split(" ", 2)
        return cls(place=place, back_to="".join(back_to))


def part_shown(
    drop: DropFacts, item: ItemFacts, entries: Iterable[PositionEntry], back_to: ListLocation
) -> Shown:
    """Returns what keeps such a message true; `entries` are all that its reader has in the drop."""
    form = PartForm(place=place_key(drop, item, entries), back_to=back_to.code)
    return Shown(kind=ShownKind.ENTRY, subject=item.id, item=item.id, marks=item.marks, form=form.pack())


def place_key(drop: DropFacts, item: ItemFacts, entries: Iterable[PositionEntry]) -> str:
    """Returns a key of what a person has of an item, without what alone does not make it another: how many are ahead, and whether they said that they come."""
    own = sorted(repr(_as_said(each)) for each in entries if each.item == item.id)
    facts = (str(drop.state), drop.starts_at.timestamp(), item.starts_at and item.starts_at.timestamp(), own)
    return sha256(repr(facts).encode()).hexdigest()[:KEY_LENGTH]


def _as_said(entry: PositionEntry) -> PositionEntry:
    match entry:
        case WaitingEntry():
            return replace(entry, served_up_to=0, skipped=0, pseudonym=None)
        case ActiveBooking():
            return replace(entry, coming=False, late_at=None)
        case _:
            return entry

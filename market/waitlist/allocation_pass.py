"""Whose turn it is: the one decision that settling acts on and that /why tells of."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from heapq import merge

from sqlmodel import Session, col, select

from market.drop.locked_item import LockedItem
from storage.waitlist import Entry

PAGE = 50


@dataclass(frozen=True, kw_only=True)
class Allocation:
    """`units` for a party; 0: it is passed over, for `short` lines have too little for it."""

    locked: LockedItem
    entry: Entry
    units: int
    short: frozenset[int] = frozenset()


@dataclass(kw_only=True)
class AllocationPass:
    """Goes through who waits, in their order, while the one who is asked acts on each turn before the next.

    A party that does not fit is passed over as often as the drop allows; after that whoever needs what it needs waits for it.
    A strict drop allows none. Where the drop parts parties, one that agreed takes what there is.
    """

    session: Session
    locked_items: Sequence[LockedItem]
    lock: bool = True
    passed_over: list[Allocation] = field(default_factory=list)
    reserved_for: list[Allocation] = field(default_factory=list)

    def __iter__(self) -> Iterator[Allocation]:
        items = [self._waiting_entries(locked) for locked in self.locked_items if locked.item.waiting > 0]
        for locked, entry in merge(*items, key=_order):
            if not locked.has_available_units() or self.blocker(locked) is not None:
                continue
            units = _units(locked, entry)
            if units:
                yield Allocation(locked=locked, entry=entry, units=units)
                self._count_passing(locked)
            elif entry.units <= locked.total:
                allocation = Allocation(
                    locked=locked, entry=entry, units=0, short=locked.short_of(entry.units)
                )
                self.passed_over.append(allocation)
                self._reserve_for(allocation)
                yield allocation

    def blocker(self, locked: LockedItem) -> Allocation | None:
        """The party for which what this line needs is kept back."""
        return next((allocation for allocation in self.reserved_for if allocation.short & locked.ids), None)

    def _count_passing(self, locked: LockedItem) -> None:
        for allocation in self.passed_over:
            if allocation.short & locked.ids:
                allocation.entry.skipped += 1
                self._reserve_for(allocation)

    def _reserve_for(self, allocation: Allocation) -> None:
        allowed = 0 if allocation.locked.drop.fitting == "strict" else allocation.locked.drop.skips
        if allocation.entry.skipped >= allowed:
            self.reserved_for.append(allocation)

    def _waiting_entries(self, locked: LockedItem) -> Iterator[tuple[LockedItem, Entry]]:
        """In pages, and no further than there is something to give."""
        last = 0
        while locked.has_available_units() and self.blocker(locked) is None:
            page = self._page(locked, last)
            for entry in page:
                yield locked, entry
                if not locked.has_available_units():
                    return
            if len(page) < PAGE:
                return
            last = page[-1].number or 0

    def _page(self, locked: LockedItem, last: int) -> Sequence[Entry]:
        waiting = select(Entry).where(
            col(Entry.item_id) == locked.item.id, col(Entry.state) == "waiting", col(Entry.number) > last
        )
        rows = waiting.order_by(col(Entry.number)).limit(PAGE)
        return self.session.exec(rows.with_for_update(key_share=True) if self.lock else rows).all()


def _units(locked: LockedItem, entry: Entry) -> int:
    if entry.units <= locked.free:
        return entry.units
    return max(0, locked.free) if entry.split and locked.drop.fitting == "split" else 0


def _order(allocation: tuple[LockedItem, Entry]) -> tuple[object, ...]:
    """Of lines that share units: who joined first, or after a draw who has the lower number."""
    locked, entry = allocation
    return (entry.joined_at, entry.id) if locked.drop.policy == "queue" else (entry.number, entry.id)

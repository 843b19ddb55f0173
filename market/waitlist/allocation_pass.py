"""The decision about who gets available units, shared by allocation and /why."""

from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from sqlmodel import Session, col, select

from market.drop.locked_item import LockedItem
from storage.drop import DropPolicy, Fitting
from storage.waitlist import Entry, EntryState

PAGE = 50
"""Waiting entries read in one statement."""


@dataclass(frozen=True, kw_only=True)
class Allocation:
    """Units for an entry: all it asks for, or some where it may be split."""

    locked: LockedItem
    entry: Entry
    units: int


@dataclass(kw_only=True)
class PassedOver:
    """An entry that does not fit, because the items in `short_of` have too little for it; `skipped` times so far."""

    locked: LockedItem
    entry: Entry
    short_of: frozenset[int]
    skipped: int

    @property
    def may_be_skipped(self) -> bool:
        """Return whether others may still be served before it. Under the strict rule nobody may."""
        drop = self.locked.drop
        return drop.fitting != Fitting.STRICT and self.skipped < drop.skips


@dataclass(kw_only=True)
class WaitingEntries:
    """The entries that wait for one item, in the order of their numbers, read in pages."""

    session: Session
    locked: LockedItem
    lock: bool
    _page: deque[Entry] = field(default_factory=deque)
    _last_number: int = 0
    _all_read: bool = False

    def first(self) -> Entry | None:
        """Return the first entry that has not been removed."""
        if not self._page and not self._all_read:
            self._read_page()
        return self._page[0] if self._page else None

    def remove_first(self) -> None:
        """Remove the first entry."""
        self._page.popleft()

    def _read_page(self) -> None:
        waiting = select(Entry).where(
            col(Entry.item_id) == self.locked.item.id,
            col(Entry.state) == EntryState.WAITING,
            col(Entry.number) > self._last_number,
        )
        rows = waiting.order_by(col(Entry.number)).limit(PAGE)
        self._page.extend(self.session.exec(rows.with_for_update(key_share=True) if self.lock else rows))
        self._all_read = len(self._page) < PAGE
        if self._page:
            self._last_number = self._page[-1].number or 0


@dataclass(kw_only=True)
class AllocationPass:
    """Goes through the waiting entries of items that share units, in their order, and applies each allocation before deciding the next.

    An entry that does not fit is passed over as often as the drop allows; after that, everybody who needs the same units waits for it.
    """

    session: Session
    locked_items: Sequence[LockedItem]
    apply: Callable[[Allocation], None]
    """Takes the units from the item's counts, or does nothing where the pass is only to explain."""
    lock: bool = True
    passed_over: list[PassedOver] = field(default_factory=list)
    blocking: list[PassedOver] = field(default_factory=list)
    """Those of them that may be skipped no more."""

    def __post_init__(self) -> None:
        self._queues = [
            WaitingEntries(session=self.session, locked=locked, lock=self.lock)
            for locked in self.locked_items
            if locked.item.waiting > 0
        ]

    def run(self) -> None:
        """Decide about one entry after the other, while units are available that no blocked entry needs."""
        while (queue := self._next_queue()) is not None:
            entry = queue.first()
            assert entry is not None
            queue.remove_first()
            self._decide(queue.locked, entry)

    def blocker(self, locked: LockedItem) -> PassedOver | None:
        """Return the entry that must be served before anybody who needs the same units as this item."""
        return next((each for each in self.blocking if each.short_of & locked.ids), None)

    def _next_queue(self) -> WaitingEntries | None:
        """Return the queue whose first entry is the next in order."""
        open_queues = [each for each in self._queues if self._can_serve(each.locked)]
        waiting = [(_order(each.locked, entry), each) for each in open_queues if (entry := each.first())]
        return min(waiting, key=lambda pair: pair[0])[1] if waiting else None

    def _can_serve(self, locked: LockedItem) -> bool:
        return locked.has_available_units() and self.blocker(locked) is None

    def _decide(self, locked: LockedItem, entry: Entry) -> None:
        units = _units(locked, entry)
        if units:
            self.apply(Allocation(locked=locked, entry=entry, units=units))
            self._count_skips(locked)
        elif entry.units <= locked.total:
            self._pass_over(locked, entry)

    def _pass_over(self, locked: LockedItem, entry: Entry) -> None:
        short_of = locked.short_of(entry.units)
        passed = PassedOver(locked=locked, entry=entry, short_of=short_of, skipped=entry.skipped)
        self.passed_over.append(passed)
        if not passed.may_be_skipped:
            self.blocking.append(passed)

    def _count_skips(self, locked: LockedItem) -> None:
        for each in self.passed_over:
            if each.short_of & locked.ids:
                each.skipped += 1
                if not each.may_be_skipped and each not in self.blocking:
                    self.blocking.append(each)


def _units(locked: LockedItem, entry: Entry) -> int:
    """Return the units that the entry can have now; 0 where it does not fit."""
    if entry.units <= locked.free:
        return entry.units
    return max(0, locked.free) if entry.split and locked.drop.fitting == Fitting.SPLIT else 0


def _order(locked: LockedItem, entry: Entry) -> tuple[object, ...]:
    """Return the sort key among items that share units: the time of joining, or the number after a draw."""
    return (entry.joined_at, entry.id) if locked.drop.policy == DropPolicy.QUEUE else (entry.number, entry.id)

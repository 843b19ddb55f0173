"""Whose turn it is: the one decision that settling acts on and that /why tells of."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from heapq import merge

from sqlmodel import Session, col, select

from market.waitlist.ground import Ground
from storage.waitlist import Entry

PAGE = 50


@dataclass(frozen=True)
class Turn:
    """`units` for a party; 0: it is passed over, for `short` lines have too little for it."""

    at: Ground
    entry: Entry
    units: int
    short: frozenset[int] = frozenset()


@dataclass
class Turns:
    """Goes through who waits, in their order, while the one who is asked acts on each turn before the next.

    A party that does not fit is passed over as often as the drop allows; after that whoever needs what it needs waits for it.
    A strict drop allows none. Where the drop parts parties, one that agreed takes what there is.
    """

    session: Session
    grounds: Sequence[Ground]
    lock: bool = True
    passed: list[Turn] = field(default_factory=list)
    kept_back: list[Turn] = field(default_factory=list)

    def __iter__(self) -> Iterator[Turn]:
        lines = [self._line(at) for at in self.grounds if at.line.waiting > 0]
        for at, entry in merge(*lines, key=_order):
            if not at.wanted() or self.blocker(at) is not None:
                continue
            units = _units(at, entry)
            if units:
                yield Turn(at, entry, units)
                self._count_passing(at)
            elif entry.party <= at.most:
                turn = Turn(at, entry, 0, at.short_of(entry.party))
                self.passed.append(turn)
                self._keep_back(turn)
                yield turn

    def blocker(self, at: Ground) -> Turn | None:
        """The party for which what this line needs is kept back."""
        return next((turn for turn in self.kept_back if turn.short & at.ids), None)

    def _count_passing(self, at: Ground) -> None:
        for turn in self.passed:
            if turn.short & at.ids:
                turn.entry.skipped += 1
                self._keep_back(turn)

    def _keep_back(self, turn: Turn) -> None:
        allowed = 0 if turn.at.drop.fitting == "strict" else turn.at.drop.skips
        if turn.entry.skipped >= allowed:
            self.kept_back.append(turn)

    def _line(self, at: Ground) -> Iterator[tuple[Ground, Entry]]:
        """In pages, and no further than there is something to give."""
        last = 0
        while at.wanted() and self.blocker(at) is None:
            page = self._page(at, last)
            for entry in page:
                yield at, entry
                if not at.wanted():
                    return
            if len(page) < PAGE:
                return
            last = page[-1].number or 0

    def _page(self, at: Ground, last: int) -> Sequence[Entry]:
        waiting = select(Entry).where(
            col(Entry.line_id) == at.line.id, col(Entry.state) == "waiting", col(Entry.number) > last
        )
        rows = waiting.order_by(col(Entry.number)).limit(PAGE)
        return self.session.exec(rows.with_for_update(key_share=True) if self.lock else rows).all()


def _units(at: Ground, entry: Entry) -> int:
    if entry.party <= at.free:
        return entry.party
    return max(0, at.free) if entry.split and at.drop.fitting == "split" else 0


def _order(turn: tuple[Ground, Entry]) -> tuple[object, ...]:
    """Of lines that share units: who joined first, or after a draw who has the lower number."""
    at, entry = turn
    return (entry.joined_at, entry.id) if at.drop.policy == "queue" else (entry.number, entry.id)

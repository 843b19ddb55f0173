"""The closed list of a draw with its hash tree: it never changes, so the last few are kept."""

from collections import Counter, OrderedDict
from dataclasses import dataclass, field
from datetime import datetime
from threading import Lock
from typing import Any

from sqlmodel import Session, col, select

from market.draw.proof import Chance, MerkleTree, drawn_order
from storage.draw import Draw
from storage.waitlist import Entry

MINUTES = 10
MAX_KEPT = 4
"""Lists in memory; one of a hundred thousand entries has some 40 MiB."""
Joined = tuple[tuple[datetime, int], ...]


@dataclass(frozen=True)
class ClosedList:
    """The published list: its tree, its entries in steps of ten minutes, and its drawn order once it was asked for."""

    tree: MerkleTree
    joined: Joined
    _orders: dict[str, tuple[str, ...]] = field(default_factory=dict)

    def order(self, seed: str, name: str) -> tuple[str, ...]:
        """Return the pseudonyms in drawn order; `name` is the draw's."""
        if seed not in self._orders:
            self._orders[seed] = drawn_order(seed, name, self.tree.chances)
        return self._orders[seed]


_kept: OrderedDict[tuple[str, str | None], ClosedList] = OrderedDict()
_lock = Lock()
"""Several readers may ask at once; a list that two of them make is the same."""


def closed_list(session: Session, draw: Draw) -> ClosedList:
    """Return the list of a closed draw, known by its name and root."""
    key = draw.name, draw.root
    with _lock:
        if key in _kept:
            _kept.move_to_end(key)
            return _kept[key]
    made = _read(session, draw)
    with _lock:
        _kept[key] = made
        while len(_kept) > MAX_KEPT:
            _kept.popitem(last=False)
    return made


def is_listed(draw: Draw) -> tuple[Any, ...]:
    """Return the conditions on Entry for the list of a closed draw."""
    return col(Entry.item_id) == draw.item_id, col(Entry.pseudonym).is_not(None)


def by_ten_minutes(times: list[datetime]) -> Joined:
    """Return how many fall into each ten minutes."""
    counted = Counter(
        at.replace(minute=at.minute // MINUTES * MINUTES, second=0, microsecond=0) for at in times
    )
    return tuple(sorted(counted.items()))


def _read(session: Session, draw: Draw) -> ClosedList:
    rows = session.exec(select(Entry.pseudonym, Entry.weight, Entry.joined_at).where(*is_listed(draw))).all()
    tree = MerkleTree(Chance(pseudonym or "", weight) for pseudonym, weight, _ in rows)
    return ClosedList(tree, by_ten_minutes([at for _, _, at in rows]))

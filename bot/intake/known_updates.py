"""The updates that this process has queued or answered, so that none is queued twice."""

from collections import Counter
from collections.abc import Collection, Iterable

MAX_ANSWERED = 10_000
"""Answered updates that are remembered: what a transaction read of the inbox can come later than their answer."""


class KnownUpdates:
    """The updates that are open, by their sender, and the last that were answered."""

    def __init__(self) -> None:
        self._open: dict[int, int] = {}
        self._open_of: Counter[int] = Counter()
        self._answered: dict[int, None] = {}

    def __contains__(self, update_id: int) -> bool:
        return update_id in self._open or update_id in self._answered

    def open(self, update_id: int, sender: int) -> None:
        """Remember an update that is queued."""
        if update_id not in self._open:
            self._open[update_id] = sender
            self._open_of[sender] += 1

    def has_open(self, sender: int) -> bool:
        """Return whether anything of a person is queued, handled or being answered."""
        return self._open_of[sender] > 0

    def forget(self, updates: Iterable[int]) -> None:
        """Forget updates that another process may have handled."""
        for update_id in updates:
            sender = self._open.pop(update_id, None)
            if sender is not None:
                self._open_of[sender] -= 1
                if not self._open_of[sender]:
                    del self._open_of[sender]

    def close(self, updates: Collection[int]) -> None:
        """Note that updates are marked as answered in the database."""
        self.forget(updates)
        self._answered.update(dict.fromkeys(updates))
        while len(self._answered) > MAX_ANSWERED:
            del self._answered[next(iter(self._answered))]

    def finished_senders(self, answered: Collection[int]) -> set[int]:
        """Return the senders of whom nothing is open once these updates are answered."""
        done = Counter(self._open[each] for each in answered if each in self._open)
        return {sender for sender, count in done.items() if self._open_of[sender] == count}

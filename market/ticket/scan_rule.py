"""The rule of scans: which of a ticket's scans count follows from their set alone, in whatever sequence and however often they came."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import assert_never

from storage.ticket import ScanDecision

UNDOABLE = timedelta(minutes=1)
"""The time in which a scan can be undone; the holder is notified of returned packaging after it."""
UNDO_ARRIVES = timedelta(minutes=10)
"""After the server got a device's scan, its undo is believed for so long: a network may fail between the two."""
AT_ONCE, ONE_SYNC = timedelta(minutes=1), timedelta(minutes=1)
"""A scan that arrives later than this after its own time was made offline; the batches of one sync arrive within this time."""


class ScanOutcome(StrEnum):
    """The result of a scan."""

    COUNTS = "counts"
    CONFLICT = "conflict"
    UNDONE = "undone"
    WRONG = "wrong"
    EXTRA = "extra"


@dataclass(frozen=True, kw_only=True)
class ScanClaim:
    """Somebody says that units went out or came back. `key` is the device's uuid, or the number of a scan in the chat; `device` is 0 in the chat.

    Of a device's scan, `claimed_at` is its own time and `received_at` when the server got it. `at` is another where the claimed one is out of reach.
    """

    key: str
    at: datetime
    units: int
    device: int
    claimed_at: datetime | None = None
    received_at: datetime | None = None
    decision: ScanDecision | None = None

    @property
    def in_reach(self) -> bool:
        """Return whether its own time is believed; else a person decides."""
        return self.claimed_at in (None, self.at)


@dataclass(frozen=True, kw_only=True)
class ScanUndo:
    """A device takes the scan with the key `undoes` back."""

    undoes: str
    device: int
    at: datetime
    received_at: datetime


def outcomes(claims: Iterable[ScanClaim], undos: Iterable[ScanUndo], units: int) -> dict[str, ScanOutcome]:
    """Return what becomes of each claim to a ticket of so many units, by its key.

    What a person called right counts first, then the rest by time, as long as all that counts is no more than the units. A claim out of reach waits
    for a person.
    """
    known, taken_back = {claim.key: claim for claim in claims}, frozenset(undos)
    left, found = units, dict[str, ScanOutcome]()
    for claim in sorted(known.values(), key=place_of_claim):
        found[claim.key] = _outcome(claim, taken_back, left)
        if found[claim.key] is ScanOutcome.COUNTS:
            left -= claim.units
    return found


def place_of_claim(claim: ScanClaim) -> tuple[bool, datetime, str]:
    """Return where a claim stands in the sequence in which they count."""
    return claim.decision is not ScanDecision.RIGHT, claim.at, claim.key


def undoes(undo: ScanUndo, claim: ScanClaim) -> bool:
    """Return whether a device takes a scan back: its own, within a minute by its own clock, and in time by the server's.

    The server has to get the undo ten minutes after the scan at the latest; of a scan that was made offline in the same sync.
    """
    if undo.undoes != claim.key or undo.device != claim.device:
        return False
    if claim.claimed_at is None or claim.received_at is None:
        return False
    was_offline = claim.received_at > claim.claimed_at + AT_ONCE
    latest = claim.received_at + (ONE_SYNC if was_offline else UNDO_ARRIVES)
    return claim.claimed_at <= undo.at <= claim.claimed_at + UNDOABLE and undo.received_at <= latest


def _outcome(claim: ScanClaim, undos: Collection[ScanUndo], left: int) -> ScanOutcome:
    if any(undoes(undo, claim) for undo in undos):
        return ScanOutcome.UNDONE
    match claim.decision:
        case None | ScanDecision.RIGHT:
            believed = claim.in_reach or claim.decision is ScanDecision.RIGHT
            return ScanOutcome.COUNTS if believed and claim.units <= left else ScanOutcome.CONFLICT
        case ScanDecision.UNDONE:
            return ScanOutcome.UNDONE
        case ScanDecision.WRONG:
            return ScanOutcome.WRONG
        case ScanDecision.EXTRA:
            return ScanOutcome.EXTRA
        case _:
            assert_never(claim.decision)

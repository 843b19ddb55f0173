"""The rule of scans: which of a ticket's scans count follows from their set alone, in whatever sequence and however often they came."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import assert_never

from storage.ticket import ScanDecision

UNDOABLE = timedelta(minutes=1)
"""The time in which a scan can be undone; the holder is notified of returned packaging after it."""


class ScanOutcome(StrEnum):
    """The result of a scan."""

    COUNTS = "counts"
    CONFLICT = "conflict"
    UNDONE = "undone"
    WRONG = "wrong"
    EXTRA = "extra"


@dataclass(frozen=True, kw_only=True)
class ScanClaim:
    """Somebody says that units went out or came back. `key` is the device's uuid, or the number of a scan in the chat; `device` is 0 in the chat."""

    key: str
    at: datetime
    units: int
    device: int
    decision: ScanDecision | None = None


@dataclass(frozen=True)
class ScanUndo:
    """A device takes the scan with the key `undoes` back."""

    undoes: str
    device: int
    at: datetime


def outcomes(claims: Iterable[ScanClaim], undos: Iterable[ScanUndo], units: int) -> dict[str, ScanOutcome]:
    """Return what becomes of each claim to a ticket of so many units, by its key.

    What a person called right counts first, then the rest by time, as long as all that counts is no more than the units.
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
    """Return whether a device takes a scan back: its own, within a minute of the scan's own time."""
    in_time = claim.at <= undo.at <= claim.at + UNDOABLE
    return undo.undoes == claim.key and undo.device == claim.device and in_time


def _outcome(claim: ScanClaim, undos: Collection[ScanUndo], left: int) -> ScanOutcome:
    if any(undoes(undo, claim) for undo in undos):
        return ScanOutcome.UNDONE
    match claim.decision:
        case None | ScanDecision.RIGHT:
            return ScanOutcome.COUNTS if claim.units <= left else ScanOutcome.CONFLICT
        case ScanDecision.UNDONE:
            return ScanOutcome.UNDONE
        case ScanDecision.WRONG:
            return ScanOutcome.WRONG
        case ScanDecision.EXTRA:
            return ScanOutcome.EXTRA
        case _:
            assert_never(claim.decision)

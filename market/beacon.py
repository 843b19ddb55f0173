"""The public beacon that decides a draw: the times of its rounds, and the interface to fetch one."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Protocol

from storage.beacon_kind import BeaconKind

CHAIN = "52db9ba70e0cc0f6eaf7803dd07447a1f5477735fd3f661792ba94600c84e971"
KEY = (
    "83cf0f2896adee7eb8b5f01fcad3912212c437e0073e911fb90022d3e760183c8c4b450b6a0a6c3ac6a5776a2d106451"
    "0d1fec758c921cc22b0e17e63aaf4bcb5ed66304de9cf809bd274ca73bab4af5a6e9c76a4bc09e76eae8991ef5ece45a"
)
FIRST = datetime.fromisoformat("2023-08-23T15:09:27+00:00")
PERIOD = timedelta(seconds=3)
AHEAD = timedelta(minutes=2)
"""The least time between closing, when the secret is published, and the deciding round."""


@dataclass(frozen=True)
class BeaconOutput:
    """The randomness and signature of a round, in hex; a local round has no signature."""

    randomness: str
    signature: str


class BeaconSilent(Exception):
    """The beacon gave no valid round; a later request may succeed."""


class Beacon(Protocol):
    """A source of rounds."""

    @property
    def kind(self) -> BeaconKind: ...

    async def fetch(self, number: int) -> BeaconOutput:
        """Return a verified round whose time has come. Raises BeaconSilent."""
        ...

    def proven(self, number: int, signature: str) -> BeaconOutput:
        """Return a round from its signature in hex. Raises ValueError for a wrong signature."""
        ...


def time_of(number: int) -> datetime:
    """Return the time of a round; a local beacon has the same times."""
    return FIRST + (number - 1) * PERIOD


def round_at(moment: datetime) -> int:
    """Return the last round at a moment."""
    return (moment - FIRST) // PERIOD + 1


def round_from(moment: datetime) -> int:
    """Return the first round that is not before a moment."""
    return -((FIRST - moment) // PERIOD) + 1


def deciding_round(closed_at: datetime, draws_at: datetime | None) -> int:
    """Return the deciding round, fixed at closing: at least two minutes ahead, and not before the stated time."""
    return round_from(max(closed_at + AHEAD, draws_at or closed_at))


def randomness_of(signature: str) -> str:
    """Return the randomness of a signed round. Raises ValueError for anything but hex."""
    return sha256(bytes.fromhex(signature)).hexdigest()

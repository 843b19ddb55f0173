"""The public beacon that decides a draw: when its rounds are, and what is asked of whoever fetches one."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from typing import Protocol

from storage.beacon_kind import BeaconKind

CHAIN = "52db9ba70e0cc0f6eaf7803dd07447a1f5477735fd3f661792ba94600c84e971"
KEY = (
    "83cf0f2896adee7eb8b5f01fcad3912212c437e0073e911fb90022d3e760183c8c4b450b6a0a6c3ac6a5776a2d106451"
    "0d1fec758c921cc22b0e17e63aaf4bcb5ed66304de9cf809bd274ca73bab4af5a6e9c76a4bc09e76eae8991ef5ece45a"
)
FIRST = datetime(2023, 8, 23, 15, 9, 27, tzinfo=UTC)
PERIOD = timedelta(seconds=3)
AHEAD = timedelta(minutes=2)
"""So long at least between the closing, at which the secret is told, and the round that decides."""


@dataclass(frozen=True)
class BeaconOutput:
    """What a round gave, in hex; a local one has no signature."""

    randomness: str
    signature: str


class BeaconSilent(Exception):
    """It gave nothing, or nothing that is right; asked again it may."""


class Beacon(Protocol):
    """The source of a beacon's rounds."""

    @property
    def kind(self) -> BeaconKind: ...

    async def fetch(self, number: int) -> BeaconOutput:
        """A round whose time has come, verified. Raises BeaconSilent."""
        ...

    def proven(self, number: int, signature: str) -> BeaconOutput:
        """A round from its signature, in hex, whoever brings it. Raises ValueError where it is not that round's."""
        ...


def time_of(number: int) -> datetime:
    """When a round is there; a local beacon keeps the same hours."""
    return FIRST + (number - 1) * PERIOD


def round_at(moment: datetime) -> int:
    """The last round that is there at a moment."""
    return (moment - FIRST) // PERIOD + 1


def round_from(moment: datetime) -> int:
    """The first round whose time is not before a moment."""
    return -((FIRST - moment) // PERIOD) + 1


def deciding_round(closed_at: datetime, draws_at: datetime | None) -> int:
    """Which round decides, fixed when the entries close: two minutes ahead at least, and not before the stated time."""
    return round_from(max(closed_at + AHEAD, draws_at or closed_at))


def randomness_of(signature: str) -> str:
    """What a signed round is worth. Raises ValueError for what is not hex."""
    return sha256(bytes.fromhex(signature)).hexdigest()

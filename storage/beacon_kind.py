"""The kinds of beacon, without the database: the proof checker needs no more."""

from enum import StrEnum


class BeaconKind(StrEnum):
    """The source of a draw's randomness: drand's signed network, or this machine, which proves nothing about chance."""

    QUICKNET = "quicknet"
    LOCAL = "local"

"""Refusals of kiosks in the chat, and those that a device reads."""

from dataclasses import dataclass
from enum import StrEnum

from market.refusal import Refusal


@dataclass
class KioskNeedsApproval(Refusal):
    pass


@dataclass
class TooManyDevices(Refusal):
    maximum: int


@dataclass
class DeviceGone(Refusal):
    """The device was revoked before."""


@dataclass
class ScansSettled(Refusal):
    """Nothing has to be decided any more, or other scans are concerned than those that were shown."""


@dataclass
class OwnClaim(Refusal):
    """The actor or their device made one of the scans: the owner of the stall settles it, or others who work there."""


class KioskError(StrEnum):
    """Why a device gets nothing, as it reads it."""

    LINK_OVER = "link_over"
    REVOKED = "revoked"
    SIGNATURE = "signature"
    MALFORMED = "malformed"
    CLOCK = "clock"
    TOO_MANY_DEVICES = "too_many_devices"
    NOBODY = "nobody"


@dataclass
class KioskRefused(Exception):
    """A device gets nothing, and nothing was stored."""

    error: KioskError

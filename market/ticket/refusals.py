"""Refusals of tickets and scans."""

from dataclasses import dataclass
from datetime import datetime

from market.refusal import Refusal


@dataclass
class TicketUnknown(Refusal):
    pass


@dataclass
class TicketNotYours(Refusal):
    pass


@dataclass(kw_only=True)
class TicketDone(Refusal):
    """`done` of `units` are collected or returned already; the last scan was `at` a time `by` a first name."""

    done: int
    units: int
    at: datetime
    zone: str
    by: str


@dataclass
class CollectedMeanwhile(Refusal):
    """More or less of the ticket is collected than its button said."""


@dataclass
class TicketEnded(Refusal):
    pass


@dataclass
class DepositNeedsTicket(Refusal):
    """A deposit was paid ahead for a booking whose ticket is not there."""


@dataclass
class RefundNeedsTicket(Refusal):
    """Packaging comes back, which pays a deposit out, and its ticket is not there."""


@dataclass
class HandOverUndone(Refusal):
    """Nothing of the ticket was handed over without the phone, or that was undone."""


@dataclass
class NotStaff(Refusal):
    pass


@dataclass
class OwnPackaging(Refusal):
    pass


@dataclass
class PackagingDiffers(Refusal):
    """Only packaging of one type is swapped."""


@dataclass
class PackagingIsBack(Refusal):
    pass


@dataclass
class UndoExpired(Refusal):
    pass


@dataclass
class UndoTooLate(UndoExpired):
    """The actor scanned it themselves, but more than a minute ago, or they undid it already."""


@dataclass
class TooManyCodes(Refusal):
    again: datetime
    zone: str

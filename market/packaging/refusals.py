"""Refusals of packaging, its hubs and its money."""

from dataclasses import dataclass
from datetime import datetime

from market.refusal import Refusal


@dataclass
class PackagingTypeUnknown(Refusal):
    pass


@dataclass
class PackagingTypeEnded(Refusal):
    packaging: str


@dataclass
class PackagingTermsUnfit(Refusal):
    """A deposit without an amount, a late fee without a price, or a number out of its range."""


@dataclass
class PackagingFixed(Refusal):
    """People hold or have booked units of the item: they were told what they come in."""


@dataclass
class PackagingHasType(Refusal):
    """The packaging deposit of the item is that of its type."""

    packaging: str


@dataclass
class CurrencyDiffers(Refusal):
    packaging: str
    currency: str


@dataclass
class HubUnknown(Refusal):
    pass


@dataclass
class HubClosed(Refusal):
    hub: str


@dataclass
class HubUnfit(Refusal):
    """Hours, days or a capacity that no hub can have."""


@dataclass
class HubLinkEnded(Refusal):
    """The link was used or cancelled, is too old, its hub is closed, or who made it does not organise any more."""


@dataclass
class NotHubStaff(Refusal):
    hub: str


@dataclass
class HubDoesNotTake(Refusal):
    hub: str
    packaging: str


@dataclass
class SlotNotEmpty(Refusal):
    """The hub still has units of a type that it should not take any more."""

    units: int
    packaging: str


@dataclass
class TooFewUnits(Refusal):
    """There are only so many units of this packaging in the place and state."""

    units: int
    packaging: str


@dataclass
class StreamsMixed(Refusal):
    """Halal and other packaging in one crate or wash."""


@dataclass
class HaulUnknown(Refusal):
    pass


@dataclass
class HaulSamePlace(Refusal):
    pass


@dataclass
class WashUnknown(Refusal):
    pass


@dataclass
class WashOver(Refusal):
    at: datetime
    zone: str


@dataclass
class PackagingMovedOn(Refusal):
    """The packaging that a scan moved is not where it was put any more, so it cannot be undone."""


@dataclass
class NotReleased(Refusal):
    """Quarantined units become returned or retired, nothing else."""


@dataclass
class LoanNotOverdue(Refusal):
    """A loan is written off from this time on."""

    at: datetime
    zone: str


@dataclass
class NothingOwed(Refusal):
    pass


@dataclass
class BalanceChanged(Refusal):
    """The cash of a place is not what the organiser was shown any more."""


@dataclass
class AmountUnfit(Refusal):
    """More than is owed, or nothing."""


@dataclass
class LeavingOver(Refusal):
    """Money that was left to the alley can be taken back by the person who left it, once, within a minute."""


@dataclass
class WorkOver(Refusal):
    """Work with stock can be undone by the person who did it, once, within a minute."""


@dataclass
class WorkTooLate(WorkOver):
    """The actor did it themselves, but more than a minute ago, or they undid it already."""


@dataclass
class AssetUnknown(Refusal):
    serial: str


@dataclass
class AssetExists(Refusal):
    serial: str


@dataclass
class AssetElsewhere(Refusal):
    """By the books, this piece is in another place or state."""

    serial: str


@dataclass
class SerialUnfit(Refusal):
    pass


@dataclass
class LidMissing(Refusal):
    """The piece is a body and a lid, and only one of them is there."""

    serial: str


@dataclass
class PersonNotMet(Refusal):
    """Nobody with this number has written to Lorong."""


@dataclass
class WaiverOver(Refusal):
    """The waiver was undone, or cannot be undone any more."""


@dataclass
class HaulClosed(Refusal):
    """The crates were received, or left long ago."""

"""Scans and sales of the kiosks of a place that wait for a decision, for the message that asks about all of them."""

from dataclasses import dataclass

from sqlmodel import Session

from market.kiosk.devices import open_conflicts
from market.kiosk.refusals import ScansSettled
from market.packaging.place import PlaceRef
from market.sale.doubtful import count_doubtful
from market.sale.oversold import open_oversold
from storage.packaging import PlaceKind


@dataclass(frozen=True, kw_only=True)
class ConflictsWaiting:
    """The numbers of scans and of sales of a place that wait for a decision."""

    place: PlaceRef
    scans: int
    sales: int


def waiting_sales(session: Session, stall: int) -> int:
    """Return how many sales of a stall's kiosks somebody has to look at: of more than there was, or in doubt."""
    return open_oversold(session, stall) + count_doubtful(session, stall)


def conflicts_waiting(session: Session, place: PlaceRef) -> ConflictsWaiting:
    """Return what waits by now. Raises ScansSettled where nothing does."""
    found = ConflictsWaiting(
        place=place,
        scans=open_conflicts(session, place),
        sales=waiting_sales(session, place.id) if place.kind is PlaceKind.STALL else 0,
    )
    if not found.scans + found.sales:
        raise ScansSettled
    return found

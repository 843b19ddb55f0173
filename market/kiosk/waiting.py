"""What kiosks of a stall or hub sent and somebody has to decide about, for the message that asks about all of it."""

from dataclasses import dataclass

from sqlmodel import Session

from market.kiosk.devices import open_conflicts
from market.kiosk.refusals import ScansSettled
from market.packaging.place import PlaceRef, hub_ref, stall_ref
from market.sale.doubtful import count_doubtful
from market.sale.oversold import open_oversold
from market.ticket.notifications import ConflictsWait
from storage.packaging import PlaceKind


@dataclass(frozen=True, kw_only=True)
class ConflictsWaiting:
    """How many scans and how many sales of a place wait for a decision."""

    place: PlaceRef
    scans: int
    sales: int


def waiting_sales(session: Session, stall: int) -> int:
    """Return how many sales of a stall's kiosks somebody has to look at: of more than there was, or in doubt."""
    return open_oversold(session, stall) + count_doubtful(session, stall)


def conflicts_waiting(session: Session, asked: ConflictsWait) -> ConflictsWaiting:
    """Return what waits by now. Raises ScansSettled where nothing does."""
    place = hub_ref(asked.hub_id) if asked.hub_id else stall_ref(asked.stall_id)
    found = ConflictsWaiting(
        place=place,
        scans=open_conflicts(session, place),
        sales=waiting_sales(session, place.id) if place.kind is PlaceKind.STALL else 0,
    )
    if not found.scans + found.sales:
        raise ScansSettled
    return found

"""Packaging that came back, with its money: for those who took it back, and for the ticket's holder."""

from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session

from market.actor import Actor, is_organiser
from market.packaging.place import (
    PlaceFacts,
    PlaceRef,
    known_place,
    place_facts,
    require_place_staff,
    works_at,
)
from market.packaging.refund import ReturnMoney, owed_for, owed_scans, owed_scans_of, return_money
from market.packaging.waiver import WaivedFee, unpaid_fees, waived_fee
from market.ticket.facts import ScanFacts, TicketFacts
from market.ticket.packaging_recount import place_of
from market.ticket.refusals import TicketUnknown
from market.ticket.scan import scan_facts
from storage.ticket import Scan


@dataclass(frozen=True, kw_only=True)
class Returned:
    """A return at a place. `money` is None for untyped packaging. `waived` is its late fee that was waived; `may_waive`: the reader may waive it."""

    ticket: TicketFacts
    scan: ScanFacts
    place: PlaceFacts
    money: ReturnMoney | None
    waived: WaivedFee | None = None
    may_waive: bool

    @property
    def owed(self) -> int:
        """Return what is still to be paid out for it, in minor units."""
        return self.money.owed if self.money else 0


@dataclass(frozen=True, kw_only=True)
class UnpaidReturn:
    """A return whose refund, `amount` in minor units, is not paid out yet. Only staff of `place`, where it was scanned, pay it: `may_pay`."""

    scan: int
    units: int
    at: datetime
    amount: int
    place: PlaceFacts
    may_pay: bool


def unpaid_of(session: Session, actor: Actor, ticket: int) -> tuple[UnpaidReturn, ...]:
    """Return what came back on a ticket and is not paid out, the oldest first."""
    return tuple(_unpaid(session, actor, scan) for scan in owed_scans_of(session, ticket))


def _unpaid(session: Session, actor: Actor, scan: int) -> UnpaidReturn:
    row = session.get_one(Scan, scan)
    place = place_of(row)
    return UnpaidReturn(
        scan=scan,
        units=row.units,
        at=row.scanned_at,
        amount=owed_for(session, scan),
        place=place_facts(session, place),
        may_pay=works_at(session, actor, place),
    )


def returned(session: Session, actor: Actor, scan: int) -> Returned:
    """Return a return that stands, for the ticket's holder and the staff where it was scanned.

    Raises TicketUnknown, HubUnknown, HubClosed, NotHubStaff, StallUnknown, NotYourStall.
    """
    row = TicketUnknown.unless(session.get(Scan, scan))
    ticket, scanned = scan_facts(session, scan)
    place = place_of(row)
    if ticket.holder != actor.person:
        require_place_staff(session, actor, place)
    money = return_money(session, scan)
    return Returned(
        ticket=ticket,
        scan=scanned,
        place=place_facts(session, place),
        money=money,
        waived=waived_fee(session, scan) if money else None,
        may_waive=bool(money and money.fee) and is_organiser(session, actor),
    )


def owed_returns(session: Session, actor: Actor, place: PlaceRef) -> tuple[Returned, ...]:
    """Return what came back at a place and is not paid out, the oldest first. For its staff.

    Raises HubUnknown, HubClosed, NotHubStaff, StallUnknown, NotYourStall.
    """
    require_place_staff(session, actor, place)
    return tuple(returned(session, actor, scan) for scan in owed_scans(session, known_place(session, place)))


def unpaid_returns(session: Session, actor: Actor, alley: int) -> tuple[Returned, ...]:
    """Return what came back late in an alley and whose fee was neither paid nor waived, the oldest first. For organisers. Raises NotOrganiser."""
    return tuple(returned(session, actor, scan) for scan in unpaid_fees(session, actor, alley))

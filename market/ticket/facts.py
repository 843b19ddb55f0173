"""A ticket as values, and its status."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any, Protocol, assert_never

from sqlalchemy import ColumnElement, case, or_
from sqlmodel import Session, col, func, select

from locales.units import ItemUnit
from market.drop.facts import AlleyFacts, alley_facts
from market.drop.pickup import is_late_hour, late_from
from market.packaging.late_fee import LoanTerms
from market.packaging.loan import terms_of
from market.packaging.packaging_type import PackagingFacts, packaging_facts_of
from market.packaging.place import PlaceFacts, places_by_row
from market.ticket.booking_undo import BookingUndo, undo_of_booking
from market.ticket.signed_ticket import ANY_DROP, TicketContent
from storage.alley import Alley
from storage.deposit import paid_rows
from storage.drop import Drop, DropState, Item, day_note, tags_of
from storage.hub import Hub
from storage.packaging import PackagingType, PlaceKind
from storage.param import list_param
from storage.person import Person
from storage.pitch import pitch_code
from storage.recovery import Recovery, RecoveryState
from storage.stall import Stall
from storage.stop import Stop, StopKind, moved_to
from storage.ticket import Loan, ReturnCondition, Scan, Ticket, TicketKind, TicketSubject
from storage.waitlist import Booking, BookingState, Entry, EntryState, Hold

VALID_AFTER_END = timedelta(days=1)
"""A booking can be collected this long after its drop, also one that counts as missed."""

COLLECTABLE = (BookingState.BOOKED, BookingState.COLLECTED, BookingState.MISSED)
"""States of bookings whose units can be collected. Missed: nobody had come when the drop ended."""

RETURNED_AFTER_DUE = timedelta(days=365)
"""A signature for packaging is worth something this long after it was due; its row as long as something is out."""

TAGS = tags_of(list_param("drops"))
PAID = paid_rows(list_param("bookings"))
STILL_WAITING = (
    select(func.coalesce(func.sum(col(Entry.units)), 0))
    .where(
        col(Entry.person_id) == col(Ticket.person_id),
        col(Entry.item_id) == col(Booking.item_id),
        col(Entry.state) == EntryState.WAITING,
    )
    .correlate(Ticket, Booking)
    .scalar_subquery()
)
ALL_OF_TICKETS: Any = (
    select(Ticket, Loan, Booking, Item)
    .add_columns(
        Drop,
        Stall,
        Alley,
        PackagingType,
        Hold,
        STILL_WAITING,
        day_note(),
        col(Stop.kind),
        col(Stop.final_at),
        pitch_code(col(Drop.stall_day_id)),
        moved_to(col(Drop.stall_day_id)),
    )
    .outerjoin(Loan, col(Loan.id) == col(Ticket.loan_id))
    .outerjoin(Booking, col(Booking.id) == func.coalesce(col(Ticket.booking_id), col(Loan.booking_id)))
    .outerjoin(Hold, col(Hold.id) == col(Booking.hold_id))
    .outerjoin(Item, col(Item.id) == col(Booking.item_id))
    .outerjoin(Drop, col(Drop.id) == col(Item.drop_id))
    .outerjoin(Stop, col(Stop.id) == col(Drop.stop_id))
    .outerjoin(Stall, col(Stall.id) == col(Drop.stall_id))
    .outerjoin(Alley, col(Alley.id) == col(Drop.alley_id))
    .outerjoin(
        PackagingType,
        col(PackagingType.id)
        == case((col(Loan.id).is_not(None), col(Loan.type_id)), else_=col(Item.packaging_id)),
    )
    .where(col(Ticket.id).in_(list_param("tickets")))
)
"""Tickets with the rows of what they are for; of a loan without a booking, the loan and its packaging alone."""


class TicketStatus(StrEnum):
    VALID = "valid"
    DONE = "done"
    RELEASED = "given back"
    PASSED_ON = "given on"
    NO_SHOW = "not come"
    CANCELLED = "cancelled"
    OVER = "over"
    UNDONE = "undone"
    WRITTEN_OFF = "written off"


@dataclass(frozen=True, kw_only=True)
class ScanFacts:
    """A scan at a stall or a hub, whose name is `stall`; `by` is a first name, "" for a person who asked to be forgotten.

    `without_phone`: the ticket was not shown, its holder said their name.
    """

    id: int
    units: int
    at: datetime
    by: str
    by_id: int | None
    stall: str
    condition: ReturnCondition = ReturnCondition.FINE
    without_phone: bool = False


@dataclass(frozen=True, kw_only=True)
class TicketFacts:
    """A ticket. `done` of `units` are collected or returned, `lost` were written off, `last` is the newest scan.

    Money is in minor units for each unit, but `paid` is for all. `packaging` is the type its units are or go out in. A loan without a booking has
    no item and no drop: their ids are 0, and its packaging and its lender stand in their places. `packaging_facts` is that type, and `terms` are those of a
    loan in it. `moved`: it was replaced when its account moved to another. `item_marks` are the item's `marks`.
    `still_waiting` is the units that its holder still waits for on the item, `note` what the stall says of all of its day, `pitch` the code of its place there.
    While that is
    stopped, `stop_kind` says how, until `stop_until`. They may say from `late_from`
    on, until the drop ends, that they are late, and said so at `late_at`. `options` are those of the item, `chosen` those of its units, as `Booking.options`.
    """

    id: int
    code: str
    kind: TicketKind
    holder: int | None
    booking: int
    units: int
    done: int
    price: int
    deposit: int
    state: BookingState
    ended_at: datetime | None
    due_at: datetime | None
    made_at: datetime
    revoked_at: datetime | None
    last: ScanFacts | None
    item: str
    unit: ItemUnit
    starts_at: datetime
    ends_at: datetime
    item_id: int
    drop: int
    drop_name: str
    drop_state: DropState
    drop_ends_at: datetime
    cancelled_at: datetime | None
    stall: int
    stall_name: str
    alley: AlleyFacts
    tags: tuple[str, ...] = ()
    paid: int = 0
    loan: int | None = None
    packaging: int | None = None
    lost: int = 0
    packaging_facts: PackagingFacts | None = None
    terms: LoanTerms | None = None
    moved: bool = False
    item_marks: int | None = None
    still_waiting: int = 0
    note: str = ""
    pitch: str = ""
    moved_to: str | None = None
    stop_kind: StopKind | None = None
    stop_until: datetime | None = None
    undo: BookingUndo | None = None
    late_from: datetime | None = None
    late_at: datetime | None = None
    options: str = ""
    chosen: str = ""

    @property
    def next_unchosen(self) -> int | None:
        """Return the first unit, from 0, whose option its holder may still choose; None where there is none."""
        is_open = bool(self.options) and not self.done and len(self.chosen) < self.units
        return len(self.chosen) if is_open else None

    @property
    def is_single(self) -> bool:
        """Return whether its packaging is single pieces with serials."""
        return self.packaging_facts is not None and self.packaging_facts.single

    @property
    def left(self) -> int:
        return self.units - self.done - self.lost

    @property
    def went_without_phone(self) -> bool:
        """Return whether the newest of its units were handed over without the phone."""
        return self.last is not None and self.last.without_phone

    def can_say_late(self, now: datetime) -> bool:
        """Return whether its holder may say now that they are late, and has not said so."""
        said = self.late_at is not None or self.done > 0
        return not said and is_late_hour(self.late_from, self.drop_ends_at, now)

    def to_pay(self, units: int) -> int:
        """Return the price of the next units; a deposit counts for the first ones."""
        return price_due(units, self.done, price=self.price, ahead=self.paid)

    def to_take(self, units: int) -> int:
        """Return what the stall takes for the next units of a booking: their price and the deposit of their packaging."""
        return self.to_pay(units) + units * self.deposit

    def taken(self, units: int) -> int:
        """Return what was to take for the last units that were collected."""
        return replace(self, done=self.done - units).to_take(units)


def price_due(units: int, earlier_units: int, *, price: int, ahead: int) -> int:
    """Return what is to pay for units of a booking after those that were collected, where so much was paid ahead for the first ones, in minor units."""
    before, then = (max(0, each * price - ahead) for each in (earlier_units, earlier_units + units))
    return then - before


def signed_content(ticket: TicketFacts) -> TicketContent:
    """Return what a ticket says by itself, as it is now. Packaging comes back anywhere, also long after it was due."""
    match ticket.kind.subject:
        case TicketSubject.BOOKING:
            drop, expires_at = ticket.drop, ticket.drop_ends_at + VALID_AFTER_END
        case TicketSubject.LOAN:
            drop, expires_at = ANY_DROP, (ticket.due_at or ticket.drop_ends_at) + RETURNED_AFTER_DUE
        case _:
            assert_never(ticket.kind.subject)
    return TicketContent(
        code=ticket.code, kind=ticket.kind, drop=drop, expires_at=expires_at, units=max(1, ticket.units)
    )


class HasStatus(Protocol):
    """The facts from which the status of a ticket follows."""

    @property
    def kind(self) -> TicketKind: ...
    @property
    def units(self) -> int: ...
    @property
    def left(self) -> int: ...
    @property
    def lost(self) -> int: ...
    @property
    def state(self) -> BookingState: ...
    @property
    def revoked_at(self) -> datetime | None: ...
    @property
    def drop_state(self) -> DropState: ...
    @property
    def drop_ends_at(self) -> datetime: ...


def ticket_status(ticket: HasStatus, now: datetime) -> TicketStatus:
    """Return the status of a ticket at this moment."""
    match ticket.kind.subject:
        case TicketSubject.BOOKING:
            return _booking_status(ticket, now)
        case TicketSubject.LOAN:
            return _loan_status(ticket)
        case _:
            assert_never(ticket.kind.subject)


def valid_until(ticket: HasStatus) -> datetime | None:
    """Return when a valid ticket ends by itself; None for one of packaging."""
    return ticket.drop_ends_at + VALID_AFTER_END if ticket.kind.subject is TicketSubject.BOOKING else None


def end_of_booking(ticket: HasStatus, instant: datetime) -> TicketStatus | None:
    """Return why units of a booking cannot be collected at a time, in the chat or at a kiosk; None: they can, as far as any are left."""
    if ticket.revoked_at and ticket.state in (BookingState.BOOKED, BookingState.COLLECTED):
        return TicketStatus.PASSED_ON
    if ticket.state == BookingState.RELEASED:
        return TicketStatus.RELEASED
    if ticket.revoked_at and ticket.state == BookingState.MISSED:
        return TicketStatus.NO_SHOW
    if ticket.state == BookingState.CANCELLED or ticket.drop_state == DropState.CANCELLED:
        return TicketStatus.CANCELLED
    return None if instant < ticket.drop_ends_at + VALID_AFTER_END else TicketStatus.OVER


def is_collectable(now: datetime) -> ColumnElement[bool]:
    """Return the same as a condition on Booking and Drop; whether the ticket was passed on is its own."""
    return (
        col(Booking.state).in_(COLLECTABLE)
        & (col(Booking.collected) < col(Booking.units))
        & (col(Drop.state) != DropState.CANCELLED)
        & (col(Drop.ends_at) > now - VALID_AFTER_END)
    )


def is_late(ticket: HasStatus, now: datetime) -> bool:
    """Return whether a ticket of a booking is valid although its drop is over."""
    of_booking = ticket.kind.subject is TicketSubject.BOOKING
    return of_booking and now >= ticket.drop_ends_at and ticket_status(ticket, now) is TicketStatus.VALID


def _booking_status(ticket: HasStatus, now: datetime) -> TicketStatus:
    """Return the first that holds: it was passed on, it is used up, it has ended otherwise, it is valid."""
    end = end_of_booking(ticket, now)
    if ticket.left == 0 and end is not TicketStatus.PASSED_ON:
        return TicketStatus.DONE
    return end or TicketStatus.VALID


def _loan_status(ticket: HasStatus) -> TicketStatus:
    if ticket.units == 0:
        return TicketStatus.UNDONE
    if ticket.revoked_at:
        return TicketStatus.PASSED_ON
    if ticket.left:
        return TicketStatus.VALID
    return TicketStatus.WRITTEN_OFF if ticket.lost else TicketStatus.DONE


@dataclass(frozen=True, kw_only=True)
class _Beside:
    """All that the facts of tickets take from other rows: tags by drop, what was paid by booking, the newest scan by booking or loan.

    `lenders` are the places that lent without a booking, by their row, and `alleys` theirs.
    """

    tags: Mapping[int, tuple[str, ...]]
    paid: Mapping[int, int]
    last: Mapping[tuple[int | None, int | None], ScanFacts]
    lenders: Mapping[int, PlaceFacts]
    alleys: Mapping[int, AlleyFacts]


def facts_of(session: Session, ticket: Ticket) -> TicketFacts:
    """Return the values of a ticket, also of a hidden drop."""
    return facts_of_all(session, (ticket,))[0]


def facts_of_all(session: Session, tickets: Sequence[Ticket]) -> tuple[TicketFacts, ...]:
    """Return the values of tickets in their order: the same four statements for one and for many."""
    if not tickets:
        return ()
    ids = [ticket.id for ticket in tickets]
    rows = {row[0].id: row[1:] for row in session.exec(ALL_OF_TICKETS, params={"tickets": ids})}
    beside = _read_beside(session, tickets, [row[:3] for row in rows.values()])
    return tuple(_facts(session, ticket, rows[ticket.id], beside) for ticket in tickets)


def _read_beside(session: Session, tickets: Sequence[Ticket], rows: Sequence[Any]) -> _Beside:
    connection, tags, paid = session.connection(), dict[int, tuple[str, ...]](), dict[int, int]()
    if drops := {item.drop_id for _, _, item in rows if item}:
        for drop, tag in connection.execute(TAGS, {"drops": [*drops]}):
            tags[drop] = (*tags.get(drop, ()), tag)
    if bookings := [booking.id for loan, booking, _ in rows if not loan]:
        paid = {booking: int(amount) for booking, amount in connection.execute(PAID, {"bookings": bookings})}
    lenders = places_by_row(session, {loan.lender_id for loan, booking, _ in rows if not booking})
    alleys = _alleys(session, {lender.alley for lender in lenders.values()})
    return _Beside(tags=tags, paid=paid, last=_last_scans(session, tickets), lenders=lenders, alleys=alleys)


def _alleys(session: Session, alleys: set[int]) -> dict[int, AlleyFacts]:
    rows = session.exec(select(Alley).where(col(Alley.id).in_(alleys))) if alleys else ()
    return {alley.id or 0: alley_facts(alley) for alley in rows}


def _facts(session: Session, ticket: Ticket, rows: Any, beside: _Beside) -> TicketFacts:
    (
        loan,
        booking,
        item,
        drop,
        stall,
        alley,
        packaging,
        answered,
        still_waiting,
        note,
        stop_kind,
        stop_until,
        pitch,
        elsewhere,
    ) = rows
    if booking is None:
        return _facts_of_bearer(ticket, loan, packaging, beside)
    return TicketFacts(
        id=ticket.id or 0,
        code=ticket.code,
        kind=ticket.kind,
        holder=ticket.person_id,
        booking=booking.id or 0,
        units=loan.units if loan else booking.units,
        done=loan.returned if loan else booking.collected,
        price=booking.price,
        deposit=loan.deposit if loan else booking.loan_deposit,
        state=booking.state,
        ended_at=booking.ended_at,
        due_at=loan.due_at if loan else None,
        made_at=ticket.made_at,
        revoked_at=ticket.revoked_at,
        last=_last_of(ticket, beside),
        item=item.name,
        item_id=item.id or 0,
        unit=item.unit,
        starts_at=item.starts_at or drop.starts_at,
        ends_at=item.ends_at or drop.ends_at,
        drop=drop.id or 0,
        drop_name=drop.name,
        drop_state=drop.state,
        drop_ends_at=drop.ends_at,
        cancelled_at=drop.cancelled_at,
        stall=stall.id or 0,
        stall_name=stall.name,
        alley=alley_facts(alley),
        tags=beside.tags.get(item.drop_id, ()),
        paid=0 if loan else beside.paid.get(booking.id, 0),
        loan=loan.id if loan else None,
        packaging=loan.type_id if loan else item.packaging_id,
        lost=loan.lost if loan else 0,
        packaging_facts=packaging_facts_of(packaging) if packaging else None,
        terms=terms_of(loan) if loan and loan.type_id else None,
        moved=_was_moved(session, ticket),
        item_marks=item.marks,
        still_waiting=still_waiting,
        note=note,
        pitch=pitch,
        moved_to=elsewhere,
        stop_kind=stop_kind,
        stop_until=stop_until,
        undo=None
        if loan
        else undo_of_booking(
            booking,
            answered,
            cut_off=item.starts_at or drop.ends_at,
            is_live=item.live_minutes is not None,
            has_deposit=booking.id in beside.paid,
        ),
        late_from=None if loan else late_from(drop.starts_at, drop.ends_at, item.starts_at),
        late_at=None if loan else booking.late_at,
        options="" if loan else item.options,
        chosen=booking.options,
    )


def _was_moved(session: Session, ticket: Ticket) -> bool:
    """Return whether a ticket was revoked because its account moved, and not because it was given to a friend."""
    if ticket.revoked_at is None:
        return False
    holder = or_(col(Recovery.account_id) == ticket.person_id, col(Recovery.person_id) == ticket.person_id)
    moves = select(Recovery.id).where(
        holder, col(Recovery.state) == RecoveryState.MOVED, col(Recovery.ended_at) == ticket.revoked_at
    )
    return session.exec(moves.limit(1)).first() is not None


def _facts_of_bearer(ticket: Ticket, loan: Loan, packaging: PackagingType, beside: _Beside) -> TicketFacts:
    """Return the values of the ticket of a loan without a booking, which is valid for whoever has it."""
    lender = beside.lenders[loan.lender_id or 0]
    return TicketFacts(
        id=ticket.id or 0,
        code=ticket.code,
        kind=ticket.kind,
        holder=ticket.person_id,
        booking=0,
        units=loan.units,
        done=loan.returned,
        price=0,
        deposit=loan.deposit,
        state=BookingState.COLLECTED,
        ended_at=None,
        due_at=loan.due_at,
        made_at=ticket.made_at,
        revoked_at=ticket.revoked_at,
        last=_last_of(ticket, beside),
        item=packaging.name,
        item_id=0,
        unit=packaging.unit,
        starts_at=loan.out_at,
        ends_at=loan.due_at,
        drop=0,
        drop_name=packaging.name,
        drop_state=DropState.PUBLISHED,
        drop_ends_at=loan.due_at,
        cancelled_at=None,
        stall=lender.ref.id if lender.ref.kind is PlaceKind.STALL else 0,
        stall_name=lender.name,
        alley=beside.alleys[lender.alley],
        loan=loan.id,
        packaging=loan.type_id,
        lost=loan.lost,
        packaging_facts=packaging_facts_of(packaging),
        terms=terms_of(loan),
    )


LAST_SCANS: Any = (
    select(Ticket.booking_id, Ticket.loan_id, Scan)
    .add_columns(col(Person.first_name), func.coalesce(col(Stall.name), col(Hub.name)))
    .join(Scan, col(Scan.ticket_id) == col(Ticket.id))
    .outerjoin(Person, col(Person.id) == col(Scan.by_id))
    .outerjoin(Stall, col(Stall.id) == col(Scan.stall_id))
    .outerjoin(Hub, col(Hub.id) == col(Scan.hub_id))
    .where(
        or_(col(Ticket.booking_id).in_(list_param("bookings")), col(Ticket.loan_id).in_(list_param("loans"))),
        col(Scan.undone_at).is_(None),
        col(Scan.swapped).is_(False),
    )
    .order_by(col(Scan.scanned_at), col(Scan.id))
)
"""The scans of bookings and loans that are not undone and counted units, by revoked tickets too, the newest last."""


def _last_scans(
    session: Session, tickets: Sequence[Ticket]
) -> dict[tuple[int | None, int | None], ScanFacts]:
    """Return the newest scan for each booking or loan of these tickets."""
    about = {
        "bookings": [ticket.booking_id for ticket in tickets if ticket.booking_id],
        "loans": [ticket.loan_id for ticket in tickets if ticket.loan_id],
    }
    return {
        (booking, loan): ScanFacts(
            id=scan.id or 0,
            units=scan.units,
            at=scan.scanned_at,
            by=by or "",
            by_id=scan.by_id,
            stall=stall,
            condition=scan.condition,
            without_phone=scan.without_phone,
        )
        for booking, loan, scan, by, stall in session.exec(LAST_SCANS, params=about)
    }


def _last_of(ticket: Ticket, beside: _Beside) -> ScanFacts | None:
    return beside.last.get((ticket.booking_id, ticket.loan_id))

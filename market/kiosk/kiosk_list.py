"""The list that a device keeps for the time without a network: its stall's drops, their tickets, and packaging that is out and comes back there."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import BigInteger, Select, cast, func, literal, select
from sqlmodel import Session, col

from locales.units import ItemUnit
from market.actor import Right, may
from market.admins import Admins
from market.gate.people_inside import PeopleInside, people_inside
from market.kiosk.kiosk_place import GateRef
from market.kiosk.rights import Device, working_device
from market.sale.kiosk_sale import SaleKeys, sale_keys
from market.ticket.facts import TicketStatus, ticket_status, valid_until
from market.ticket.signing_keys import public_keys
from storage.alley import Alley
from storage.deposit import TOWARDS_PRICE, Deposit
from storage.drop import Drop, DropState, Item
from storage.hub import HubSlot
from storage.packaging import PackagingType, PlaceKind, Stream
from storage.person import Person
from storage.ticket import Loan, Scan, Ticket, TicketKind
from storage.waitlist import Booking, BookingState

KEPT = timedelta(days=2)
"""Drops are listed until this long after their end."""


@dataclass(frozen=True, kw_only=True)
class ListedDrop:
    """A drop of the stall; `alley` is the name of its alley."""

    id: int
    name: str
    starts_at: datetime
    ends_at: datetime
    alley: str
    alley_id: int
    currency: str


@dataclass(frozen=True, kw_only=True)
class ListedTicket:
    """A ticket without its holder. Money is in minor units for each unit, but `paid` is for all. `last_by` is a first name, "" for none.

    `stream` is that of the packaging type that a returns ticket is for, None for packaging without a type. `options` are those of the item of a
    booking, `chosen` those of its units, as `Booking.options`.
    """

    code: str
    kind: TicketKind
    drop: int
    item: str
    unit: ItemUnit
    units: int
    done: int
    price: int
    paid: int
    deposit: int
    state: BookingState
    revoked_at: datetime | None
    drop_state: DropState
    drop_ends_at: datetime
    ended_at: datetime | None
    cancelled_at: datetime | None
    last_at: datetime | None
    last_by: str
    currency: str
    lost: int
    stream: Stream | None = None
    options: str = ""
    chosen: str = ""

    @property
    def left(self) -> int:
        return self.units - self.done - self.lost

    def status(self, now: datetime) -> TicketStatus:
        """Return the ticket's status, as the chat says it."""
        return ticket_status(self, now)

    @property
    def gone_at(self) -> datetime | None:
        """Return when a ticket stopped being valid other than by its use."""
        return self.revoked_at or self.cancelled_at or self.ended_at

    @property
    def expires_at(self) -> datetime | None:
        """Return when a valid ticket ends by itself; None for packaging."""
        return valid_until(self)


@dataclass(frozen=True, kw_only=True)
class KioskList:
    """All that a device knows. `keys` are public keys by their number; `sale` is what it may sell, None where it may not.

    `people` are those inside, for a device at a gate, which is told nothing else.
    """

    device: Device
    keys: Mapping[int, bytes]
    drops: tuple[ListedDrop, ...]
    tickets: tuple[ListedTicket, ...]
    sale: SaleKeys | None
    people: PeopleInside | None = None


def kiosk_list(session: Session, device: int, now: datetime, admins: Admins) -> KioskList:
    """Return the list of a device, in a few statements however many tickets there are. Raises KioskRefused."""
    acting = working_device(session, device, admins)
    place = acting.place
    if isinstance(place, GateRef):
        people = people_inside(session, session.get_one(Alley, place.alley), now)
        return KioskList(device=acting, keys={}, drops=(), tickets=(), sale=None, people=people)
    at_stall = place.kind is PlaceKind.STALL
    return KioskList(
        device=acting,
        keys=public_keys(session),
        drops=_drops(session, place.id, now) if at_stall else (),
        tickets=(
            *(_tickets(session, _pickup_rows(place.id, now)) if at_stall else ()),
            *_tickets(session, _returns_rows(None if at_stall else place.id)),
        ),
        sale=sale_keys(session, place.id, now)
        if at_stall and _sells(session, acting.person, place.id)
        else None,
    )


def _sells(session: Session, person: int, stall: int) -> bool:
    """Return whether the person of a stall's device may sell there."""
    return may(session, person, stall, Right.SELL)


def _shown(stall: int, now: datetime) -> tuple[Any, ...]:
    return (
        col(Drop.stall_id) == stall,
        col(Drop.ends_at) > now - KEPT,
        col(Drop.state) != DropState.DRAFT,
    )


def _drops(session: Session, stall: int, now: datetime) -> tuple[ListedDrop, ...]:
    rows = (
        select(
            col(Drop.id),
            col(Drop.name),
            col(Drop.starts_at),
            col(Drop.ends_at),
            col(Alley.name),
            col(Alley.id),
            col(Alley.currency),
        )
        .join(Alley, col(Alley.id) == col(Drop.alley_id))
        .where(*_shown(stall, now))
        .order_by(col(Drop.starts_at), col(Drop.id))
    )
    return tuple(
        ListedDrop(
            id=drop,
            name=name,
            starts_at=starts,
            ends_at=ends,
            alley=alley,
            alley_id=alley_id,
            currency=currency,
        )
        for drop, name, starts, ends, alley, alley_id, currency in session.execute(rows)
    )


def _select(columns: Iterable[Any]) -> Select[*tuple[Any, ...]]:
    """Select what both kinds of tickets have alike, and these columns."""
    own: tuple[Any, ...] = (
        *(col(Ticket.code), col(Ticket.kind), col(Ticket.revoked_at)),
        col(Drop.cancelled_at),
        col(Booking.ended_at),
        *(col(Scan.scanned_at).label("last_at"), func.coalesce(Person.first_name, "").label("last_by")),
    )
    return select(*own, *columns)


def _with_last_scan(rows: Select[*tuple[Any, ...]]) -> Select[*tuple[Any, ...]]:
    """Return the rows with the newest scan that counts. Joined last: SQLite joins nothing before what is outer."""
    last = (
        select(col(Scan.id))
        .where(col(Scan.ticket_id) == col(Ticket.id), col(Scan.undone_at).is_(None))
        .order_by(col(Scan.scanned_at).desc(), col(Scan.id).desc())
        .limit(1)
        .correlate(Ticket)
        .scalar_subquery()
    )
    with_scan = rows.outerjoin(Scan, col(Scan.id) == last)
    return with_scan.outerjoin(Person, col(Person.id) == col(Scan.by_id))


def _pickup_rows(stall: int, now: datetime) -> Select[*tuple[Any, ...]]:
    """Select the tickets for bookings in the stall's drops."""
    sum_paid = func.coalesce(func.sum(Deposit.amount), 0)
    paid = (
        select(cast(sum_paid, BigInteger))  # a sum of PostgreSQL is a decimal number
        .where(
            col(Deposit.booking_id) == col(Booking.id),
            col(Deposit.state).in_(TOWARDS_PRICE),
        )
        .correlate(Booking)
        .scalar_subquery()
        .label("paid")
    )
    deposit: Any = col(Booking.loan_deposit).label("deposit")
    columns: tuple[Any, ...] = (
        *(col(Item.name).label("item"), col(Item.unit)),
        *(col(Drop.id).label("drop"), col(Drop.state).label("drop_state")),
        *(col(Drop.ends_at).label("drop_ends_at"), col(Booking.state), col(Booking.price)),
        *(col(Booking.units), col(Booking.collected).label("done"), deposit, paid),
        literal(0).label("lost"),
        col(Alley.currency),
        *(col(Item.options), col(Booking.options).label("chosen")),
    )
    rows = (
        _select(columns)
        .select_from(Drop)
        .join(Alley, col(Alley.id) == col(Drop.alley_id))
        .join(Item, col(Item.drop_id) == col(Drop.id))
        .join(Booking, col(Booking.item_id) == col(Item.id))
        .join(Ticket, col(Ticket.booking_id) == col(Booking.id))
        .where(*_shown(stall, now))
    )
    return _with_last_scan(rows)


def _returns_rows(hub: int | None) -> Select[*tuple[Any, ...]]:
    """Select the tickets for packaging that is out, wherever it was lent, but for pieces with a serial. Without a booking it is named by its type.

    At a hub (None: at a stall), only packaging that it takes.
    """
    columns: tuple[Any, ...] = (
        func.coalesce(Item.name, PackagingType.name).label("item"),
        func.coalesce(Item.unit, PackagingType.unit).label("unit"),
        func.coalesce(Drop.id, 0).label("drop"),
        func.coalesce(Drop.state, DropState.PUBLISHED).label("drop_state"),
        func.coalesce(Drop.ends_at, Loan.due_at).label("drop_ends_at"),
        func.coalesce(Booking.state, BookingState.COLLECTED).label("state"),
        func.coalesce(Booking.price, 0).label("price"),
        func.coalesce(PackagingType.currency, Alley.currency).label("currency"),
        *(col(Loan.units), col(Loan.returned).label("done"), col(Loan.deposit)),
        *(literal(0).label("paid"), col(Loan.lost), col(PackagingType.stream)),
    )
    rows = (
        _select(columns)
        .select_from(Loan)
        .join(Ticket, col(Ticket.loan_id) == col(Loan.id) + 0)  # or SQLite begins with all tickets there are
        .outerjoin(PackagingType, col(PackagingType.id) == col(Loan.type_id))
        .outerjoin(Booking, col(Booking.id) == col(Loan.booking_id))
        .outerjoin(Item, col(Item.id) == col(Booking.item_id))
        .outerjoin(Drop, col(Drop.id) == col(Item.drop_id))
        .outerjoin(Alley, col(Alley.id) == col(Drop.alley_id))
        .where(
            col(Loan.units) > col(Loan.returned) + col(Loan.lost),  # as the index has it
            func.coalesce(PackagingType.single, False).is_(False),
        )
    )
    if hub is not None:
        rows = rows.where(
            col(Loan.type_id).in_(select(col(HubSlot.type_id)).where(col(HubSlot.hub_id) == hub))
        )
    return _with_last_scan(rows)


def _tickets(session: Session, rows: Select[*tuple[Any, ...]]) -> list[ListedTicket]:
    """Return tickets by their code. An ORDER BY would have SQLite read all tickets there are."""
    found = (ListedTicket(**row._mapping) for row in session.execute(rows))
    return sorted(found, key=lambda ticket: ticket.code)

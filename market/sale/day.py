"""A market day of a stall: what its cash box should hold, what else went in or out, and how it is closed and reopened."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import or_
from sqlmodel import Session, col, func, select

from locales.user_text import CASH_NOTE
from market.actor import Actor, Right, StallUnknown, require_right
from market.market_day.day import begins, day_of
from market.person import lock_unblocked_person
from market.refusal import ButtonForged
from market.sale.movements import WALK_IN, Movement, MovementKind, StallPeriod, movements
from market.sale.oversold import oversold_sales
from market.sale.refusals import (
    CashChanged,
    CashEntryOver,
    DayNotClosed,
    MoneyUnfit,
)
from market.sale.till import StallMoney, current_close, lock_open_day, money_of
from market.text_checks import cut_line
from market.ticket.scan_rule import UNDOABLE
from storage.drop import Drop, Item
from storage.person import Person
from storage.sale import CashEntry, CashKind, DayClose, Receipt, ReceiptKind, lock_till
from storage.stall import Stall
from storage.waitlist import Booking, BookingState

MOST = 10**13
"""Minor units that can be typed as one amount."""
BACK = timedelta(days=62)
"""Days further back cannot be opened or changed."""
OPEN_DAYS = timedelta(days=14)
"""The desk asks for days of so far back that were not closed."""


@dataclass(frozen=True, kw_only=True)
class DayFigures:
    """The sums of some movements, in minor units: what a stall sold and what its cash box should hold.

    `bookings` counts bookings of which something was handed over. `handed_over` is what was to pay for them at the stall, `by_qr` what of it was paid by
    QR, as it was tapped at the scan or typed. `packaging` is in cash.
    """

    sales: int
    bookings: int
    cash_sales: int
    qr_sales: int
    handed_over: int
    by_qr: int
    opening: int
    paid_in: int
    paid_out: int
    packaging: int
    packaging_qr: int
    packaging_out: int
    packaging_back: int
    deposits_in: int
    deposits_back: int
    expected: int

    @property
    def sold(self) -> int:
        """Return how many sales there were, to walk-ins and of bookings."""
        return self.sales + self.bookings

    @property
    def taken(self) -> int:
        """Return what was paid at the stall for goods."""
        return self.cash_sales + self.qr_sales + self.handed_over


@dataclass(frozen=True, kw_only=True)
class ClosedDay:
    """The closing of a day: cash expected and counted, in minor units, and when."""

    expected: int
    counted: int
    closed_at: datetime


@dataclass(frozen=True, kw_only=True)
class HelperVoids:
    """The voids and refunds that a helper made on a day, and what they gave back, in minor units. `by` is a first name, "" for a forgotten person."""

    by: str
    count: int
    amount: int


@dataclass(frozen=True)
class ClosingVoids:
    """The voids and refunds of all helpers on a day, in the stall's money."""

    money: StallMoney
    by: tuple[HelperVoids, ...]


@dataclass(frozen=True, kw_only=True)
class DayFacts:
    """A market day for its stall. `earlier` is the last day before it that has movements and was not closed. `not_collected` counts bookings,
    `oversold` sales of kiosks with units that were not there."""

    stall: int
    stall_name: str
    day: date
    is_today: bool
    money: StallMoney
    figures: DayFigures
    not_collected: int
    oversold: int
    receipts: int
    closed: ClosedDay | None
    earlier: date | None
    helpers_voids: tuple[HelperVoids, ...] = ()


@dataclass(frozen=True, kw_only=True)
class ChangedDay:
    """By how much the cash that is expected of a closed day has changed since it was closed, in minor units."""

    stall: int
    day: date
    money: StallMoney
    changed: int


@dataclass(frozen=True, kw_only=True)
class CashRequest:
    """Money that goes into a stall's cash box or out of it on a day, in minor units, with a few words about it."""

    stall: int
    day: date
    kind: CashKind
    amount: int
    words: str = ""


def day_facts(session: Session, actor: Actor, stall: int, day: date | None, *, now: datetime) -> DayFacts:
    """Return a market day to the stall's owner; None is today. Raises StallUnknown, NotYourStall, ButtonForged."""
    row = own_stall(session, actor, stall)
    money = money_of(session, row)
    today = day_of(now, money.zone)
    day = day or today
    refuse_far_day(day, today)
    closed = current_close(session, stall, day)
    receipts = select(func.count(col(Receipt.id))).where(
        col(Receipt.stall_id) == stall, col(Receipt.day) == day
    )
    return DayFacts(
        stall=stall,
        stall_name=row.name,
        day=day,
        is_today=day == today,
        money=money,
        figures=figures_of(movements(session, StallPeriod(stall=stall, money=money, first=day, last=day))),
        not_collected=_not_collected(session, stall, day, money, now=now),
        oversold=oversold_sales(session, stall, day),
        receipts=session.exec(receipts).one(),
        closed=ClosedDay(expected=closed.expected, counted=closed.counted, closed_at=closed.closed_at)
        if closed
        else None,
        earlier=_earlier_open(session, stall, day, money),
        helpers_voids=helpers_voids(session, stall, day),
    )


def changed_day(session: Session, stall: int, day: date) -> ChangedDay:
    """Return by how much the cash of a closed day has changed, for a notification. Raises DayNotClosed."""
    money = money_of(session, session.get_one(Stall, stall))
    closed = current_close(session, stall, day)
    if closed is None:
        raise DayNotClosed(day)
    expected = figures_of(
        movements(session, StallPeriod(stall=stall, money=money, first=day, last=day))
    ).expected
    return ChangedDay(stall=stall, day=day, money=money, changed=expected - closed.expected)


def helpers_voids(session: Session, stall: int, day: date) -> tuple[HelperVoids, ...]:
    """Return what helpers of a stall voided and refunded on a market day, each by name; what its owner did is left out."""
    owner = session.get_one(Stall, stall).owner_id
    back = col(Receipt.kind).in_((ReceiptKind.VOID, ReceiptKind.REFUND))
    rows = (
        select(Person.first_name, func.count(col(Receipt.id)), func.sum(Receipt.paid))
        .outerjoin(Person, col(Person.id) == col(Receipt.by_id))
        .where(col(Receipt.stall_id) == stall, col(Receipt.day) == day, back)
        .where(or_(col(Receipt.by_id).is_(None), col(Receipt.by_id) != owner))
        .group_by(col(Person.id), col(Person.first_name))
        .order_by(col(Person.first_name), col(Person.id))
    )
    return tuple(HelperVoids(by=by or "", count=n, amount=-int(paid)) for by, n, paid in session.exec(rows))


def closing_voids(session: Session, stall: int, now: datetime) -> ClosingVoids:
    """Return what helpers of a stall voided and refunded today, for the message before it closes."""
    money = money_of(session, session.get_one(Stall, stall))
    return ClosingVoids(money=money, by=helpers_voids(session, stall, day_of(now, money.zone)))


def enter_cash(session: Session, actor: Actor, entry: CashRequest, now: datetime) -> int:
    """Store that money went into the cash box or out of it, and return the entry's id; a float replaces the day's earlier one. For the stall's owner.

    Raises Blocked, StallUnknown, NotYourStall, DayIsClosed, MoneyUnfit, ButtonForged. locks: person, till
    """
    lock_unblocked_person(session, actor.person)
    money = money_of(session, own_stall(session, actor, entry.stall))
    refuse_far_day(entry.day, day_of(now, money.zone))
    least = 0 if entry.kind is CashKind.FLOAT else 1
    if not least <= entry.amount <= MOST:
        raise MoneyUnfit
    lock_open_day(session, entry.stall, entry.day)
    if entry.kind is CashKind.FLOAT:
        _replace_float(session, entry, now)
    row = CashEntry(
        stall_id=entry.stall,
        day=entry.day,
        kind=entry.kind,
        amount=entry.amount,
        currency=money.currency,
        exponent=money.exponent,
        words=cut_line(entry.words, CASH_NOTE),
        made_at=now,
        by_id=actor.person,
    )
    session.add(row)
    session.flush()
    assert row.id is not None
    return row.id


def undo_cash(session: Session, actor: Actor, entry: int, now: datetime) -> None:
    """Take back a cash entry within a minute. For the stall's owner.

    Raises Blocked, StallUnknown, NotYourStall, CashEntryOver, DayIsClosed. locks: person, till
    """
    lock_unblocked_person(session, actor.person)
    row = StallUnknown.unless(session.get(CashEntry, entry))
    money = money_of(session, own_stall(session, actor, row.stall_id))
    lock_open_day(session, row.stall_id, row.day)
    session.refresh(row)
    if row.undone_at is not None or row.made_at <= now - UNDOABLE:
        raise CashEntryOver(row.made_at, money.zone)
    row.undone_at = now


def close_day(
    session: Session, actor: Actor, stall: int, day: date, *, counted: int, expected: int, now: datetime
) -> None:
    """Close a market day with the cash that was counted, in minor units. `expected` is what was read. For the stall's owner.

    Raises Blocked, StallUnknown, NotYourStall, DayIsClosed, CashChanged, MoneyUnfit, ButtonForged. locks: person, till
    """
    lock_unblocked_person(session, actor.person)
    money = money_of(session, own_stall(session, actor, stall))
    refuse_far_day(day, day_of(now, money.zone))
    if not 0 <= counted <= MOST:
        raise MoneyUnfit
    lock_open_day(session, stall, day)
    period = StallPeriod(stall=stall, money=money, first=day, last=day)
    if figures_of(movements(session, period)).expected != expected:
        raise CashChanged
    session.add(
        DayClose(
            stall_id=stall,
            day=day,
            expected=expected,
            counted=counted,
            currency=money.currency,
            exponent=money.exponent,
            closed_at=now,
            by_id=actor.person,
        )
    )
    session.flush()


def reopen_day(session: Session, actor: Actor, stall: int, day: date, *, now: datetime) -> None:
    """Open a closed day again; its close stays on record. For the stall's owner.

    Raises Blocked, StallUnknown, NotYourStall, DayNotClosed. locks: person, till
    """
    lock_unblocked_person(session, actor.person)
    own_stall(session, actor, stall)
    lock_till(session, stall)
    closed = current_close(session, stall, day)
    if closed is None:
        raise DayNotClosed(day)
    closed.reopened_at = now


def own_stall(session: Session, actor: Actor, stall: int) -> Stall:
    """Return a stall to its owner. Raises StallUnknown, NotYourStall."""
    return require_right(session, actor, stall, Right.OWN)


def refuse_far_day(day: date, today: date) -> None:
    """Refuse a day that no button names: one to come, or long past. Raises ButtonForged."""
    if not today - BACK <= day <= today:
        raise ButtonForged


PACKAGING = (MovementKind.PACKAGING_OUT, MovementKind.PACKAGING_BACK, MovementKind.PACKAGING_CASH)


def figures_of(movements: Iterable[Movement]) -> DayFigures:
    """Return the sums of movements."""
    all_found = tuple(movements)
    by_kind: dict[MovementKind, list[Movement]] = {kind: [] for kind in MovementKind}
    for each in all_found:
        by_kind[each.kind].append(each)

    def cash(*kinds: MovementKind) -> int:
        return sum(each.cash for kind in kinds for each in by_kind[kind])

    def qr(*kinds: MovementKind) -> int:
        return sum(each.qr for kind in kinds for each in by_kind[kind])

    def subjects(kind: MovementKind) -> int:
        return len({each.subject for each in by_kind[kind]})

    walk_in = (*WALK_IN, MovementKind.ROUNDING)
    return DayFigures(
        sales=subjects(MovementKind.SALE) - subjects(MovementKind.VOID),
        bookings=subjects(MovementKind.HANDED_OVER),
        cash_sales=cash(*walk_in),
        qr_sales=qr(*walk_in),
        handed_over=cash(MovementKind.HANDED_OVER) + qr(MovementKind.HANDED_OVER),
        by_qr=qr(MovementKind.HANDED_OVER, MovementKind.BY_QR),
        opening=cash(MovementKind.FLOAT),
        paid_in=cash(MovementKind.PAY_IN),
        paid_out=-cash(MovementKind.PAY_OUT),
        packaging=cash(*PACKAGING),
        packaging_qr=qr(*PACKAGING),
        packaging_out=sum(each.units for each in by_kind[MovementKind.PACKAGING_OUT]),
        packaging_back=sum(each.units for each in by_kind[MovementKind.PACKAGING_BACK]),
        deposits_in=cash(MovementKind.DEPOSIT_RECEIVED),
        deposits_back=-cash(MovementKind.DEPOSIT_RETURNED),
        expected=sum(each.cash for each in all_found),
    )


def _replace_float(session: Session, entry: CashRequest, now: datetime) -> None:
    earlier = select(CashEntry).where(
        col(CashEntry.stall_id) == entry.stall,
        col(CashEntry.day) == entry.day,
        col(CashEntry.kind) == CashKind.FLOAT,
        col(CashEntry.undone_at).is_(None),
    )
    for row in session.exec(earlier):
        row.undone_at = now
    session.flush()


def _not_collected(session: Session, stall: int, day: date, money: StallMoney, *, now: datetime) -> int:
    """Return how many bookings of drops that ended on a day were not collected at all."""
    rows = (
        select(func.count(col(Booking.id)))
        .join(Item, col(Item.id) == col(Booking.item_id))
        .join(Drop, col(Drop.id) == col(Item.drop_id))
        .where(
            col(Drop.stall_id) == stall,
            col(Drop.ends_at) >= begins(day, money.zone),
            col(Drop.ends_at) < min(now, begins(day + timedelta(days=1), money.zone)),
        )
        .where(
            col(Booking.state).in_((BookingState.BOOKED, BookingState.MISSED)),
            col(Booking.collected) == 0,
        )
    )
    return session.exec(rows).one()


def last_open_day(session: Session, stall: int, now: datetime) -> date | None:
    """Return the last day until today on which something was sold, paid or handed over, and which is open; None where there is none."""
    money = money_of(session, session.get_one(Stall, stall))
    return _earlier_open(session, stall, day_of(now, money.zone) + timedelta(days=1), money)


def _earlier_open(session: Session, stall: int, day: date, money: StallMoney) -> date | None:
    """Return the last day before one on which something was sold, paid or handed over, and which is open; None where there is none."""
    before = day - timedelta(days=1)
    period = StallPeriod(stall=stall, money=money, first=day - OPEN_DAYS, last=before)
    closed = select(col(DayClose.day)).where(
        col(DayClose.stall_id) == stall,
        col(DayClose.day).between(period.first, period.last),
        col(DayClose.reopened_at).is_(None),
    )
    days = {each.day for each in movements(session, period) if each.cash or each.qr}
    closed_days = frozenset(session.exec(closed).all())
    return max(days - closed_days, default=None)

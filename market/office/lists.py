"""Lists for organisers, by key: notifications that did not arrive, broadcasts, deposits, refunds, the ledger, payments, and days that were closed."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import func, select
from sqlmodel import Session, col

from market.actor import Actor, require_organiser
from market.deposit.stalled import is_stalled
from market.deposit.unmatched import is_unmatched
from market.ledger.deposit_end import BACK_WITHIN
from market.organiser.outbox_overview import is_missed
from market.paging import KeyPage, PageKey, key_page, newest_first
from storage.alley import Alley
from storage.broadcast import Broadcast, BroadcastKind, BroadcastState
from storage.deposit import Deposit, DepositState, LedgerAccount, PaymentMethod, Transfer, TransferKind
from storage.notification import Notification, NotificationState
from storage.payment import Payment
from storage.person import Person
from storage.sale import DayClose
from storage.stall import Stall


@dataclass(frozen=True, kw_only=True)
class MissedRow:
    """A notification that did not arrive, without its content. `first_name` is its reader's."""

    id: int
    person: int
    first_name: str
    kind: str
    due_at: datetime
    tries: int
    state: NotificationState
    reason: str


@dataclass(frozen=True, kw_only=True)
class BroadcastRow:
    """A broadcast. `author` is a first name, "" for a forgotten one; it was begun for `total` people."""

    id: int
    kind: BroadcastKind
    state: BroadcastState
    author: str
    total: int
    created_at: datetime
    started_at: datetime | None
    ended_at: datetime | None


@dataclass(frozen=True, kw_only=True)
class DepositRow:
    """A deposit that organisers answer, in minor units. Prices are written as in `territory`."""

    id: int
    stall: str
    reference: str
    state: DepositState
    amount: int
    currency: str
    territory: str
    asked_at: datetime
    said_at: datetime | None
    due_at: datetime | None


@dataclass(frozen=True, kw_only=True)
class RefundRow:
    """A deposit that a stall has to give back by `back_by`, in minor units. Prices are written as in `territory`."""

    id: int
    stall: str
    reference: str
    method: PaymentMethod
    amount: int
    currency: str
    territory: str
    due_at: datetime

    @property
    def back_by(self) -> datetime:
        """Return when it has to be given back at the latest."""
        return self.due_at + BACK_WITHIN

    def is_overdue(self, now: datetime) -> bool:
        """Return whether it should have been given back by now: organisers answer it then."""
        return self.back_by <= now


@dataclass(frozen=True, kw_only=True)
class TransferRow:
    """A transfer between two accounts of a stall, in minor units, for the deposit with a reference. Prices are written as in `territory`."""

    id: int
    stall: str
    reference: str
    kind: TransferKind
    debit: LedgerAccount
    credit: LedgerAccount
    amount: int
    currency: str
    territory: str
    made_at: datetime


@dataclass(frozen=True, kw_only=True)
class PaymentRow:
    """A payment without a deposit, in minor units of a currency."""

    id: int
    charge: str
    amount: int
    currency: str
    received_at: datetime


@dataclass(frozen=True, kw_only=True)
class DayCloseRow:
    """A day that a stall closed, in minor units, of which there are 10 ** `exponent` in one. `reopened_at`: it is open again."""

    id: int
    stall: str
    stall_id: int
    day: date
    expected: int
    counted: int
    currency: str
    exponent: int
    territory: str
    reopened_at: datetime | None

    @property
    def difference(self) -> int:
        """Return how much more was counted than expected; below zero where less."""
        return self.counted - self.expected


def missed_rows(
    session: Session, actor: Actor, now: datetime, page_key: PageKey, *, size: int
) -> KeyPage[MissedRow]:
    """Return a page of the notifications of the last 30 days that did not arrive, the newest first. Raises NotOrganiser."""
    columns = (
        col(Notification.id),
        col(Notification.person_id).label("person"),
        *map(col, (Person.first_name, Notification.kind, Notification.due_at)),
        *map(col, (Notification.tries, Notification.state, Notification.reason)),
    )
    rows = select(*columns).join(Person, col(Person.id) == col(Notification.person_id)).where(*is_missed(now))
    return _page(session, actor, MissedRow, rows, number=col(Notification.id), page_key=page_key, size=size)


def broadcast_rows(session: Session, actor: Actor, page_key: PageKey, *, size: int) -> KeyPage[BroadcastRow]:
    """Return a page of the broadcasts that are not drafts, the newest first. Raises NotOrganiser."""
    columns = (
        *map(col, (Broadcast.id, Broadcast.kind, Broadcast.state, Broadcast.total)),
        *map(col, (Broadcast.created_at, Broadcast.started_at, Broadcast.ended_at)),
        _or_nobody(Person.first_name).label("author"),
    )
    rows = (
        select(*columns)
        .outerjoin(Person, col(Person.id) == col(Broadcast.author_id))
        .where(col(Broadcast.state) != BroadcastState.DRAFT)
    )
    return _page(session, actor, BroadcastRow, rows, number=col(Broadcast.id), page_key=page_key, size=size)


def deposit_rows(
    session: Session, actor: Actor, now: datetime, page_key: PageKey, *, size: int
) -> KeyPage[DepositRow]:
    """Return a page of the deposits that organisers answer, the newest first. Raises NotOrganiser."""
    columns = (
        *map(col, (Deposit.id, Deposit.reference, Deposit.state, Deposit.amount, Deposit.currency)),
        *map(col, (Deposit.asked_at, Deposit.said_at, Deposit.due_at)),
        col(Stall.name).label("stall"),
        col(Alley.territory),
    )
    rows = (
        select(*columns)
        .join(Stall, col(Stall.id) == col(Deposit.stall_id))
        .join(Alley, col(Alley.id) == col(Stall.alley_id))
        .where(is_stalled(now))
    )
    return _page(session, actor, DepositRow, rows, number=col(Deposit.id), page_key=page_key, size=size)


def refund_rows(session: Session, actor: Actor, page_key: PageKey, *, size: int) -> KeyPage[RefundRow]:
    """Return a page of the deposits that stalls have to give back, the newest first. Raises NotOrganiser."""
    columns = (
        *map(col, (Deposit.id, Deposit.reference, Deposit.amount, Deposit.currency)),
        col(Deposit.way).label("method"),
        func.coalesce(col(Deposit.due_at), col(Deposit.refund_until)).label("due_at"),
        col(Stall.name).label("stall"),
        col(Alley.territory),
    )
    rows = (
        select(*columns)
        .join(Stall, col(Stall.id) == col(Deposit.stall_id))
        .join(Alley, col(Alley.id) == col(Stall.alley_id))
        .where(col(Deposit.state) == DepositState.DUE)
    )
    return _page(session, actor, RefundRow, rows, number=col(Deposit.id), page_key=page_key, size=size)


def transfer_rows(session: Session, actor: Actor, page_key: PageKey, *, size: int) -> KeyPage[TransferRow]:
    """Return a page of the ledger of all stalls, the newest first. Raises NotOrganiser."""
    columns = (
        *map(col, (Transfer.id, Transfer.kind, Transfer.debit, Transfer.credit, Transfer.amount)),
        *map(col, (Transfer.currency, Transfer.made_at)),
        col(Deposit.reference),
        col(Stall.name).label("stall"),
        col(Alley.territory),
    )
    rows = (
        select(*columns)
        .join(Deposit, col(Deposit.id) == col(Transfer.deposit_id))
        .join(Stall, col(Stall.id) == col(Transfer.stall_id))
        .join(Alley, col(Alley.id) == col(Stall.alley_id))
    )
    return _page(session, actor, TransferRow, rows, number=col(Transfer.id), page_key=page_key, size=size)


def payment_rows(session: Session, actor: Actor, page_key: PageKey, *, size: int) -> KeyPage[PaymentRow]:
    """Return a page of the payments without a deposit that nobody settled, the newest first. Raises NotOrganiser."""
    columns = map(col, (Payment.id, Payment.charge, Payment.amount, Payment.currency, Payment.received_at))
    rows = select(*columns).where(*is_unmatched())
    return _page(session, actor, PaymentRow, rows, number=col(Payment.id), page_key=page_key, size=size)


def closed_days(session: Session, actor: Actor, page_key: PageKey, *, size: int) -> KeyPage[DayCloseRow]:
    """Return a page of the days that stalls closed, the newest first. Raises NotOrganiser."""
    columns = (
        *map(col, (DayClose.id, DayClose.stall_id, DayClose.day, DayClose.expected, DayClose.counted)),
        *map(col, (DayClose.currency, DayClose.exponent, DayClose.reopened_at)),
        col(Stall.name).label("stall"),
        col(Alley.territory),
    )
    rows = (
        select(*columns)
        .join(Stall, col(Stall.id) == col(DayClose.stall_id))
        .join(Alley, col(Alley.id) == col(Stall.alley_id))
    )
    return _page(session, actor, DayCloseRow, rows, number=col(DayClose.id), page_key=page_key, size=size)


def _page(
    session: Session,
    actor: Actor,
    kind: type[Any],
    rows: Any,
    *,
    number: Any,
    page_key: PageKey,
    size: int,
) -> KeyPage[Any]:
    require_organiser(session, actor)
    found = newest_first(session.execute, rows, number, page_key, size=size)
    return key_page([kind(**row._mapping) for row in found], page_key, size, lambda row: int(row.id))


def _or_nobody(name: Any) -> Any:
    return func.coalesce(name, "")

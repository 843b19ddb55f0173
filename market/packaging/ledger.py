"""The ledger of packaging: transfers between accounts, append-only, in the books of hubs and stalls."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, assert_never

from sqlalchemy import ColumnElement, case
from sqlalchemy.orm import aliased
from sqlmodel import Session, col, func, select

from market.packaging.place import PlaceFacts, places_by_row
from storage.hub import Hub
from storage.packaging import PackagingPlace
from storage.packaging_ledger import (
    ONCE_A_SCAN,
    PackagingAccount,
    PackagingTransfer,
    PackagingTransferKind,
)
from storage.stall import Stall

CASH, DEPOSITS, REFUNDS = PackagingAccount.CASH, PackagingAccount.DEPOSITS, PackagingAccount.REFUNDS


@dataclass(frozen=True, kw_only=True)
class Books:
    """Where a transfer is written: in whose books, of which loan and scan, in which currency, by whom (None: the system) and when."""

    place: int
    currency: str
    by: int | None
    at: datetime
    loan: int | None = None
    scan: int | None = None


@dataclass(frozen=True)
class PlaceBalance:
    """The cash of a place, in minor units: positive is the market's money that it has, negative its own money that the market owes it."""

    place: PlaceFacts
    cash: int


def post(session: Session, kind: PackagingTransferKind, amount: int, books: Books) -> int | None:
    """Post a transfer and return its id; nothing for an amount of 0. What a scan posts once is posted again only after it was reversed."""
    if not amount:
        return None
    follows = _last_reversal(session, kind, books.scan) if kind in ONCE_A_SCAN else None
    return _add(session, kind, _sides(kind), amount, books=books, follows=follows)


def reverse(session: Session, transfer: int, actor_id: int | None, now: datetime) -> None:
    """Reverse a transfer. A UNIQUE constraint allows it once."""
    row = session.get_one(PackagingTransfer, transfer)
    books = Books(
        place=row.place_id, currency=row.currency, by=actor_id, at=now, loan=row.loan_id, scan=row.scan_id
    )
    sides = row.credit, row.debit
    _add(session, PackagingTransferKind.REVERSED, sides, row.amount, books=books, reverses=transfer)


def reverse_all(session: Session, scan: int, actor_id: int, now: datetime) -> None:
    """Reverse what a scan posted and what was paid for it, the last first."""
    for transfer in standing_transfers(session, col(PackagingTransfer.scan_id) == scan):
        reverse(session, transfer.id or 0, actor_id, now)


def standing_transfers(session: Session, *conditions: ColumnElement[bool]) -> list[PackagingTransfer]:
    """Return the transfers that are neither reversed nor a reversal, the last first."""
    undoing = aliased(PackagingTransfer)
    rows = (
        select(PackagingTransfer)
        .outerjoin(undoing, col(undoing.reverses_id) == col(PackagingTransfer.id))
        .where(*conditions, col(PackagingTransfer.reverses_id).is_(None), col(undoing.id).is_(None))
        .order_by(col(PackagingTransfer.id).desc())
    )
    return list(session.exec(rows).all())


def balance_of_scan(session: Session, scan: int, account: PackagingAccount) -> int:
    """Return the debits of an account less its credits, of one scan, in minor units."""
    return _balance(session, account, col(PackagingTransfer.scan_id) == scan)


def packaging_accounts(session: Session) -> dict[str, dict[str, int]]:
    """Return the balances by currency and account, in minor units: assets are positive, debts and income negative. Each currency sums to zero."""
    found: dict[str, dict[str, int]] = {}
    for side, sign in ((PackagingTransfer.debit, 1), (PackagingTransfer.credit, -1)):
        rows = select(PackagingTransfer.currency, side, func.sum(PackagingTransfer.amount))
        for currency, account, amount in session.exec(rows.group_by(col(PackagingTransfer.currency), side)):
            accounts = found.setdefault(currency, {})
            accounts[account] = accounts.get(account, 0) + sign * int(amount)
    return found


def place_balance(session: Session, place: int) -> int:
    """Return the cash of a place by its row, as in `PlaceBalance`."""
    return _balance(session, CASH, col(PackagingTransfer.place_id) == place)


def place_balances(session: Session, alley: int) -> tuple[PlaceBalance, ...]:
    """Return the cash of each place of an alley that has taken or paid any, the most first."""
    rows = places_of_alley(session, alley)
    cash = dict(
        session.exec(
            select(PackagingTransfer.place_id, _signed(CASH))
            .where(col(PackagingTransfer.place_id).in_(rows))
            .group_by(col(PackagingTransfer.place_id))
        ).all()
    )
    places = places_by_row(session, rows)
    found = [PlaceBalance(places[row], int(cash[row])) for row in rows if cash.get(row)]
    return tuple(sorted(found, key=lambda one: -one.cash))


def alley_pot(session: Session, alley: int) -> int:
    """Return what was left to an alley, in minor units of its currency."""
    here = places_of_alley(session, alley)
    return -_balance(session, PackagingAccount.POT, col(PackagingTransfer.place_id).in_(here))


def balance_of_loan(session: Session, loan: int, account: PackagingAccount) -> int:
    """Return the debits of an account less its credits, of one loan, in minor units."""
    return _balance(session, account, col(PackagingTransfer.loan_id) == loan)


def places_of_alley(session: Session, alley: int) -> list[int]:
    """Return the rows of the hubs and stalls of an alley."""
    hubs = select(PackagingPlace.id).join(Hub, col(Hub.id) == col(PackagingPlace.hub_id))
    stalls = select(PackagingPlace.id).join(Stall, col(Stall.id) == col(PackagingPlace.stall_id))
    rows = (hubs.where(col(Hub.alley_id) == alley), stalls.where(col(Stall.alley_id) == alley))
    return [place for each in rows for place in session.exec(each) if place]


def _balance(session: Session, account: PackagingAccount, *conditions: ColumnElement[bool]) -> int:
    session.flush()
    return int(session.exec(select(_signed(account)).where(*conditions)).one())


def _signed(account: PackagingAccount) -> ColumnElement[Any]:
    """Return the sum of the debits of an account less its credits."""
    debit, credit = col(PackagingTransfer.debit) == account, col(PackagingTransfer.credit) == account
    amount = col(PackagingTransfer.amount)
    return func.coalesce(func.sum(case((debit, amount), (credit, -amount), else_=0)), 0)


def _last_reversal(session: Session, kind: PackagingTransferKind, scan: int | None) -> int | None:
    """Return the reversal of what a scan posted last of a kind; None for none."""
    reversal = aliased(PackagingTransfer)
    rows = (
        select(reversal.id)
        .join(PackagingTransfer, col(PackagingTransfer.id) == col(reversal.reverses_id))
        .where(col(PackagingTransfer.scan_id) == scan, col(PackagingTransfer.kind) == kind)
        .order_by(col(reversal.id).desc())
    )
    return session.exec(rows.limit(1)).first() if scan else None


def _add(
    session: Session,
    kind: PackagingTransferKind,
    sides: tuple[PackagingAccount, PackagingAccount],
    amount: int,
    *,
    books: Books,
    reverses: int | None = None,
    follows: int | None = None,
) -> int:
    debit, credit = sides
    row = PackagingTransfer(
        place_id=books.place,
        loan_id=books.loan,
        scan_id=books.scan,
        kind=kind,
        debit=debit,
        credit=credit,
        amount=amount,
        currency=books.currency,
        reverses_id=reverses,
        follows_id=follows,
        by_id=books.by,
        made_at=books.at,
    )
    session.add(row)
    session.flush()
    assert row.id is not None
    return row.id


def _sides(kind: PackagingTransferKind) -> tuple[PackagingAccount, PackagingAccount]:
    """Return the account that is debited and the one that is credited."""
    match kind:
        case PackagingTransferKind.TAKEN:
            return CASH, DEPOSITS
        case PackagingTransferKind.OWED:
            return DEPOSITS, REFUNDS
        case PackagingTransferKind.REFUNDED:
            return REFUNDS, CASH
        case PackagingTransferKind.LEFT:
            return REFUNDS, PackagingAccount.POT
        case PackagingTransferKind.KEPT:
            return DEPOSITS, PackagingAccount.KEPT
        case PackagingTransferKind.CHARGED:
            return PackagingAccount.DUES, PackagingAccount.FEES
        case PackagingTransferKind.PAID:
            return CASH, PackagingAccount.DUES
        case PackagingTransferKind.SETTLED_IN:
            return PackagingAccount.MARKET, CASH
        case PackagingTransferKind.SETTLED_OUT:
            return CASH, PackagingAccount.MARKET
        case PackagingTransferKind.REVERSED:
            raise ValueError("a reversal has the sides of what it reverses")
        case _:
            assert_never(kind)

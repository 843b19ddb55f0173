"""The ledger of a stall: transfers between accounts, append-only."""

from collections.abc import Sequence
from datetime import datetime
from typing import assert_never

from sqlmodel import Session, col, func, select

from storage.deposit import Deposit, LedgerAccount, PaymentMethod, Transfer, TransferKind, balances
from storage.insert import insert_all

MONEY_ACCOUNT = {
    PaymentMethod.CASH: LedgerAccount.CASH,
    PaymentMethod.BANK: LedgerAccount.BANK,
    PaymentMethod.INVOICE: LedgerAccount.PROVIDER,
}
"""The account that has the money, by the way it came."""


def post_transfer(
    session: Session, deposit: Deposit, kind: TransferKind, now: datetime, made_by: int | None = None
) -> None:
    """Post a transfer of the deposit's amount; `made_by` is a person of the stall, None for the system. A UNIQUE constraint allows each kind once."""
    debit, credit = _sides(kind, MONEY_ACCOUNT[deposit.way])
    session.flush()
    session.add(
        Transfer(
            deposit_id=deposit.id or 0,
            stall_id=deposit.stall_id,
            kind=kind,
            round=_round(session, deposit, kind),
            debit=debit,
            credit=credit,
            amount=deposit.amount,
            currency=deposit.currency,
            made_at=now,
            by_id=made_by,
        )
    )
    session.flush()


def post_transfers(session: Session, deposits: Sequence[Deposit], kind: TransferKind, now: datetime) -> None:
    """As `post_transfer` for many deposits, in one statement; only for a kind that is never repeated."""
    rows = []
    for deposit in deposits:
        debit, credit = _sides(kind, MONEY_ACCOUNT[deposit.way])
        rows.append(
            {
                "deposit_id": deposit.id or 0,
                "stall_id": deposit.stall_id,
                "kind": kind,
                "round": 0,
                "debit": debit,
                "credit": credit,
                "amount": deposit.amount,
                "currency": deposit.currency,
                "made_at": now,
            }
        )
    session.flush()
    insert_all(session, Transfer, rows)


def accounts(session: Session, stall: int) -> dict[str, dict[LedgerAccount, int]]:
    """Return the balances by currency and account, in minor units: assets are positive, debts and income negative. Each currency sums to zero."""
    found: dict[str, dict[LedgerAccount, int]] = {}
    for currency, account, amount in session.connection().execute(balances(stall)):
        found.setdefault(currency, {})[LedgerAccount(account)] = int(amount)
    return found


def _sides(kind: TransferKind, account: LedgerAccount) -> tuple[LedgerAccount, LedgerAccount]:
    """Return the account that is debited and the one that is credited."""
    match kind:
        case TransferKind.RECEIVED:
            return account, LedgerAccount.DEPOSITS
        case TransferKind.SETTLED:
            return LedgerAccount.DEPOSITS, LedgerAccount.SALES
        case TransferKind.REOPENED:
            return LedgerAccount.SALES, LedgerAccount.DEPOSITS
        case TransferKind.KEPT:
            return LedgerAccount.DEPOSITS, LedgerAccount.KEPT
        case TransferKind.OWED:
            return LedgerAccount.DEPOSITS, LedgerAccount.REFUNDS
        case TransferKind.RETURNED:
            return LedgerAccount.REFUNDS, account
        case _:
            assert_never(kind)


def _round(session: Session, deposit: Deposit, kind: TransferKind) -> int:
    """Return how often an undone scan has reopened the deposit; only `settled` and `reopened` may be repeated."""
    if kind not in (TransferKind.SETTLED, TransferKind.REOPENED):
        return 0
    reopened = select(func.count()).where(
        col(Transfer.deposit_id) == deposit.id, col(Transfer.kind) == TransferKind.REOPENED
    )
    return session.exec(reopened).one()

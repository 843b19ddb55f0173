"""The ledger of a stall: transfers between accounts, append-only."""

from datetime import datetime

from sqlmodel import Session, col, func, select

from storage.deposit import Deposit, Transfer, balances

MONEY_ACCOUNT = {"cash": "cash", "bank": "bank", "invoice": "provider"}
"""The account that has the money, by the way of payment."""

DEPOSITS, REFUNDS, KEPT, SALES = "deposits", "refunds", "kept", "sales"


def post_transfer(
    session: Session, deposit: Deposit, kind: str, now: datetime, made_by: int | None = None
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


def accounts(session: Session, stall: int) -> dict[str, dict[str, int]]:
    """Return the balances by currency and account, in minor units: assets are positive, debts and income negative. Each currency sums to zero."""
    found: dict[str, dict[str, int]] = {}
    for currency, account, amount in session.connection().execute(balances(stall)):
        found.setdefault(currency, {})[account] = int(amount)
    return found


def _sides(kind: str, where: str) -> tuple[str, str]:
    return {
        "received": (where, DEPOSITS),
        "settled": (DEPOSITS, SALES),
        "reopened": (SALES, DEPOSITS),
        "kept": (DEPOSITS, KEPT),
        "owed": (DEPOSITS, REFUNDS),
        "returned": (REFUNDS, where),
    }[kind]


def _round(session: Session, deposit: Deposit, kind: str) -> int:
    """Return how often an undone scan has reopened the deposit; 0 for kinds that happen once."""
    if kind not in ("settled", "reopened"):
        return 0
    reopened = select(func.count()).where(
        col(Transfer.deposit_id) == deposit.id, col(Transfer.kind) == "reopened"
    )
    return session.exec(reopened).one()

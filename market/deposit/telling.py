"""The letters about a deposit: to who paid, and to the stall."""

from datetime import datetime, timedelta

from sqlmodel import Session

from market.mailbox import Lane, write_letter
from storage.deposit import Deposit
from storage.stall import Stall

LATE = timedelta(days=7)


def tell_payer(session: Session, deposit: Deposit, notice: str, now: datetime) -> None:
    """Nobody is told who has asked to be forgotten."""
    _tell(session, deposit.person_id, notice, f"deposit:{deposit.id}", {"deposit": deposit.id}, now)


def tell_stall(session: Session, deposit: Deposit, notice: str, now: datetime) -> None:
    """About one deposit."""
    owner = session.get_one(Stall, deposit.stall_id).owner_id
    _tell(session, owner, notice, f"deposit:{deposit.id}", {"deposit": deposit.id}, now)


def tell_of_refunds(session: Session, stall: int, now: datetime) -> None:
    """That there is something to give back, once for all that fell due at one moment."""
    owner = session.get_one(Stall, stall).owner_id
    _tell(session, owner, "RefundsToMake", f"stall:{stall}", {"stall": stall}, now)


def _tell(
    session: Session,
    person: int | None,
    notice: str,
    about: str,
    facts: dict[str, int | None],
    now: datetime,
) -> None:
    if person is None:
        return
    write_letter(
        session,
        person,
        notice,
        about=about,
        facts=facts,
        lane=Lane.BOOKING,
        due_at=now,
        late_after=now + LATE,
    )

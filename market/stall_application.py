"""An application for a stall that nobody has decided about: its owner renames it, withdraws it, and takes that back within a minute.

A withdrawn one is turned down and closed like a stall that left the market, but was never decided; its owner may apply for another.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlmodel import Session, col, delete, select

from locales.user_text import STALL
from market.actor import Actor, StallUnknown
from market.person import lock_unblocked_person
from market.refusal import Refusal
from market.stall import StallExists, StallState, lock_own_stall, stall_of, stall_state
from market.text_checks import check_name
from storage.seller import Seller
from storage.shown import ShownKind, mark_subject
from storage.stall import Stall, StallApproval, is_withdrawn
from storage.store import mark_changed

UNDO_TIME = timedelta(minutes=1)


@dataclass
class ApplicationDecided(Refusal):
    """The organisers have decided about the stall."""


@dataclass
class WithdrawalFinal(Refusal):
    """The minute in which the owner may take the withdrawal back is over."""


def rename_application(session: Session, actor: Actor, stall: int, name: str, now: datetime) -> None:
    """Give a stall that waits for approval another name. Raises Blocked, StallUnknown, NotYourStall, NameUnfit, ApplicationDecided. locks: person, stall"""
    row = _lock_open_application(session, actor, stall)
    row.name = check_name(name, STALL)
    _mark(session, stall, actor.person, now)


def withdraw_application(session: Session, actor: Actor, stall: int, now: datetime) -> None:
    """Withdraw the application for a stall; what it says of its seller and its stream is deleted.

    Raises Blocked, StallUnknown, NotYourStall, ApplicationDecided. locks: person, stall
    """
    row = _lock_open_application(session, actor, stall)
    row.state, row.closed_at = StallApproval.TURNED_DOWN, now
    row.stream_url = row.stream_draft = ""
    session.flush()
    session.connection().execute(delete(Seller).where(col(Seller.stall_id) == stall))
    session.expire_all()
    _mark(session, stall, actor.person, now)


def restore_application(session: Session, actor: Actor, stall: int, now: datetime) -> None:
    """Apply again for a stall whose application was withdrawn within the last minute.

    Raises Blocked, StallUnknown, StallExists, WithdrawalFinal. locks: person, stall
    """
    lock_unblocked_person(session, actor.person)
    withdrawn = col(Stall.id) == stall, col(Stall.owner_id) == actor.person, is_withdrawn()
    row = session.exec(select(Stall).where(*withdrawn).with_for_update(key_share=True)).first()
    if row is None or row.closed_at is None:
        raise StallUnknown
    if other := stall_of(session, actor.person):
        raise StallExists(other.name)
    if now >= row.closed_at + UNDO_TIME:
        raise WithdrawalFinal
    row.state, row.closed_at = StallApproval.ASKED, None
    _mark(session, stall, actor.person, now)


def just_withdrawn(session: Session, person: int, now: datetime) -> StallState | None:
    """Return the stall whose application this person withdrew within the last minute; None also where they have another stall."""
    if stall_of(session, person):
        return None
    rows = select(Stall.id).where(
        col(Stall.owner_id) == person, is_withdrawn(), col(Stall.closed_at) > now - UNDO_TIME
    )
    found = session.exec(rows.order_by(col(Stall.id).desc())).first()
    return stall_state(session, found) if found else None


def _lock_open_application(session: Session, actor: Actor, stall: int) -> Stall:
    """Lock a stall that still waits for approval, for its owner. locks: person, stall"""
    row = lock_own_stall(session, actor, stall)
    if row.state != StallApproval.ASKED:
        raise ApplicationDecided
    return row


def _mark(session: Session, stall: int, person: int, now: datetime) -> None:
    session.flush()
    mark_subject(session, stall, ShownKind.ORGANISER_REQUEST, now=now)
    mark_changed(session, "drop", ("person", person))

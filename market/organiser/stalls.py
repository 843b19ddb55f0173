"""Stalls that ask to stand in the market, and what was decided."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy.orm import aliased
from sqlmodel import Session, col, func, select

from market.acting import Acting, must_organise
from market.mailbox import Lane, write_letter
from market.refusal import StallDecided, StallUnknown
from storage.alley import Alley
from storage.person import Person
from storage.stall import Stall
from storage.store import touch

APPROVED, TURNED_DOWN = "StallApproved", "StallTurnedDown"
REASONS = ("licence", "place", "goods", "words", "talk")
"""Why a stall is turned down; the words of each are said in the reader's language."""


@dataclass(frozen=True)
class Asking:
    """A stall as an organiser sees it. `owner` and `decided_by` are first names, "" where there is none any more."""

    id: int
    name: str
    words: str
    language: str
    owner: str
    owner_language: str
    alley: str
    zone: str
    state: str
    reason: str
    asked_at: datetime
    decided_at: datetime | None
    decided_by: str
    deposits_at: datetime | None = None


@dataclass(frozen=True)
class Approvals:
    """One of those that ask, oldest first: the `place`th of `count`. `stall` None: nobody asks; `last` was decided last."""

    stall: Asking | None
    place: int
    count: int
    last: datetime | None


def approvals(session: Session, acting: Acting, after: int = 0) -> Approvals:
    """The one that asked next after the stall `after`, or the oldest. Raises NotOrganiser."""
    must_organise(session, acting)
    asking = select(Stall.id).where(col(Stall.state) == "asked").order_by(col(Stall.asked_at), col(Stall.id))
    ids = [stall or 0 for stall in session.exec(asking)]
    last = session.exec(select(func.max(Stall.decided_at))).one()
    if not ids:
        return Approvals(None, 0, 0, last)
    place = (ids.index(after) + 1) % len(ids) if after in ids else 0
    return Approvals(_asking(session, ids[place]), place + 1, len(ids), last)


def asking(session: Session, acting: Acting, stall: int) -> Asking:
    """Raises NotOrganiser, StallUnknown."""
    must_organise(session, acting)
    return _asking(session, stall)


def approve(session: Session, acting: Acting, stall: int, seen: str, now: datetime) -> Asking:
    """Its drops may be seen. `seen` is the state the organiser decided on. Raises NotOrganiser, StallUnknown, StallDecided. locks: stall"""
    return _decide(session, acting, stall, seen, "approved", "", now)


def turn_down(session: Session, acting: Acting, stall: int, seen: str, reason: str, now: datetime) -> Asking:
    """Its drops are seen by nobody; for one of REASONS. Raises NotOrganiser, StallUnknown, StallDecided. locks: stall"""
    return _decide(
        session, acting, stall, seen, "turned_down", reason if reason in REASONS else REASONS[-1], now
    )


def _decide(
    session: Session, acting: Acting, stall: int, seen: str, state: str, reason: str, now: datetime
) -> Asking:
    must_organise(session, acting)
    row = session.exec(select(Stall).where(col(Stall.id) == stall).with_for_update(key_share=True)).first()
    if row is None:
        raise StallUnknown
    if row.state != seen:
        raise StallDecided
    row.state, row.reason, row.decided_at, row.decided_by = state, reason, now, acting.person
    session.flush()
    if row.owner_id is not None:
        write_letter(
            session,
            row.owner_id,
            APPROVED if state == "approved" else TURNED_DOWN,
            about=f"stall:{stall}",
            facts={"stall": stall, "reason": reason},
            lane=Lane.BOOKING,
            due_at=now,
            late_after=now + timedelta(days=14),
        )
    touch(session, "drop", ("person", row.owner_id))
    return _asking(session, stall)


def _asking(session: Session, stall: int) -> Asking:
    owner, decider = aliased(Person), aliased(Person)
    row = session.exec(
        select(Stall, Alley, owner, decider)
        .join(Alley, col(Alley.id) == col(Stall.alley_id))
        .outerjoin(owner, col(owner.id) == col(Stall.owner_id))
        .outerjoin(decider, col(decider.id) == col(Stall.decided_by))
        .where(col(Stall.id) == stall)
    ).first()
    if row is None:
        raise StallUnknown
    found, alley, owned_by, decided_by = row
    return Asking(
        stall,
        found.name,
        found.words,
        found.language,
        owned_by.first_name if owned_by else "",
        owned_by.language if owned_by else "",
        alley.name,
        alley.zone,
        found.state,
        found.reason,
        found.asked_at,
        found.decided_at,
        decided_by.first_name if decided_by else "",
        found.deposits_at,
    )

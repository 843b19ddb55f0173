"""Whether a line can be joined now, and who has something on it already."""

from datetime import datetime

from sqlmodel import Session, col, select

from market.draw.state import closing, is_drawn
from market.refusal import (
    AlreadyHolding,
    DrawClosed,
    DropCancelled,
    DropOver,
    DropPaused,
    DropUnknown,
    LineNotOffered,
    PartyTooBig,
    WaitlistClosed,
    WaitlistNotOpen,
)
from market.waitlist.claiming import ran_out
from market.waitlist.ground import Ground, ground
from market.waitlist.shares import had
from storage.waitlist import Hold


def known_ground(session: Session, line: int) -> Ground:
    """Of a drop that is past its draft. Raises DropUnknown. locks: drop, line"""
    at = ground(session, line)
    if at is None or at.drop.state == "draft":
        raise DropUnknown
    return at


def giving_ground(session: Session, line: int, now: datetime) -> Ground:
    """Where units are given out. Raises as `refuse_not_giving`. locks: drop, line"""
    at = known_ground(session, line)
    refuse_not_giving(at, now)
    return at


def open_ground(session: Session, line: int, now: datetime) -> Ground:
    """Where one may join. Raises as `refuse_shut`. locks: drop, line"""
    at = known_ground(session, line)
    refuse_shut(at, now, at.drop.policy != "draw" or is_drawn(session, line))
    return at


def refuse_not_giving(at: Ground, now: datetime) -> None:
    """Raises DropUnknown, DropCancelled, DropPaused, DropOver, WaitlistNotOpen, LineNotOffered."""
    drop = at.drop
    if drop.hidden_at:
        raise DropUnknown
    if drop.state == "cancelled":
        raise DropCancelled(drop.cancelled_at or now, at.alley.zone)
    if drop.state == "paused":
        raise DropPaused
    if now >= at.cut_off:
        raise DropOver
    if now < drop.opens_at:
        raise WaitlistNotOpen(drop.opens_at, at.alley.zone)
    if not at.line.offered:
        raise LineNotOffered(at.line.name)


def refuse_shut(at: Ground, now: datetime, drawn: bool) -> None:
    """As `refuse_not_giving`; raises WaitlistClosed, DrawClosed too."""
    refuse_not_giving(at, now)
    closes = closing(at.drop) if at.drop.policy == "draw" else at.drop.closes_at
    if closes is None or now < closes:
        return
    if at.drop.policy != "draw":
        raise WaitlistClosed(closes, at.alley.zone)
    if not drawn:
        raise DrawClosed(closes, at.alley.zone)


def live_hold(session: Session, at: Ground, person: int) -> Hold | None:
    """What is held for this person on this line, run out or not."""
    live = select(Hold).where(
        col(Hold.line_id) == at.line.id, col(Hold.person_id) == person, col(Hold.state) == "live"
    )
    return session.exec(live).first()


def refuse_second_hold(session: Session, at: Ground, person: int, now: datetime) -> None:
    """Raises AlreadyHolding."""
    hold = live_hold(session, at, person)
    if hold and not ran_out(at, hold, now):
        raise AlreadyHolding(hold.units, hold.until, at.alley.zone)


def refuse_too_many(session: Session, at: Ground, person: int, party: int, now: datetime) -> None:
    """Raises PartyTooBig."""
    refuse_party(at, party, had(session, at, person, now))


def refuse_party(at: Ground, party: int, has: int) -> None:
    """`has`: what is theirs on the drop already, or may become so. Raises PartyTooBig."""
    most = at.drop.per_person
    if not 1 <= party <= most - has:
        raise PartyTooBig(most, has)
    if party > at.most:
        raise PartyTooBig(at.most, 0)

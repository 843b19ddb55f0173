"""Pausing a drop, going on, and cancelling it."""

from datetime import datetime

from sqlmodel import Session, col, select, update

from market.acting import Acting
from market.deposit.ending import take_from
from market.drop.concerned import concerned, tell_concerned, tell_each
from market.drop.own import Own, lock_own
from market.refusal import DropCancelled, DropOver, DropUnknown
from market.reminder import rewrite
from market.stall import on_one_line
from market.ticket.issue import revoke
from market.waitlist.ground import Ground
from market.waitlist.settle import end_hold, settle
from storage.store import touch
from storage.waitlist import Claim, Entry, Hold

REASON = 200


def pause(session: Session, acting: Acting, drop: int, now: datetime) -> int:
    """Nobody joins, nothing is offered, the clock of holds stands still; how many people are told. Paused already, nothing changes.

    Raises Banned, DropUnknown, NotYourStall, DropCancelled, DropOver. locks: person, drop, line, hold
    """
    own = _shown(session, acting, drop, now)
    if own.drop.state == "paused":
        return 0
    for at in own.grounds():
        settle(session, at, now)
    own.drop.state, own.drop.paused_at = "paused", now
    rewrite(session, drop, now)
    return tell_concerned(session, drop, "DropPaused", now, "paused")


def resume(session: Session, acting: Acting, drop: int, now: datetime) -> int:
    """Go on; holds get the time back that the pause took. How many people are told.

    Raises Banned, DropUnknown, NotYourStall, DropCancelled, DropOver. locks: person, drop, line, hold
    """
    own = _shown(session, acting, drop, now)
    if own.drop.state != "paused":
        return 0
    stood = now - (own.drop.paused_at or now)
    own.drop.state, own.drop.paused_at = "published", None
    for at in own.grounds():
        for hold in _live(session, at):
            hold.until = min(hold.until + stood, at.cut_off)
    for at in own.grounds():
        settle(session, at, now)
    rewrite(session, drop, now)
    return tell_concerned(session, drop, "DropResumed", now, "resumed")


def explain(session: Session, acting: Acting, drop: int, reason: str, now: datetime) -> None:
    """Note why it would be cancelled, before it is. Raises as `pause`. locks: person, drop, line"""
    own = _shown(session, acting, drop, now)
    own.drop.reason = on_one_line(reason)[:REASON]


def cancel(session: Session, acting: Acting, drop: int, now: datetime) -> int:
    """For good: holds end, claims and their tickets count no more, whoever was concerned is told why. How many.

    Cancelled already, nothing changes. Raises Banned, DropUnknown, NotYourStall, DropOver. locks: person, drop, line, hold
    """
    try:
        own = _shown(session, acting, drop, now)
    except DropCancelled:
        return 0
    people = concerned(session, drop)
    own.drop.state, own.drop.cancelled_at, own.drop.paused_at = "cancelled", now, None
    for at in own.grounds():
        close(session, at, now)
        for claim in _uncollected(session, at):
            claim.state, claim.ended_at = "cancelled", now
            at.count(claimed=-claim.units)
            revoke(session, claim, now)
            take_from(session, claim, now)
    rewrite(session, drop, now)
    tell_each(session, people, drop, "DropCancelled", now, "cancelled")
    return len(people)


def close(session: Session, at: Ground, now: datetime) -> None:
    """End what is held and whatever waits for this line. locks: hold, entry"""
    for hold in _live(session, at):
        end_hold(session, at, hold, "cancelled", now)
    session.flush()
    waiting = update(Entry).where(col(Entry.line_id) == at.line.id, col(Entry.state) == "waiting")
    session.exec(waiting.values(state="closed", ended_at=now))
    at.line.waiting = 0


def _shown(session: Session, acting: Acting, drop: int, now: datetime) -> Own:
    """Published and not cancelled. Raises DropUnknown, DropCancelled. locks: person, drop, line"""
    own = lock_own(session, acting, drop)
    if own.drop.state == "draft":
        raise DropUnknown
    if own.drop.state == "cancelled":
        raise DropCancelled(own.drop.cancelled_at or now, own.alley.zone)
    if now >= own.drop.ends_at:
        raise DropOver
    touch(session, "drop")
    return own


def _live(session: Session, at: Ground) -> list[Hold]:
    live = select(Hold).where(col(Hold.line_id) == at.line.id, col(Hold.state) == "live")
    return list(session.exec(live.order_by(col(Hold.id)).with_for_update(key_share=True)))


def _uncollected(session: Session, at: Ground) -> list[Claim]:
    """A claim of which a part was collected has had its turn."""
    standing = select(Claim).where(
        col(Claim.line_id) == at.line.id, col(Claim.state) == "claimed", col(Claim.collected) == 0
    )
    return list(session.exec(standing.order_by(col(Claim.id)).with_for_update(key_share=True)))

"""Who did not come: the stall may give their units to the next, half an hour after the start."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlmodel import Session, col, select

from market.acting import Acting, must_staff
from market.deposit.ending import take_from
from market.drop.own import lock_own_line
from market.refusal import ClaimUnknown, NoShowTooSoon
from market.reminder import remind_claim
from market.ticket.issue import revoke
from market.waitlist.ground import Ground, ground, tell
from market.waitlist.settle import settle
from market.waitlist.shares import holders, went_to
from storage.waitlist import Claim, Entry, Hold

GRACE = timedelta(minutes=30)


@dataclass(frozen=True)
class NotCome:
    """A claim of which nothing was collected, by the number of its entry; never a name."""

    claim: int
    number: int
    units: int
    coming: bool


def not_come(
    session: Session, acting: Acting, line: int, now: datetime
) -> tuple[datetime, tuple[NotCome, ...]]:
    """From when units may be given on, and whose. Raises ClaimUnknown, NotYourStall."""
    at = ground(session, line, lock=False)
    if at is None:
        raise ClaimUnknown
    must_staff(session, acting, at.drop.stall_id)
    rows = select(Claim.id, Entry.number, Claim.units, Claim.coming).join(
        Hold, col(Hold.id) == col(Claim.hold_id)
    )
    rows = rows.join(Entry, col(Entry.id) == col(Hold.entry_id)).where(
        col(Claim.line_id) == line, col(Claim.state) == "claimed", col(Claim.collected) == 0
    )
    found = session.exec(rows.order_by(col(Entry.number), col(Claim.id)))
    return at.starts_at + GRACE, tuple(
        NotCome(claim or 0, number or 0, units, coming) for claim, number, units, coming in found
    )


def release_no_show(session: Session, acting: Acting, claim: int, now: datetime) -> int | None:
    """Its ticket collects nothing any more, its person is told, and the units go on: to the next, or to whoever taps first. The number they went to.

    Given on already, nothing changes. Raises ClaimUnknown, NotYourStall, NoShowTooSoon. locks: person, drop, line, hold
    """
    line = session.exec(select(Claim.line_id).where(col(Claim.id) == claim)).first()
    if line is None:
        raise ClaimUnknown
    at = lock_own_line(session, acting, line)
    row = session.get_one(Claim, claim, with_for_update=True, populate_existing=True)
    if row.state != "claimed" or row.collected:
        return None
    if now < at.starts_at + GRACE:
        raise NoShowTooSoon(at.starts_at + GRACE, at.alley.zone)
    before = holders(session, at)
    _miss(session, at, row, now)
    settle(session, at, now)
    return went_to(session, at, before)


def _miss(session: Session, at: Ground, claim: Claim, now: datetime) -> None:
    claim.state, claim.ended_at = "missed", now
    at.count(claimed=-claim.units)
    revoke(session, claim, now)
    remind_claim(session, claim, now)
    take_from(session, claim, now)
    tell(session, claim.person_id, "ClaimGivenOn", at, now, claim=claim.id)

"""Writing reminders ahead, and anew in the transaction of a change."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, col, select

from market.mailbox import Lane, write_each, write_letter
from market.reminder.moments import Moment, claim_moments, loan_moment, vendor_moments
from market.reminder.repeat import keep_repeats
from market.waitlist.ground import Ground
from market.waitlist.length import half_gone
from market.waitlist.standing import ClaimFacts, own_claim
from storage.alley import Alley
from storage.drop import Drop, Line
from storage.letter import unwrite_about
from storage.stall import Stall
from storage.store import touch
from storage.ticket import Loan
from storage.waitlist import Claim, Hold

CLAIM_NEAR, HOLD_HALF_GONE, VENDOR_DAY, LOAN_DUE = "ClaimNear", "HoldHalfGone", "VendorDay", "LoanDue"


def remind_claim(session: Session, claim: Claim, now: datetime) -> None:
    """Make the reminders of a claim what they must be now that it was made, confirmed or released. locks: letter"""
    _take_back(session, _claim(claim))
    _write_claim(session, claim, now)


def remind_hold(session: Session, hold: Hold, now: datetime) -> None:
    """As `remind_claim`, of a hold: one, at half of the time that counts. locks: letter"""
    _take_back(session, _hold(hold))
    _write_hold(session, hold, now)


def remind_new_holds(
    session: Session, at: Ground, holds: Mapping[int, int], until: datetime, now: datetime
) -> None:
    """As `remind_hold`, of holds that begin now and end alike: for each person theirs, all on one line. locks: letter"""
    half = half_gone(now, until, at.starts_at, at.alley.zone)
    if half <= now or not holds:
        return
    people = [
        (person, _about_hold(hold), {"drop": at.drop.id, "hold": hold}) for person, hold in holds.items()
    ]
    write_each(session, people, HOLD_HALF_GONE, lane=Lane.REMINDER, due_at=half, late_after=until)


def remind_loan(session: Session, claim: int, zone: str, now: datetime) -> None:
    """As `remind_claim`, of the packaging that is out with a claim: the day before it is due. locks: letter"""
    session.flush()
    loan = session.exec(select(Loan).where(col(Loan.claim_id) == claim)).one()
    _take_back(session, _loan(loan))
    moment = loan_moment(loan.due_at, zone)
    _write(session, loan.person_id, LOAN_DUE, _loan(loan), {"loan": loan.id}, moment, now)


def rewrite(session: Session, drop: int | None, now: datetime) -> None:
    """Make the reminders of a drop what they must be now that it was published, moved, paused, resumed or cancelled. locks: letter"""
    session.flush()
    row = session.get_one(Drop, drop)
    lines = list(session.exec(select(Line.id).where(col(Line.drop_id) == drop)))
    claims = session.exec(select(Claim).where(col(Claim.line_id).in_(lines))).all()
    holds = session.exec(select(Hold).where(col(Hold.line_id).in_(lines))).all()
    _take_back(session, _day(row), *map(_claim, claims), *map(_hold, holds))
    moments = _vendor_moments(session, row)
    if row.state != "paused":
        keep_repeats(session, _day(row), moments, row.state == "cancelled", now)
    if row.state != "published":
        return
    _write_vendor(session, row, moments, now)
    for claim in claims:
        _write_claim(session, claim, now)
    for hold in holds:
        _write_hold(session, hold, now)


def claim_of_letter(session: Session, claim: int) -> ClaimFacts:
    """The claim that a letter tells of. Raises ClaimNotYours where it is nobody's any more."""
    person = session.exec(select(Claim.person_id).where(col(Claim.id) == claim)).first()
    return own_claim(session, person or 0, claim)


@dataclass(frozen=True)
class _Place:
    drop: Drop
    line: Line
    zone: str

    @property
    def starts_at(self) -> datetime:
        return self.line.starts_at or self.drop.starts_at


def _place(session: Session, line: int) -> _Place:
    row = session.get_one(Line, line)
    drop = session.get_one(Drop, row.drop_id)
    return _Place(drop, row, session.get_one(Alley, drop.alley_id).zone)


def _vendor_moments(session: Session, drop: Drop) -> tuple[Moment, ...]:
    zone = session.get_one(Alley, drop.alley_id).zone
    return tuple(vendor_moments(drop.starts_at, drop.ends_at, zone))


def _write_vendor(session: Session, drop: Drop, moments: tuple[Moment, ...], now: datetime) -> None:
    owner = session.get_one(Stall, drop.stall_id).owner_id
    for moment in moments:
        _write(session, owner, VENDOR_DAY, _day(drop), {"drop": drop.id, "what": moment.what}, moment, now)


def _write_claim(session: Session, claim: Claim, now: datetime) -> None:
    found = _place(session, claim.line_id)
    if claim.state != "claimed" or found.drop.state != "published":
        return
    for moment in claim_moments(claim.coming, found.starts_at, found.zone):
        facts = {"drop": found.drop.id, "claim": claim.id, "what": moment.what}
        _write(session, claim.person_id, CLAIM_NEAR, _claim(claim), facts, moment, now)


def _write_hold(session: Session, hold: Hold, now: datetime) -> None:
    found = _place(session, hold.line_id)
    if hold.state != "live" or found.drop.state != "published":
        return
    half = half_gone(hold.given_at, hold.until, found.starts_at, found.zone)
    facts = {"drop": found.drop.id, "hold": hold.id}
    _write(
        session,
        hold.person_id,
        HOLD_HALF_GONE,
        _hold(hold),
        facts,
        Moment("half", half, hold.until),
        now,
    )


def _write(
    session: Session,
    person: int | None,
    notice: str,
    about: str,
    facts: Mapping[str, int | str | None],
    moment: Moment,
    now: datetime,
) -> None:
    """What is past when it is written reminds of nothing; nobody is told who has asked to be forgotten."""
    if person is None or moment.due_at <= now:
        return
    write_letter(
        session,
        person,
        notice,
        about=about,
        facts=facts,
        lane=Lane.REMINDER,
        due_at=moment.due_at,
        late_after=moment.late_after,
    )


def _take_back(session: Session, *abouts: str) -> None:
    session.connection().execute(unwrite_about(abouts))
    touch(session, "letter")


def _day(drop: Drop) -> str:
    return f"day:{drop.id}"


def _claim(claim: Claim) -> str:
    return f"claim:{claim.id}"


def _hold(hold: Hold) -> str:
    return _about_hold(hold.id)


def _loan(loan: Loan) -> str:
    return f"loan:{loan.id}"


def _about_hold(hold: int | None) -> str:
    return f"hold:{hold}"

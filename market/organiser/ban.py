"""Shutting the market to a person: what they had goes to the next in line."""

from collections.abc import Collection
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement
from sqlmodel import Session, col, select

from market.acting import Acting, must_organise
from market.deposit.ending import take_from
from market.mailbox import Lane, write_letter
from market.refusal import OrganiserNotBanned, PersonUnknown
from market.ticket.issue import revoke
from market.waitlist.ground import Ground, ground
from market.waitlist.settle import end_hold, settle
from storage.drop import Line
from storage.organiser import Organiser
from storage.person import Person
from storage.store import touch
from storage.waitlist import Claim, Entry, Hold

NOTICE = "MarketShut"


def ban(session: Session, acting: Acting, person: int, admins: Collection[int], now: datetime) -> None:
    """End their entries and holds, release what they claimed and did not collect, and tell them; once.

    Raises NotOrganiser, PersonUnknown, OrganiserNotBanned. locks: person, drop, line, hold
    """
    must_organise(session, acting)
    row = _locked(session, person)
    if person in admins or session.get(Organiser, person) is not None:
        raise OrganiserNotBanned
    if row.banned_at:
        return
    row.banned_at, row.expects = now, ""
    session.flush()
    released = [_let_go(session, line, person, now) for line in _lines(session, person)]
    write_letter(
        session,
        person,
        NOTICE,
        about=f"person:{person}",
        facts={"released": sum(released)},
        lane=Lane.BOOKING,
        due_at=now,
        late_after=now + timedelta(days=7),
    )
    touch(session, ("person", person))


def unban(session: Session, acting: Acting, person: int) -> None:
    """They may take part again, from the end of each line. Raises NotOrganiser, PersonUnknown. locks: person"""
    must_organise(session, acting)
    _locked(session, person).banned_at = None
    touch(session, ("person", person))


def _locked(session: Session, person: int) -> Person:
    row = session.exec(select(Person).where(col(Person.id) == person).with_for_update(key_share=True)).first()
    if row is None:
        raise PersonUnknown
    return row


def _lines(session: Session, person: int) -> list[int]:
    """The lines in which this person stands, in the order in which they are locked."""
    of = select(Entry.line_id).where(col(Entry.person_id) == person)
    standing = of.where(col(Entry.state).in_(("waiting", "held", "claimed")))
    rows = select(Line.id).where(col(Line.id).in_(standing)).order_by(col(Line.drop_id), col(Line.id))
    return [line or 0 for line in session.exec(rows)]


def _let_go(session: Session, line: int, person: int, now: datetime) -> int:
    """What they had on this line goes to the next; how many claims that were."""
    at = ground(session, line)
    if at is None:
        return 0
    for hold in session.exec(select(Hold).where(*_of(Hold, line, person), col(Hold.state) == "live")):
        end_hold(session, at, hold, "cancelled", now)
    for entry in session.exec(select(Entry).where(*_of(Entry, line, person), col(Entry.state) == "waiting")):
        entry.state, entry.ended_at = "closed", now
        at.line.waiting -= entry.party
    standing = select(Claim).where(
        *_of(Claim, line, person), col(Claim.state) == "claimed", col(Claim.collected) == 0
    )
    claims = session.exec(standing.with_for_update(key_share=True)).all()
    for claim in claims:
        _release(session, at, claim, now)
    settle(session, at, now)
    return len(claims)


def _release(session: Session, at: Ground, claim: Claim, now: datetime) -> None:
    claim.state, claim.ended_at = "released", now
    at.count(claimed=-claim.units)
    revoke(session, claim, now)
    take_from(session, claim, now)


def _of(
    table: type[Entry] | type[Hold] | type[Claim], line: int, person: int
) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    return col(table.line_id) == line, col(table.person_id) == person

"""Who has what of a line: asked by the actions before they decide and after they have changed it."""

from datetime import datetime

from sqlalchemy import ColumnElement, true
from sqlmodel import Session, col, func, select

from market.waitlist.ground import Ground
from storage.drop import Line
from storage.waitlist import Claim, Entry, Hold


def had(session: Session, at: Ground, person: int, now: datetime) -> int:
    """Units of the drop that are this person's or may become so: claimed, held, and waited for on its other lines."""
    lines = select(Line.id).where(col(Line.drop_id) == at.drop.id)

    def units(column: int, of: int | None, line: int, *more: ColumnElement[bool]) -> int:
        total = select(func.coalesce(func.sum(column), 0))
        return session.exec(total.where(col(of) == person, col(line).in_(lines), *more)).one()

    claims = units(
        Claim.units, Claim.person_id, Claim.line_id, col(Claim.state).in_(("claimed", "collected"))
    )
    runs = true() if at.drop.state == "paused" else col(Hold.until) > now
    holds = units(Hold.units, Hold.person_id, Hold.line_id, col(Hold.state) == "live", runs)
    elsewhere = (col(Entry.state) == "waiting", col(Entry.line_id) != at.line.id)
    return claims + holds + units(Entry.party, Entry.person_id, Entry.line_id, *elsewhere)


def waiting(session: Session, person: int, line: int) -> Entry | None:
    """This person's place in a line, if they wait. locks: entry"""
    mine = select(Entry).where(
        col(Entry.line_id) == line, col(Entry.person_id) == person, col(Entry.state) == "waiting"
    )
    return session.exec(mine.with_for_update(key_share=True)).first()


def step_out(session: Session, at: Ground, person: int, now: datetime) -> None:
    """Whoever waits in this line waits there no more."""
    entry = waiting(session, person, at.line.id or 0)
    if entry:
        entry.state, entry.ended_at = "left", now
        at.line.waiting -= entry.party
        session.flush()


def holders(session: Session, at: Ground) -> set[int]:
    """The entries for which units are held, on all lines that share units with this one."""
    lines = [each.line.id for each in at.all]
    live = select(Hold.entry_id).where(col(Hold.line_id).in_(lines), col(Hold.state) == "live")
    return set(session.exec(live))


def went_to(session: Session, at: Ground, before: set[int]) -> int | None:
    """The lowest number that units went to since `before` was asked; None where they went to nobody."""
    new = holders(session, at) - before
    numbers = select(func.min(Entry.number)).where(col(Entry.id).in_(new))
    return session.exec(numbers).one() if new else None

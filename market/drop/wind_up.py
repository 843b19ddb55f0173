"""What becomes of a drop when its hours are over: it ends by itself."""

from datetime import datetime, timedelta

from sqlmodel import Session, col, select

from market.deposit.ending import missed
from market.drop.concerned import Concerned, tell_each
from market.drop.pause import close
from market.waitlist.ground import Ground, grounds
from storage.alley import Alley
from storage.drop import Drop
from storage.stall import Stall
from storage.store import touch
from storage.waitlist import Claim, Entry

TOLD_FOR = timedelta(days=2)
"""Later than this after the end nobody wants to hear of it any more."""


def drops_to_wind_up(session: Session, now: datetime) -> tuple[int, ...]:
    """Drops whose hours are over and that nobody has wound up."""
    over = select(Drop.id).where(
        col(Drop.state) != "draft", col(Drop.ends_at) <= now, col(Drop.wound_up_at).is_(None)
    )
    return tuple(found for found in session.exec(over.order_by(col(Drop.id))) if found)


def wind_up(session: Session, drop: int, now: datetime) -> None:
    """End what is held and waits, note who came and who did not, and tell each; the stall gets its numbers. A second time nothing happens.

    locks: drop, line, hold
    """
    row = session.exec(select(Drop).where(col(Drop.id) == drop).with_for_update(key_share=True)).first()
    if row is None or row.wound_up_at or row.state == "draft" or row.ends_at > now:
        return
    row.wound_up_at = now
    touch(session, "drop")
    if row.state == "cancelled":
        return
    alley = session.get_one(Alley, row.alley_id)
    for at in grounds(session, row, alley):
        _wind_up_line(session, at, now)
    owner = session.get_one(Stall, row.stall_id).owner_id
    if owner is not None:
        _tell(session, [Concerned(owner, None)], row, "DayNumbers", now)


def _wind_up_line(session: Session, at: Ground, now: datetime) -> None:
    waited = select(Entry.person_id).where(
        col(Entry.line_id) == at.line.id, col(Entry.state).in_(("waiting", "held"))
    )
    _tell(
        session,
        [Concerned(person, None) for person in session.exec(waited) if person],
        at.drop,
        "DropEnded",
        now,
        at.line.id,
    )
    close(session, at, now)
    standing = select(Claim).where(
        col(Claim.line_id) == at.line.id, col(Claim.state).in_(("claimed", "collected"))
    )
    for claim in session.exec(standing.order_by(col(Claim.id)).with_for_update(key_share=True)).all():
        came = claim.collected > 0
        if claim.state == "claimed":
            claim.state, claim.ended_at = "collected" if came else "missed", now
        if not came:
            missed(session, claim, now)
        if claim.person_id:
            notice = "DropThanks" if came else "ClaimMissed"
            _tell(session, [Concerned(claim.person_id, claim.id)], at.drop, notice, now, at.line.id)


def _tell(
    session: Session, people: list[Concerned], drop: Drop, notice: str, now: datetime, line: int | None = None
) -> None:
    """Once a person and drop, whatever else they had in it."""
    assert drop.id is not None
    tell_each(session, people, drop.id, notice, now, "over", {"line": line}, drop.ends_at + TOLD_FOR)

"""Settling a line: what every action that touches it does first and last, and what the timetable does for lines nobody touches."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlmodel import Session, col, select

from market.mailbox import Lane, write_letter
from market.reminder import remind_hold
from market.waitlist.length import hold_until
from storage.alley import Alley
from storage.drop import Drop, Line
from storage.store import touch
from storage.waitlist import Entry, Hold


@dataclass
class Ground:
    """A line with all that is decided about it, locked: drop, then line."""

    drop: Drop
    line: Line
    alley: Alley

    @property
    def free(self) -> int:
        """Units in nobody's hand. A hold that has run out counts until it is swept, and settling sweeps first."""
        return self.line.quantity - self.line.claimed - self.line.held

    @property
    def starts_at(self) -> datetime:
        return self.line.starts_at or self.drop.starts_at

    @property
    def cut_off(self) -> datetime:
        """A slot's start; for goods the end of collection."""
        return self.line.starts_at or self.drop.ends_at

    def gives(self, now: datetime) -> bool:
        """Whether units are given out now: not while an organiser hides the drop."""
        shown = self.drop.hidden_at is None
        return shown and self.drop.state == "published" and self.drop.opens_at <= now < self.cut_off


def ground(session: Session, line: int) -> Ground | None:
    """Lock the drop and then the line; None where there is no such line."""
    found = session.exec(select(Line.drop_id).where(col(Line.id) == line)).first()
    if found is None:
        return None
    drop = session.exec(select(Drop).where(col(Drop.id) == found).with_for_update(key_share=True)).one()
    row = session.exec(select(Line).where(col(Line.id) == line).with_for_update(key_share=True)).one()
    alley = session.exec(select(Alley).where(col(Alley.id) == drop.alley_id)).one()
    return Ground(drop, row, alley)


def settle(session: Session, at: Ground, now: datetime, quiet_for: int | None = None) -> None:
    """End the holds that have run out, then offer what is free to those who wait, in their order. While the drop is paused, nothing runs out.

    `quiet_for` is the person who acts: the answer they get says what a letter would.
    locks: hold, entry
    """
    if at.drop.state != "paused":
        _end_holds(session, at, now)
    if at.gives(now):
        _offer(session, at, now, quiet_for)
    session.flush()
    touch(session, "drop")


def _end_holds(session: Session, at: Ground, now: datetime) -> None:
    gone = select(Hold).where(
        col(Hold.line_id) == at.line.id, col(Hold.state) == "live", col(Hold.until) <= now
    )
    for hold in session.exec(gone.with_for_update(key_share=True)).all():
        end_hold(session, at, hold, "expired", now)
        tell(session, hold.person_id, "HoldEnded", at, now, hold=hold.id)


def end_hold(session: Session, at: Ground, hold: Hold, state: str, now: datetime) -> None:
    """The hold and its entry end alike; its units go back."""
    hold.state, hold.ended_at = state, now
    at.line.held -= hold.units
    entry = session.get_one(Entry, hold.entry_id)
    entry.state, entry.ended_at = "closed" if state == "cancelled" else state, now
    remind_hold(session, hold, now)


def _offer(session: Session, at: Ground, now: datetime, quiet_for: int | None) -> None:
    """In the order of numbers. A party that does not fit is passed over so often as the drop allows; then all wait for it."""
    passed: list[Entry] = []
    for entry in _in_line(session, at) if at.free > 0 else ():
        if at.free <= 0 or any(each.skipped >= at.drop.skips for each in passed):
            return
        if entry.party <= at.free:
            _hold(session, at, entry, now, quiet_for)
            for each in passed:
                each.skipped += 1
        elif entry.party <= at.line.quantity:
            passed.append(entry)


def _in_line(session: Session, at: Ground) -> Sequence[Entry]:
    waiting = select(Entry).where(
        col(Entry.line_id) == at.line.id, col(Entry.state) == "waiting", col(Entry.number).is_not(None)
    )
    return session.exec(waiting.order_by(col(Entry.number)).with_for_update(key_share=True)).all()


def _hold(session: Session, at: Ground, entry: Entry, now: datetime, quiet_for: int | None) -> None:
    until = hold_until(now, at.starts_at, at.cut_off, at.alley.zone)
    entry.state = "held"
    at.line.waiting -= entry.party
    at.line.held += entry.party
    assert entry.id is not None
    hold = Hold(
        entry_id=entry.id,
        line_id=entry.line_id,
        person_id=entry.person_id,
        units=entry.party,
        given_at=now,
        until=until,
    )
    session.add(hold)
    session.flush()
    remind_hold(session, hold, now)
    if entry.person_id != quiet_for:
        tell(session, entry.person_id, "UnitsHeld", at, now, hold=hold.id, late_after=until)


def tell(
    session: Session,
    person: int | None,
    notice: str,
    at: Ground,
    now: datetime,
    *,
    late_after: datetime | None = None,
    due_at: datetime | None = None,
    lane: Lane = Lane.BOOKING,
    **facts: int | str | None,
) -> None:
    """A letter about a line's drop; nobody is told who has asked to be forgotten."""
    if person is None:
        return
    due = due_at or now
    about = "/".join([f"drop:{at.drop.id}", *(f"{name}:{fact}" for name, fact in sorted(facts.items()))])
    write_letter(
        session,
        person,
        notice,
        about=about[:64],
        facts={"drop": at.drop.id, "line": at.line.id, **facts},
        lane=lane,
        due_at=due,
        late_after=late_after or due + timedelta(days=2),
    )

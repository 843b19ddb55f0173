"""Joining: the next number of a line, and the units at once where they are free."""

from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, col, select

from market.draw.state import is_drawn
from market.person import lock_person
from market.refusal import AlreadyWaiting
from market.waitlist.ground import Ground
from market.waitlist.offer import give
from market.waitlist.open import live_hold, open_ground, refuse_second_hold, refuse_too_many
from market.waitlist.settle import settle
from market.waitlist.shares import waiting
from market.waitlist.standing import Held
from storage.joining import FIRST
from storage.waitlist import Entry, Hold


@dataclass(frozen=True)
class Joined:
    """`held` where units were free at once; `number` None until the draw gives one. `skipped` and `turned` as of `Waiting`.

    It says all that the answer shows of their place, so that nothing need be asked after the commit.
    """

    entry: int
    number: int | None
    party: int
    held: Held | None = None
    skipped: int = 0
    turned: int = 0
    split: bool = False

    @property
    def hold(self) -> int | None:
        return self.held.id if self.held else None


def join(session: Session, person: int, line: int, party: int, now: datetime, split: bool = False) -> Joined:
    """Take the next number, for `party` units; anyone who is not banned may. A smaller party keeps its number, a bigger one takes the end.

    Units that come free meanwhile are the answer. What one waits for on a drop's lines counts towards its limit a person.
    `split`: fewer are welcome and the rest waits on, where the drop parts parties.
    Raises as `open_ground`; PartyTooBig, AlreadyWaiting, AlreadyHolding.
    locks: person, drop, line, hold
    """
    lock_person(session, person)
    at = open_ground(session, line, now)
    refuse_second_hold(session, at, person, now)
    settle(session, at, now, quiet_for=(person,))
    held = live_hold(session, at, person)
    if held:
        return _joined(session, at, session.get_one(Entry, held.entry_id), person, now)
    refuse_too_many(session, at, person, party, now)
    split = split and at.drop.fitting == "split" and party > 1
    entry = waiting(session, person, line)
    if entry is None or party > entry.party:
        entry = _last(session, at, entry, person, party, now)
    elif (party, split) == (entry.party, entry.split):
        raise AlreadyWaiting(entry.number or 0, entry.party)
    at.line.waiting += party - entry.party
    entry.party, entry.split = party, split
    session.flush()
    return _joined(session, at, entry, person, now)


def _last(
    session: Session, at: Ground, before: Entry | None, person: int, party: int, now: datetime
) -> Entry:
    """A new place at the end, in return for the one before."""
    if before:
        before.state, before.ended_at = "left", now
        at.line.waiting -= before.party
        session.flush()
    entry = Entry(
        line_id=at.line.id or 0,
        person_id=person,
        number=_next_number(session, at),
        party=party,
        joined_at=now,
    )
    session.add(entry)
    at.line.waiting += party
    return entry


def numberless(session: Session, at: Ground) -> bool:
    """Whether the draw has yet to give the numbers."""
    return at.drop.policy != "queue" and not is_drawn(session, at.line.id or 0)


def _next_number(session: Session, at: Ground) -> int | None:
    """The next number; none before the draw has given its own."""
    if numberless(session, at):
        return None
    at.line.next_number += 1
    return at.line.next_number - 1


def _joined(session: Session, at: Ground, entry: Entry, person: int, now: datetime) -> Joined:
    settle(session, at, now, quiet_for=(person,))
    if _alone_in_the_last_call(at, entry, now):
        give(session, at, entry, entry.party, now, quiet_for=(person,))
        settle(session, at, now, quiet_for=(person,))
    live = select(Hold).where(col(Hold.entry_id) == entry.id, col(Hold.state) == "live")
    hold = session.exec(live).first()
    held = Held(hold.id or 0, hold.line_id, hold.units, hold.until) if hold else None
    place = (entry.id or 0, entry.number, entry.party, held, entry.skipped)
    return Joined(*place, turned(session, entry.line_id), entry.split)


def turned(session: Session, line: int) -> int:
    """Nobody up to this number waits any more."""
    first = session.connection().execute(FIRST, {"line": line}).scalar()
    return (first or 1) - 1


def _alone_in_the_last_call(at: Ground, entry: Entry, now: datetime) -> bool:
    waits = entry.state == "waiting" and entry.number is not None and at.line.waiting == entry.party
    return waits and at.calls(now) and at.gives(now) and entry.party <= at.free

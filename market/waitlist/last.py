"""The last two hours: whoever waits and taps first has what is free."""

from dataclasses import dataclass
from datetime import datetime
from random import Random

from sqlmodel import Session

from market.deposit.asking import asked_each
from market.person import lock_person
from market.refusal import AlreadyWaiting, NotWaiting, UnitsGone
from market.waitlist.claiming import claim_units
from market.waitlist.ground import Ground
from market.waitlist.offer import give
from market.waitlist.open import giving_ground
from market.waitlist.settle import settle
from market.waitlist.shares import waiting
from storage.waitlist import Entry


@dataclass(frozen=True)
class Taken:
    """`claim` is None where a deposit has yet to be paid."""

    hold: int
    claim: int | None


def take(session: Session, person: int, line: int, now: datetime, dice: Random) -> Taken:
    """As many as are free, at most one's party. What is beyond waits on where the party agreed to be parted, else its place ends.

    Raises as `giving_ground`; NotWaiting, AlreadyWaiting before the last two hours or before the draw, UnitsGone. locks: person, drop, line, hold
    """
    lock_person(session, person)
    at = giving_ground(session, line, now)
    settle(session, at, now, quiet_for=(person,))
    entry = waiting(session, person, line)
    if entry is None:
        raise NotWaiting
    if entry.number is None or not at.calls(now):
        raise AlreadyWaiting(entry.number or 0, entry.party)
    if at.free <= 0:
        raise UnitsGone(entry.number)
    units = min(entry.party, at.free)
    if not entry.split:
        _ask_for(at, entry, units)
    hold = give(session, at, entry, units, now, quiet_for=(person,))
    claim = None if asked_each(session, at) else claim_units(session, at, hold, hold.units, now, dice).id
    settle(session, at, now, quiet_for=(person,))
    return Taken(hold.id or 0, claim)


def _ask_for(at: Ground, entry: Entry, units: int) -> None:
    at.line.waiting -= entry.party - units
    entry.party = units

"""Offering units: a hold for one at a time; in the last two hours a call to everyone who waits."""

from collections.abc import Collection
from datetime import datetime

from sqlmodel import Session, col, select

from market.draw.state import is_drawn
from market.mailbox import Lane
from market.reminder import remind_hold
from market.waitlist.ground import Ground, tell
from market.waitlist.length import hold_until
from market.waitlist.turn import Turns
from storage.letter import unwrite_about, write_to_waiting
from storage.store import touch
from storage.waitlist import Entry, Hold


def offer(
    session: Session, at: Ground, now: datetime, quiet_for: Collection[int], drawn: bool = False
) -> None:
    """What is free is held for those who wait, in their turn. `quiet_for` are told by the answer to their own tap.

    `drawn`: just now, so that the numbers count in the last two hours too. locks: entry
    """
    giving = [each for each in at.all if each.gives(now)]
    for turn in Turns(session, [each for each in giving if drawn or not each.calls(now)]):
        if turn.units:
            give(session, turn.at, turn.entry, turn.units, now, quiet_for)
    for each in giving:
        if each.calls(now) and _has_numbers(session, each):
            call(session, each, now, quiet_for)
        else:
            each.line.told = 0


def give(
    session: Session, at: Ground, entry: Entry, units: int, now: datetime, quiet_for: Collection[int] = ()
) -> Hold:
    """Hold units for a party; what it asked for beyond them waits on by its number."""
    until = hold_until(now, at.starts_at, at.cut_off, at.alley.zone)
    at.line.waiting -= units
    at.count(held=units)
    hold = _live(session, at, entry) if entry.rest else None
    if hold:
        _grow(session, hold, entry, units, until, now)
    else:
        hold = _begin(session, entry, units, until, now)
    session.flush()
    remind_hold(session, hold, now)
    if entry.person_id not in quiet_for:
        tell(session, entry.person_id, "UnitsHeld", at, now, hold=hold.id, late_after=hold.until)
    return hold


def call(session: Session, at: Ground, now: datetime, quiet_for: Collection[int]) -> None:
    """Tell everyone who waits, once for units that came free."""
    free = max(0, at.free) if at.line.waiting > 0 else 0
    if free > at.line.told:
        about = f"drop:{at.drop.id}/line:{at.line.id}/free"
        session.connection().execute(unwrite_about((about,)))
        facts = {"drop": at.drop.id, "line": at.line.id, "free": free}
        write_to_waiting(
            session,
            at.line.id or 0,
            quiet_for,
            notice="UnitsFree",
            about=about,
            facts=facts,
            lane=int(Lane.BOOKING),
            due_at=now,
            late_after=at.cut_off,
        )
        touch(session, "letter")
    at.line.told = free


def _has_numbers(session: Session, at: Ground) -> bool:
    """Before a draw nobody is told that the first tap has it."""
    return at.drop.policy == "queue" or is_drawn(session, at.line.id or 0)


def _begin(session: Session, entry: Entry, units: int, until: datetime, now: datetime) -> Hold:
    beyond, entry.state, entry.party = entry.party - units, "held", units
    session.flush()
    if beyond:
        session.add(_rest(entry, beyond))
    assert entry.id is not None
    hold = Hold(
        entry_id=entry.id,
        line_id=entry.line_id,
        person_id=entry.person_id,
        units=units,
        given_at=now,
        until=until,
    )
    session.add(hold)
    return hold


def _rest(entry: Entry, party: int) -> Entry:
    return Entry(
        line_id=entry.line_id,
        person_id=entry.person_id,
        number=entry.number,
        rest=entry.rest + 1,
        party=party,
        split=True,
        joined_at=entry.joined_at,
    )


def _grow(session: Session, hold: Hold, entry: Entry, units: int, until: datetime, now: datetime) -> None:
    """The first of a parted party has not been answered yet: it becomes more."""
    hold.units, hold.until = hold.units + units, max(hold.until, until)
    session.get_one(Entry, hold.entry_id).party += units
    if units == entry.party:
        entry.state, entry.ended_at = "closed", now
    else:
        entry.party -= units


def _live(session: Session, at: Ground, entry: Entry) -> Hold | None:
    live = select(Hold).where(
        col(Hold.line_id) == at.line.id, col(Hold.person_id) == entry.person_id, col(Hold.state) == "live"
    )
    return session.exec(live.with_for_update(key_share=True)).first()

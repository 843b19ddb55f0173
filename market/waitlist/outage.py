"""Outages: what the market loses while nobody can reach it is given back."""

from datetime import datetime, timedelta

from sqlmodel import Session, col, select
from sqlmodel.sql.expression import SelectOfScalar

from market.drop.locked_item import lock_items
from market.ledger.refund import credit_deadlines
from market.reminder import remind_hold
from market.waitlist.hold_clock import give_back
from storage.alley import Alley
from storage.database_clock import read_database_seconds
from storage.drop import Drop, DropState
from storage.heartbeat import TOLERANCE, Heartbeat, Outage
from storage.insert import insert_once
from storage.shown import mark_drop


def beat(session: Session, now: datetime, silent_for: float = 0.0) -> bool:
    """Store that the market is open to people, and was `silent_for` seconds ago at the latest. Returns whether an outage is to be credited.

    A gap since the last heartbeat becomes an outage. locks: heartbeat
    """
    row = session.exec(select(Heartbeat).with_for_update(key_share=True)).first()
    seconds = read_database_seconds(session)
    if row is None:
        insert_once(session, Heartbeat, id=1, beat=seconds - silent_for)
        return False
    gap = seconds - row.beat
    row.beat = max(row.beat, seconds - silent_for) if gap >= 0 else seconds
    if gap > TOLERANCE:
        session.add(Outage(began_at=now - timedelta(seconds=gap), ended_at=now))
        session.flush()
    return session.exec(select(Outage.id).where(col(Outage.credited_at).is_(None))).first() is not None


def credit_next_drop(session: Session, now: datetime) -> bool:
    """Credit the first uncredited outage to the next drop; return whether there may be more.

    Its cursor moves in the same transaction, so that no drop is credited twice. locks: drop, item, hold, deposit, outage
    """
    outage = _first_uncredited(session)
    if outage is None:
        return False
    drop = session.exec(_next_drop(outage)).first()
    if drop is None:
        outage = _first_uncredited(session, lock=True)
        if outage:
            outage.credited_at = now
        return outage is not None
    locked_items = lock_items(session, drop, session.get_one(Alley, drop.alley_id))
    outage = _first_uncredited(session, lock=True)
    if outage is None or outage.cursor >= (drop.id or 0):
        return outage is not None
    outage.cursor = drop.id or 0
    mark_drop(session, drop.id or 0, now)
    for locked in locked_items if drop.stopped_at is None else ():
        for hold in give_back(session, locked, outage.began_at, outage.ended_at):
            remind_hold(session, hold, now)
    credit_deadlines(session, drop, outage.began_at, outage.ended_at)
    return True


def _next_drop(outage: Outage) -> SelectOfScalar[Drop]:
    """Return the next drop behind the cursor that the outage may have cost anybody something."""
    states = col(Drop.state).in_((DropState.PUBLISHED, DropState.PAUSED))
    rows = select(Drop).where(states, col(Drop.id) > outage.cursor, col(Drop.ends_at) > outage.began_at)
    return rows.order_by(col(Drop.id)).limit(1).with_for_update(key_share=True)


def _first_uncredited(session: Session, lock: bool = False) -> Outage | None:
    rows = select(Outage).where(col(Outage.credited_at).is_(None)).order_by(col(Outage.id)).limit(1)
    rows = rows.with_for_update(key_share=True) if lock else rows
    return session.scalars(rows, execution_options={"populate_existing": True}).first()

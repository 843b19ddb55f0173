"""Numbers by lot: who joined in time is put in an order that nobody chose, at the time stated on the card."""

from datetime import datetime
from random import Random

from sqlmodel import Session, col, select

from market.waitlist.ground import Ground
from storage.waitlist import Entry


def draw(session: Session, at: Ground, now: datetime, dice: Random) -> None:
    """Give each entry without a number one; nothing before the stated time. locks: entry"""
    lot = at.drop.draws_at or at.drop.pot_until
    if lot is None or now < lot:
        return
    unnumbered = select(Entry).where(
        col(Entry.line_id) == at.line.id, col(Entry.state) == "waiting", col(Entry.number).is_(None)
    )
    entries = list(session.exec(unnumbered.order_by(col(Entry.id)).with_for_update(key_share=True)))
    dice.shuffle(entries)
    for entry in entries:
        entry.number = at.line.next_number
        at.line.next_number += 1
    session.flush()

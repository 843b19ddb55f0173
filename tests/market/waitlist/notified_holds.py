"""A replacement for the outbox in tests that send no message: every holder counts as notified at once."""

from sqlmodel import col, select

from market.waitlist.hold_clock import start_notified_clock
from storage.store import Store
from storage.waitlist import Hold


async def notify_everybody(store: Store) -> None:
    """Start each clock that does not run, at the time at which its hold was given."""
    untold = select(Hold.id, Hold.given_at).where(col(Hold.state) == "live", col(Hold.notified_at).is_(None))
    for hold, given_at in await store.read(lambda session: session.exec(untold).all()):
        await store.write(start_notified_clock, hold or 0, given_at)

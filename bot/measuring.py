"""The measurements of a running process that the metrics page shows."""

from sqlmodel import Session

from bot.readiness import Vitals
from market.notification.outbox import Backlog, backlog
from market.waitlist.sweep import allocation_lag
from web.metrics import Measurements


async def measure(vitals: Vitals) -> Measurements:
    """Return the measurements of this process. Raises what the store raises."""
    now = vitals.now()

    def look(session: Session) -> tuple[Backlog, float]:
        return backlog(session, now), allocation_lag(session, now)

    due, lag = await vitals.store.read(look)
    paused_until = vitals.paused_until
    return Measurements(
        oldest_due_notification=(now - due.since).total_seconds() if due.since else 0.0,
        due_notifications=due.count,
        outcomes={str(status): count for status, count in vitals.outbox.outcomes.items()},
        allocation_lag=lag,
        writes=vitals.store.writes.count,
        inbox_depth=vitals.intake.depth,
        updates=vitals.intake.counts,
        leader=vitals.leadership.leads,
        paused_until=paused_until.timestamp() if paused_until else 0.0,
    )

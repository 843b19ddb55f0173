"""Whether this process does its work, as `/health/ready` and the metrics say it."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from time import monotonic
from typing import Any

from sqlalchemy.exc import SQLAlchemyError

from bot.clock import Now
from bot.intake.intake import Intake
from bot.telegram.rate_limiter import RateLimiter
from market.notification.outbox import Backlog, backlog
from scheduler.job_status import JobMonitor
from scheduler.outbox import OutboxWorker
from storage.leadership import Leadership
from storage.store import Store, StoreTimeout
from web.health import Readiness

OVERDUE_AFTER = timedelta(minutes=2)
"""Besides the time that the rate limit takes for everything that is due."""
DEAF_AFTER = 60.0
"""Seconds without an answer to getUpdates; a poll takes 14 at most."""


@dataclass(kw_only=True)
class Vitals:
    """The parts of a running process that say how it does. `polls`: it asks Telegram for updates itself."""

    store: Store
    intake: Intake
    outbox: OutboxWorker
    monitor: JobMonitor
    leadership: Leadership
    limiter: RateLimiter
    now: Now
    messages_per_second: int
    seconds: Callable[[], float] = monotonic
    polls: bool = False
    polled_at: float | None = None
    began_at: float | None = None

    def begin_polling(self) -> None:
        """Note that updates are asked for from now on."""
        self.polls, self.began_at = True, self.seconds()

    def polled(self) -> None:
        """Note that Telegram has answered a poll."""
        self.polled_at = self.seconds()

    async def readiness(self) -> Readiness:
        """Return what is wrong, and the facts."""
        try:
            due, unreadable = await self.store.read(backlog, self.now()), ""
        except (SQLAlchemyError, StoreTimeout) as error:
            due, unreadable = Backlog(None, 0), type(error).__name__
        reasons = (
            *self._refused(),
            *self._database(unreadable),
            *self._deaf(),
            *self._jobs(),
            *self._overdue(due),
        )
        return Readiness(reasons, self._facts(due))

    def _refused(self) -> tuple[str, ...]:
        if not self.outbox.refused.is_set():
            return ()
        return (f"Telegram refuses the token ({self.outbox.refusal}): take a new one from @BotFather",)

    def _database(self, unreadable: str) -> tuple[str, ...]:
        unwritable = self.store.writes.error or self.leadership.error
        return (
            *((f"the database cannot be read ({unreadable})",) if unreadable else ()),
            *((f"the database cannot be written ({unwritable})",) if unwritable else ()),
        )

    def _deaf(self) -> tuple[str, ...]:
        since = self.polled_at or self.began_at
        if not self.polls or since is None or self.seconds() - since < DEAF_AFTER:
            return ()
        return (f"Telegram has given no answer to getUpdates for {self.seconds() - since:.0f} seconds",)

    def _jobs(self) -> tuple[str, ...]:
        return tuple(
            f"the job {status.name} does not run" + (f" ({status.last_error})" if status.last_error else "")
            for status in self.monitor.statuses.values()
            if status.overdue
        )

    def _overdue(self, due: Backlog) -> tuple[str, ...]:
        allowed = OVERDUE_AFTER + timedelta(seconds=due.count / self.messages_per_second)
        if due.since is None or self.now() - due.since <= allowed:
            return ()
        minutes = (self.now() - due.since) // timedelta(minutes=1)
        paused = ", and sending is paused" if self.limiter.paused_for else ""
        return (f"{due.count} notifications are overdue, the first for {minutes} minutes{paused}",)

    def _facts(self, due: Backlog) -> dict[str, Any]:
        return {
            "database": self.store.url.get_backend_name(),
            "last_poll": self._written(self._ago(self.polled_at)),
            "last_write": self._written(self._ago(self.store.writes.committed_at)),
            "oldest_due_notification": self._written(due.since),
            "due_notifications": due.count,
            "jobs": {
                status.name: self._written(status.last_run) for status in self.monitor.statuses.values()
            },
            "leader": self.leadership.leads,
            "paused_until": self._written(self.paused_until),
            "inbox": self.intake.depth,
        }

    @property
    def paused_until(self) -> datetime | None:
        """Return until when nothing may be sent; None: it may."""
        seconds = self.limiter.paused_for
        return self.now() + timedelta(seconds=seconds) if seconds else None

    def _ago(self, moment: float | None) -> datetime | None:
        return None if moment is None else self.now() - timedelta(seconds=self.seconds() - moment)

    @staticmethod
    def _written(moment: datetime | None) -> str | None:
        return moment.isoformat(timespec="seconds") if moment else None

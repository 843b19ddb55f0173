"""Outbox workers with stub senders for tests."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from market.broadcast.progress import Progress
from market.shown import EditResult, StaleMessage
from scheduler.heartbeat import HeartbeatJob
from scheduler.outbox import OutboxWorker, SendNotification
from scheduler.shown import ShownJob
from storage.store import Store


class FixedLeadership:
    """A leadership that holds while `is_leader` is true, in the term `epoch`."""

    def __init__(self, epoch: int = 1) -> None:
        self.epoch, self.is_leader = epoch, True

    async def __call__(self) -> bool:
        return self.is_leader


async def report_nothing(_progress: Progress, _now: datetime) -> bool:
    """Fail, for tests without a broadcast in progress."""
    raise AssertionError


def outbox_of(
    store: Store,
    deliver: SendNotification,
    now: Callable[[], datetime],
    name: str = "this one",
    leadership: FixedLeadership | None = None,
    **more: Any,
) -> OutboxWorker:
    """Return the outbox worker of a market in Kota Kinabalu."""
    return OutboxWorker(
        store, deliver, name, now, leadership=leadership or FixedLeadership(), zone="Asia/Kuching", **more
    )


def shown_of(store: Store, now: Callable[[], datetime]) -> ShownJob:
    """Return the job that keeps messages up to date, with nothing to edit."""

    async def nothing(message: StaleMessage, at: datetime) -> EditResult:
        raise AssertionError("nothing is shown here")

    async def no_flush() -> None:
        """Do nothing, as no edit waits."""

    return ShownJob(store, nothing, lambda most, _: most, now, flush=no_flush)


def heartbeat_of(store: Store, now: Callable[[], datetime]) -> HeartbeatJob:
    """Return the heartbeat of a market that Telegram answers."""

    async def just_now() -> float:
        return 0.0

    return HeartbeatJob(store, just_now, now)

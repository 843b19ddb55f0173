"""The metrics page, in the format of Prometheus. Its library is loaded with the page."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass

from aiohttp import web
from prometheus_client import CollectorRegistry, Counter, Gauge, generate_latest
from prometheus_client.exposition import CONTENT_TYPE_LATEST


@dataclass(frozen=True, kw_only=True)
class Measurements:
    """The measurements of one process. Ages and lags are in seconds, `paused_until` in Unix seconds, 0: not paused; counts are since its start."""

    oldest_due_notification: float
    due_notifications: int
    outcomes: Mapping[str, int]
    allocation_lag: float
    writes: int
    inbox_depth: int
    updates: Mapping[str, int]
    leader: bool
    paused_until: float


Measure = Callable[[], Awaitable[Measurements]]


def add_metrics_route(app: web.Application, measure: Measure) -> None:
    """Serve `GET /metrics`; 500 where nothing can be measured."""

    async def metrics(_: web.Request) -> web.Response:
        return web.Response(body=render(await measure()), headers={"Content-Type": CONTENT_TYPE_LATEST})

    app.router.add_get("/metrics", metrics)


def render(measured: Measurements) -> bytes:
    """Return the page."""
    registry = CollectorRegistry()
    gauges = {
        "oldest_due_notification_seconds": (
            "Age of the oldest notification that is due",
            measured.oldest_due_notification,
        ),
        "due_notifications": (
            "Notifications that are due, without announcements",
            measured.due_notifications,
        ),
        "unknown_outcome_ratio": (
            "Share of sends whose outcome is unknown",
            _unknown_share(measured.outcomes),
        ),
        "allocation_lag_seconds": ("Time that units of an expired hold have waited", measured.allocation_lag),
        "inbox_depth": ("Updates that wait in this process", measured.inbox_depth),
        "leader": ("1: this process runs jobs and outbox", int(measured.leader)),
        "paused_until_timestamp_seconds": (
            "Until when nothing may be sent; 0: it may",
            measured.paused_until,
        ),
    }
    for name, (words, value) in gauges.items():
        Gauge(f"lorong_{name}", words, registry=registry).set(value)
    Counter("lorong_writes", "Transactions committed", registry=registry).inc(measured.writes)
    _count(registry, "lorong_notifications", "Notifications ended", label="outcome", counts=measured.outcomes)
    _count(registry, "lorong_updates", "Updates from Telegram", label="fate", counts=measured.updates)
    return generate_latest(registry)


def _count(
    registry: CollectorRegistry, name: str, words: str, *, label: str, counts: Mapping[str, int]
) -> None:
    counter = Counter(name, words, (label,), registry=registry)
    for value, count in counts.items():
        counter.labels(value).inc(count)


def _unknown_share(outcomes: Mapping[str, int]) -> float:
    return outcomes.get("unknown", 0) / (sum(outcomes.values()) or 1)

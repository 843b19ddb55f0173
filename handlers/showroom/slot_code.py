"""The beginning of a slot as the number that buttons carry: five minutes since 1970."""

from datetime import UTC, datetime, timedelta

from market.showroom.slots import STEP

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
LAST = timedelta(days=100_000) // STEP


def slot_code(starts_at: datetime) -> int:
    """Returns the number of a time."""
    return (starts_at - EPOCH) // STEP


def slot_time(code: int) -> datetime:
    """Returns the time of a number; one beyond all slots is as far as any clock goes."""
    return EPOCH + min(code, LAST) * STEP

"""Rows of permits for tests."""

from datetime import UTC, date, datetime, timedelta

from market.market_day.day import begins
from storage.permit import Permit, PermitKind


def permit_row(
    alley: int, last_day: date, *, first_day: date | None = None, zone: str = "Asia/Kuching"
) -> Permit:
    """A valid permit, recorded before its first day, which is a year before its last one unless it is given."""
    first_day = first_day or last_day - timedelta(days=365)
    covers_from = begins(first_day, zone).astimezone(UTC)
    return Permit(
        alley_id=alley,
        kind=PermitKind.OTHER,
        first_day=first_day,
        last_day=last_day,
        covers_from=covers_from,
        covers_until=begins(last_day + timedelta(days=1), zone).astimezone(UTC),
        recorded_at=min(covers_from, datetime(2026, 1, 1, tzinfo=UTC)),
    )

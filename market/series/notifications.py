"""The notification kind of a series."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import ClassVar

from market.notification.kind import NotificationKind
from storage.series import SeriesProblem


@dataclass(frozen=True, kw_only=True)
class SeriesDateMissing(NotificationKind):
    """To a stall's owner: a date of a series could not be published, and why; once a reason, however often it is tried."""

    useful_for: ClassVar[timedelta | None] = timedelta(days=7)
    series_id: int
    day: date
    problem: SeriesProblem

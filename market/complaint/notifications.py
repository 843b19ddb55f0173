"""The notification kinds of complaints: what an alley's organisers are told, once in ten minutes."""

from dataclasses import dataclass
from datetime import timedelta
from typing import ClassVar

from market.notification.kind import NotificationKind


@dataclass(frozen=True, kw_only=True)
class ComplaintsCame(NotificationKind):
    """To organisers of whom none is on duty: there are complaints about an alley. Of no use when none is open."""

    useful_for: ClassVar[timedelta | None] = timedelta(hours=12)
    alley_id: int


@dataclass(frozen=True, kw_only=True)
class ComplaintsOnDuty(ComplaintsCame):
    """To organisers on duty, also at night: there are complaints about their alley."""

    sounds_in_quiet_hours: ClassVar[bool] = True

"""The notification kinds of stalls."""

from dataclasses import dataclass
from datetime import timedelta
from typing import ClassVar

from market.notification.kind import NotificationKind


@dataclass(frozen=True, kw_only=True)
class StallRequested(NotificationKind):
    """To organisers: somebody asks for the approval of a stall."""

    useful_for: ClassVar[timedelta | None] = timedelta(days=7)
    stall_id: int

"""The notification kinds of showrooms. None is of use after the visit that it is about."""

from dataclasses import dataclass
from enum import StrEnum

from market.notification.kind import NotificationKind


class EndReason(StrEnum):
    """Why visits end that nobody cancelled: one day, or the showroom as a whole."""

    DAY = "day"
    SHOWROOM = "showroom"


@dataclass(frozen=True, kw_only=True)
class VisitEnded(NotificationKind):
    """To a person whose visit the stall cannot keep."""

    visit_id: int
    reason: EndReason


@dataclass(frozen=True, kw_only=True)
class VisitorGone(NotificationKind):
    """To the host: somebody who booked will not come, as they are blocked or were forgotten. It names nobody."""

    visit_id: int

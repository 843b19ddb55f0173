"""The notification kind of gates."""

from dataclasses import dataclass
from datetime import timedelta
from typing import ClassVar

from market.notification.kind import NotificationKind
from market.notification.priority import Priority


@dataclass(frozen=True, kw_only=True)
class AlleyFilling(NotificationKind):
    """To organisers: 90 % of the people that an alley has room for are inside, or all of them. Of no use when there is room again."""

    priority: ClassVar[Priority] = Priority.BOOKING
    sounds_in_quiet_hours: ClassVar[bool] = True
    useful_for: ClassVar[timedelta | None] = timedelta(hours=1)

    alley_id: int
    is_full: bool

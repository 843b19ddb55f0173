"""The notification kinds of draws."""

from dataclasses import dataclass
from datetime import timedelta
from typing import ClassVar

from market.notification.kind import NotificationKind


@dataclass(frozen=True, kw_only=True)
class DrawResult(NotificationKind):
    """To everyone on the closed list: their number, and their hold where they have one."""

    useful_for: ClassVar[timedelta | None] = timedelta(days=2)
    drop_id: int
    item_id: int
    entry_id: int


@dataclass(frozen=True, kw_only=True)
class DrawOverdue(NotificationKind):
    """To organisers: the randomness of a draw could not be fetched. Of no use a week after the time of its round."""

    draw_id: int

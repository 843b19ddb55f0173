"""The notification kinds of draws of places."""

from dataclasses import dataclass
from datetime import timedelta
from typing import ClassVar

from market.notification.kind import NotificationKind


@dataclass(frozen=True, kw_only=True)
class PlaceDrawOpened(NotificationKind):
    """To the owner of each stall of an alley: a draw of its places is open for wishes. Of no use once it has closed."""

    draw_id: int
    stall_id: int


@dataclass(frozen=True, kw_only=True)
class PlaceDrawResult(NotificationKind):
    """To the owner of each stall that wished something: which places it got, or that the draw was called off."""

    useful_for: ClassVar[timedelta | None] = timedelta(days=7)
    draw_id: int
    stall_id: int

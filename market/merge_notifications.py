"""The notification kinds of accounts that become one."""

from dataclasses import dataclass
from datetime import timedelta
from typing import ClassVar

from market.notification.kind import NotificationKind


@dataclass(frozen=True, kw_only=True)
class MergeConfirmed(NotificationKind):
    """To who asked, where they asked: their other account has confirmed."""

    useful_for: ClassVar[timedelta | None] = timedelta(days=7)


@dataclass(frozen=True, kw_only=True)
class MergeDeclined(NotificationKind):
    """To who asked: the other account said no."""

    useful_for: ClassVar[timedelta | None] = timedelta(days=7)


@dataclass(frozen=True, kw_only=True)
class MergeWaits(NotificationKind):
    """To who asked: their other account has confirmed, and an organiser has to agree."""

    useful_for: ClassVar[timedelta | None] = timedelta(days=1)
    recovery_id: int


@dataclass(frozen=True, kw_only=True)
class MergeAgreed(NotificationKind):
    """To both accounts, each where it writes from: an organiser agreed, and they are one."""

    useful_for: ClassVar[timedelta | None] = timedelta(days=14)

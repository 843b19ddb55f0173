"""The notification kinds of questions to the organisers."""

from dataclasses import dataclass
from datetime import timedelta
from typing import ClassVar

from market.notification.kind import NotificationKind

WEEK = timedelta(days=7)


@dataclass(frozen=True, kw_only=True)
class SupportAsked(NotificationKind):
    """To organisers: somebody asks, or has written back."""

    useful_for: ClassVar[timedelta | None] = WEEK
    message_id: int


@dataclass(frozen=True, kw_only=True)
class SupportAnswered(NotificationKind):
    """To the asker: an organiser has answered."""

    useful_for: ClassVar[timedelta | None] = 2 * WEEK
    message_id: int


@dataclass(frozen=True, kw_only=True)
class SupportClosed(NotificationKind):
    """To the asker: the question was closed before it was answered."""

    useful_for: ClassVar[timedelta | None] = WEEK
    thread_id: int

"""The notification kinds of broadcasts: the messages, their corrections and recalls, and a test to the author."""

from dataclasses import dataclass
from datetime import timedelta
from typing import ClassVar

from market.notification.kind import NotificationKind
from market.notification.priority import Priority

LATE = timedelta(days=1)


@dataclass(frozen=True, kw_only=True)
class BroadcastMessage(NotificationKind):
    """A broadcast to one reader. Sent at most once."""

    priority: ClassVar[Priority] = Priority.BROADCAST
    at_most_once: ClassVar[bool] = True
    useful_for: ClassVar[timedelta | None] = LATE
    broadcast_id: int


@dataclass(frozen=True, kw_only=True)
class ChangeOfMessage(NotificationKind, abstract=True):
    """The base of changes to a message that arrived. `message_id` is its id in the chat. Repeating a change has no effect."""

    priority: ClassVar[Priority] = Priority.BROADCAST
    useful_for: ClassVar[timedelta | None] = LATE
    broadcast_id: int
    message_id: int


@dataclass(frozen=True, kw_only=True)
class BroadcastCorrection(ChangeOfMessage):
    """Replaces the text of the message."""


@dataclass(frozen=True, kw_only=True)
class BroadcastRecall(ChangeOfMessage):
    """Deletes the message."""


@dataclass(frozen=True, kw_only=True)
class BroadcastTest(NotificationKind):
    """To the author: the broadcast in one of its languages."""

    useful_for: ClassVar[timedelta | None] = timedelta(hours=1)
    broadcast_id: int
    language: str


@dataclass(frozen=True, kw_only=True)
class BroadcastAuthorGone(NotificationKind):
    """To organisers: a scheduled broadcast was stopped, because its author is no organiser any more."""

    useful_for: ClassVar[timedelta | None] = timedelta(days=7)
    broadcast_id: int

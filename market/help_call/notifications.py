"""The notification kinds of calls for help. They go before all others, and are heard in quiet hours."""

from dataclasses import dataclass
from datetime import timedelta
from typing import ClassVar

from market.notification.kind import NotificationKind
from market.notification.priority import Priority
from storage.help_call import HelpCallState

USEFUL_FOR = timedelta(hours=12)
"""How long organisers are told of a call."""


@dataclass(frozen=True, kw_only=True)
class HelpCallKind(NotificationKind, abstract=True):
    """The base of the kinds about a call."""

    priority: ClassVar[Priority] = Priority.BOOKING
    sounds_in_quiet_hours: ClassVar[bool] = True
    useful_for: ClassVar[timedelta | None] = USEFUL_FOR


@dataclass(frozen=True, kw_only=True)
class HelpAsked(HelpCallKind):
    """To organisers: somebody needs help, and nobody is coming yet."""

    call_id: int


@dataclass(frozen=True, kw_only=True)
class HelpWords(HelpCallKind):
    """To organisers: the caller has added a line. Of no use when the call is over."""

    call_id: int


@dataclass(frozen=True, kw_only=True)
class HelpChanged(HelpCallKind):
    """To the caller: somebody comes, nobody is coming yet, or it is over. Of no use where that has changed."""

    call_id: int
    state: HelpCallState


@dataclass(frozen=True, kw_only=True)
class HelpAnswered(HelpCallKind):
    """To the caller: an organiser has written to them."""

    message_id: int

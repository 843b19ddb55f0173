"""Refusals of broadcasts."""

from dataclasses import dataclass
from datetime import datetime

from market.refusal import Refusal


@dataclass
class NothingWritten(Refusal):
    """The broadcast has no text."""


@dataclass
class NobodyToNotify(Refusal):
    pass


@dataclass
class BroadcastGone(Refusal):
    """The broadcast was sent or stopped, or belongs to another author."""


@dataclass
class BroadcastPaused(Refusal):
    """The broadcast is paused."""


@dataclass
class BroadcastStopped(Refusal):
    """The broadcast was stopped; no more messages are sent."""


@dataclass
class BroadcastUnderway(Refusal):
    """Some messages are still queued, so it is not known yet who has received one."""


@dataclass
class NobodyNew(Refusal):
    pass


@dataclass
class NotificationsGone(Refusal):
    """The messages were purged because of their age."""


@dataclass
class NothingArrived(Refusal):
    """No message arrived that could be corrected or recalled."""


@dataclass
class RecallTooLate(Refusal):
    pass


@dataclass
class TextTooLong(Refusal):
    """The text is longer than one Telegram message."""

    count: int
    limit: int


@dataclass
class CaptionTooLong(Refusal):
    """The text is too long for the caption of a photo."""

    count: int
    limit: int


@dataclass
class TooManyButtons(Refusal):
    maximum: int


@dataclass
class TooFarAhead(Refusal):
    latest: datetime
    zone: str


@dataclass
class PromotionalTooSoon(Refusal):
    """The next promotion can be sent from `at`."""

    at: datetime
    zone: str

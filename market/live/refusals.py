"""Refusals of live sessions."""

from dataclasses import dataclass
from datetime import datetime

from market.refusal import Refusal


@dataclass
class LiveNeedsQueue(Refusal):
    """The drop is drawn: what is booked live goes by the order of arrival."""


@dataclass
class LiveRuns(Refusal):
    """A live session of the drop runs already."""


@dataclass
class LiveCodesUsed(Refusal):
    """Every pair of letters is in use by other sessions."""


@dataclass
class LiveUnknown(Refusal):
    """No live session has this, or had it lately."""


@dataclass
class LiveNotBegun(Refusal):
    """The message was sent before the session began."""

    begins: datetime
    zone: str


@dataclass
class LiveStopped(Refusal):
    """The message was sent after the session had stopped and its grace was over. The waitlist stays open."""

    stopped: datetime
    zone: str


@dataclass
class LiveWordMissing(Refusal):
    """The live seller says a word that has to be written as well; it was missing or another."""


@dataclass
class StreamUnfit(Refusal):
    """It is no https address of at most `maximum` characters whose host is a plain name with a dot."""

    maximum: int


@dataclass
class BookedLiveAlready(Refusal):
    """The person has booked the item live in this session: once is the rule, whatever became of it."""

    number: int

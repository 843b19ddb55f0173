"""Callbacks about all of a stall day at once. A refused one falls back to what is done with all of it."""

from handlers.callbacks.callback import Callback
from handlers.callbacks.desk import ShowWholeStallDay


class StallDayCallback(Callback, prefix=".", back=ShowWholeStallDay):
    stall_day: int


class PauseStallDay(StallDayCallback, prefix="vwp"):
    """Pauses what is published of it."""


class ResumeStallDay(StallDayCallback, prefix="vwr"):
    """Resumes what is paused of it."""


class AskMoveStallDay(StallDayCallback, prefix="vwm"):
    """Asks for another day or other hours."""


class PickStallDayDay(StallDayCallback, prefix="vwd"):
    """Moves all of it to a day, such as 20261128, or asks before people are told."""

    day: int


class MoveStallDay(StallDayCallback, prefix="vwt", back=AskMoveStallDay):
    """Moves all of it to `day` and hours, after the question; `start` and `end` in minutes of a day."""

    day: int
    start: int
    end: int


class ChooseStallDayAlley(StallDayCallback, prefix="vwa", back=AskMoveStallDay):
    """Asks to which alley all of it moves; `page` of the alleys, from 1 on."""

    page: int = 1


class PickStallDayAlley(StallDayCallback, prefix="vwk", back=AskMoveStallDay):
    """Moves all of it to an alley, or asks before people are told."""

    alley: int


class MoveStallDayAlley(StallDayCallback, prefix="vwl", back=AskMoveStallDay):
    """Moves all of it to an alley, after the question."""

    alley: int


class AskCancelStallDay(StallDayCallback, prefix="vwx"):
    """Asks whether to cancel all of it, and why."""


class CancelStallDay(StallDayCallback, prefix="vwq"):
    """Cancels what is ahead of it."""


class ShowNote(StallDayCallback, prefix="vwn"):
    """Shows what the stall says of the day, and takes another line."""


class RemoveNote(StallDayCallback, prefix="vwo", back=ShowNote):
    """Takes away what the stall says of the day."""


class SendNote(StallDayCallback, prefix="vws", back=ShowNote):
    """Sends a note to everybody who has booked."""

    note: int

"""Callbacks about a market day: all that a person has booked on it, and its stalls for organisers."""

from handlers.callbacks.callback import Callback
from handlers.callbacks.organiser import ShowAdmin
from storage.stop import CallOffReason, StopKind


class ShowMyMarketDay(Callback, prefix="md"):
    """Shows what waits for the person on a market day."""

    market_day: int


class AttendMarketDay(Callback, prefix="mda", back=ShowMyMarketDay):
    """Says that the person comes to all of it."""

    market_day: int


class SayLateMarketDay(Callback, prefix="mdl", back=ShowMyMarketDay):
    """Says that the person is late, so that the stalls keep all of it."""

    market_day: int


class AskGiveUp(Callback, prefix="mdq", back=ShowMyMarketDay):
    """Shows what would be given up, and what would be lost: all, or one."""

    market_day: int


class GiveUpMarketDay(Callback, prefix="mdx", back=AskGiveUp):
    """Releases all but what would lose a deposit."""

    market_day: int


class UndoGiveUp(Callback, prefix="mdu", back=ShowMyMarketDay):
    market_day: int


class ShowPastMarketDay(Callback, prefix="mdp"):
    """Shows what the person had on a market day that is over."""

    market_day: int


class FollowPastStall(Callback, prefix="mdf", back=ShowPastMarketDay):
    """Follows a stall where the person was."""

    market_day: int
    stall: int


class ShowMarketDay(Callback, prefix="omd", back=ShowAdmin):
    """Shows the stalls of a market day; 0: the one that runs or begins next."""

    market_day: int = 0
    page: int = 1


class StartDuty(Callback, prefix="omdn", back=ShowMarketDay):
    """Is on duty on a market day: calls for help come to those first."""

    market_day: int


class EndDuty(Callback, prefix="omdf", back=ShowMarketDay):
    market_day: int


class AskStop(Callback, prefix="omdw", back=ShowMarketDay):
    """Asks whether to stop a market day in this way, and says who is told and until when it can be undone."""

    market_day: int
    kind: StopKind


class WaitForRain(Callback, prefix="omdi", back=ShowMarketDay):
    market_day: int


class AskMarketMove(Callback, prefix="omdm", back=ShowMarketDay):
    """Asks where a market day is moved: under the roof by a button, anywhere else in a line."""

    market_day: int


class MoveUnderRoof(Callback, prefix="omdr", back=ShowMarketDay):
    market_day: int


class CallOff(Callback, prefix="omdo", back=ShowMarketDay):
    market_day: int
    reason: CallOffReason


class UndoStop(Callback, prefix="omdb", back=ShowMarketDay):
    """Lets a stopped market day go on."""

    market_day: int
    stop: int

"""Callbacks of live sessions."""

from handlers.callbacks.callback import Callback
from handlers.callbacks.drop import ShowDrop
from handlers.callbacks.stall import ShowMyStall
from handlers.callbacks.stock import ShowMyDrop


class ShowLive(Callback, prefix="lv", back=ShowMyDrop):
    """Shows the live seller a drop's live session, or how to start one; `word` is 1 where a spoken word is to be asked for."""

    drop: int
    word: int = 0


class StartLive(Callback, prefix="lvs", back=ShowLive):
    drop: int
    minutes: int
    word: int = 0


class StopLive(Callback, prefix="lvx", back=ShowLive):
    drop: int


class ShowLiveOrder(Callback, prefix="lvo"):
    """Shows everybody in which order a drop was booked live."""

    drop: int
    page: int = 1

    def fallback(self) -> Callback:
        return ShowDrop(drop=self.drop, back_to="all")


class ShowLiveNow(Callback, prefix="lvn"):
    """Shows everybody what is sold live now."""


class ShowLiveItem(Callback, prefix="lvi", back=ShowLiveNow):
    """Shows what a live code means: what the person has of the item, else how to book it."""

    letters: str
    place: int


class BookLive(Callback, prefix="lb", back=ShowLiveItem):
    """Books live by a tap in the place of a written line. `word` is the spoken word, "" for none."""

    letters: str
    place: int
    units: int
    word: str = ""


class AnnounceLive(Callback, prefix="lva", back=ShowLive):
    """Announces that a drop will be sold live; `announced` 0 takes it back."""

    drop: int
    announced: int


class ShowStream(Callback, prefix="lvm", back=ShowMyStall):
    """Shows the owner of a stall where it streams, and what others see of it."""

    stall: int


class AskStream(Callback, prefix="lvk", back=ShowStream):
    stall: int


class PublishStream(Callback, prefix="lvp", back=ShowStream):
    stall: int


class DiscardStream(Callback, prefix="lvd", back=ShowStream):
    stall: int


class RemoveStream(Callback, prefix="lvr", back=ShowStream):
    stall: int

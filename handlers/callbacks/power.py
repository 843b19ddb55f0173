"""Callbacks about power: the watts of an alley or a stall, and the outages of a market day."""

from handlers.callbacks.callback import Callback
from handlers.callbacks.editable import EditableKind, ShowRecords
from handlers.callbacks.market_day import ShowMarketDay
from handlers.callbacks.stall import ShowMyStall
from handlers.callbacks.stall_application import ShowStallRequest
from storage.power import PowerKind


class AskPower(Callback, prefix="pww"):
    """Asks for the watts of an alley or a stall; `overseen`: by an organiser."""

    kind: PowerKind
    owner: int
    overseen: bool = False

    def fallback(self) -> Callback:
        if self.kind is PowerKind.ALLEY:
            return ShowRecords(kind=EditableKind.PITCH, owner=self.owner)
        return ShowStallRequest(stall=self.owner) if self.overseen else ShowMyStall()


class SayPowerGone(Callback, prefix="pwg", back=ShowMarketDay):
    market_day: int


class SayPowerBack(Callback, prefix="pwb", back=ShowMarketDay):
    market_day: int

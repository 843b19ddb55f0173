"""The wishes about a paper: `kind` is licence, `holder_id` a stall, or permit, of an alley."""

from handlers.callbacks.callback import Callback


class ShowValidity(Callback, prefix="pa"):
    kind: str
    holder_id: int


class AskLastDay(Callback, prefix="pk"):
    kind: str
    holder_id: int


class ChooseLastDay(Callback, prefix="ps"):
    """`day` like 20271224: tapped twice, it is the same day."""

    kind: str
    holder_id: int
    day: int

    def fallback(self) -> Callback:
        return ShowValidity(kind=self.kind, holder_id=self.holder_id)


class ClearLastDay(Callback, prefix="px"):
    kind: str
    holder_id: int

    def fallback(self) -> Callback:
        return ShowValidity(kind=self.kind, holder_id=self.holder_id)

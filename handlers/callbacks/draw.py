"""Callbacks about an item's draw. `back_to` is the code of the `ListLocation` that the drop's card leads back to."""

from handlers.callbacks.callback import Callback, LongId


class ShowDraw(Callback, prefix="dw"):
    item: int
    back_to: str


class ShowProof(Callback, prefix="dwf"):
    item: int
    back_to: str


class ShowProofHelp(Callback, prefix="dwh"):
    item: int
    back_to: str


class SendProof(Callback, prefix="dwp"):
    item: int
    back_to: str

    def fallback(self) -> Callback:
        return ShowProof(item=self.item, back_to=self.back_to)


class SendEntry(Callback, prefix="dwe"):
    item: int
    back_to: str

    def fallback(self) -> Callback:
        return ShowProof(item=self.item, back_to=self.back_to)


class ShowWaitingDraws(Callback, prefix="ow"):
    page: int = 1


class AskSignature(Callback, prefix="owa"):
    draw: LongId

    def fallback(self) -> Callback:
        return ShowWaitingDraws()

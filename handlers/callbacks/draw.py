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


class SendProof(Callback, prefix="dwp", back=ShowProof):
    item: int
    back_to: str


class SendEntry(Callback, prefix="dwe", back=ShowProof):
    item: int
    back_to: str


class ShowWaitingDraws(Callback, prefix="ow"):
    page: int = 1


class AskSignature(Callback, prefix="owa", back=ShowWaitingDraws):
    draw: LongId

"""Callbacks of a broadcast that was sent or scheduled."""

from handlers.callbacks.callback import Callback


class ShowProgress(Callback, prefix="bg"):
    broadcast: int


class BroadcastCallback(Callback, prefix=".", back=ShowProgress):
    """Base of callbacks that fall back to the progress of the broadcast."""

    broadcast: int


class SendBroadcast(BroadcastCallback, prefix="bs"):
    pass


class StopBroadcast(BroadcastCallback, prefix="bx"):
    pass


class PauseBroadcast(BroadcastCallback, prefix="blp"):
    pass


class ResumeBroadcast(BroadcastCallback, prefix="blr"):
    pass


class SendNow(BroadcastCallback, prefix="bln"):
    pass


class ChangeBroadcast(BroadcastCallback, prefix="blc"):
    """Turns the broadcast back into a draft."""


class ShowFailureReasons(BroadcastCallback, prefix="bly"):
    pass


class SendBroadcastReport(BroadcastCallback, prefix="blf"):
    pass


class AskExtend(BroadcastCallback, prefix="ble"):
    pass


class ExtendBroadcast(BroadcastCallback, prefix="blx"):
    pass


class CorrectBroadcast(BroadcastCallback, prefix="blk"):
    """Asks which text to correct."""


class AskCorrection(BroadcastCallback, prefix="bla"):
    language: str


class AskRecall(BroadcastCallback, prefix="blt"):
    pass


class RecallBroadcast(BroadcastCallback, prefix="blu"):
    pass


class ShowBroadcasts(Callback, prefix="bls"):
    page: int

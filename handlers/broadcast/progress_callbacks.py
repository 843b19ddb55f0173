"""The wishes about a broadcast from Send on."""

from handlers.ui.wish import Wish


class ShowProgress(Wish, prefix="bg"):
    broadcast: int


class OfBroadcast(Wish, prefix="."):
    """Refused or done before, it is answered with how the broadcast stands."""

    broadcast: int

    def instead(self) -> Wish:
        return ShowProgress(broadcast=self.broadcast)


class SendBroadcast(OfBroadcast, prefix="bs"):
    pass


class StopBroadcast(OfBroadcast, prefix="bx"):
    pass


class PauseBroadcast(OfBroadcast, prefix="blp"):
    pass


class ResumeBroadcast(OfBroadcast, prefix="blr"):
    pass


class SendNow(OfBroadcast, prefix="bln"):
    pass


class ChangeBroadcast(OfBroadcast, prefix="blc"):
    """Back to a draft."""


class ShowReasons(OfBroadcast, prefix="bly"):
    pass


class SendReport(OfBroadcast, prefix="blf"):
    pass


class AskExtend(OfBroadcast, prefix="ble"):
    pass


class ExtendBroadcast(OfBroadcast, prefix="blx"):
    pass


class CorrectBroadcast(OfBroadcast, prefix="blk"):
    """Which words?"""


class AskCorrection(OfBroadcast, prefix="bla"):
    language: str


class AskRecall(OfBroadcast, prefix="blt"):
    pass


class RecallBroadcast(OfBroadcast, prefix="blu"):
    pass


class ShowBroadcasts(Wish, prefix="bls"):
    page: int

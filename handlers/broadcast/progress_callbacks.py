"""The wishes about a broadcast from Send on."""

from handlers.ui.wish import Wish


class SendBroadcast(Wish, prefix="bs"):
    broadcast: int

    def instead(self) -> Wish:
        return ShowProgress(broadcast=self.broadcast)


class StopBroadcast(Wish, prefix="bx"):
    broadcast: int

    def instead(self) -> Wish:
        return ShowProgress(broadcast=self.broadcast)


class ShowProgress(Wish, prefix="bg"):
    broadcast: int

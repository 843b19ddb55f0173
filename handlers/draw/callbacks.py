"""The wishes about a line's draw. `where` is where the drop's card leads back to, as the code of a `Where`."""

from handlers.ui.wish import Wish


class ShowDraw(Wish, prefix="dw"):
    line: int
    where: str


class ShowProofHelp(Wish, prefix="dwh"):
    line: int
    where: str


class SendProof(Wish, prefix="dwp"):
    line: int
    where: str

    def instead(self) -> Wish:
        return ShowDraw(line=self.line, where=self.where)


class SendEntry(Wish, prefix="dwe"):
    line: int
    where: str

    def instead(self) -> Wish:
        return ShowDraw(line=self.line, where=self.where)


class ShowWaitingDraws(Wish, prefix="ow"):
    pass


class AskSignature(Wish, prefix="owa"):
    draw: int

    def instead(self) -> Wish:
        return ShowWaitingDraws()

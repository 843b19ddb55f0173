"""The wishes about a broadcast that is being prepared. Each is about the draft of whoever taps; `sort` "d" is a drop, "s" a stall."""

from handlers.ui.wish import Wish


class EditBroadcast(Wish, prefix="b"):
    """Whom it is for."""


class ChooseAudience(Wish, prefix="bc"):
    """`what` is alley, language, role, tag, doing or drop."""

    what: str


class TurnAudience(Wish, prefix="bdo"):
    """As `ChooseAudience`, a page of its choices."""

    what: str
    page: int


class AimBroadcast(Wish, prefix="ba"):
    """Choose it, or take the choice back; `value` "0" or "-": any."""

    what: str
    value: str

    def instead(self) -> Wish:
        return ChooseAudience(what=self.what)


class ChooseKind(Wish, prefix="bdk"):
    pass


class PickKind(Wish, prefix="bdi"):
    kind: str

    def instead(self) -> Wish:
        return ChooseKind()


class EditDrafts(Wish, prefix="bde"):
    """What it says."""


class AskBroadcast(Wish, prefix="bw"):
    """Words in the author's own language."""


class AskWording(Wish, prefix="bda"):
    language: str

    def instead(self) -> Wish:
        return EditDrafts()


class ShowWording(Wish, prefix="bdl"):
    language: str

    def instead(self) -> Wish:
        return EditDrafts()


class RemoveWording(Wish, prefix="bdx"):
    language: str

    def instead(self) -> Wish:
        return EditDrafts()


class ShowPhoto(Wish, prefix="bdp"):
    pass


class AskPhoto(Wish, prefix="bdn"):
    pass


class RemovePhoto(Wish, prefix="bdj"):
    def instead(self) -> Wish:
        return EditDrafts()


class ShowButtons(Wish, prefix="bdb"):
    pass


class ChooseButton(Wish, prefix="bdc"):
    sort: str
    page: int

    def instead(self) -> Wish:
        return ShowButtons()


class AddButton(Wish, prefix="bdd"):
    sort: str
    to: int

    def instead(self) -> Wish:
        return ShowButtons()


class RemoveButton(Wish, prefix="bdr"):
    sort: str
    to: int

    def instead(self) -> Wish:
        return ShowButtons()


class AskDiscard(Wish, prefix="bdy"):
    pass


class DiscardDraft(Wish, prefix="bdz"):
    def instead(self) -> Wish:
        return EditBroadcast()


class PreviewBroadcast(Wish, prefix="bp"):
    """In the language most would read."""

    def instead(self) -> Wish:
        return EditDrafts()


class PreviewIn(Wish, prefix="bdv"):
    language: str

    def instead(self) -> Wish:
        return EditDrafts()


class ShowStopNews(Wish, prefix="bds"):
    """Where the preview has the button by which its readers stop news."""


class ShowSending(Wish, prefix="bdu"):
    """What stands below the preview, which stays."""

    def instead(self) -> Wish:
        return EditDrafts()


class TestBroadcast(Wish, prefix="bdt"):
    def instead(self) -> Wish:
        return ShowSending()


class ChooseWhen(Wish, prefix="bdw"):
    def instead(self) -> Wish:
        return EditDrafts()


class BeginNow(Wish, prefix="bd0"):
    def instead(self) -> Wish:
        return ShowSending()


class BeginAt(Wish, prefix="bdm"):
    """`at` in minutes since 1970."""

    at: int

    def instead(self) -> Wish:
        return ChooseWhen()


class ChooseDrop(Wish, prefix="bdf"):
    """Before which drop."""

    page: int


class ChooseBefore(Wish, prefix="bdg"):
    """How long before it."""

    drop: int

    def instead(self) -> Wish:
        return ChooseWhen()


class BeginBefore(Wish, prefix="bdh"):
    """`before` in minutes."""

    drop: int
    before: int

    def instead(self) -> Wish:
        return ChooseBefore(drop=self.drop)


class ConfirmBroadcast(Wish, prefix="bf"):
    def instead(self) -> Wish:
        return EditDrafts()

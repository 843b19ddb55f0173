"""The wishes about a broadcast that is being prepared. Each is about the draft of whoever taps; `sort` "d" is a drop, "s" a stall."""

from handlers.callbacks.callback import Callback
from storage.broadcast import BroadcastKind


class EditBroadcast(Callback, prefix="b"):
    """Whom it is for."""


class ChooseAudience(Callback, prefix="bc"):
    """`criterion` is alley, language, role, tag, doing or drop."""

    criterion: str


class PageAudience(Callback, prefix="bdo"):
    """As `ChooseAudience`, a page of its choices."""

    criterion: str
    page: int


class ToggleAudience(Callback, prefix="ba"):
    """Choose it, or take the choice back; `value` "0" or "-": any."""

    criterion: str
    value: str

    def fallback(self) -> Callback:
        return ChooseAudience(criterion=self.criterion)


class ChooseKind(Callback, prefix="bdk"):
    pass


class PickKind(Callback, prefix="bdi"):
    kind: BroadcastKind

    def fallback(self) -> Callback:
        return ChooseKind()


class EditDrafts(Callback, prefix="bde"):
    """What it says."""


class AskBroadcast(Callback, prefix="bw"):
    """Words in the author's own language."""


class AskWording(Callback, prefix="bda"):
    language: str

    def fallback(self) -> Callback:
        return EditDrafts()


class ShowWording(Callback, prefix="bdl"):
    language: str

    def fallback(self) -> Callback:
        return EditDrafts()


class RemoveWording(Callback, prefix="bdx"):
    language: str

    def fallback(self) -> Callback:
        return EditDrafts()


class ShowPhoto(Callback, prefix="bdp"):
    pass


class AskPhoto(Callback, prefix="bdn"):
    pass


class RemovePhoto(Callback, prefix="bdj"):
    def fallback(self) -> Callback:
        return EditDrafts()


class ShowButtons(Callback, prefix="bdb"):
    pass


class ChooseButton(Callback, prefix="bdc"):
    sort: str
    page: int

    def fallback(self) -> Callback:
        return ShowButtons()


class AddButton(Callback, prefix="bdd"):
    sort: str
    target_id: int

    def fallback(self) -> Callback:
        return ShowButtons()


class RemoveButton(Callback, prefix="bdr"):
    sort: str
    target_id: int

    def fallback(self) -> Callback:
        return ShowButtons()


class AskDiscard(Callback, prefix="bdy"):
    pass


class DiscardDraft(Callback, prefix="bdz"):
    def fallback(self) -> Callback:
        return EditBroadcast()


class PreviewBroadcast(Callback, prefix="bp"):
    """In the language most would read."""

    def fallback(self) -> Callback:
        return EditDrafts()


class PreviewIn(Callback, prefix="bdv"):
    language: str

    def fallback(self) -> Callback:
        return EditDrafts()


class ShowStopPromotions(Callback, prefix="bds"):
    """Where the preview has the button by which its readers stop news."""


class ShowSending(Callback, prefix="bdu"):
    """What stands below the preview, which stays."""

    def fallback(self) -> Callback:
        return EditDrafts()


class TestBroadcast(Callback, prefix="bdt"):
    def fallback(self) -> Callback:
        return ShowSending()


class ChooseSchedule(Callback, prefix="bdw"):
    def fallback(self) -> Callback:
        return EditDrafts()


class ScheduleNow(Callback, prefix="bd0"):
    def fallback(self) -> Callback:
        return ShowSending()


class ScheduleAt(Callback, prefix="bdm"):
    """`at` in minutes since 1970."""

    at: int

    def fallback(self) -> Callback:
        return ChooseSchedule()


class ChooseDrop(Callback, prefix="bdf"):
    """Before which drop."""

    page: int


class ChooseLeadTime(Callback, prefix="bdg"):
    """How long before it."""

    drop: int

    def fallback(self) -> Callback:
        return ChooseSchedule()


class ScheduleBeforeDrop(Callback, prefix="bdh"):
    """`lead_minutes` in minutes."""

    drop: int
    lead_minutes: int

    def fallback(self) -> Callback:
        return ChooseLeadTime(drop=self.drop)


class ConfirmBroadcast(Callback, prefix="bf"):
    def fallback(self) -> Callback:
        return EditDrafts()

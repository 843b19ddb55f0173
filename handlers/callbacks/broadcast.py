"""Callbacks of a broadcast in preparation. Each is about the draft of the person who taps."""

from handlers.callbacks.callback import Callback
from market.broadcast.audience import Criterion
from storage.broadcast import BroadcastKind, ButtonTarget


class EditBroadcast(Callback, prefix="b"):
    """Shows the audience."""


class ChooseAudience(Callback, prefix="bc"):
    """Shows the choices of `criterion`."""

    criterion: Criterion


class PageAudience(Callback, prefix="bdo"):
    """Shows another page of the choices of `criterion`."""

    criterion: Criterion
    page: int


class ToggleAudience(Callback, prefix="ba"):
    """Selects the choice, or deselects it; `value` "0" or "-": any."""

    criterion: Criterion
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
    """Shows the texts."""


class AskBroadcast(Callback, prefix="bw"):
    """Asks for the text in the author's own language."""


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
    sort: ButtonTarget
    page: int

    def fallback(self) -> Callback:
        return ShowButtons()


class AddButton(Callback, prefix="bdd"):
    sort: ButtonTarget
    target_id: int

    def fallback(self) -> Callback:
        return ShowButtons()


class RemoveButton(Callback, prefix="bdr"):
    sort: ButtonTarget
    target_id: int

    def fallback(self) -> Callback:
        return ShowButtons()


class AskDiscard(Callback, prefix="bdy"):
    pass


class DiscardDraft(Callback, prefix="bdz"):
    def fallback(self) -> Callback:
        return EditBroadcast()


class PreviewBroadcast(Callback, prefix="bp"):
    """Shows the preview in the language with the most readers."""

    def fallback(self) -> Callback:
        return EditDrafts()


class PreviewIn(Callback, prefix="bdv"):
    language: str

    def fallback(self) -> Callback:
        return EditDrafts()


class ShowStopPromotions(Callback, prefix="bds"):
    """Stands in the preview for the button that stops promotions."""


class ShowSending(Callback, prefix="bdu"):
    """Shows the control panel; the preview stays."""

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
    """Schedules the broadcast for `at`, in minutes since 1970."""

    at: int

    def fallback(self) -> Callback:
        return ChooseSchedule()


class ChooseDrop(Callback, prefix="bdf"):
    """Shows the drops to schedule before."""

    page: int


class ChooseLeadTime(Callback, prefix="bdg"):
    """Shows the lead times before a drop."""

    drop: int

    def fallback(self) -> Callback:
        return ChooseSchedule()


class ScheduleBeforeDrop(Callback, prefix="bdh"):
    """Schedules the broadcast `lead_minutes` minutes before a drop."""

    drop: int
    lead_minutes: int

    def fallback(self) -> Callback:
        return ChooseLeadTime(drop=self.drop)


class ConfirmBroadcast(Callback, prefix="bf"):
    def fallback(self) -> Callback:
        return EditDrafts()

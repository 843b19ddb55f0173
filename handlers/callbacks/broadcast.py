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


class ToggleAudience(Callback, prefix="ba", back=ChooseAudience):
    """Selects the choice, or deselects it; `value` "0" or "-": any."""

    criterion: Criterion
    value: str


class AimAtMarketDay(Callback, prefix="bmd", back=EditBroadcast):
    """Makes who booked on a market day the audience."""

    market_day: int


class ChooseKind(Callback, prefix="bdk"):
    pass


class PickKind(Callback, prefix="bdi", back=ChooseKind):
    kind: BroadcastKind


class EditDrafts(Callback, prefix="bde"):
    """Shows the texts."""


class AskBroadcast(Callback, prefix="bw"):
    """Asks for the text in the author's own language."""


class AskWording(Callback, prefix="bda", back=EditDrafts):
    language: str


class ShowWording(Callback, prefix="bdl", back=EditDrafts):
    language: str


class RemoveWording(Callback, prefix="bdx", back=EditDrafts):
    language: str


class ShowPhoto(Callback, prefix="bdp"):
    pass


class AskPhoto(Callback, prefix="bdn"):
    pass


class RemovePhoto(Callback, prefix="bdj", back=EditDrafts):
    pass


class ShowButtons(Callback, prefix="bdb"):
    pass


class ChooseButton(Callback, prefix="bdc", back=ShowButtons):
    sort: ButtonTarget
    page: int


class AddButton(Callback, prefix="bdd", back=ShowButtons):
    sort: ButtonTarget
    target_id: int


class RemoveButton(Callback, prefix="bdr", back=ShowButtons):
    sort: ButtonTarget
    target_id: int


class AskDiscard(Callback, prefix="bdy"):
    pass


class DiscardDraft(Callback, prefix="bdz", back=EditBroadcast):
    pass


class PreviewBroadcast(Callback, prefix="bp", back=EditDrafts):
    """Shows the preview in the language with the most readers."""


class PreviewIn(Callback, prefix="bdv", back=EditDrafts):
    language: str


class ShowStopPromotions(Callback, prefix="bds"):
    """Stands in the preview for the button that stops promotions."""


class ShowSending(Callback, prefix="bdu", back=EditDrafts):
    """Shows the control panel; the preview stays."""


class TestBroadcast(Callback, prefix="bdt", back=ShowSending):
    pass


class ChooseSchedule(Callback, prefix="bdw", back=EditDrafts):
    pass


class ScheduleNow(Callback, prefix="bd0", back=ShowSending):
    pass


class ScheduleAt(Callback, prefix="bdm", back=ChooseSchedule):
    """Schedules the broadcast for `at`, in minutes since 1970."""

    at: int


class ChooseDrop(Callback, prefix="bdf"):
    """Shows the drops to schedule before."""

    page: int


class ChooseLeadTime(Callback, prefix="bdg", back=ChooseSchedule):
    """Shows the lead times before a drop."""

    drop: int


class ScheduleBeforeDrop(Callback, prefix="bdh", back=ChooseLeadTime):
    """Schedules the broadcast `lead_minutes` minutes before a drop."""

    drop: int
    lead_minutes: int


class ConfirmBroadcast(Callback, prefix="bf", back=EditDrafts):
    pass

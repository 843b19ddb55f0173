"""Callbacks of organisers about packaging: its types, hubs, stock, money, figures, and what is printed."""

from enum import StrEnum

from handlers.callbacks.callback import Callback, LongId
from handlers.callbacks.editable import EditableKind, ShowRecord, ShowRecords
from storage.packaging import PlaceKind


class HubField(StrEnum):
    """A field of a hub that an organiser writes."""

    NAME = "name"
    HOURS = "hours"
    CAPACITY = "capacity"
    LOCATION = "location"


class OverseePackaging(Callback, prefix="ok"):
    """Shows the organisers' first screen about packaging."""


class ChoosePackaging(Callback, prefix="okn"):
    """Asks the next thing of a type to be made; `choices` are the answers so far: "MYR.cup.other"."""

    choices: str = ""

    def fallback(self) -> Callback:
        return ShowRecords(kind=EditableKind.PACKAGING)


class PackagingCallback(Callback, prefix="."):
    packaging: int

    def fallback(self) -> Callback:
        return ShowRecord(kind=EditableKind.PACKAGING, owner=0, record=self.packaging)


class AskEndPackaging(PackagingCallback, prefix="oke"):
    pass


class EndPackaging(PackagingCallback, prefix="okx"):
    pass


class ShowFigures(PackagingCallback, prefix="okg"):
    """Shows the figures of a type."""


class AskSingleUse(PackagingCallback, prefix="okgs"):
    """Asks what a single-use one costs, to compare."""


class DrawFigures(PackagingCallback, prefix="okgp"):
    """Sends the figures of a type as a picture."""


class SendFigures(Callback, prefix="okgc"):
    """Sends all figures by week, as CSV."""

    def fallback(self) -> Callback:
        return OverseePackaging()


class ShowKindShares(Callback, prefix="okgk"):
    """Shows the shares of units by what they were sold in."""

    def fallback(self) -> Callback:
        return OverseePackaging()


class SendKindShares(Callback, prefix="okgd"):
    """Sends these shares by week, as CSV."""

    def fallback(self) -> Callback:
        return OverseePackaging()


class ShowLabels(PackagingCallback, prefix="okl"):
    """Asks on which paper the labels of a type are printed."""


class AskLabels(PackagingCallback, prefix="okla"):
    """Asks how many labels, or which pieces. `cut`: 45 on an A4 page, else one a page for a label printer."""

    cut: bool


class PrintLabels(PackagingCallback, prefix="oklp"):
    """Prints the labels of `count` pieces that were bought together, from the piece `first` on."""

    first: LongId
    count: int
    cut: bool


class OverseeHubs(Callback, prefix="okh"):
    page: int = 1


class AskHub(Callback, prefix="oka"):
    """Asks about a new hub: first its alley, `alley` 0."""

    alley: int = 0

    def fallback(self) -> Callback:
        return OverseeHubs()


class OverseeHub(Callback, prefix="okb"):
    hub: int

    def fallback(self) -> Callback:
        return OverseeHubs()


class HubCallback(Callback, prefix="."):
    hub: int

    def fallback(self) -> Callback:
        return OverseeHub(hub=self.hub)


class ShowHubFields(HubCallback, prefix="okfs"):
    """Shows what can be changed of a hub."""


class AskHubChange(HubCallback, prefix="okf"):
    field: HubField

    def fallback(self) -> Callback:
        return ShowHubFields(hub=self.hub)


class ShowHubDays(HubCallback, prefix="okd"):
    pass


class SetHubDay(HubCallback, prefix="okdt"):
    """Opens or closes a hub on a day of the week; Monday is 0."""

    day: int
    is_open: bool

    def fallback(self) -> Callback:
        return ShowHubDays(hub=self.hub)


class ShowHubSlots(HubCallback, prefix="oks"):
    """Shows what a hub takes."""

    page: int = 1


class TakePackaging(HubCallback, prefix="oksy"):
    packaging: int

    def fallback(self) -> Callback:
        return ShowHubSlots(hub=self.hub)


class StopPackaging(HubCallback, prefix="oksx"):
    packaging: int

    def fallback(self) -> Callback:
        return ShowHubSlots(hub=self.hub)


class ShowHubHelpers(HubCallback, prefix="okp"):
    pass


class AskHubHelper(HubCallback, prefix="okpa"):
    """Asks who is to work at a hub."""


class NameHubHelper(HubCallback, prefix="okpy"):
    person: LongId

    def fallback(self) -> Callback:
        return ShowHubHelpers(hub=self.hub)


class RemoveHubHelper(HubCallback, prefix="okpx"):
    person: LongId

    def fallback(self) -> Callback:
        return ShowHubHelpers(hub=self.hub)


class AskCloseHub(HubCallback, prefix="okw"):
    pass


class CloseHub(HubCallback, prefix="okwx"):
    pass


class PrintHubPoster(HubCallback, prefix="okwp"):
    pass


class OverseePlace(Callback, prefix="oki"):
    """Shows the packaging and the money of a hub or stall."""

    kind: PlaceKind
    place: int

    def fallback(self) -> Callback:
        return OverseePackaging()


class PlaceCallback(Callback, prefix="."):
    kind: PlaceKind
    place: int

    def fallback(self) -> Callback:
        return OverseePlace(kind=self.kind, place=self.place)


class OverseeHaul(PlaceCallback, prefix="okih"):
    """Shows crates that went from a place or are on the way to it, and asks whether they are lost."""

    haul: LongId


class LoseHaul(PlaceCallback, prefix="okil"):
    """Counts what did not arrive of a haul as lost."""

    haul: LongId


class ChoosePurchase(PlaceCallback, prefix="oku"):
    """Asks what was bought for a place."""

    page: int = 1


class AskPurchase(PlaceCallback, prefix="okua"):
    """Asks how many were bought."""

    packaging: int


class ChooseStrip(PlaceCallback, prefix="okj"):
    """Asks what is lent on paper tickets."""

    page: int = 1


class AskStrip(PlaceCallback, prefix="okja"):
    """Asks for how many paper tickets."""

    packaging: int


class LendStrip(PlaceCallback, prefix="okjy"):
    """Lends `units`, each with a ticket of its own for whoever has it."""

    packaging: int
    units: int


class PrintStrip(PlaceCallback, prefix="okjp"):
    """Prints the bearer tickets of `units` loans, from the loan `first` on."""

    first: LongId
    units: int


class ShowPackagingMoney(Callback, prefix="okm"):
    """Shows who has the market's money for packaging in an alley; `alley` 0 is the first."""

    alley: int = 0

    def fallback(self) -> Callback:
        return OverseePackaging()


class SettlePlace(PlaceCallback, prefix="okmy"):
    """Records that a place gave its cash to the market, or was given it: `amount` in minor units, as it was shown."""

    amount: LongId
    inward: bool


class ShowLateLoans(Callback, prefix="oko"):
    page: int = 1

    def fallback(self) -> Callback:
        return OverseePackaging()


class ShowUnpaidFees(Callback, prefix="okuf"):
    """Shows the late fees of an alley that were neither paid nor waived."""

    alley: int
    page: int = 1

    def fallback(self) -> Callback:
        return ShowPackagingMoney(alley=self.alley)


class AskWriteOff(Callback, prefix="okoa"):
    loan: LongId

    def fallback(self) -> Callback:
        return ShowLateLoans()


class WriteOffLoan(Callback, prefix="okox"):
    loan: LongId

    def fallback(self) -> Callback:
        return ShowLateLoans()

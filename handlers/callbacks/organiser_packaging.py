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


class SendFigures(Callback, prefix="okgc", back=OverseePackaging):
    """Sends all figures by week, as CSV."""


class ShowKindShares(Callback, prefix="okgk", back=OverseePackaging):
    """Shows the shares of units by what they were sold in."""


class SendKindShares(Callback, prefix="okgd", back=OverseePackaging):
    """Sends these shares by week, as CSV."""


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


class AskHub(Callback, prefix="oka", back=OverseeHubs):
    """Asks about a new hub: first its alley, `alley` 0."""

    alley: int = 0


class OverseeHub(Callback, prefix="okb", back=OverseeHubs):
    hub: int


class HubCallback(Callback, prefix=".", back=OverseeHub):
    hub: int


class ShowHubFields(HubCallback, prefix="okfs"):
    """Shows what can be changed of a hub."""


class AskHubChange(HubCallback, prefix="okf", back=ShowHubFields):
    field: HubField


class ShowHubDays(HubCallback, prefix="okd"):
    pass


class SetHubDay(HubCallback, prefix="okdt", back=ShowHubDays):
    """Opens or closes a hub on a day of the week; Monday is 0."""

    day: int
    is_open: bool


class ShowHubSlots(HubCallback, prefix="oks"):
    """Shows what a hub takes."""

    page: int = 1


class TakePackaging(HubCallback, prefix="oksy", back=ShowHubSlots):
    packaging: int


class StopPackaging(HubCallback, prefix="oksx", back=ShowHubSlots):
    packaging: int


class ShowHubHelpers(HubCallback, prefix="okp"):
    pass


class AskHubHelper(HubCallback, prefix="okpa"):
    """Asks who is to work at a hub."""


class InviteHubHelper(HubCallback, prefix="okpi", back=ShowHubHelpers):
    """Makes a link for one person to work at a hub."""


class CancelHubInvite(HubCallback, prefix="okpc", back=ShowHubHelpers):
    invite: int


class AcceptHubInvite(Callback, prefix="okpt"):
    """Says yes to work at a hub."""

    code: str


class NameHubHelper(HubCallback, prefix="okpy", back=ShowHubHelpers):
    person: LongId


class RemoveHubHelper(HubCallback, prefix="okpx", back=ShowHubHelpers):
    person: LongId


class AskCloseHub(HubCallback, prefix="okw"):
    pass


class CloseHub(HubCallback, prefix="okwx"):
    pass


class PrintHubPoster(HubCallback, prefix="okwp"):
    pass


class OverseePlace(Callback, prefix="oki", back=OverseePackaging):
    """Shows the packaging and the money of a hub or stall."""

    kind: PlaceKind
    place: int


class PlaceCallback(Callback, prefix=".", back=OverseePlace):
    kind: PlaceKind
    place: int


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


class ShowPackagingMoney(Callback, prefix="okm", back=OverseePackaging):
    """Shows who has the market's money for packaging in an alley; `alley` 0 is the first."""

    alley: int = 0


class SettlePlace(PlaceCallback, prefix="okmy"):
    """Records that a place gave its cash to the market, or was given it: `amount` in minor units, as it was shown."""

    amount: LongId
    inward: bool


class ShowLateLoans(Callback, prefix="oko", back=OverseePackaging):
    page: int = 1


class ShowUnpaidFees(Callback, prefix="okuf", back=ShowPackagingMoney):
    """Shows the late fees of an alley that were neither paid nor waived."""

    alley: int
    page: int = 1


class AskWriteOff(Callback, prefix="okoa", back=ShowLateLoans):
    loan: LongId


class WriteOffLoan(Callback, prefix="okox", back=ShowLateLoans):
    loan: LongId

"""Callbacks of the packaging desk of a hub or a stall."""

from enum import StrEnum

from handlers.callbacks.callback import Callback, LongId
from handlers.callbacks.place import AtPlace
from storage.packaging import PackagingState


class StockWork(StrEnum):
    """An action of staff on units of one type that are in one state. A letter each, since a button has little room."""

    LEND = "l"
    WASH = "w"
    SEND = "s"
    DAMAGED = "d"
    MIXED = "m"
    RETIRE = "r"
    RELEASE = "a"


class ShowWorkplaces(Callback, prefix="hd"):
    """Shows where the person works with packaging; the desk itself where that is one place."""


class ShowPackagingDesk(AtPlace, prefix="hdd"):
    def fallback(self) -> Callback:
        return ShowWorkplaces()


class UndoWork(AtPlace, prefix="hdu"):
    """Undoes the last work at a place, by its newest movement."""

    movement: LongId

    def fallback(self) -> Callback:
        return ShowPackagingDesk(place=self.place)


class ChooseStock(AtPlace, prefix="hdc"):
    """Asks which packaging to work on. `target` is the place that crates go to."""

    work: StockWork
    target: str = ""
    page: int = 1

    def fallback(self) -> Callback:
        return ShowPackagingDesk(place=self.place)


class ChooseUnits(AtPlace, prefix="hdn"):
    """Asks how many units of a type, of those in a state."""

    work: StockWork
    packaging: int
    state: PackagingState
    target: str = ""

    def fallback(self) -> Callback:
        return ChooseStock(place=self.place, work=self.work, target=self.target)


class TypeUnits(AtPlace, prefix="hdt"):
    """Asks for the number of units in writing."""

    work: StockWork
    packaging: int
    state: PackagingState
    target: str = ""

    def fallback(self) -> Callback:
        return ChooseStock(place=self.place, work=self.work, target=self.target)


class WorkOnUnits(AtPlace, prefix="hdx"):
    """Does the work with so many units."""

    work: StockWork
    packaging: int
    state: PackagingState
    units: int
    target: str = ""

    def fallback(self) -> Callback:
        return ChooseStock(place=self.place, work=self.work, target=self.target)


class ShowWashing(AtPlace, prefix="hdw"):
    """Shows what is to be washed, and what is being washed."""

    def fallback(self) -> Callback:
        return ShowPackagingDesk(place=self.place)


class WashAll(AtPlace, prefix="hda"):
    """Washes all that is to be washed of a stream."""

    halal: bool

    def fallback(self) -> Callback:
        return ShowWashing(place=self.place)


class FinishWash(AtPlace, prefix="hdf"):
    wash: LongId

    def fallback(self) -> Callback:
        return ShowWashing(place=self.place)


class ShowSetApart(AtPlace, prefix="hds"):
    """Shows what is quarantined."""

    def fallback(self) -> Callback:
        return ShowPackagingDesk(place=self.place)


class ShowCount(AtPlace, prefix="hdk"):
    """Asks which packaging was counted."""

    page: int = 1

    def fallback(self) -> Callback:
        return ShowPackagingDesk(place=self.place)


class CountType(AtPlace, prefix="hdl"):
    """Asks which of a type was counted: the clean ones, those to wash, or those that are quarantined."""

    packaging: int

    def fallback(self) -> Callback:
        return ShowCount(place=self.place)


class AskStockCount(AtPlace, prefix="hdq"):
    """Asks for the number that was counted."""

    packaging: int
    state: PackagingState

    def fallback(self) -> Callback:
        return ShowCount(place=self.place)


class ShowCrates(AtPlace, prefix="hdm"):
    """Shows what is on the way here."""

    page: int = 1

    def fallback(self) -> Callback:
        return ShowPackagingDesk(place=self.place)


class ChooseTarget(AtPlace, prefix="hdg"):
    """Asks where crates go."""

    page: int = 1

    def fallback(self) -> Callback:
        return ShowCrates(place=self.place)


class ShowHaul(AtPlace, prefix="hdh"):
    """Asks what arrived of a haul."""

    haul: LongId

    def fallback(self) -> Callback:
        return ShowCrates(place=self.place)


class ReceiveAll(AtPlace, prefix="hdr"):
    """Receives all that is on the way of a haul. `mixed`: packaging of the other stream was in the crates."""

    haul: LongId
    mixed: bool

    def fallback(self) -> Callback:
        return ShowHaul(place=self.place, haul=self.haul)


class AskArrived(AtPlace, prefix="hdb"):
    """Asks how many units of a type arrived."""

    haul: LongId
    packaging: int

    def fallback(self) -> Callback:
        return ShowHaul(place=self.place, haul=self.haul)


class ReceivePiece(AtPlace, prefix="hdp"):
    """Receives one piece of a haul."""

    haul: LongId
    asset: LongId

    def fallback(self) -> Callback:
        return ShowHaul(place=self.place, haul=self.haul)


class AddToHaul(AtPlace, prefix="hdi"):
    """Asks what else goes into crates that are on the way."""

    haul: LongId

    def fallback(self) -> Callback:
        return ShowCrates(place=self.place)


class AskAdded(AtPlace, prefix="hdj"):
    """Asks how many units of a type go into those crates."""

    haul: LongId
    packaging: int

    def fallback(self) -> Callback:
        return AddToHaul(place=self.place, haul=self.haul)


class AddUnitsToHaul(AtPlace, prefix="hdv"):
    haul: LongId
    packaging: int
    units: int

    def fallback(self) -> Callback:
        return AddToHaul(place=self.place, haul=self.haul)

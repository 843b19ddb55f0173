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


class ShowPackagingDesk(AtPlace, prefix="hdd", back=ShowWorkplaces):
    pass


class UndoWork(AtPlace, prefix="hdu", back=ShowPackagingDesk):
    """Undoes the last work at a place, by its newest movement."""

    movement: LongId


class ChooseStock(AtPlace, prefix="hdc", back=ShowPackagingDesk):
    """Asks which packaging to work on. `target` is the place that crates go to."""

    work: StockWork
    target: str = ""
    page: int = 1


class ChooseUnits(AtPlace, prefix="hdn", back=ChooseStock):
    """Asks how many units of a type, of those in a state."""

    work: StockWork
    packaging: int
    state: PackagingState
    target: str = ""


class WorkOnUnits(AtPlace, prefix="hdx", back=ChooseStock):
    """Does the work with so many units."""

    work: StockWork
    packaging: int
    state: PackagingState
    units: int
    target: str = ""


class ShowWashing(AtPlace, prefix="hdw", back=ShowPackagingDesk):
    """Shows what is to be washed, and what is being washed."""


class WashAll(AtPlace, prefix="hda", back=ShowWashing):
    """Washes all that is to be washed of a stream."""

    halal: bool


class FinishWash(AtPlace, prefix="hdf", back=ShowWashing):
    wash: LongId


class ShowSetApart(AtPlace, prefix="hds", back=ShowPackagingDesk):
    """Shows what is quarantined."""


class ShowCount(AtPlace, prefix="hdk", back=ShowPackagingDesk):
    """Asks which packaging was counted."""

    page: int = 1


class CountType(AtPlace, prefix="hdl", back=ShowCount):
    """Asks which of a type was counted: the clean ones, those to wash, or those that are quarantined."""

    packaging: int


class AskStockCount(AtPlace, prefix="hdq", back=ShowCount):
    """Asks for the number that was counted."""

    packaging: int
    state: PackagingState


class ShowCrates(AtPlace, prefix="hdm", back=ShowPackagingDesk):
    """Shows what is on the way here."""

    page: int = 1


class ChooseTarget(AtPlace, prefix="hdg", back=ShowCrates):
    """Asks where crates go."""

    page: int = 1


class ShowHaul(AtPlace, prefix="hdh", back=ShowCrates):
    """Asks what arrived of a haul."""

    haul: LongId


class ReceiveAll(AtPlace, prefix="hdr", back=ShowHaul):
    """Receives all that is on the way of a haul. `mixed`: packaging of the other stream was in the crates."""

    haul: LongId
    mixed: bool


class AskArrived(AtPlace, prefix="hdb", back=ShowHaul):
    """Asks how many units of a type arrived."""

    haul: LongId
    packaging: int


class ReceivePiece(AtPlace, prefix="hdp", back=ShowHaul):
    """Receives one piece of a haul."""

    haul: LongId
    asset: LongId


class AddToHaul(AtPlace, prefix="hdi", back=ShowCrates):
    """Asks what else goes into crates that are on the way."""

    haul: LongId


class AskAdded(AtPlace, prefix="hdj", back=AddToHaul):
    """Asks how many units of a type go into those crates."""

    haul: LongId
    packaging: int


class AddUnitsToHaul(AtPlace, prefix="hdv", back=AddToHaul):
    haul: LongId
    packaging: int
    units: int

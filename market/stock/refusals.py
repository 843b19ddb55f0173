"""Refusals to a stall that prepares or changes a drop."""

from dataclasses import dataclass
from datetime import datetime

from market.refusal import Refusal


@dataclass
class QuantityTooLow(Refusal):
    minimum: int


@dataclass
class StallNotApproved(Refusal):
    asked: datetime
    zone: str


@dataclass
class StallTurnedDown(Refusal):
    reason: str


@dataclass
class SoldAtStall(Refusal):
    """There are receipts of a drop, so its publication cannot be undone."""


@dataclass
class NothingToSell(Refusal):
    pass


@dataclass
class TooManyDrafts(Refusal):
    maximum: int


@dataclass
class TooManyItems(Refusal):
    maximum: int


@dataclass
class ComponentUnfit(Refusal):
    """A bundle cannot be a component of another bundle."""


@dataclass
class OptionsChosen(Refusal):
    """People with bookings chose among the item's `options`, which stay in their places; others may follow."""

    options: str


@dataclass
class CloseUnfit(Refusal):
    """Entries for a draw have to close between `earliest` and `latest`."""

    earliest: datetime
    latest: datetime
    zone: str


@dataclass
class NoTimeToDraw(Refusal):
    """The drop starts too soon to take entries for an hour."""


@dataclass
class NotADraw(Refusal):
    """Only a draw has chances."""


@dataclass
class TemplateUnknown(Refusal):
    pass


@dataclass
class TemplateNameTaken(Refusal):
    """Another template of the stall has the name."""

    name: str


@dataclass
class TooManyTemplates(Refusal):
    maximum: int


@dataclass
class OtherMoney(Refusal):
    """The alley uses another currency than the prices."""

    alley: str

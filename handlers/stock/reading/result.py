"""The reading of a stock line, its certainty, and its reasons."""

from dataclasses import dataclass, field
from enum import StrEnum

from handlers.stock.reading.features import Role
from handlers.stock.reading.marks import BUNDLE_PRICE
from handlers.stock.reading.tokens import Mark
from market.stock.stock_line import StockLine


class PositionCause(StrEnum):
    """Where a number stands, if that alone says what it is."""

    FIRST = "first"
    BARE = "bare"
    DECIMALS = "decimals"


@dataclass(frozen=True, kw_only=True)
class Reason:
    """Why a number is what it is: `value` as it was typed, `word` the mark beside it, "" if only the place tells."""

    role: Role
    cause: Mark | PositionCause
    value: str
    word: str = ""


@dataclass(frozen=True)
class UnparsedSpan:
    """Text that was not understood: its position in the line, and the price it may mean."""

    words: str
    offset: int
    price: int | None = None

    @property
    def is_bundle_price(self) -> bool:
        """Returns whether it is a price for several together: "RM15 for 2"."""
        return BUNDLE_PRICE.fullmatch(self.words) is not None


@dataclass(frozen=True, kw_only=True)
class StockLineReading:
    """A reading of a line. It is not `sure` if another one is as likely, or if money or a count is left over.

    `alternatives` are then the readings to choose from, best first, if there is more than one.
    """

    stock: StockLine
    unparsed: tuple[UnparsedSpan, ...] = ()
    sure: bool = True
    doubt: str = field(default="", compare=False)
    """The name of the first doubt about it, a function of `handlers.stock.reading.doubts`."""
    alternatives: tuple["StockLineReading", ...] = field(default=(), compare=False)
    reasons: tuple[Reason, ...] = field(default=(), compare=False)

    @property
    def has_fields(self) -> bool:
        return bool(self.stock.name) and (self.stock.quantity is not None or self.stock.price is not None)

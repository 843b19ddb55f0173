"""All doubts about an interpretation of a line. One of them is enough to ask."""

from collections.abc import Callable

from handlers.stock.reading.doubts.counting import COUNTING_DOUBTS
from handlers.stock.reading.doubts.leftovers import LEFTOVER_DOUBTS
from handlers.stock.reading.doubts.naming import NAMING_DOUBTS
from handlers.stock.reading.doubts.pricing import PRICING_DOUBTS
from handlers.stock.reading.interpretation import Interpretation

EVERY_DOUBT: tuple[Callable[[Interpretation], bool], ...] = (
    *LEFTOVER_DOUBTS,
    *COUNTING_DOUBTS,
    *PRICING_DOUBTS,
    *NAMING_DOUBTS,
)


def first_doubt(found: Interpretation) -> str:
    """Returns the name of the first doubt that the interpretation raises, "" if it is sure."""
    return next((doubt.__name__ for doubt in EVERY_DOUBT if doubt(found)), "")

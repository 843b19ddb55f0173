"""Scales of charts: pure functions from values to places, with round numbers beside them."""

from collections.abc import Iterable
from dataclasses import dataclass
from math import ceil, floor, isfinite, log10

ROUND = (1, 2, 5, 10)
"""Steps between ticks, times a power of ten."""
MOST_TICKS = 5


@dataclass(frozen=True, kw_only=True)
class Scale:
    """Values from `low` to `high`, drawn from place `start` to place `end`."""

    low: float
    high: float
    start: float
    end: float

    def at(self, value: float) -> float:
        """Return the place of a value."""
        return self.start + (value - self.low) / (self.high - self.low) * (self.end - self.start)


def ticks(values: Iterable[float], finest: float = 1) -> tuple[float, ...]:
    """Return round numbers from zero, or from the lowest below it, to the highest of the values: two at least, MOST_TICKS + 2 at most.

    None are nearer to one another than `finest`, the smallest difference that is written. Raises ValueError for a value without an end.
    """
    known = list(values)
    if not all(map(isfinite, known)):
        raise ValueError("a chart has values with an end")
    low, high = min([0.0, *known]), max([0.0, *known])
    step = _step(high / MOST_TICKS - low / MOST_TICKS, finest)
    first, last = floor(low / step), ceil(high / step)
    if first == last:
        last = first + 1
    return tuple(place * step for place in range(first, last + 1))


def thinned(count: int, limit: int) -> tuple[int, ...]:
    """Return at most `limit` of the places 0 to `count` - 1 evenly apart, the last among them: what is newest is always said."""
    if count <= 0:
        return ()
    apart = ceil(count / limit)
    return tuple(reversed(range(count - 1, -1, -apart)))


def _step(least: float, finest: float) -> float:
    """Return the smallest round step that is not below `least` or `finest`."""
    if least <= finest:
        return finest
    power = 10.0 ** floor(log10(least))
    return next((each * power for each in ROUND if each * power >= least), 10 * power)

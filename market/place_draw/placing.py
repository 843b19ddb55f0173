"""The order of a day, and who gets which place: a pure function of what is published."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from market.draw.proof import Chance, drawn_order
from storage.place_draw import PlaceOutcome


@dataclass(frozen=True, kw_only=True)
class Placing:
    """What became of a stall, by its code, on a day; `place` is the code of its place, "" for none."""

    stall: str
    outcome: PlaceOutcome
    place: str = ""


def wish_name(day: date, stall: str) -> str:
    """Return how the list of a draw names the wish of a stall."""
    return f"{day.isoformat()}:{stall}"


def day_order(seed: str, name: str, day: date, weights: Mapping[str, int]) -> tuple[str, ...]:
    """Return the codes of the stalls that wish a day in drawn order; `name` is the draw's, `weights` has the weight of each stall."""
    named = {wish_name(day, stall): stall for stall in weights}
    chances = (Chance(wish, weights[stall]) for wish, stall in named.items())
    return tuple(named[wish] for wish in drawn_order(seed, name, chances))


def placings(
    order: Sequence[str], reasons: Mapping[str, PlaceOutcome], places: Sequence[str]
) -> tuple[Placing, ...]:
    """Give each stall of an order the first place that is left. Those with a reason of their own are passed over."""
    left = iter(places)

    def placing(stall: str) -> Placing:
        if stall in reasons:
            return Placing(stall=stall, outcome=reasons[stall])
        place = next(left, "")
        outcome = PlaceOutcome.PLACED if place else PlaceOutcome.FULL
        return Placing(stall=stall, outcome=outcome, place=place)

    return tuple(map(placing, order))

"""The score of forecasts in sentences: for a stall of its own, and for everybody of all."""

from collections.abc import Callable

from markupsafe import Markup

from locales.formats import format_number
from locales.say import Say
from market.forecast.forecast import Score


def held_text(say: Say, score: Score) -> Markup:
    """Return how many forecasts held."""
    return say.many(
        "{held} of {count} forecast came true within its range.",
        "{held} of {count} forecasts came true within their range.",
        score.forecasts,
        held=format_number(say, score.held),
    )


def off_text(say: Say, score: Score, written: Callable[[float], str]) -> Markup:
    """Return by how many people forecasts were off, and "same as last time" would have been."""
    return say(
        "On average our forecast was {off} people off; “same as last time” was {last} off.",
        off=written(score.off),
        last=written(score.last_time_off),
    )

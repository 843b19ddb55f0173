"""The draw of a drop, in a sentence: its entries, its round, its rule."""

from collections.abc import Iterable, Iterator
from datetime import datetime

from markupsafe import Markup

from locales.formats import format_datetime
from locales.say import Say
from market.beacon import time_of
from market.drop.facts import DrawFacts, DropFacts
from storage.beacon_kind import BeaconKind
from storage.drop import Weighing


def beacon_name(say: Say, kind: BeaconKind) -> Markup:
    """Returns the name of the beacon. The local test source proves nothing and never gets the other name."""
    return (
        say("this computer's own random source (test only)")
        if kind == BeaconKind.LOCAL
        else Markup("drand quicknet")
    )


def draw_of_item(drop: DropFacts, item: int) -> DrawFacts | None:
    """Returns the draw of an item; None where it has none, or is not of this drop."""
    return next((each.draw for each in drop.items if each.id == item), None)


def entries_text(say: Say, drop: DropFacts) -> list[Markup]:
    """Returns how many have joined, while more may."""
    entries = sum(draw.entries for draw in drop.draws)
    return [say.many("{count} has joined.", "{count} have joined.", entries)] if entries else []


def joined_for_text(say: Say, draw: DrawFacts, units: Markup) -> Markup:
    """Returns "140 joined for 40 prints."."""
    if not draw.entries:
        return say("Nobody has joined the draw for {units} yet.", units=units)
    return say.many("{count} joined for {units}.", "{count} joined for {units}.", draw.entries, units=units)


def closed_text(say: Say, drop: DropFacts, draws: Iterable[DrawFacts]) -> Markup | None:
    """Returns how many joined and when the result comes; of several draws the latest. None before they close."""
    closed = [draw for draw in draws if draw.closed_at and draw.round]
    if not closed:
        return None
    last = max(closed, key=lambda draw: draw.round or 0)
    return say.many(
        "{count} joined. The result comes {due}.",
        "{count} joined. The result comes {due}.",
        sum(draw.entries for draw in closed),
        due=format_datetime(say, beacon_due_at(last), drop.alley.zone),
    )


def chances_text(say: Say, drop: DropFacts) -> Iterator[Markup]:
    """Returns how many chances each entry has."""
    if drop.weighing == Weighing.PATIENCE:
        yield say(
            "You get 1 chance, plus 1 for each earlier draw at this stall where you got nothing; 4 at most. Draws you left do not count."
        )
    else:
        yield say("Everyone has the same chance.")


def beacon_due_at(draw: DrawFacts) -> datetime:
    """Returns the time at which the round of a closed draw is published."""
    return time_of(draw.round or 1)

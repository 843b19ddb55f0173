"""The draw of a drop, in a sentence: its entries, its round, its rule."""

from collections.abc import Iterable, Iterator
from datetime import datetime

from markupsafe import Markup

from locales.formats import format_datetime, format_number
from locales.say import Say
from locales.units import format_units
from market.beacon import time_of
from market.drop.amounts import format_amount
from market.drop.draw_state import closing, planned_result
from market.drop.facts import DrawFacts, DropFacts, ItemFacts
from storage.beacon_kind import BeaconKind
from storage.drop import DropState, Weighing


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


def draw_status_rows(say: Say, drop: DropFacts, item: ItemFacts, draw: DrawFacts) -> Iterator[Markup]:
    """Returns how a draw stands: drawn, waiting for its round, or until when one joins and for what. A drop that was cancelled before has no draw."""
    zone, units = drop.alley.zone, format_units(say, item.unit, item.quantity)
    if drop.state == DropState.CANCELLED and not draw.drawn_at:
        at = format_datetime(say, drop.cancelled_at or drop.starts_at, zone)
        yield say("The drop was cancelled {at}.", at=at)
    elif draw.drawn_at:
        at = format_datetime(say, draw.drawn_at, zone)
        yield say.sentences(say("Drawn {at}.", at=at), joined_for_text(say, draw, units))
    elif draw.closed_at:
        due = format_datetime(say, beacon_due_at(draw), zone)
        yield say.sentences(joined_for_text(say, draw, units), say("The result comes {due}.", due=due))
    else:
        yield say(
            "Join until {closes}; the result comes {draws}.",
            closes=format_datetime(say, closing(drop) or drop.starts_at, zone),
            draws=format_datetime(say, planned_result(drop) or drop.starts_at, zone),
        )
        yield joined_for_text(say, draw, units)
        yield from chances_text(say, drop)
        yield say(
            "Joining costs nothing. If you are drawn, you can buy at {price}.",
            price=format_amount(say, drop, item.price),
        )


def trust_text(say: Say, draw: DrawFacts) -> Markup:
    """Returns what people can rely on; a test market promises nothing."""
    if draw.beacon == BeaconKind.LOCAL:
        return say("This random source is for testing only: the organiser could predict it.")
    return say("Anyone can check that nobody chose the order.")


def source_text(say: Say, draw: DrawFacts) -> Markup:
    """Returns what the order follows from."""
    source = beacon_name(say, draw.beacon)
    if draw.round is None:
        return say(
            "The order will follow from a secret, sealed now, and a round of {source}. Which round is fixed when joining ends.",
            source=source,
        )
    return say(
        "The order follows from a secret, sealed before the draw, and round {round} of {source}.",
        round=format_number(say, draw.round),
        source=source,
    )


def proof_steps(say: Say) -> tuple[Markup, ...]:
    """Returns how a draw works, step by step."""
    return (
        say("1. Before anyone joins, we publish the hash of a secret: the seal."),
        say(
            "2. At closing we publish the list under random names, its root, the secret, and the round that decides."
        ),
        say(
            "3. Secret and round together give the seed. Each entry’s hash with it is its score; the lowest is number 1."
        ),
    )


def beacon_due_at(draw: DrawFacts) -> datetime:
    """Returns the time at which the round of a closed draw is published."""
    return time_of(draw.round or 1)

"""A draw in a sentence, for cards and lists, and the step that leads to its page."""

from collections.abc import Iterable, Iterator
from datetime import datetime

from markupsafe import Markup

from handlers.callbacks.draw import ShowDraw
from handlers.ui.screen import Button
from locales.formats import format_datetime, format_number
from locales.say import Say
from market.beacon import time_of
from market.drop.facts import DrawFacts, DropFacts
from market.drop.status import Status
from market.waitlist.position import Position, WaitingEntry
from storage.beacon_kind import BeaconKind
from storage.drop import Weighing


def beacon_name(say: Say, kind: str) -> Markup:
    """Which one decides: a draw by this machine's own proves nothing of chance, and is never called by the other's name."""
    return (
        say("this computer's own random source (test only)")
        if kind == BeaconKind.LOCAL
        else Markup("drand quicknet")
    )


def draw_of_item(drop: DropFacts, item: int) -> DrawFacts | None:
    return next((each.draw for each in drop.items if each.id == item), None)


def entries_text(say: Say, drop: DropFacts) -> list[Markup]:
    """How many are in it, while entries are open."""
    entries = sum(draw.entries for draw in drop.draws)
    return [say.many("{count} entry so far.", "{count} entries so far.", entries)] if drop.draws else []


def closed_text(say: Say, drop: DropFacts, draws: Iterable[DrawFacts]) -> Markup | None:
    """What was published when the entries closed; of several draws the round that comes last. None before it was."""
    closed = [draw for draw in draws if draw.closed_at and draw.round]
    if not closed:
        return None
    last = max(closed, key=lambda draw: draw.round or 0)
    return say(
        "Entries closed {closed}: {count}. Round {round} of {beacon} decides, due {due}.",
        closed=format_datetime(say, last.closed_at or drop.starts_at, drop.alley.zone),
        count=format_number(say, sum(draw.entries for draw in closed)),
        round=format_number(say, last.round or 0),
        beacon=beacon_name(say, last.beacon),
        due=format_datetime(say, beacon_due_at(last), drop.alley.zone),
    )


def chances_text(say: Say, drop: DropFacts) -> Iterator[Markup]:
    """How many chances who has."""
    if drop.weighing == Weighing.PATIENCE:
        yield say(
            "You get 1 chance, plus 1 for each earlier draw at this stall where you got nothing; 4 at most. Draws you left do not count."
        )
    else:
        yield say("Everyone has one chance.")


def beacon_due_at(draw: DrawFacts) -> datetime:
    """When the round of a closed draw is there."""
    return time_of(draw.round or 1)


def draw_position_text(say: Say, drop: DropFacts, position: WaitingEntry) -> Markup | None:
    """How a place stands that a draw numbers or has numbered; None where it waits by a number that no draw gave."""
    draw = draw_of_item(drop, position.item)
    if draw is None or draw.round is None or (position.number and not position.pseudonym):
        return None
    if position.number:
        return _drawn_text(say, draw, position)
    back_to = format_datetime(say, beacon_due_at(draw), drop.alley.zone)
    if position.pseudonym:
        return say(
            "You are {pseudonym}, one of {count}. Round {round} of {beacon} decides, due {due}.",
            pseudonym=position.pseudonym,
            count=format_number(say, draw.entries),
            round=format_number(say, draw.round),
            beacon=beacon_name(say, draw.beacon),
            due=back_to,
        )
    return say(
        "You have joined, for {units}. Your number will come after the drawn ones, due {due}.",
        units=position.units,
        due=back_to,
    )


def _drawn_text(say: Say, draw: DrawFacts, position: WaitingEntry) -> Markup:
    gave = say(
        "The draw gave you number {number} of {count}.",
        number=format_number(say, position.number or 0),
        count=format_number(say, draw.entries),
    )
    if not position.ahead:
        return say.sentences(gave, say("You are next."))
    return say.sentences(
        gave,
        say(
            "Numbers up to {served_up_to} have had their turn. At most {ahead} ahead of you.",
            served_up_to=format_number(say, position.served_up_to),
            ahead=format_number(say, position.ahead),
        ),
    )


def my_draw_button(say: Say, drop: DropFacts, position: WaitingEntry, back_to: str) -> Button | None:
    """To the page of the draw that one's place hangs on."""
    draw = draw_of_item(drop, position.item)
    if draw is None or (position.number and not position.pseudonym):
        return None
    return Button(
        label=_draw_label(say, draw, position),
        callback=ShowDraw(item=position.item, back_to=back_to),
        style="primary",
    )


def _draw_label(say: Say, draw: DrawFacts, position: WaitingEntry) -> str:
    if draw.drawn_at:
        return say.label("Check the draw")
    return say.label("Check my entry") if position.pseudonym else say.label("How it is drawn")


def public_draw_buttons(
    say: Say, drop: DropFacts, drop_status: Status, position: Position, back_to: str
) -> list[Button]:
    """For who has no place in it that leads there."""
    items = [item.id for item in drop.items if item.draw]
    if (
        not items
        or drop_status is Status.CANCELLED
        or any(my_draw_button(say, drop, each, back_to) for each in position.waiting)
    ):
        return []
    drawn = all(draw.drawn_at for draw in drop.draws)
    label = say.label("Check the draw") if drawn else say.label("How it is drawn")
    return [Button(label=label, callback=ShowDraw(item=items[0], back_to=back_to))]

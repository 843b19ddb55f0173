"""An entry in a draw: its state in a sentence, and the button that opens the draw."""

from markupsafe import Markup

from handlers.callbacks.draw import ShowDraw
from handlers.ui.screen import Button
from locales.formats import format_datetime, format_ordinal
from locales.say import Say
from locales.units import format_units
from market.drop.draw_text import beacon_due_at, draw_of_item
from market.drop.facts import DrawFacts, DropFacts
from market.drop.status import Status
from market.waitlist.position import Position, WaitingEntry


def units_asked(say: Say, drop: DropFacts, position: WaitingEntry) -> Markup:
    return format_units(say, drop.item(position.item).unit, position.units)


def draw_position_text(say: Say, drop: DropFacts, position: WaitingEntry) -> Markup | None:
    """Returns the state of an entry in a draw; None if its number does not come from a draw."""
    draw = draw_of_item(drop, position.item)
    if draw is None or draw.round is None or (position.number and not position.pseudonym):
        return None
    if position.number:
        return say.sentences(say("Not drawn."), in_line_text(say, position.ahead))
    due = format_datetime(say, beacon_due_at(draw), drop.alley.zone)
    if position.pseudonym:
        return say.many(
            "You are in the draw, alone. The result comes {due}.",
            "You are in the draw, one of {count}. The result comes {due}.",
            draw.entries,
            due=due,
        )
    return say(
        "You have joined, for {units}. Your number will come after the drawn ones, {due}.",
        units=units_asked(say, drop, position),
        due=due,
    )


def in_line_text(say: Say, ahead: int) -> Markup:
    """Returns the place of somebody who was not drawn, and that it is worth waiting."""
    hope = say("If someone declines, it can still be yours.")
    if not ahead:
        return say.sentences(say("You are next in line."), hope)
    return say.sentences(say("You are {place} in line.", place=format_ordinal(say, ahead + 1)), hope)


def my_draw_button(say: Say, drop: DropFacts, position: WaitingEntry, back_to: str) -> Button | None:
    """Returns the button to the page of the entry's draw; None if the entry is not in one."""
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
    return say.label("My entry") if position.pseudonym else say.label("How it is drawn")


def public_draw_buttons(
    say: Say, drop: DropFacts, drop_status: Status, position: Position, back_to: str
) -> list[Button]:
    """Returns the button to the draw for people without an entry in it."""
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

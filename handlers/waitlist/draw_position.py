"""An entry in a draw: its state in a sentence, and the button that opens the draw."""

from markupsafe import Markup

from handlers.callbacks.draw import ShowDraw
from handlers.drop.draw_text import beacon_due_at, beacon_name, draw_of_item
from handlers.ui.screen import Button
from locales.formats import format_datetime, format_number
from locales.say import Say
from market.drop.facts import DrawFacts, DropFacts
from market.drop.status import Status
from market.waitlist.position import Position, WaitingEntry


def draw_position_text(say: Say, drop: DropFacts, position: WaitingEntry) -> Markup | None:
    """Returns the state of an entry in a draw; None if its number does not come from a draw."""
    draw = draw_of_item(drop, position.item)
    if draw is None or draw.round is None or (position.number and not position.pseudonym):
        return None
    if position.number:
        return _drawn_text(say, draw, position)
    due = format_datetime(say, beacon_due_at(draw), drop.alley.zone)
    if position.pseudonym:
        return say(
            "You are {pseudonym}, one of {count}. Round {round} of {beacon} decides, due {due}.",
            pseudonym=position.pseudonym,
            count=format_number(say, draw.entries),
            round=format_number(say, draw.round),
            beacon=beacon_name(say, draw.beacon),
            due=due,
        )
    return say(
        "You have joined, for {units}. Your number will come after the drawn ones, due {due}.",
        units=position.units,
        due=due,
    )


def _drawn_text(say: Say, draw: DrawFacts, position: WaitingEntry) -> Markup:
    number_text = say(
        "The draw gave you number {number} of {count}.",
        number=format_number(say, position.number or 0),
        count=format_number(say, draw.entries),
    )
    if not position.ahead:
        return say.sentences(number_text, say("You are next."))
    return say.sentences(
        number_text,
        say(
            "Numbers up to {served_up_to} have had their turn. At most {ahead} ahead of you.",
            served_up_to=format_number(say, position.served_up_to),
            ahead=format_number(say, position.ahead),
        ),
    )


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
    return say.label("Check my entry") if position.pseudonym else say.label("How it is drawn")


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

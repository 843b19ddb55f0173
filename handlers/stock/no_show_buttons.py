"""The buttons to the bookings that nobody collected."""

from handlers.callbacks.desk import ShowNoShows
from handlers.drop.item_text import full_name
from handlers.ui.button_layout import labelled
from handlers.ui.screen import Button
from locales.say import Say
from market.desk import ItemNumbers
from market.drop.facts import DropFacts


def no_show_buttons(say: Say, drop: DropFacts, missing: list[ItemNumbers], *, below: bool) -> list[Button]:
    """Returns a button to the no-shows of each item, named where there are several."""
    if len(missing) == 1:
        [only] = missing
        label = say.label("No-shows, {count}", count=only.booked)
        return [Button(label=label, callback=ShowNoShows(item=only.item.id), below=below)]
    return [
        Button(
            label=labelled(say, say.label("No-shows"), full_name(say, drop, each.item)),
            callback=ShowNoShows(item=each.item.id),
            below=below,
        )
        for each in missing
    ]

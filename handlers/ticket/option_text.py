"""Choosing among the options of an item: the question for the next unit of a booking, and its buttons."""

from markupsafe import Markup

from handlers.callbacks.ticket import ChooseAgain, ChooseOption
from handlers.ui.button_layout import LABEL_WIDTHS, layout_buttons, shorten_label
from handlers.ui.screen import Button, Row
from locales.say import Say
from locales.user_text import OPTION, sanitize_name
from market.drop.item_options import option_names
from market.ticket.facts import TicketFacts


def option_question(say: Say, ticket: TicketFacts) -> list[Markup]:
    """Returns for which unit an option is asked; nothing where all have one."""
    unit = ticket.next_unchosen
    if unit is None:
        return []
    if ticket.units == 1:
        return [say("<b>Which one do you want?</b>")]
    return [
        say(
            "<b>Which one do you want?</b> Choose for {number} of {count}.",
            number=unit + 1,
            count=ticket.units,
        )
    ]


def option_rows(say: Say, ticket: TicketFacts) -> tuple[Row, ...]:
    """Returns a button for each option, or the one to choose again where all units have theirs."""
    if not ticket.options or ticket.done:
        return ()
    unit = ticket.next_unchosen
    if unit is None:
        again = ChooseAgain(booking=ticket.booking)
        return layout_buttons([Button(label=say.label("Choose again"), callback=again)])
    return layout_buttons(
        Button(
            label=shorten_label(sanitize_name(name, OPTION), LABEL_WIDTHS[2]),
            callback=ChooseOption(booking=ticket.booking, unit=unit, option=place),
        )
        for place, name in enumerate(option_names(ticket.options))
    )

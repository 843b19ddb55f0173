"""A returns ticket that staff hand over: packaging is lent to whoever has it."""

from datetime import datetime

from markupsafe import Markup

from handlers.callbacks.packaging_desk import ChooseStock, StockWork
from handlers.callbacks.place import place_code
from handlers.callbacks.printing import PrintTicket
from handlers.packaging.desk_views import desk_button, undo_buttons
from handlers.packaging.packaging_text import counted, packaging_amount, terms_text
from handlers.ticket.face import ticket_face
from handlers.ticket.ticket_text import code_text
from handlers.ui.button_layout import layout_buttons
from handlers.ui.screen import Button, Screen, ScreenPicture
from locales.say import Say
from market.packaging.hub_facts import PackagingDesk
from market.packaging.packaging_type import PackagingFacts
from market.ticket.facts import TicketFacts, ticket_status


def lent_page(
    say: Say, desk: PackagingDesk, ticket: TicketFacts, kind: PackagingFacts, *, now: datetime
) -> Screen:
    """Shows the ticket to the person who borrows units of a type, and says what to take from them."""
    face = ticket_face(say, ticket, ticket_status(ticket, now))
    head = say("<b>Lent: {items}.</b>", items=counted(say, kind, ticket.units))
    deposit = ticket.units * ticket.deposit
    take = (
        say("Take {deposit} deposit now.", deposit=packaging_amount(say, desk.place, kind, deposit))
        if deposit
        else Markup()
    )
    parts = (
        say.sentences(head, take),
        terms_text(say, desk.place, kind, ticket.due_at or now),
        say(
            "The borrower photographs this ticket, or you print it. Anyone may return the packaging with it."
        ),
        code_text(say, ticket),
    )
    place = place_code(desk.place.ref)
    return Screen(
        text=Markup("\n").join(parts),
        picture=ScreenPicture(key=face.key, ticket=face),
        rows=layout_buttons(
            [
                Button(label=say.label("Print"), callback=PrintTicket(ticket=ticket.id), below=True),
                Button(label=say.label("Lend more"), callback=ChooseStock(place=place, work=StockWork.LEND)),
            ],
            undo_buttons(say, desk),
            [desk_button(say, desk.place)],
        ),
    )

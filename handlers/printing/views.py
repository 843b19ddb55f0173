"""The text below a printed file in the chat: how to print it, and the way back."""

from typing import assert_never

from handlers.callbacks.callback import Callback
from handlers.callbacks.desk import ShowWholeStallDay
from handlers.callbacks.printing import PosterPaper, PrintStallPoster, PrintTicket, TicketPaper
from handlers.callbacks.stall import ShowMyStall
from handlers.ui.button_layout import layout_buttons
from handlers.ui.screen import Button, Document, Screen
from locales.say import Say


def ticket_file(say: Say, printed: PrintTicket, document: Document, back: Callback) -> Screen:
    """Gives a ticket as a file, with the way to the other paper, and back to the ticket."""
    match printed.paper:
        case TicketPaper.A6:
            text = say("Your ticket, to print on A6. Anyone who has this page can use it, so keep it safe.")
            other = Button(
                label=say.label("For 58 mm paper"),
                callback=PrintTicket(ticket=printed.ticket, paper=TicketPaper.ROLL),
                below=True,
            )
        case TicketPaper.ROLL:
            text = say(
                "Your ticket for a receipt printer with 58 mm paper: print it at full width. Anyone who has it can use it, so keep it safe."
            )
            other = Button(
                label=say.label("For A6 paper"),
                callback=PrintTicket(ticket=printed.ticket, paper=TicketPaper.A6),
                below=True,
            )
        case _:
            assert_never(printed.paper)
    to_ticket = Button(label=say.label("Back to the ticket"), callback=back, below=True)
    return Screen(text=text, rows=layout_buttons([other], [to_ticket]), document=document)


def stall_poster_file(say: Say, paper: PosterPaper, document: Document) -> Screen:
    """Gives a stall's poster as a file, with the way to the other paper, and to the stall."""
    match paper:
        case PosterPaper.A4:
            text = say(
                "Your poster, to print on A4: one page for the wall, and one to cut into four cards for your table."
            )
            label, other = say.label("For 58 mm paper"), PosterPaper.ROLL
        case PosterPaper.ROLL:
            text = say("Your poster for a receipt printer with 58 mm paper: print it at full width.")
            label, other = say.label("For A4 paper"), PosterPaper.A4
        case _:
            assert_never(paper)
    to_stall = Button(label=say.label("My stall"), callback=ShowMyStall(), below=True)
    to_other = Button(label=label, callback=PrintStallPoster(paper=other), below=True)
    return Screen(text=text, rows=layout_buttons([to_other], [to_stall]), document=document)


def tags_file(say: Say, document: Document, back: Callback) -> Screen:
    """Gives price tags as a file, with the way back to what they are of."""
    return Screen(
        text=say("Your price tags, to print on A4 and cut: eight on a page."),
        rows=layout_buttons([Button(label=say.label("Back"), callback=back, below=True)]),
        document=document,
    )


def bookings_file(say: Say, document: Document, stall_day: int) -> Screen:
    """Gives the list of bookings as a file, for a market without a phone."""
    text = say(
        "Your list of bookings, to print on A4: a line for each ticket. Anyone with a code can collect, so keep the list to yourself."
    )
    back = Button(label=say.label("Back"), callback=ShowWholeStallDay(stall_day=stall_day), below=True)
    return Screen(text=text, rows=layout_buttons([back]), document=document)

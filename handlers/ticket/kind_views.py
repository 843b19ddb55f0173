"""The content of a kind of ticket: those of bookings have their words apart, the others a module of their own."""

from collections.abc import Callable
from dataclasses import dataclass

from markupsafe import Markup

from handlers.ui.screen import Screen
from locales.say import Say
from market.ticket.facts import TicketFacts, TicketStatus

TicketText = Callable[[Say, TicketFacts], Markup]


@dataclass(frozen=True, kw_only=True)
class FaceWords:
    """The words on the picture: the kind and the quantity on its band, its title, its lines, and how it was used."""

    kind: str
    quantity: str
    title: str
    lines: tuple[str, ...]
    partly: str
    done: str
    done_at: str


@dataclass(frozen=True, kw_only=True)
class KindViews:
    """The words and buttons of a kind.

    `holder_page`: for its holder, without the QR, with its state in words and as a value.
    `face_words`: what its picture says.
    `valid_text`, `done_text`: its state for the holder; `staff_...`: for the staff who scan it.
    `scanned_toast`: what the staff read after a scan.
    """

    holder_page: Callable[[Say, TicketFacts, Markup, TicketStatus], Screen]
    face_words: Callable[[Say, TicketFacts], FaceWords]
    valid_text: TicketText
    done_text: TicketText
    staff_valid_text: TicketText
    staff_done_text: TicketText
    scanned_toast: Callable[[Say], str]

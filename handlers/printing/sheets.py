"""Sheets from facts: the words of a ticket, a poster, price tags and a list of bookings in the languages of those who read them."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from handlers.callbacks.printing import TicketPaper
from handlers.ticket.booking_row import booked_goods, booking_state
from handlers.ticket.ticket_kinds import kind_views
from handlers.ui.sheet import (
    BookingLine,
    BookingSheet,
    Poster,
    PosterSheet,
    RollPosterSheet,
    SmallQr,
    Tag,
    TagSheet,
    TicketSheet,
)
from locales.formats import format_date, format_long_date
from locales.languages import sign_languages
from locales.say import Say, speak
from locales.user_text import ALLEY, STALL, sanitize_name
from market.drop.amounts import format_amount
from market.drop.facts import AlleyFacts, DropFacts
from market.drop.item_text import age_mark, full_name
from market.stall import StallState
from market.ticket.facts import TicketFacts
from market.ticket.stall_day_tickets import StallDayTickets
from market.ticket.ticket_code import grouped

NAME = "Lorong"
MAX_ALLEYS = 20
"""Alleys that have posters of their own; a market with more gets one without the name of an alley."""


@dataclass(frozen=True)
class PrintedPermit:
    """The permit of an alley on its poster; its QR opens `link`."""

    last_day: date
    link: str = field(repr=False)


def ticket_sheet(say: Say, ticket: TicketFacts, paper: TicketPaper, link: str) -> TicketSheet:
    """Returns a ticket with the words of its picture. `link` is what its QR says."""
    words = kind_views(ticket.kind).face_words(say, ticket)
    return TicketSheet(
        language=say.language,
        paper=paper,
        kind=ticket.kind,
        word=words.kind,
        quantity=words.quantity,
        title=words.title,
        lines=words.lines,
        code=grouped(ticket.code),
        hint=say.plain("Show this ticket or say the code."),
        seed=ticket.drop,
        link=link,
    )


def stall_poster(say: Say, stall: StallState, link: str) -> PosterSheet:
    """Returns the poster of a stall, in the language of its market and one more. `link` opens its menu, or its card in the chat."""
    return PosterSheet(sign_languages(stall.territory, say.language)[0], (_stall_sign(say, stall, link),))


def stall_roll_poster(say: Say, stall: StallState, link: str) -> RollPosterSheet:
    """Returns the same poster for 58 mm paper."""
    languages = sign_languages(stall.territory, say.language)
    return RollPosterSheet(languages[0], _stall_sign(say, stall, link), stall.code)


def _stall_sign(say: Say, stall: StallState, link: str) -> Poster:
    languages = sign_languages(stall.territory, say.language)
    return Poster(
        title=sanitize_name(stall.name, STALL),
        lines=tuple(_menu_line(speak(language)) for language in languages),
        address=_shown_address(link),
        seed=stall.id,
        link=link,
    )


def alley_posters(
    say: Say,
    alleys: Sequence[AlleyFacts],
    link: str,
    help_link: Callable[[str], str],
    *,
    complaint_link: Callable[[str], str],
    permits: Mapping[int, PrintedPermit],
) -> PosterSheet:
    """Returns a poster for each alley, each in the language of its market and one more. `link` opens the bot.

    `help_link` and `complaint_link` give the pages on which one calls for help in an alley, or complains, from its code; "" where there is none.
    `permits` are those of alleys, by alley.
    """
    if not 0 < len(alleys) <= MAX_ALLEYS:
        languages = sign_languages(alleys[0].territory if alleys else "", say.language)
        return PosterSheet(languages[0], (_poster(languages, NAME, 0, link=link),))
    posters = tuple(
        _poster(
            sign_languages(alley.territory, say.language),
            sanitize_name(alley.name, ALLEY),
            alley.id,
            link=link,
            help_link=help_link(alley.code),
            complaint_link=complaint_link(alley.code),
            permit=permits.get(alley.id),
        )
        for alley in alleys
    )
    return PosterSheet(sign_languages(alleys[0].territory, say.language)[0], posters)


def _poster(
    languages: Sequence[str],
    title: str,
    seed: int,
    *,
    link: str,
    help_link: str = "",
    complaint_link: str = "",
    permit: PrintedPermit | None = None,
) -> Poster:
    help_words = tuple(_help_words(speak(language)) for language in languages)
    complaint_words = tuple(_complaint_words(speak(language)) for language in languages)
    return Poster(
        title=title,
        lines=tuple(_market_line(speak(language)) for language in languages),
        address=_shown_address(link),
        seed=seed,
        link=link,
        help=SmallQr(help_words, help_link) if help_link else None,
        complaint=SmallQr(complaint_words, complaint_link) if complaint_link else None,
        permit=_permit_qr(languages, permit) if permit else None,
    )


def _permit_qr(languages: Sequence[str], permit: PrintedPermit) -> SmallQr:
    return SmallQr(tuple(_permit_words(speak(each), permit) for each in languages), permit.link)


def _permit_words(say: Say, permit: PrintedPermit) -> str:
    return say.plain("Permit until {day}", day=format_long_date(say, permit.last_day))


def _shown_address(link: str) -> str:
    """Returns a link as people type it; one that is in upper case for the sake of its QR in lower case."""
    address = link.partition("://")[2]
    return address.lower() if link.isupper() else address


def _help_words(say: Say) -> str:
    return say.label("I need help")


def _complaint_words(say: Say) -> str:
    return say.plain("Too loud? Too bright?")


def _menu_line(say: Say) -> str:
    return say.plain("See the menu.")


def _market_line(say: Say) -> str:
    return say.plain("See what is on, join, pick up.")


def tag_sheet(say: Say, drops: Sequence[DropFacts], card: str) -> TagSheet:
    """Returns a price tag for each item of some drops of a stall that can be joined by itself. `card`, with a drop's code, opens its card."""
    first = drops[0]
    languages = sign_languages(first.alley.territory, say.language)
    own = speak(languages[0])
    return TagSheet(
        language=own.language,
        title=sanitize_name(first.stall.name, STALL),
        tags=tuple(
            Tag(
                item=full_name(own, drop, item) + age_mark(drop),
                price=format_amount(own, drop, item.price),
                stall=sanitize_name(drop.stall.name, STALL),
                lines=tuple(_tag_line(speak(language)) for language in languages),
                link=f"{card}{drop.code}",
            )
            for drop in drops
            for item in drop.offered
        ),
        seed=first.id,
    )


def booking_sheet(say: Say, booked: StallDayTickets) -> BookingSheet:
    """Returns the list of what was booked of an evening, in the reader's language."""
    # text: a date, and an alley
    title = say.plain(
        "{first}, {second}",
        first=format_date(say, booked.day),
        second=sanitize_name(booked.alley.name, ALLEY),
    )
    return BookingSheet(
        language=say.language,
        title=title,
        stall=sanitize_name(booked.stall_name, STALL),
        hint=say.plain("Anyone with a code can collect. Keep this list to yourself."),
        lines=tuple(
            BookingLine(
                code=grouped(ticket.code),
                goods=booked_goods(say, ticket),
                state=booking_state(say, ticket),
            )
            for ticket in booked.tickets
        ),
    )


def _tag_line(say: Say) -> str:
    return say.plain("Scan to join.")

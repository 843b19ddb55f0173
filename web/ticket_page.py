"""The status page of a ticket: what its QR opens in any phone's camera. It says what the ticket is and whether it is valid, never whose it is."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import assert_never

from aiohttp import web
from markupsafe import Markup

from locales.formats import format_datetime, format_day, format_money, format_time_range
from locales.item_title import item_title
from locales.say import Say, speak
from locales.units import admits, format_units
from locales.user_text import sanitize_name
from market.ticket.facts import VALID_AFTER_END, TicketFacts, TicketStatus, is_late, ticket_status
from market.ticket.public_ticket import PublicTicket
from market.ticket.refusals import TicketUnknown
from market.ticket.signed_ticket import TicketForged, from_symbols
from market.ticket.ticket_code import grouped
from storage.ticket import TicketKind, TicketSubject
from web.page_cache import CachedPage, PageCache, cached_page
from web.parts.reader import reader_language
from web.templating import render

LoadTicket = Callable[[bytes], Awaitable[PublicTicket]]
"""Returns the ticket with these 84 bytes. Raises TicketForged, TicketUnknown."""

FRESH_SECONDS, MAX_PAGES = 2, 256
NAME = 64


@dataclass(frozen=True, kw_only=True)
class TicketPages:
    """Where the pages of tickets come from: `load` finds one, `chat_link` returns the link that opens it in the chat."""

    load: LoadTicket
    chat_link: Callable[[str], str]
    now: Callable[[], datetime]


def add_ticket_route(app: web.Application, pages: TicketPages) -> None:
    """Add `GET /T/SYMBOLS`, the page of a signed ticket, in upper case or lower; 404 with a sentence for anything else."""
    cache = PageCache(FRESH_SECONDS, MAX_PAGES)

    async def page(request: web.Request) -> web.Response:
        language, symbols = reader_language(request), request.match_info["symbols"].upper()
        try:
            make = partial(_page, pages, from_symbols(symbols), language)
            return await cache.respond(request, (symbols, language), make)
        except (TicketForged, web.HTTPNotFound):
            return web.Response(status=404, text=not_ours_html(speak(language)), content_type="text/html")

    for prefix in ("T", "t"):
        app.router.add_get(f"/{prefix}/{{symbols}}", page)


async def _page(pages: TicketPages, ticket: bytes, language: str) -> CachedPage | None:
    """Return the page in the language of the ticket's holder, in the reader's where nobody holds it; None for a ticket that is no more."""
    try:
        found = await pages.load(ticket)
    except TicketUnknown:
        return None
    say = speak(found.language or language)
    link = pages.chat_link(found.facts.code)
    return cached_page(ticket_html(say, found.facts, pages.now(), link), "text/html")


def ticket_html(say: Say, ticket: TicketFacts, now: datetime, chat_link: str) -> str:
    """Return the page of a ticket as it is now, readable without a script."""
    status = ticket_status(ticket, now)
    return render(
        "ticket.html",
        language=say.language.replace("_", "-"),
        kind=_kind(say, ticket.kind),
        look=_look(status),
        verdict=_verdict(say, ticket, status),
        lines=(*_lines(say, ticket), *_late(say, ticket, now)),
        code=grouped(ticket.code),
        link=chat_link,
        link_label=say("Open in Telegram"),
        note=say("The stall's own people open it in Telegram and scan it there."),
    )


def not_ours_html(say: Say) -> str:
    """Return the page of what is no ticket of this market."""
    return render(
        "ticket.html",
        language=say.language.replace("_", "-"),
        kind=say("Not a ticket"),
        look="void",
        verdict=say("This is not a ticket of this market."),
        lines=(),
        code="",
        link="",
        link_label="",
        note="",
    )


def _kind(say: Say, kind: TicketKind) -> Markup:
    match kind:
        case TicketKind.PICKUP:
            return say("Pickup ticket")
        case TicketKind.ADMISSION:
            return say("Admission ticket")
        case TicketKind.RETURNS:
            return say("Returns ticket")
        case _:
            assert_never(kind)


def _look(status: TicketStatus) -> str:
    match status:
        case TicketStatus.VALID:
            return "valid"
        case TicketStatus.DONE:
            return "done"
        case _:
            return "void"


def _verdict(say: Say, ticket: TicketFacts, status: TicketStatus) -> Markup:
    zone = ticket.alley.zone
    match status:
        case TicketStatus.VALID if ticket.done:
            return say("Valid. {done} of {units} are used.", done=ticket.done, units=ticket.units)
        case TicketStatus.VALID:
            return say("Valid. Not used yet.")
        case TicketStatus.DONE:
            at = format_datetime(say, ticket.last.at if ticket.last else ticket.starts_at, zone)
            return say("Used. All {units}, the last {at}.", units=ticket.units, at=at)
        case TicketStatus.RELEASED:
            return say("Not valid. It was released.")
        case TicketStatus.PASSED_ON:
            if ticket.moved:
                return say("Not valid. Its owner has a new ticket in another account.")
            return say("Not valid. It was given to somebody else, who has a new ticket.")
        case TicketStatus.NO_SHOW | TicketStatus.OVER if admits(ticket.unit):
            return say("Not valid. It was not used in time.")
        case TicketStatus.NO_SHOW | TicketStatus.OVER:
            return say("Not valid. It was not collected in time.")
        case TicketStatus.CANCELLED:
            return say("Not valid. The drop was cancelled.")
        case TicketStatus.WRITTEN_OFF:
            return say("Written off. It can still be brought back, without a refund.")
        case TicketStatus.UNDONE:
            return say("Not valid. There is nothing to return.")
        case _:
            assert_never(status)


def _lines(say: Say, ticket: TicketFacts) -> tuple[Markup | str, ...]:
    zone = ticket.alley.zone
    stall = say.plain(
        "{stall}, {alley}",
        stall=sanitize_name(ticket.stall_name, NAME),
        alley=sanitize_name(ticket.alley.name, NAME),
    )
    match ticket.kind.subject:
        case TicketSubject.BOOKING:
            what = say.plain(
                "{units} × {item}", units=ticket.units, item=item_title(say, ticket.drop_name, ticket.item)
            )
            day = format_day(say, ticket.starts_at, zone)
            hours = format_time_range(say, ticket.starts_at, ticket.ends_at, zone)
            return what, stall, say.plain("{day}, {hours}", day=day, hours=hours)
        case TicketSubject.LOAN:
            return format_units(say, ticket.unit, ticket.left or ticket.lost), _where_back(say, ticket)
        case _:
            assert_never(ticket.kind.subject)


def _late(say: Say, ticket: TicketFacts, now: datetime) -> tuple[Markup, ...]:
    """Return that a drop is over, and until when its ticket can still be used; nothing before its end."""
    if not is_late(ticket, now):
        return ()
    zone = ticket.alley.zone
    ended = format_datetime(say, ticket.drop_ends_at, zone)
    until = format_datetime(say, ticket.drop_ends_at + VALID_AFTER_END, zone)
    if admits(ticket.unit):
        return (say("It ended {ended}. The ticket is valid until {until}.", ended=ended, until=until),)
    return (say("Its drop ended {ended}; collectable until {until}.", ended=ended, until=until),)


def _where_back(say: Say, ticket: TicketFacts) -> Markup:
    """Return where packaging comes back, and the deposit for it."""
    back = format_money(say, ticket.left * ticket.deposit, ticket.alley.currency, ticket.alley.territory)
    due = format_day(say, ticket.due_at or ticket.starts_at, ticket.alley.zone)
    if ticket.packaging is None:
        return say("You get {amount} back at any stall of this market, by {day}.", amount=back, day=due)
    if not ticket.left * ticket.deposit:
        return say("Return it at any stall of this market or at its hubs, by {day}.", day=due)
    return say(
        "You get {amount} back at any stall of this market and at its hubs, by {day}.", amount=back, day=due
    )

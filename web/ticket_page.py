"""The page of a ticket: what its QR opens in any phone's camera. It says whether the ticket is valid and what to do with it, never whose it is.

A service worker keeps it for a place without a network.
"""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import assert_never

from aiohttp import web
from markupsafe import Markup

from locales.formats import format_datetime, format_day, format_money, format_time_range
from locales.say import Say, speak
from locales.units import admits, format_units
from locales.user_text import sanitize_name
from market.ticket.facts import TicketFacts, TicketStatus, ticket_status
from market.ticket.public_ticket import PublicTicket
from market.ticket.signed_ticket import TicketForged, from_symbols
from market.ticket.ticket_code import grouped
from market.ticket.ticket_words import late_text, pay_text, ticket_item
from storage.ticket import TicketKind, TicketSubject
from web.parts.frame import PageRequest, Site
from web.parts.public_page import add_public_page
from web.parts.qr_svg import QrSvg, qr_svg
from web.parts.static import PAGE_FILES
from web.parts.verdict_page import USED, VALID, VOID, verdict_html
from web.security_headers import WORKER_POLICY

LoadTicket = Callable[[bytes], Awaitable[PublicTicket]]
"""Returns the ticket with these 84 bytes. Raises TicketForged, TicketUnknown."""

NAME = 64
TO_SHOW = frozenset({TicketStatus.VALID, TicketStatus.WRITTEN_OFF})
"""The statuses in which a ticket is still to be shown to somebody."""


@dataclass(frozen=True, kw_only=True)
class TicketPages:
    """Where the pages of tickets come from: `load` finds one, `chat_link` returns the link that opens it in the chat."""

    load: LoadTicket
    chat_link: Callable[[str], str]
    now: Callable[[], datetime]


def add_ticket_page(app: web.Application, site: Site, pages: TicketPages) -> None:
    """Add `GET /T/SYMBOLS`, the page of a signed ticket, and the worker that keeps it; 404 with a sentence for anything else."""

    async def make(request: PageRequest) -> str | None:
        try:
            return ticket_html(request, site, await pages.load(from_symbols(request.code)), pages=pages)
        except TicketForged:
            return None

    async def worker(_request: web.Request) -> web.FileResponse:
        return web.FileResponse(PAGE_FILES / "ticket-worker.js")

    add_public_page(app, "/t/{code:.*}", make, site=site, unknown=_unknown_words, policy=WORKER_POLICY)
    app.router.add_get("/ticket-worker.js", worker)


def ticket_html(request: PageRequest, site: Site, public: PublicTicket, *, pages: TicketPages) -> str:
    """Return the page of a ticket as it is now, in its holder's language unless the reader chose another."""
    if public.language and not request.language_is_chosen:
        request = replace(request, say=speak(public.language))
    say, ticket, now = request.say, public.facts, pages.now()
    status = ticket_status(ticket, now)
    chat_link = pages.chat_link(ticket.code)
    return verdict_html(
        request,
        site,
        template="ticket.html",
        title=_kind(say, ticket.kind),
        look=_look(status),
        verdict=_verdict(say, ticket, status),
        lines=(*_lines(say, ticket, status), *late_text(say, ticket, now)),
        links=(*_directions(say, ticket, status), (say("Open in Telegram"), chat_link)),
        kept=_kept_text(say, ticket, now),
        qr=_qr(request, site, chat_link) if status in TO_SHOW else None,
        qr_label=say("The QR of this ticket"),
        shown_code=grouped(ticket.code),
        drop_picture=f"/d/{public.drop}.jpg" if public.drop else "",
    )


def _unknown_words(say: Say) -> tuple[Markup, Markup]:
    return say("Not a ticket"), say("This is not a ticket of this market.")


def _qr(request: PageRequest, site: Site, chat_link: str) -> QrSvg:
    """Return the QR that the ticket itself has: it leads here, or to the chat where this market has no public address."""
    return qr_svg(site.address(f"/T/{request.code}").upper() if site.public_url else chat_link)


def _kept_text(say: Say, ticket: TicketFacts, now: datetime) -> Markup:
    """Return what the worker shows without a network."""
    at = format_datetime(say, now, ticket.alley.zone)
    return say(
        "No network: this is the ticket as it was {at}. The stall can check it only with a network.", at=at
    )


def _directions(say: Say, ticket: TicketFacts, status: TicketStatus) -> tuple[tuple[str, str], ...]:
    if status not in TO_SHOW:
        return ()
    place = f"{ticket.alley.latitude},{ticket.alley.longitude}"
    return ((say.label("Directions"), f"https://www.google.com/maps/search/?api=1&query={place}"),)


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
            return VALID
        case TicketStatus.DONE:
            return USED
        case _:
            return VOID


def _verdict(say: Say, ticket: TicketFacts, status: TicketStatus) -> Markup:
    zone = ticket.alley.zone
    match status:
        case TicketStatus.VALID if ticket.done:
            return say("Valid. {done} of {units} are used.", done=ticket.done, units=ticket.units)
        case TicketStatus.VALID:
            return say("Valid. Not used yet.")
        case TicketStatus.DONE:
            at = format_datetime(say, ticket.last.at if ticket.last else ticket.starts_at, zone)
            if ticket.kind.subject is TicketSubject.LOAN:
                return say("All returned, {at}. Thank you.", at=at)
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


def _lines(say: Say, ticket: TicketFacts, status: TicketStatus) -> tuple[Markup | str, ...]:
    """Return what a ticket is for, and what its holder does next."""
    match ticket.kind.subject:
        case TicketSubject.BOOKING:
            what = say.plain("{units} × {item}", units=ticket.units, item=ticket_item(say, ticket))
            return what, *_when_and_where(say, ticket, status)
        case TicketSubject.LOAN if status in TO_SHOW:
            units = format_units(say, ticket.unit, ticket.left or ticket.lost)
            anyone = say("Anyone may return the packaging with this ticket.")
            return units, _where_back(say, ticket), anyone
        case TicketSubject.LOAN:
            return (format_units(say, ticket.unit, ticket.units),) if ticket.units else ()
        case _:
            assert_never(ticket.kind.subject)


def _when_and_where(say: Say, ticket: TicketFacts, status: TicketStatus) -> tuple[Markup | str, ...]:
    """Return where and when a booking is collected and what is to pay, or thanks once it is."""
    stall, alley = sanitize_name(ticket.stall_name, NAME), sanitize_name(ticket.alley.name, NAME)
    day = format_day(say, ticket.starts_at, ticket.alley.zone)
    hours = format_time_range(say, ticket.starts_at, ticket.ends_at, ticket.alley.zone)
    if status is TicketStatus.VALID:
        shown = say(
            "Show this at {stall}, {alley}: {day}, {hours}.", stall=stall, alley=alley, day=day, hours=hours
        )
        return (say.sentences(shown, pay_text(say, ticket)),)
    place = say.plain("{first}, {second}", first=stall, second=alley)
    when = say.plain("{first}, {second}", first=day, second=hours)
    return place, when, *((say("Thank you for coming."),) if status is TicketStatus.DONE else ())


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

"""Printed sheets for packaging: labels, bearer tickets and the posters of hubs, in the languages of those who read them."""

from collections.abc import Sequence

from handlers.ui.sheet import LabelPaper, LabelSheet, Poster, PosterSheet, Slip, StripSheet
from locales.formats import format_day, format_minute_of_day, format_money
from locales.languages import sign_languages
from locales.say import Say, speak
from locales.units import format_units
from locales.user_text import NAME, sanitize_name
from market.packaging.asset import asset_path
from market.packaging.hub_facts import HubFacts
from market.packaging.packaging_type import PackagingFacts
from market.ticket.facts import TicketFacts
from market.ticket.ticket_code import grouped
from storage.ticket import TicketKind


def piece_labels(
    say: Say, kind: PackagingFacts, serials: Sequence[str], *, address: str, cut: bool
) -> LabelSheet:
    """Returns a label for each piece. `address` is that of this market's pages, "" without one."""
    slips = (
        Slip(
            word=sanitize_name(kind.name, NAME),
            code=serial,
            lines=(say.plain("Please return."),),
            link=label_link(address, asset_path(kind.code, serial)),
        )
        for serial in serials
    )
    return _labels(say, kind, tuple(slips), cut)


def type_labels(say: Say, kind: PackagingFacts, count: int, *, address: str, cut: bool) -> LabelSheet:
    """Returns equal labels for packaging that is kept by count."""
    slip = Slip(
        word=sanitize_name(kind.name, NAME),
        code=kind.code,
        lines=(say.plain("Please return."),),
        link=label_link(address, f"/A/{kind.code}"),
    )
    return _labels(say, kind, (slip,) * count, cut)


def _labels(say: Say, kind: PackagingFacts, slips: tuple[Slip, ...], cut: bool) -> LabelSheet:
    return LabelSheet(
        language=say.language,
        title=sanitize_name(kind.name, NAME),
        paper=LabelPaper.A4 if cut else LabelPaper.ROLL,
        labels=slips,
    )


def label_link(address: str, path: str) -> str:
    """Returns what the QR of a label says: upper case, which makes it smaller; the path alone where this market has no pages."""
    return f"{address}{path}".upper()


def strip_sheet(say: Say, tickets: Sequence[TicketFacts], links: Sequence[str]) -> StripSheet:
    """Returns a bearer ticket for each loan. `links` are what their QRs say."""
    return StripSheet(
        language=say.language,
        title=say.plain("Paper tickets"),
        kind=TicketKind.RETURNS,
        slips=tuple(_bearer_slip(say, ticket, link) for ticket, link in zip(tickets, links, strict=True)),
    )


def _bearer_slip(say: Say, ticket: TicketFacts, link: str) -> Slip:
    """Returns what the borrower gets back, by when, and where."""
    due = (
        [say.plain("By {day}", day=format_day(say, ticket.due_at, ticket.alley.zone))]
        if ticket.due_at
        else []
    )
    back = (
        [
            say.plain(
                "Refund: {amount}",
                amount=format_money(
                    say, ticket.left * ticket.deposit, ticket.alley.currency, ticket.alley.territory
                ),
            )
        ]
        if ticket.deposit
        else []
    )
    return Slip(
        word=format_units(say, ticket.unit, ticket.left).unescape(),
        code=grouped(ticket.code),
        lines=(*back, *due, say.plain("At any hub or stall"), sanitize_name(ticket.stall_name, NAME)),
        link=link,
    )


def hub_poster(say: Say, hub: HubFacts, territory: str, link: str) -> PosterSheet:
    """Returns the poster of a hub, in the language of its market and one more. `link` opens its card."""
    languages = sign_languages(territory, say.language)
    poster = Poster(
        title=sanitize_name(hub.name, NAME),
        lines=tuple(_hub_line(speak(language), hub) for language in languages),
        address=link.removeprefix("https://"),
        seed=hub.id,
        link=link,
    )
    return PosterSheet(languages[0], (poster,))


def _hub_line(say: Say, hub: HubFacts) -> str:
    return say.plain(
        "Return packaging here, {opens} to {closes}.",
        opens=format_minute_of_day(say, hub.opens_minute),
        closes=format_minute_of_day(say, hub.closes_minute % (24 * 60)),
    )

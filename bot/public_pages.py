"""The public pages of a market and the files beside them, from its store."""

from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from random import Random

from aiohttp import web

from bot.clock import Now
from bot.drop_jpeg import drop_jpeg
from market.admins import Admins
from market.complaint.board import ComplaintBoard, complaint_board
from market.complaint.budget import ComplaintBudget
from market.complaint.complain import Grievance, complain, followed_complaint, reopen_complaint
from market.complaint.facts import ComplaintFacts
from market.dossier.link import (
    ReleasedDocument,
    ReleasedDossier,
    count_opening,
    released_document,
    released_dossier,
    released_photo,
)
from market.draw.published_draw import NamedDraw, draw_by_name
from market.drop.browse import drop_by_code
from market.drop.facts import DropFacts
from market.feed.feed_drops import DropFeed, alley_feed, stall_feed
from market.feed.own_feed import OwnFeed, own_feed
from market.forecast.public_scores import PublicScores, public_scores
from market.gate.people_inside import PeopleInside, public_people_inside
from market.help_call.call import HelpCalled, call_for_help, strangers_call
from market.help_call.facts import HelpCallFacts, HelpPlace
from market.licence_card import CardFacts, public_card
from market.link_secret import draw_secret
from market.packaging.piece_story import PieceStory, TypeStory, piece_story, type_story
from market.permit.public_permit import PublicPermit, public_permit
from market.permit.signed_permit import read_signed_permit
from market.public_market import (
    PublicAlley,
    PublicMarket,
    PublicStall,
    public_alley,
    public_market,
    public_stall,
)
from market.sale.receipt import ReceiptFacts, public_receipt
from market.ticket.public_ticket import PublicTicket, public_ticket
from market.ticket.signed_ticket import read_signed
from market.ticket.signing_keys import public_keys
from market.ticket.ticket_link import TicketLinks
from storage.store import Store
from web.alley_page import add_alley_page
from web.board_page import add_board_page
from web.calendar_route import add_calendar_route
from web.complaint_page import ComplaintPages, add_complaint_pages
from web.dossier_page import DossierPages, add_dossier_page
from web.draw_page import add_draw_page
from web.drop_page import add_drop_page
from web.feed_routes import Feeds, add_feed_routes
from web.forecasts_page import ForecastsPages, add_forecasts_pages
from web.help_page import HelpPages, add_help_pages
from web.licence_page import add_licence_page
from web.market_page import add_market_page
from web.order_page import add_order_page
from web.parts.form_token import FormTokens
from web.parts.frame import Site
from web.parts.public_page import PageSource
from web.parts.static import add_page_files
from web.passport_page import PassportPages, add_passport_page
from web.people_inside_page import add_people_inside_page
from web.permit_page import add_permit_page
from web.picture_route import add_picture_route
from web.receipt_page import add_receipt_page
from web.stall_page import add_stall_page
from web.ticket_page import TicketPages, add_ticket_page


@dataclass(frozen=True, kw_only=True)
class PublicPages:
    """The pages that anybody may open. `zone` is the market's time zone; `admins` are told of calls for help and of complaints.

    `complaint_budget` knows for an hour where complaints came from.
    """

    store: Store
    ticket_links: TicketLinks
    now: Now
    zone: str
    admins: Admins
    complaint_budget: ComplaintBudget
    rng: Random

    @property
    def site(self) -> Site:
        return Site(public_url=self.ticket_links.public_url, username=self.ticket_links.username)

    def add_files(self, app: web.Application) -> None:
        """Add pictures, calendar files and feeds, whose names end in what they are: before the pages, whose codes are any."""
        username = self.ticket_links.username
        add_page_files(app)
        add_calendar_route(app, self._drop, username)
        add_picture_route(app, partial(drop_jpeg, self.store))
        feeds = Feeds(
            load_alley=self._alley_feed,
            load_stall=self._stall_feed,
            load_own=self._own_feed,
            username=username,
            zone=self.zone,
            now=self.now,
        )
        add_feed_routes(app, feeds)

    def add_pages(self, app: web.Application) -> None:
        """Add the shop window, and what the QRs of tickets, receipts, licences and packaging open."""
        site, now = self.site, self.now
        add_market_page(app, PageSource(site=site, load=self._market, now=now))
        add_alley_page(app, PageSource(site=site, load=self._alley, now=now))
        add_people_inside_page(app, PageSource(site=site, load=self._people_inside, now=now))
        stalls = PageSource(site=site, load=self._stall, now=now)
        add_stall_page(app, stalls)
        add_order_page(app, stalls)
        add_drop_page(app, PageSource(site=site, load=self._drop, now=now))
        add_help_pages(app, self._help_pages())
        add_board_page(app, PageSource(site=site, load=self._board, now=now))
        add_complaint_pages(app, self._complaint_pages())
        add_forecasts_pages(app, ForecastsPages(site=site, load=self._scores))
        add_draw_page(app, site, self._draw)
        tickets = TicketPages(load=self._ticket, chat_link=self.ticket_links.chat_link, now=now)
        add_ticket_page(app, site, tickets)
        passports = PassportPages(load=self._piece, load_type=self._type, zone=self.zone, now=now)
        add_passport_page(app, site, passports)
        add_receipt_page(app, site, self._receipt)
        add_licence_page(app, site, self._card)
        add_permit_page(app, site, self._permit)
        add_dossier_page(app, self._dossier_pages())

    def _dossier_pages(self) -> DossierPages:
        return DossierPages(
            site=self.site,
            load=self._dossier,
            load_document=self._dossier_document,
            load_photo=self._dossier_photo,
            count=self._count_opening,
            now=self.now,
        )

    def _help_pages(self) -> HelpPages:
        return HelpPages(
            site=self.site,
            load_stall=self._stall,
            load_alley=self._alley,
            call=self._call_for_help,
            last_call=self._last_call,
            tokens=FormTokens(key=self.ticket_links.key.form_key(), now=self.now),
        )

    def _complaint_pages(self) -> ComplaintPages:
        return ComplaintPages(
            site=self.site,
            load_alley=self._alley,
            load=self._complaint,
            complain=self._complain,
            reopen=self._reopen_complaint,
            tokens=FormTokens(key=self.ticket_links.key.form_key(), now=self.now),
        )

    async def _complaint(self, secret: str) -> ComplaintFacts:
        return await self.store.read_page(followed_complaint, secret, self.now())

    async def _complain(self, alley: int, network: str, grievance: Grievance) -> str:
        made, now = draw_secret(self.rng), self.now()
        store = partial(self.store.write, complain, alley, grievance, made, admins=self.admins, now=now)
        return await self.complaint_budget.store_once(alley, network, made, store=store, now=now)

    async def _reopen_complaint(self, secret: str) -> None:
        await self.store.write(reopen_complaint, secret, self.admins, self.now())

    async def _board(self, code: str) -> ComplaintBoard:
        return await self.store.read_page(complaint_board, code, self.admins, self.now())

    async def _market(self, _code: str) -> PublicMarket:
        return await self.store.read_page(public_market, self.now())

    async def _alley(self, code: str) -> PublicAlley:
        return await self.store.read_page(public_alley, code, self.now())

    async def _people_inside(self, code: str) -> PeopleInside:
        return await self.store.read_page(public_people_inside, code, self.now())

    async def _stall(self, code: str) -> PublicStall:
        return await self.store.read_page(public_stall, code, self.now())

    async def _drop(self, code: str) -> DropFacts:
        return await self.store.read_page(drop_by_code, code)

    async def _scores(self) -> PublicScores:
        return await self.store.read_page(public_scores, self.now())

    async def _draw(self, draw_name: str) -> NamedDraw:
        return await self.store.read_page(draw_by_name, draw_name)

    async def _ticket(self, signed: bytes) -> PublicTicket:
        content = read_signed(signed, await self.store.read_page(public_keys))
        return await self.store.read_page(public_ticket, content.code)

    async def _piece(self, packaging: str, serial: str) -> PieceStory:
        return await self.store.read_page(piece_story, packaging, serial)

    async def _type(self, code: str) -> TypeStory:
        return await self.store.read_page(type_story, code)

    async def _receipt(self, code: str) -> ReceiptFacts:
        return await self.store.read_page(public_receipt, code)

    async def _card(self, code: str) -> CardFacts:
        return await self.store.read_page(public_card, code, self.now())

    async def _permit(self, signed: bytes) -> PublicPermit:
        permit = read_signed_permit(signed, await self.store.read_page(public_keys))
        return await self.store.read_page(public_permit, permit, self.now())

    async def _dossier(self, secret: str) -> ReleasedDossier:
        return await self.store.read_page(released_dossier, secret, self.now())

    async def _dossier_document(self, secret: str) -> ReleasedDocument:
        return await self.store.read_page(released_document, secret, self.now())

    async def _dossier_photo(self, secret: str, picture: str) -> bytes:
        return await self.store.read_page(released_photo, secret, picture, self.now())

    async def _count_opening(self, secret: str) -> None:
        await self.store.write(count_opening, secret, self.now())

    async def _alley_feed(self, code: str) -> DropFeed:
        return await self.store.read_page(alley_feed, code, self.now())

    async def _stall_feed(self, code: str) -> DropFeed:
        return await self.store.read_page(stall_feed, code, self.now())

    async def _own_feed(self, secret: str) -> OwnFeed:
        return await self.store.read_page(own_feed, secret, self.now())

    async def _call_for_help(self, place: HelpPlace) -> HelpCalled:
        return await self.store.write(call_for_help, place, None, self.admins, now=self.now())

    async def _last_call(self, place: HelpPlace, within: timedelta) -> HelpCallFacts | None:
        return await self.store.read_page(strangers_call, place, self.now(), within=within)

"""The pages of the office, from a market's store."""

from dataclasses import dataclass
from random import Random

from aiohttp import web

from bot.clock import Now
from market.admins import Admins
from market.office_session import (
    OfficeReader,
    is_office_link,
    note_office_visit,
    office_reader,
    sign_in_office,
    sign_out_office,
)
from market.ticket.ticket_link import TicketLinks
from storage.store import Store
from web.office.office_page import Office
from web.office.screen_page import add_screen_pages
from web.office.screens import OfficeScreens
from web.office.sign_in_page import SignInPages, add_sign_in_pages
from web.parts.form_token import FormTokens
from web.parts.frame import Site


@dataclass(frozen=True, kw_only=True)
class OfficePages:
    """The office of a market. `zone` is the market's time zone."""

    store: Store
    ticket_links: TicketLinks
    screens: OfficeScreens
    admins: Admins
    zone: str
    now: Now
    rng: Random

    def add_pages(self, app: web.Application) -> None:
        """Add the office, and signing in to it."""
        office = self._office()
        sign_in = SignInPages(
            site=office.site,
            tokens=office.tokens,
            works=self._link_works,
            sign_in=self._sign_in,
            sign_out=self._sign_out,
        )
        add_sign_in_pages(app, sign_in)
        add_screen_pages(app, office)

    @property
    def site(self) -> Site:
        return Site(public_url=self.ticket_links.public_url, username=self.ticket_links.username)

    def _office(self) -> Office:
        return Office(
            site=self.site,
            zone=self.zone,
            tokens=FormTokens(key=self.ticket_links.key.form_key(), now=self.now),
            screens=self.screens,
            find_reader=self._find_reader,
            now=self.now,
        )

    async def _find_reader(self, secret: str) -> OfficeReader | None:
        """Return the person of a cookie, as they are now: nothing of a session is kept in memory."""
        reader = await self.store.read_page(office_reader, secret, self.admins, self.now())
        if reader is not None and reader.is_due(self.now()):
            await self.store.write(note_office_visit, reader.session, self.now())
        return reader

    async def _link_works(self, code: str) -> bool:
        return await self.store.read_page(is_office_link, code, self.now())

    async def _sign_in(self, code: str) -> str:
        return await self.store.write(sign_in_office, code, self.admins, self.now(), rng=self.rng)

    async def _sign_out(self, secret: str) -> None:
        await self.store.write(sign_out_office, secret)

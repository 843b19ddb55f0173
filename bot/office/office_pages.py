"""The pages of the office, from a market's store."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import date
from functools import partial
from random import Random
from typing import TypeVar

from aiohttp import web

from bot.clock import Now
from bot.office.act_once import act_once
from bot.office.broadcast_form import ChatBroadcastForm
from bot.office.chat_screens import ChatScreens
from market.actor import Actor
from market.address import person_at
from market.admins import Admins
from market.audit_log import AuditLine, audit_lines
from market.calendar.week import AlleyWeek, CalendarAlley, alley_week, calendar_alleys
from market.complaint.facts import OverseenComplaints, overseen_complaints
from market.gate.people_inside import CountedAlley, counted_alley
from market.mix.record import AlleyMix, alley_mix
from market.office.evenings import Evening, StallEvening, evening, evening_page, evenings_near
from market.office.lists import (
    broadcast_rows,
    closed_days,
    deposit_rows,
    missed_rows,
    payment_rows,
    refund_rows,
    transfer_rows,
)
from market.office.stall import EveningAtAlley, OfficeStall, office_stall, stall_evenings
from market.office.statement import PeriodSums, statement_at, statement_weeks
from market.office.today import Workplace, market_health, office_workplaces
from market.office.waiting import waiting_for_organisers
from market.office.week_numbers import MarketWeeks, market_weeks
from market.office_session import (
    AppOpening,
    OfficeReader,
    is_office_link,
    make_office_link_by_app,
    note_office_visit,
    office_reader,
    sign_in_office,
    sign_in_office_by_app,
    sign_out_office,
)
from market.organiser.alleys import OverseenAlley, overseen_alleys
from market.organiser.stall_list import ListedStall, stall_rows
from market.packaging.figures import FigureRow
from market.packaging.figures_of import packaging_figures
from market.packaging.hauling import hauls_from, hauls_to
from market.packaging.hub_facts import packaging_desk
from market.packaging.loss import late_loans
from market.packaging.overview import overseen_hubs, packaging_overview
from market.packaging.place import hub_ref
from market.paging import KeyPage, PageKey
from market.permit.facts import AlleyPermits, alley_permits
from market.power.load import MarketDayLoad, market_day_load
from market.sale.statement import Statement
from market.showroom.plan import ShowroomPlan, showroom_plan
from market.stock.template import TemplateFacts, templates_of
from market.task_list.open_matters import OpenAlleyMatters, open_matters
from market.ticket.ticket_link import TicketLinks
from storage.audit import AuditAction
from storage.store import Store
from web.init_data import read_init_data
from web.office.alley_pages import AlleyPages, add_alley_pages
from web.office.app_sign_in import AppSignIn, add_app_sign_in
from web.office.broadcast_page import add_broadcast_page
from web.office.calendar_files import add_calendar_files
from web.office.calendar_pages import CalendarPages, add_calendar_pages
from web.office.complaint_pages import add_complaint_office_pages
from web.office.evening_pages import EveningPages, add_evening_pages
from web.office.figures_page import add_figures_page
from web.office.headcount_pages import add_headcount_pages
from web.office.hub_page import HubAtWork, add_hub_page
from web.office.log_page import add_log_page
from web.office.message_pages import MessagePages, add_message_pages
from web.office.mix_pages import add_mix_pages
from web.office.money_pages import MoneyPages, add_money_pages
from web.office.office_page import Office
from web.office.packaging_figures_page import add_packaging_figures_page
from web.office.packaging_page import MarketPackaging, add_packaging_page
from web.office.power_page import add_power_page
from web.office.screen_page import add_screen_pages
from web.office.sign_in_page import SignInPages, add_sign_in_pages
from web.office.stall_pages import StallPages, add_stall_pages
from web.office.stall_plan_pages import StallPlanPages, add_stall_plan_pages
from web.office.statement_pages import StatementPages, add_statement_pages
from web.office.today_page import OrganisersDay, TodayPage, add_today_page
from web.parts.form_token import FormTokens
from web.parts.frame import Site

Row = TypeVar("Row")
LoadList = Callable[[Actor, PageKey, int], Awaitable[KeyPage[Row]]]


@dataclass(frozen=True, kw_only=True)
class OfficePages:
    """The office of a market. `zone` is the market's time zone. Telegram signs with a key made from `bot_token` who opens a page."""

    store: Store
    ticket_links: TicketLinks
    screens: ChatScreens
    admins: Admins
    zone: str
    bot_token: str
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
        by_app = AppSignIn(
            site=office.site,
            read=self._read_opening,
            sign_in=self._sign_in_by_app,
            make_link=self._link_by_app,
        )
        add_app_sign_in(app, by_app)
        add_screen_pages(app, office)
        add_today_page(
            app, office, TodayPage(organisers_day=self._organisers_day, workplaces=self._workplaces)
        )
        add_evening_pages(app, office, EveningPages(page=self._evenings, one=self._evening))
        add_stall_pages(
            app, office, StallPages(page=self._stalls, one=self._stall, evenings=self._stall_evenings)
        )
        alleys = AlleyPages(
            all=self._alleys,
            permits=self._permits,
            matters=self._matters,
            act=partial(act_once, self.screens, admins=self.admins),
        )
        add_alley_pages(app, office, alleys)
        add_mix_pages(app, office, self._mix, partial(act_once, self.screens))
        add_power_page(app, office, self._load, partial(act_once, self.screens))
        add_headcount_pages(app, office, self._headcount)
        add_complaint_office_pages(app, office, self._complaints, partial(act_once, self.screens))
        places = CalendarPages(
            alleys=self._calendar_alleys, week=self._alley_week, act=partial(act_once, self.screens)
        )
        add_calendar_pages(app, office, places)
        add_calendar_files(app, office, places)
        add_statement_pages(app, office, StatementPages(weeks=self._statement_weeks, week=self._statement))
        plan = StallPlanPages(
            stall=self._stall,
            evenings=self._stall_evenings,
            templates=self._templates,
            showroom=self._showroom,
        )
        add_stall_plan_pages(app, office, plan)
        messages = MessagePages(broadcasts=self._list(broadcast_rows), missed=self._list_now(missed_rows))
        add_message_pages(app, office, messages)
        add_broadcast_page(app, office, ChatBroadcastForm(screens=self.screens))
        money = MoneyPages(
            deposits=self._list_now(deposit_rows),
            refunds=self._list(refund_rows),
            ledger=self._list(transfer_rows),
            payments=self._list(payment_rows),
            days=self._list(closed_days),
        )
        add_money_pages(app, office, money)
        add_packaging_page(app, office, self._packaging)
        add_packaging_figures_page(app, office, self._packaging_figures)
        add_hub_page(app, office, self._hub)
        add_figures_page(app, office, self._figures)
        add_log_page(app, office, self._log)

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

    async def _organisers_day(self, actor: Actor) -> OrganisersDay:
        now = self.now()
        return OrganisersDay(
            matters=await self.store.read_page(waiting_for_organisers, actor, self.admins, now),
            evenings=await self.store.read_page(evenings_near, actor, now),
            health=await self.store.read_page(market_health, actor, now),
        )

    async def _workplaces(self, actor: Actor) -> tuple[Workplace, ...]:
        return await self.store.read_page(office_workplaces, actor)

    async def _evenings(self, actor: Actor, page_key: PageKey, size: int) -> KeyPage[Evening]:
        return await self.store.read_page(evening_page, actor, page_key, size=size)

    async def _evening(self, actor: Actor, market_day: int) -> tuple[Evening, tuple[StallEvening, ...]]:
        return await self.store.read_page(evening, actor, market_day)

    async def _stalls(self, actor: Actor, page_key: PageKey, size: int, words: str) -> KeyPage[ListedStall]:
        return await self.store.read_page(stall_rows, actor, self.now(), page_key, size=size, words=words)

    async def _stall(self, actor: Actor, stall: int) -> OfficeStall:
        return await self.store.read_page(office_stall, actor, stall, self.now())

    async def _stall_evenings(
        self, actor: Actor, stall: int, page_key: PageKey, size: int
    ) -> KeyPage[EveningAtAlley]:
        return await self.store.read_page(stall_evenings, actor, stall, page_key, size=size)

    async def _alleys(self, actor: Actor) -> tuple[OverseenAlley, ...]:
        return await self.store.read_page(overseen_alleys, actor)

    async def _mix(self, actor: Actor, alley: int) -> AlleyMix:
        return await self.store.read_page(alley_mix, actor, alley, self.now())

    async def _load(self, actor: Actor, market_day: int) -> MarketDayLoad:
        return await self.store.read_page(market_day_load, actor, market_day, self.now())

    async def _headcount(self, actor: Actor, alley: int, days: int) -> CountedAlley:
        return await self.store.read_page(counted_alley, actor, alley, self.now(), days=days)

    async def _complaints(self, actor: Actor, alley: int) -> OverseenComplaints:
        return await self.store.read_page(overseen_complaints, actor, alley)

    async def _permits(self, actor: Actor, alley: int) -> AlleyPermits:
        return await self.store.read_page(alley_permits, actor, alley, self.now())

    async def _matters(self, actor: Actor, alley: int) -> tuple[OpenAlleyMatters, ...]:
        return await self.store.read_page(open_matters, actor, alley)

    async def _calendar_alleys(self, actor: Actor) -> tuple[CalendarAlley, ...]:
        return await self.store.read_page(calendar_alleys, actor, self.now())

    async def _alley_week(self, actor: Actor, alley: int, first: date | None) -> AlleyWeek:
        return await self.store.read_page(alley_week, actor, alley, first, now=self.now())

    async def _statement_weeks(
        self, actor: Actor, stall: int, page_key: PageKey, size: int
    ) -> KeyPage[PeriodSums]:
        return await self.store.read_page(statement_weeks, actor, stall, page_key, now=self.now(), size=size)

    async def _statement(self, actor: Actor, stall: int, day: date) -> Statement | None:
        return await self.store.read_page(statement_at, actor, stall, day, now=self.now())

    async def _templates(self, actor: Actor, stall: int) -> tuple[TemplateFacts, ...]:
        return await self.store.read_page(templates_of, actor, stall, self.now())

    async def _showroom(self, actor: Actor, stall: int) -> ShowroomPlan:
        return await self.store.read_page(showroom_plan, actor, stall, self.now())

    async def _packaging(self, actor: Actor) -> MarketPackaging:
        now = self.now()
        return MarketPackaging(
            overview=await self.store.read_page(packaging_overview, actor, now),
            hubs=await self.store.read_page(overseen_hubs, actor),
            late=await self.store.read_page(late_loans, actor, now),
        )

    async def _packaging_figures(self, actor: Actor) -> tuple[FigureRow, ...]:
        """Return the figures of a year of movements, which are many."""
        return await self.store.read_slowly(packaging_figures, actor, self.zone, self.now())

    async def _hub(self, actor: Actor, hub: int) -> HubAtWork:
        place = hub_ref(hub)
        return HubAtWork(
            desk=await self.store.read_page(packaging_desk, actor, place, self.now()),
            arriving=await self.store.read_page(hauls_to, actor, place),
            sent=await self.store.read_page(hauls_from, actor, place),
        )

    async def _figures(self, actor: Actor, alley: int | None) -> MarketWeeks:
        now, zone = self.now(), self.zone
        return await self.store.read_page(market_weeks, actor, now, zone=zone, alley=alley)

    async def _log(
        self, actor: Actor, page_key: PageKey, size: int, kind: AuditAction | None, about: str
    ) -> KeyPage[AuditLine]:
        return await self.store.read_page(audit_lines, actor, page_key, size=size, kind=kind, about=about)

    def _list(self, query: Callable[..., KeyPage[Row]]) -> LoadList[Row]:
        """Return what reads a page of a list."""

        async def load(actor: Actor, page_key: PageKey, size: int) -> KeyPage[Row]:
            return await self.store.read_page(query, actor, page_key, size=size)

        return load

    def _list_now(self, query: Callable[..., KeyPage[Row]]) -> LoadList[Row]:
        """Return what reads a page of a list as it is now."""

        async def load(actor: Actor, page_key: PageKey, size: int) -> KeyPage[Row]:
            return await self.store.read_page(query, actor, self.now(), page_key, size=size)

        return load

    async def _link_works(self, code: str) -> bool:
        return await self.store.read_page(is_office_link, code, self.now())

    async def _sign_in(self, code: str) -> str:
        return await self.store.write(sign_in_office, code, self.admins, self.now(), rng=self.rng)

    async def _read_opening(self, init_data: str) -> AppOpening:
        opened = read_init_data(init_data, self.bot_token, self.now())
        return AppOpening(await self.store.read_page(person_at, opened.user), opened.signature)

    async def _sign_in_by_app(self, opening: AppOpening) -> str:
        return await self.store.write(sign_in_office_by_app, opening, self.admins, self.now(), rng=self.rng)

    async def _link_by_app(self, opening: AppOpening) -> str:
        return await self.store.write(make_office_link_by_app, opening, self.admins, self.now(), rng=self.rng)

    async def _sign_out(self, secret: str) -> None:
        await self.store.write(sign_out_office, secret)

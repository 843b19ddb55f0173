"""Market days in the office: the list, and one with its stalls."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import Any

from aiohttp import web

from locales.formats import format_date, format_time_range
from locales.say import Say
from locales.user_text import ALLEY, STALL, sanitize_name
from market.actor import Actor
from market.office.evenings import Evening, EveningFigures, StallEvening
from market.paging import KeyPage, PageKey
from web.office.message_pages import NEW_BROADCAST
from web.office.money_words import taken_raw, taken_text
from web.office.office_page import (
    PATH,
    Office,
    OfficeRequest,
    add_office_page,
    office_html,
    stall_path,
    way_path,
)
from web.office.office_table import OfficeTable, add_office_table, for_actor
from web.office.screens import OfficeWay
from web.parts.table import Column, TablePart, csv_response, shown_table

EVENINGS = f"{PATH}/evenings"


@dataclass(frozen=True, kw_only=True)
class EveningPages:
    """Where the pages come from."""

    page: Callable[[Actor, PageKey, int], Awaitable[KeyPage[Evening]]]
    one: Callable[[Actor, int], Awaitable[tuple[Evening, tuple[StallEvening, ...]]]]


def add_evening_pages(app: web.Application, office: Office, pages: EveningPages) -> None:
    """Add `/office/evenings`, `/office/evenings/ID`, and both as CSV."""

    async def one(office_request: OfficeRequest) -> str:
        evening, stalls = await pages.one(office_request.reader.actor, int(office_request.page.code))
        return evening_html(office, office_request, evening, stalls)

    async def file(office_request: OfficeRequest) -> web.Response:
        evening, stalls = await pages.one(office_request.reader.actor, int(office_request.page.code))
        columns = stall_columns(evening)
        return await csv_response(office_request.page.say, columns, stalls, f"evening-{evening.id}")

    add_office_table(
        app,
        office,
        OfficeTable(
            path=EVENINGS,
            name="evenings",
            title=lambda say: say.plain("Evenings"),
            columns=evening_columns(),
            load=for_actor(pages.page),
            nothing=lambda say: say.plain("No evening yet. A stall's drop makes one."),
        ),
    )
    add_office_page(app, f"{EVENINGS}/{{code:[0-9]{{1,9}}}}", office, one)
    add_office_page(app, f"{EVENINGS}/{{code:[0-9]{{1,9}}}}.csv", office, file)


def power_path(market_day: int) -> str:
    """Return the address of the load plan of a market day."""
    return f"{EVENINGS}/{market_day}/power"


def evening_columns() -> Sequence[Column[Evening]]:
    """Return the columns of market days."""
    return (
        Column(
            label=lambda say: say("Day"),
            value=lambda say, row: format_date(say, row.day),
            raw=lambda row: row.day,
            link=lambda row: f"{EVENINGS}/{row.id}",
        ),
        Column(label=lambda say: say("Alley"), value=lambda say, row: sanitize_name(row.alley, ALLEY)),
        Column(label=lambda say: say("Stalls"), value=lambda say, row: row.stalls, is_number=True),
        *figure_columns(lambda row: row.territory),
        Column(label=lambda say: say("On duty"), value=lambda say, row: row.on_duty, is_number=True),
    )


def stall_columns(evening: Evening) -> Sequence[Column[StallEvening]]:
    """Return the columns of the stalls of a market day."""
    return (
        Column(
            label=lambda say: say("Stall"),
            value=lambda say, row: sanitize_name(row.name, STALL),
            link=lambda row: stall_path(row.stall),
        ),
        Column(
            label=lambda say: say("Hours"),
            value=lambda say, row: format_time_range(say, row.starts_at, row.ends_at, evening.zone),
        ),
        *figure_columns(lambda row: evening.territory),
        Column(
            label=lambda say: say("State"),
            value=lambda say, row: say("paused") if row.paused else say("open"),
        ),
    )


def figure_columns(territory: Callable[[Any], str], *, with_money: bool = True) -> Sequence[Column[Any]]:
    """Return the columns of the figures of an evening; money is written as in a row's territory."""

    def number(label: Callable[[Say], Any], figure: Callable[[EveningFigures], int]) -> Column[Any]:
        return Column(label=label, value=lambda say, row: figure(row.figures), is_number=True)

    taken = Column[Any](
        label=lambda say: say("Taken"),
        value=lambda say, row: taken_text(say, row.figures.taken, territory(row)),
        raw=lambda row: taken_raw(row.figures.taken),
        is_number=True,
    )
    return (
        number(lambda say: say("Booked"), lambda figures: figures.people),
        number(lambda say: say("Came"), lambda figures: figures.came),
        number(lambda say: say("Not collected"), lambda figures: figures.missed),
        number(lambda say: say("Sold at stalls"), lambda figures: figures.sold),
        *([taken] if with_money else []),
    )


def evening_html(
    office: Office, office_request: OfficeRequest, evening: Evening, stalls: Sequence[StallEvening]
) -> str:
    """Return the page of a market day."""
    say = office_request.page.say
    title = say.plain(
        "{first}, {second}",
        first=sanitize_name(evening.alley, ALLEY),
        second=format_date(say, evening.day),
    )
    table = TablePart(
        caption=say("Stalls"),
        columns=stall_columns(evening),
        page=KeyPage(stalls),
        nothing=say("No stall is here this evening."),
        csv_path=f"{EVENINGS}/{evening.id}.csv",
        name="stalls",
    )
    return office_html(
        "office_table.html",
        office,
        office_request,
        title=title,
        here=EVENINGS,
        ways=(
            (say.plain("As in the chat"), way_path(office, OfficeWay.MARKET_DAY, evening.id)),
            (say.plain("Load plan and outages"), power_path(evening.id)),
            (say.plain("Write to who booked"), f"{NEW_BROADCAST}?evening={evening.id}"),
        ),
        table=shown_table(office_request.page, table),
    )

"""The people who were inside an alley, in the office: the peak of each market day, and the hours of one as a chart with its table."""

from collections.abc import Awaitable, Callable, Sequence

from aiohttp import web

from locales.formats import format_date, format_long_date, format_number, format_time
from locales.people_inside_text import people_inside_text
from locales.say import Say
from locales.user_text import ALLEY, sanitize_name
from market.actor import Actor
from market.gate.people_inside import FILE_DAYS, PAGE_DAYS, CountedAlley, CountedHour, CountedMarketDay
from market.paging import KeyPage
from web.office.alley_pages import ALLEYS, alley_path, headcount_path
from web.office.office_page import Office, OfficeRequest, add_office_page, office_html, way_path
from web.office.screens import OfficeWay
from web.parts.chart import ChartPart, Panel, Series, SeriesKind, Target, shown_chart
from web.parts.table import Column, TablePart, csv_response, shown_table

DAY_PARAM = "day"
"""The parameter that names a market day by its date."""

LoadCounts = Callable[[Actor, int, int], Awaitable[CountedAlley]]
"""Returns the counts of an alley, of so many days back."""


def add_headcount_pages(app: web.Application, office: Office, load: LoadCounts) -> None:
    """Add `/office/alleys/ID/headcount`, and the hours of all market days of a year as CSV."""

    async def page(office_request: OfficeRequest) -> str:
        found = await load(office_request.reader.actor, int(office_request.page.code), PAGE_DAYS)
        return headcount_html(office, office_request, found)

    async def file(office_request: OfficeRequest) -> web.Response:
        found = await load(office_request.reader.actor, int(office_request.page.code), FILE_DAYS)
        hours = [hour for day in found.days for hour in day.hours]
        columns = (_day_column(), *hour_columns(found.zone))
        return await csv_response(office_request.page.say, columns, hours, "headcount")

    path = f"{ALLEYS}/{{code:[0-9]{{1,9}}}}/headcount"
    add_office_page(app, path, office, page, params=(DAY_PARAM,))
    add_office_page(app, f"{path}.csv", office, file, params=(DAY_PARAM,))


def headcount_html(office: Office, office_request: OfficeRequest, found: CountedAlley) -> str:
    """Return the page, with the hours of the market day that is asked for, else of the newest."""
    page_request, say = office_request.page, office_request.page.say
    people, wanted = found.people, page_request.params.get(DAY_PARAM, "")
    newest = found.days[0] if found.days else None
    shown = next((day for day in found.days if day.day.isoformat() == wanted), newest)
    days: TablePart[CountedMarketDay] = TablePart(
        caption=say("Market days that were counted"),
        columns=day_columns(found),
        page=KeyPage(found.days),
        nothing=say("No gate has counted anybody in the last {count} days.", count=PAGE_DAYS),
        name="days",
    )
    return office_html(
        "office_headcount.html",
        office,
        office_request,
        title=sanitize_name(people.name, ALLEY),
        here=ALLEYS,
        lines=(people_inside_text(say, people.inside, people.limit),),
        ways=(
            (say.plain("Permits"), alley_path(people.alley)),
            (say.plain("Gates"), way_path(office, OfficeWay.GATES, people.alley)),
            (say.plain("Public board"), f"/y/{people.code}/inside"),
        ),
        table=shown_table(page_request, days),
        day=format_long_date(say, shown.day) if shown else "",
        chart=shown_chart(page_request, _chart(say, found, shown)) if shown else None,
    )


def day_columns(found: CountedAlley) -> Sequence[Column[CountedMarketDay]]:
    """Return the columns of market days. Each leads to its hours."""
    return (
        Column(
            label=lambda say: say("Market day"),
            value=lambda say, row: format_date(say, row.day),
            link=lambda row: f"{headcount_path(found.people.alley)}?{DAY_PARAM}={row.day}",
        ),
        Column(label=lambda say: say("Went in"), value=lambda say, row: row.people.entered, is_number=True),
        Column(label=lambda say: say("Most inside"), value=lambda say, row: row.people.peak, is_number=True),
        Column(
            label=lambda say: say("Time of the most"),
            value=lambda say, row: (
                format_time(say, row.people.peak_at, found.zone) if row.people.peak_at else None
            ),
        ),
    )


def hour_columns(zone: str) -> Sequence[Column[CountedHour]]:
    """Return the columns of hours."""
    return (
        Column(
            label=lambda say: say("Hour from"),
            value=lambda say, row: format_time(say, row.begins_at, zone),
            raw=lambda row: f"{row.begins_at:%H:%M}",
        ),
        Column(label=lambda say: say("Went in"), value=lambda say, row: row.people.entered, is_number=True),
        Column(label=lambda say: say("Went out"), value=lambda say, row: row.people.exited, is_number=True),
        Column(label=lambda say: say("Most inside"), value=lambda say, row: row.people.peak, is_number=True),
        Column(
            label=lambda say: say("Inside at the end"),
            value=lambda say, row: row.people.inside,
            is_number=True,
        ),
    )


def _day_column() -> Column[CountedHour]:
    return Column(
        label=lambda say: say("Market day"),
        value=lambda say, row: format_date(say, row.day),
        raw=lambda row: row.day,
    )


def _chart(say: Say, found: CountedAlley, day: CountedMarketDay) -> ChartPart:
    limit = found.people.limit
    peaks = Series(
        label=say("Most inside"), values=[hour.people.peak for hour in day.hours], kind=SeriesKind.BARS
    )
    panel = Panel(
        title=say("Most inside in each hour"),
        places=[format_time(say, hour.begins_at, found.zone) for hour in day.hours],
        series=(peaks,),
        written=lambda number: format_number(say, round(number)),
        target=Target(label=say("Limit now"), value=limit) if limit else None,
    )
    hours: TablePart[CountedHour] = TablePart(
        caption=say("Hour by hour"),
        columns=hour_columns(found.zone),
        page=KeyPage(day.hours),
        nothing="",
        csv_path=f"{headcount_path(found.people.alley)}.csv",
        name="hours",
    )
    return ChartPart(panels=(panel,), table=hours)

"""The first page of the office: what waits for organisers, and the evenings of today and tomorrow; for others, the ways to their stalls and hubs."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import Any, assert_never

from aiohttp import web
from markupsafe import Markup

from locales.formats import format_datetime
from locales.say import Say
from locales.user_text import NAME, STALL, sanitize_name
from market.actor import Actor
from market.office.evenings import Evening
from market.office.today import Health, Workplace
from market.office.waiting import Matter, MatterKind
from market.paging import KeyPage
from web.office.evening_pages import evening_columns
from web.office.message_pages import NEW_BROADCAST
from web.office.office_page import (
    PATH,
    Office,
    OfficeRequest,
    add_office_page,
    hub_path,
    office_html,
    stall_path,
    way_path,
)
from web.office.screens import OfficeWay
from web.parts.table import Column, TablePart, shown_table


@dataclass(frozen=True, kw_only=True)
class OrganisersDay:
    """The day of an organiser."""

    matters: tuple[Matter, ...]
    evenings: tuple[Evening, ...]
    health: Health


@dataclass(frozen=True, kw_only=True)
class TodayPage:
    """Where the page comes from."""

    organisers_day: Callable[[Actor], Awaitable[OrganisersDay]]
    workplaces: Callable[[Actor], Awaitable[tuple[Workplace, ...]]]


def add_today_page(app: web.Application, office: Office, page: TodayPage) -> None:
    """Add `/office`."""

    async def make(office_request: OfficeRequest) -> str:
        actor = office_request.reader.actor
        day = await page.organisers_day(actor) if office_request.reader.is_organiser else None
        return today_html(office, office_request, day, await page.workplaces(actor))

    add_office_page(app, PATH, office, make)


def today_html(
    office: Office, office_request: OfficeRequest, day: OrganisersDay | None, workplaces: Sequence[Workplace]
) -> str:
    """Return the page; `day` is None for somebody who is no organiser."""
    say = office_request.page.say
    return office_html(
        "office_tables.html",
        office,
        office_request,
        title=say.plain("Today"),
        here=PATH,
        tables=[shown_table(office_request.page, table) for table in _tables(say, office, day)],
        notes=_health_notes(say, office, day.health) if day else (),
        lines=(),
        ways=_ways(say, office) if day else (),
        places_label=say("Your stalls and hubs"),
        places=[_place(say, place) for place in workplaces],
    )


def _tables(say: Say, office: Office, day: OrganisersDay | None) -> Sequence[TablePart[Any]]:
    if day is None:
        return ()
    waiting: TablePart[Matter] = TablePart(
        caption=say("To do"),
        columns=matter_columns(office),
        page=KeyPage(day.matters),
        nothing=say("Nothing waits for you. Enjoy the market."),
        name="waiting",
    )
    near: TablePart[Evening] = TablePart(
        caption=say("Today and tomorrow"),
        columns=evening_columns(),
        page=KeyPage(day.evenings),
        nothing=say("No stall has an evening today or tomorrow."),
        name="near",
    )
    return (waiting, near)


def matter_columns(office: Office) -> Sequence[Column[Matter]]:
    """Return the columns of what waits."""
    return (
        Column(
            label=lambda say: say("Matter"),
            value=lambda say, row: matter_text(say, row.kind),
            link=lambda row: way_path(office, OfficeWay(row.kind), row.id),
        ),
        Column(label=lambda say: say("Whose"), value=lambda say, row: sanitize_name(row.name, STALL)),
        Column(
            label=lambda say: say("Since"),
            value=lambda say, row: format_datetime(say, row.since, office.zone),
            raw=lambda row: row.since.isoformat(),
        ),
        Column(
            label=lambda say: say("Due"),
            value=lambda say, row: _due(say, office, row),
            raw=lambda row: row.due_at.isoformat(),
        ),
    )


def _due(say: Say, office: Office, matter: Matter) -> Markup:
    at = format_datetime(say, matter.due_at, office.zone)
    if matter.due_at <= office.now():
        return say("<b>{at}, late</b>", at=at)
    return Markup("{}").format(at)


def matter_text(say: Say, kind: MatterKind) -> Markup:
    """Return what waits, in a few words."""
    match kind:
        case MatterKind.HELP:
            return say("Somebody needs help")
        case MatterKind.STALL:
            return say("A stall asks for approval")
        case MatterKind.LICENCE:
            return say("A licence to check")
        case MatterKind.QUESTION:
            return say("A question")
        case MatterKind.RECOVERY:
            return say("A lost phone")
        case MatterKind.REPORT:
            return say("A report")
        case MatterKind.OBJECTION:
            return say("An objection")
        case MatterKind.DRAW:
            return say("A draw without its round")
        case MatterKind.PAYMENT:
            return say("A payment without a deposit")
        case MatterKind.DEPOSIT:
            return say("A deposit")
        case MatterKind.TASK:
            return say("A task of an alley")
        case MatterKind.COMPLAINT:
            return say("Complaints about an alley")
        case _:
            assert_never(kind)


def _health_notes(say: Say, office: Office, health: Health) -> Sequence[tuple[Markup, str]]:
    """Return what is wrong with the market itself, each with the way to it, "" for none."""
    found = (
        (
            health.missed,
            say.many("{count} message did not arrive.", "{count} messages did not arrive.", health.missed),
            f"{PATH}/missed",
        ),
        (
            health.set_aside,
            say.many("{count} update was set aside.", "{count} updates were set aside.", health.set_aside),
            "",
        ),
        (
            health.failures,
            say.many(
                "{count} item of a job has failed for an hour.",
                "{count} items of jobs have failed for an hour.",
                health.failures,
            ),
            "",
        ),
    )
    return [(words, path) for count, words, path in found if count]


def _ways(say: Say, office: Office) -> Sequence[tuple[str, str]]:
    """Return what an organiser begins from here."""
    return (
        (say.plain("New broadcast"), NEW_BROADCAST),
        (say.plain("Alleys"), way_path(office, OfficeWay.ALLEYS)),
        (say.plain("Organisers"), way_path(office, OfficeWay.ORGANISERS)),
        (say.plain("People"), way_path(office, OfficeWay.PEOPLE)),
        (say.plain("Drops"), way_path(office, OfficeWay.DROPS)),
    )


def _place(say: Say, place: Workplace) -> tuple[str, str]:
    """Return the name of a stall or hub and the way to its page."""
    if place.hub:
        return sanitize_name(place.name, NAME), hub_path(place.hub)
    name = sanitize_name(place.name, STALL)
    return say.plain("{name} (closed)", name=name) if place.is_closed else name, stall_path(place.stall)

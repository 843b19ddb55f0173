"""The public board of an alley: complaints and answers, the times until they came, and the nights before and after a change."""

from collections.abc import Sequence
from datetime import datetime
from fractions import Fraction
from typing import assert_never

from aiohttp import web
from markupsafe import Markup

from locales.formats import (
    format_date,
    format_decimal_number,
    format_long_date,
    format_number,
    format_time_range,
)
from locales.say import Say
from locales.user_text import ALLEY, NOTE, sanitize_name
from market.complaint.board import SHOWN_DAYS, ComparedChange, ComplaintBoard, PublicAnswer
from market.complaint.complaint_words import complaint_name, duration_text
from market.complaint.figures import WINDOW, KindCount, NightShare, Times
from market.paging import KeyPage
from storage.complaint import AlleyChangeKind
from web.market_page import unknown_page_words
from web.parts.frame import PageRequest, Site, page_html
from web.parts.public_page import PageSource, add_source_page
from web.parts.table import Column, TablePart, shown_table

FRESH_SECONDS = 10


def add_board_page(app: web.Application, boards: PageSource[ComplaintBoard]) -> None:
    """Add `GET /n/CODE/board`."""
    add_source_page(
        app, "/n/{code}/board", boards, board_html, unknown=unknown_page_words, seconds=FRESH_SECONDS
    )


def board_html(page_request: PageRequest, site: Site, board: ComplaintBoard, now: datetime) -> str:
    """Return the board of an alley."""
    say, name = page_request.say, sanitize_name(board.alley.name, ALLEY)
    kinds: TablePart[KindCount] = TablePart(
        caption=say("Kinds of complaints"),
        columns=KIND_COLUMNS,
        page=KeyPage(board.kinds),
        nothing=say("Nobody has complained."),
        name="kinds",
    )
    answers: TablePart[PublicAnswer] = TablePart(
        caption=say("Answers"),
        columns=ANSWER_COLUMNS,
        page=KeyPage(board.answers),
        nothing=say("No answer yet."),
        name="answers",
    )
    changes: TablePart[ComparedChange] = TablePart(
        caption=say("Complaints each open night, before and after a change"),
        columns=CHANGE_COLUMNS,
        page=KeyPage(board.changes),
        nothing=say("No change of lights or hours is noted."),
        name="changes",
    )
    return page_html(
        "board.html",
        page_request,
        site,
        title=say.plain("Complaints: {alley}", alley=name),
        is_indexed=True,
        heading=say.plain("Complaints and answers"),
        place=name,
        lines=_lines(say, board, now),
        tables=[shown_table(page_request, table) for table in (kinds, answers, changes)],
        links=(
            (say.plain("Complain about the market"), f"/n/{board.alley.code}"),
            (say.plain("The alley"), f"/y/{board.alley.code}"),
        ),
    )


def _lines(say: Say, board: ComplaintBoard, now: datetime) -> Sequence[Markup]:
    came = say.many(
        "In {weeks} weeks complaints came from {count} place. A place counts once an hour.",
        "In {weeks} weeks complaints came from {count} places. A place counts once an hour.",
        board.count,
        weeks=format_number(say, SHOWN_DAYS.days // 7),
    )
    late = [say.many("{count} is late.", "{count} are late.", board.late)] if board.late else []
    promise = say(
        "The organisers promise to look within {first}, and to answer within {second} more.",
        first=duration_text(say, board.promise.acknowledge),
        second=duration_text(say, board.promise.close),
    )
    return (
        *([came] if board.count else []),
        promise,
        *_times_text(say, board.acknowledged, closed=False),
        *_times_text(say, board.closed, closed=True),
        *late,
        _next_text(say, board),
        say.many("{count} organiser is on duty today.", "{count} organisers are on duty today.", board.duty)
        if board.duty
        else say("No organiser has said that they are on duty today; all of them are told."),
    )


def _times_text(say: Say, times: Times, *, closed: bool) -> Sequence[Markup]:
    if times.median is None or times.longest is None:
        return ()
    words = {
        "median": duration_text(say, times.median),
        "slowest": duration_text(say, times.longest),
        "total": format_number(say, times.count),
    }
    if closed:
        return (
            say("Until they were closed: half within {median}, the slowest {slowest}, of {total}.", **words),
        )
    return (say("Until they were seen: half within {median}, the slowest {slowest}, of {total}.", **words),)


def _next_text(say: Say, board: ComplaintBoard) -> Markup:
    day = board.next_day
    if day is None:
        return say("No market day is planned.")
    return say(
        "The next market day: {day}, {hours}.",
        day=format_date(say, day.day),
        hours=format_time_range(say, day.starts_at, day.ends_at, board.alley.zone),
    )


def change_name(say: Say, kind: AlleyChangeKind) -> str:
    """Return what was changed."""
    match kind:
        case AlleyChangeKind.LIGHTS:
            return say.plain("Other lights")
        case AlleyChangeKind.HOURS:
            return say.plain("Other hours")
        case _:
            assert_never(kind)


def _share_text(say: Say, share: NightShare) -> Markup:
    if not share.nights:
        return say("no open night")
    return say.many(
        "{rate} ({total} in {count} night)",
        "{rate} ({total} in {count} nights)",
        share.nights,
        rate=format_decimal_number(say, Fraction(share.complaints, share.nights)),
        total=format_number(say, share.complaints),
    )


KIND_COLUMNS: Sequence[Column[KindCount]] = (
    Column(label=lambda say: say("What is it?"), value=lambda say, row: complaint_name(say, row.kind)),
    Column(label=lambda say: say("Complaints"), value=lambda say, row: row.count, is_number=True),
    Column(label=lambda say: say("Not closed"), value=lambda say, row: row.unclosed, is_number=True),
)
ANSWER_COLUMNS: Sequence[Column[PublicAnswer]] = (
    Column(label=lambda say: say("What is it?"), value=lambda say, row: complaint_name(say, row.kind)),
    Column(label=lambda say: say("Night"), value=lambda say, row: format_long_date(say, row.night)),
    Column(label=lambda say: say("Answer"), value=lambda say, row: sanitize_name(row.answer, NOTE)),
)
CHANGE_COLUMNS: Sequence[Column[ComparedChange]] = (
    Column(
        label=lambda say: say("Change"),
        value=lambda say, row: say.plain(
            "{day}: {change}",
            day=format_long_date(say, row.change.day),
            change=change_name(say, row.change.kind),
        ),
    ),
    Column(
        label=lambda say: say("{count} days before", count=format_number(say, WINDOW.days)),
        value=lambda say, row: _share_text(say, row.figures.before),
    ),
    Column(
        label=lambda say: say("{count} days from it on", count=format_number(say, WINDOW.days)),
        value=lambda say, row: _share_text(say, row.figures.after),
    ),
    Column(
        label=lambda say: say("Words"),
        value=lambda say, row: row.change.words and sanitize_name(row.change.words, NOTE),
    ),
)

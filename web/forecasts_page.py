"""The accuracy of our forecasts, for everybody: of the whole market and of an alley, week by week, with the same as a file."""

from collections.abc import Awaitable, Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction
from typing import Any

from aiohttp import web
from markupsafe import Markup

from locales.formats import (
    format_decimal_number,
    format_long_date,
    format_percent,
    format_short_date,
)
from locales.say import Say, speak
from locales.user_text import ALLEY, sanitize_name
from market.forecast.forecast import Score
from market.forecast.public_scores import (
    FEWEST_FORECASTS,
    FEWEST_STALLS,
    AlleyScores,
    PublicScores,
    WeeklyScores,
)
from market.forecast.score_text import held_text, off_text
from market.paging import KeyPage
from web.page_cache import FreshCache
from web.parts.chart import ChartPart, Panel, Series, SeriesKind, Target, shown_chart
from web.parts.frame import PageRequest, Site, page_html
from web.parts.public_page import add_public_page
from web.parts.reader import reader_language
from web.parts.table import Column, Raw, TablePart, Words, csv_response, shown_table

FRESH_SECONDS = 600
"""The figures change once a week."""
PATH, CSV_PATH = "/forecasts", "/forecasts.csv"
WANTED = Fraction(4, 5)
"""The share of days that should be within the range."""


@dataclass(frozen=True, kw_only=True)
class ForecastsPages:
    """Where the pages come from."""

    site: Site
    load: Callable[[], Awaitable[PublicScores]]


@dataclass(frozen=True, kw_only=True)
class ScoreRow:
    """A row of a table: an alley, "" for the whole market, a week or the first of all of them, and the score, None where there is not enough."""

    alley: str
    code: str = ""
    monday: date
    score: Score | None


def add_forecasts_pages(app: web.Application, pages: ForecastsPages) -> None:
    """Add `GET /forecasts`, `/forecasts/CODE` for an open alley, and `/forecasts.csv`. The figures are read once in ten minutes."""
    scores = FreshCache[PublicScores](FRESH_SECONDS, 1)

    async def read() -> PublicScores:
        found = await scores.get("", pages.load)
        assert found is not None, "a market has figures, if empty ones"
        return found

    async def market(page_request: PageRequest) -> str:
        return market_scores_html(page_request, pages.site, await read())

    async def alley(page_request: PageRequest) -> str | None:
        found = (each for each in (await read()).alleys if each.alley.code == page_request.code)
        each = next(found, None)
        return alley_scores_html(page_request, pages.site, each) if each else None

    async def file(request: web.Request) -> web.Response:
        say = speak(reader_language(request))
        columns = (ALLEY_COLUMN, WEEK_COLUMN, *SCORE_COLUMNS)
        response = await csv_response(say, columns, list(_all_rows(say, await read())), "forecasts")
        response.headers["Cache-Control"] = f"public, max-age={FRESH_SECONDS}"
        response.headers["Vary"] = "Accept-Language, Cookie"
        return response

    app.router.add_get(CSV_PATH, file)
    add_public_page(app, PATH, market, site=pages.site, unknown=no_alley_words, seconds=FRESH_SECONDS)
    add_public_page(
        app, f"{PATH}/{{code}}", alley, site=pages.site, unknown=no_alley_words, seconds=FRESH_SECONDS
    )


def market_scores_html(page_request: PageRequest, site: Site, scores: PublicScores) -> str:
    """Return the page of the whole market, with a table of its open alleys."""
    say = page_request.say
    alleys = TablePart(
        caption=say("Alleys, all weeks together"),
        columns=(ALLEY_COLUMN, *SCORE_COLUMNS),
        page=KeyPage([_alley_row(each) for each in scores.alleys]),
        nothing=say("No alley is open now."),
        name="alleys",
    )
    return _page(
        page_request,
        site,
        scores.market,
        place=say("The whole market"),
        alleys=shown_table(page_request, alleys),
        back=None,
    )


def alley_scores_html(page_request: PageRequest, site: Site, alley_scores: AlleyScores) -> str:
    """Return the page of an alley."""
    name = sanitize_name(alley_scores.alley.name, ALLEY)
    back = (page_request.say.label("The whole market"), PATH)
    return _page(page_request, site, alley_scores.scores, place=name, alleys=None, back=back)


def no_alley_words(say: Say) -> tuple[Markup, Markup]:
    """Return the words about a code that is no open alley."""
    return say("No alley"), say("This market has no such open alley.")


def _page(
    page_request: PageRequest, site: Site, scores: WeeklyScores, /, *, place: Words, **values: Any
) -> str:
    say = page_request.say
    rows = [ScoreRow(alley="", monday=week.monday, score=week.score) for week in scores.weeks]
    summary = _summary(say, scores.total)
    return page_html(
        "forecasts.html",
        page_request,
        site,
        title=say.plain("How right our forecasts are"),
        description=say.sentences(*summary),
        is_indexed=True,
        place=place,
        intro=say(
            "Two hours before a stall’s market day begins we say how many people will come, and a range for it. Afterwards they are counted."
        ),
        privacy=say("Nothing of a single stall is shown here."),
        summary=summary,
        chart=shown_chart(page_request, _chart(say, rows)) if scores.total else None,
        counting_label=say("How this is counted"),
        counting=tuple(_counting(say, rows)),
        **values,
    )


def _summary(say: Say, score: Score | None) -> tuple[Markup, ...]:
    """Return the figures of all weeks in sentences."""
    if score is None:
        return (
            say(
                "Not enough yet: a week needs at least {forecasts} forecasts of at least {stalls} stalls.",
                forecasts=FEWEST_FORECASTS,
                stalls=FEWEST_STALLS,
            ),
        )
    return (
        say.sentences(held_text(say, score), say("It should be 4 of 5.")),
        off_text(say, score, lambda people: _people(say, people)),
    )


def _chart(say: Say, rows: Sequence[ScoreRow]) -> ChartPart:
    places = [format_short_date(say, row.monday) for row in rows]
    scores = [row.score for row in rows]
    share = Series(
        label=say("Forecasts within their range"),
        values=[100 * score.held / score.forecasts if score else None for score in scores],
        kind=SeriesKind.BARS,
    )
    off = Series(label=say("Our forecast"), values=[score.off if score else None for score in scores])
    last_time_off = Series(
        label=say("Same as last time"), values=[score.last_time_off if score else None for score in scores]
    )
    return ChartPart(
        panels=(
            Panel(
                title=say("Forecasts within their range"),
                places=places,
                series=(share,),
                written=lambda percent: format_percent(say, Fraction(percent) / 100),
                target=Target(label=say("4 of 5"), value=float(100 * WANTED)),
            ),
            Panel(
                title=say("Off by, in people"),
                places=places,
                series=(off, last_time_off),
                written=lambda people: _people(say, people),
                finest=0.1,
            ),
        ),
        table=TablePart(
            caption=say("Week by week, the newest first"),
            columns=(WEEK_COLUMN, *SCORE_COLUMNS),
            page=KeyPage([*reversed(rows)]),
            nothing="",
            csv_path=CSV_PATH,
            name="weeks",
        ),
    )


def _counting(say: Say, rows: Sequence[ScoreRow]) -> Iterator[tuple[Words, Words]]:
    """Return each figure's name, and how it is counted."""
    first, last = rows[0].monday, rows[-1].monday + timedelta(days=6)
    yield (
        say("Weeks"),
        say(
            "The {count} from {first} to {last}. A week appears on the Wednesday after it, and then does not change.",
            count=len(rows),
            first=format_long_date(say, first),
            last=format_long_date(say, last),
        ),
    )
    yield FORECASTS.label(say), say("Stored before the day began, of days whose people were counted.")
    yield (
        HELD.label(say),
        say("Of these, how many named a range in which the number lay that came."),
    )
    yield SHARE.label(say), say("Those within their range, divided by all forecasts. It should be 80 %.")
    yield (
        OFF.label(say),
        say("People between our middle number and those who came, added up and divided by forecasts."),
    )
    yield (
        LAST_TIME_OFF.label(say),
        say("The same, had we said the number that came on the stall’s market day before."),
    )
    yield (
        say("Not enough yet"),
        say.sentences(
            say(
                "A week of an alley counts with at least {forecasts} forecasts of at least {stalls} stalls.",
                forecasts=FEWEST_FORECASTS,
                stalls=FEWEST_STALLS,
            ),
            say("Smaller alleys count together, in the whole market alone, if they are enough."),
        ),
    )


def _alley_row(alley_scores: AlleyScores) -> ScoreRow:
    return ScoreRow(
        alley=alley_scores.alley.name,
        code=alley_scores.alley.code,
        monday=alley_scores.scores.weeks[0].monday,
        score=alley_scores.scores.total,
    )


def _all_rows(say: Say, scores: PublicScores) -> Iterator[ScoreRow]:
    """Return each week of the whole market, then of each alley."""
    groups = ((say.plain("The whole market"), "", scores.market),)
    for name, code, weekly in (*groups, *((e.alley.name, e.alley.code, e.scores) for e in scores.alleys)):
        for week in weekly.weeks:
            yield ScoreRow(alley=name, code=code, monday=week.monday, score=week.score)


def _people(say: Say, people: float) -> str:
    return format_decimal_number(say, Fraction(people))


def _figure(
    label: Callable[[Say], Words], value: Callable[[Say, Score], Words | int], raw: Callable[[Score], Raw]
) -> Column[ScoreRow]:
    """Return a column of a figure; an empty cell where there is not enough."""
    return Column[ScoreRow](
        label=label,
        value=lambda say, row: value(say, row.score) if row.score else None,
        raw=lambda row: raw(row.score) if row.score else None,
        is_number=True,
    )


ALLEY_COLUMN = Column[ScoreRow](
    label=lambda say: say("Alley"),
    value=lambda say, row: sanitize_name(row.alley, ALLEY),
    raw=lambda row: row.alley,
    link=lambda row: f"{PATH}/{row.code}",
)
WEEK_COLUMN = Column[ScoreRow](
    label=lambda say: say("Week from"),
    value=lambda say, row: format_short_date(say, row.monday),
    raw=lambda row: row.monday,
)
FORECASTS = Column[ScoreRow](
    label=lambda say: say("Forecasts"),
    value=lambda say, row: row.score.forecasts if row.score else say("Not enough yet"),
    raw=lambda row: row.score.forecasts if row.score else None,
    is_number=True,
)
HELD = _figure(lambda say: say("Within the range"), lambda say, score: score.held, lambda score: score.held)
SHARE = _figure(
    lambda say: say("Share within the range"),
    lambda say, score: format_percent(say, Fraction(score.held, score.forecasts)),
    lambda score: round(score.held / score.forecasts, 3),
)
OFF = _figure(
    lambda say: say("Off by"),
    lambda say, score: _people(say, score.off),
    lambda score: round(score.off, 1),
)
LAST_TIME_OFF = _figure(
    lambda say: say("Same as last time"),
    lambda say, score: _people(say, score.last_time_off),
    lambda score: round(score.last_time_off, 1),
)
SCORE_COLUMNS = (FORECASTS, HELD, SHARE, OFF, LAST_TIME_OFF)

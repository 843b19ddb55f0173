"""The public board of an alley: how many people are inside, and whether there is room."""

from datetime import datetime

from aiohttp import web
from markupsafe import Markup

from locales.people_inside_text import people_inside_text
from locales.say import Say
from locales.user_text import ALLEY, sanitize_name
from market.gate.headcount import is_full, is_near
from market.gate.people_inside import PeopleInside
from web.parts.frame import PageRequest, Site, page_html
from web.parts.public_page import PageSource, add_source_page


def add_people_inside_page(app: web.Application, alleys: PageSource[PeopleInside]) -> None:
    """Add `GET /y/CODE/inside`; 404 with a sentence for any other code."""
    add_source_page(app, "/y/{code}/inside", alleys, board_html, unknown=_unknown_words)


def board_html(page_request: PageRequest, site: Site, people: PeopleInside, _now: datetime) -> str:
    """Return the board of an alley as it is now."""
    say, name = page_request.say, sanitize_name(people.name, ALLEY)
    verdict, look, line = _verdict(say, people)
    return page_html(
        "people_inside.html",
        page_request,
        site,
        title=say.plain("People inside {alley}", alley=name),
        description=say.sentences(verdict),
        is_indexed=False,
        heading=name,
        verdict=verdict,
        verdict_look=look,
        line=line,
        alley_path=f"/y/{people.code}",
        alley_label=say.plain("Drops and directions"),
    )


def _unknown_words(say: Say) -> tuple[Markup, Markup]:
    return say("Not an alley"), say("This is no alley of this market.")


def _verdict(say: Say, people: PeopleInside) -> tuple[Markup, str, Markup | str]:
    """Return the number in words, how it looks, and what follows from it."""
    if not people.is_counted:
        return say("Nobody counts tonight."), "plain", ""
    words = people_inside_text(say, people.inside, people.limit)
    if is_full(people.inside, people.limit):
        return words, "void", say("The alley is full. Please wait outside until people leave.")
    if is_near(people.inside, people.limit):
        return words, "kept", say("The alley is nearly full. You may have to wait at the gate.")
    return words, "valid", say("There is room.") if people.limit else ""

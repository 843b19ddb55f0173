"""A page that begins with a verdict: a ticket, a licence, packaging, or a code that leads nowhere."""

from collections.abc import Callable
from typing import Any

from markupsafe import Markup, escape

from locales.say import Say
from locales.user_text import STALL, sanitize_name
from web.parts.frame import PageRequest, Site, page_html

VALID, USED, VOID = "valid", "done", "void"
"""How a verdict looks; its words say the same."""
Line = Markup | str
UnknownWords = Callable[[Say], tuple[Line, Line]]
"""Returns the title and the verdict of the page of a code that names nothing here."""


def verdict_html(
    page_request: PageRequest,
    site: Site,
    /,
    *,
    title: Line,
    look: str,
    verdict: Line,
    lines: tuple[Line, ...] = (),
    code: str = "",
    links: tuple[tuple[Line, str], ...] = (),
    note: Line = "",
    template: str = "verdict.html",
    **values: Any,
) -> str:
    """Return the page. `links` are labels and addresses, the most useful first; `code` is for hands and eyes.

    A page with more on it has a `template` of its own that extends `verdict.html`, and `values` for it.
    """
    return page_html(
        template,
        page_request,
        site,
        title=escape(title).striptags(),
        heading=title,
        look=f"narrow {look}",
        verdict=verdict,
        lines=lines,
        code=code,
        links=links,
        note=note,
        **values,
    )


def unknown_code_html(page_request: PageRequest, site: Site, words: UnknownWords) -> str:
    """Return the page of a code that this market does not know, which leads to the market."""
    title, verdict = words(page_request.say)
    return _ended_html(page_request, site, title=title, verdict=verdict)


def closed_stall_html(page_request: PageRequest, site: Site, stall: str) -> str:
    """Return the page of whatever a stall had that has left the market."""
    say = page_request.say
    return _ended_html(
        page_request,
        site,
        title=say("Stall closed"),
        verdict=say("This stall has left the market."),
        lines=(sanitize_name(stall, STALL),),
    )


def _ended_html(page_request: PageRequest, site: Site, /, **words: Any) -> str:
    to_the_market = page_request.say.label("See the market"), "/"
    return verdict_html(page_request, site, look=VOID, links=(to_the_market,), **words)

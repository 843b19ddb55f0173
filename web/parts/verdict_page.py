"""A page that begins with a verdict: a ticket, a licence, packaging, or a code that leads nowhere."""

from typing import Any

from markupsafe import Markup, escape

from locales.say import Say
from web.parts.frame import PageRequest, Site, page_html

VALID, USED, VOID = "valid", "done", "void"
"""How a verdict looks; its words say the same."""
Line = Markup | str


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


def unknown_code_html(page_request: PageRequest, site: Site, /, *, title: Line, verdict: Line) -> str:
    """Return the page of a code that this market does not know, which leads to the market."""
    return verdict_html(
        page_request,
        site,
        title=title,
        look=VOID,
        verdict=verdict,
        links=((to_the_market(page_request.say), "/"),),
    )


def to_the_market(say: Say) -> str:
    """Return the label of the way to the market's first page."""
    return say.label("See the market")

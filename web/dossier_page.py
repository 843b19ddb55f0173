"""A stall's dossier as a council's officer reads it: what its owner released, by a link that ends, without an account and without a script."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime
from io import BytesIO

from aiohttp import web
from markupsafe import Markup
from PIL import Image, ImageOps

from locales.dossier_words import part_name, permit_text
from locales.formats import day_hours, format_datetime, format_long_date
from locales.licence_words import licence_kind_name, licence_verdict
from locales.say import Say
from locales.seller_words import seller_text
from locales.user_text import ALLEY, DROP, STALL, sanitize_name
from market.dossier.contents import DossierFacts, DossierLicence, DossierParts, DossierPhoto
from market.dossier.link import ReleasedDocument, ReleasedDossier
from market.refusal import LinkUnknown
from web.parts.frame import PageRequest, Site, page_html
from web.parts.public_page import read_page_request
from web.parts.reader import keep_language
from web.parts.verdict_page import unknown_code_html

PATH = "/dossier/{secret}"
MAX_SIDE, QUALITY = 2400, 85
HEADERS = {"Cache-Control": "no-store", "X-Robots-Tag": "noindex"}


@dataclass(frozen=True, kw_only=True)
class DossierPages:
    """Where the page comes from. Each of `load`, `load_document` and `load_photo` takes the secret of a link and raises LinkUnknown.

    `count` notes that a link was opened.
    """

    site: Site
    load: Callable[[str], Awaitable[ReleasedDossier]]
    load_document: Callable[[str], Awaitable[ReleasedDocument]]
    load_photo: Callable[[str, str], Awaitable[bytes]]
    count: Callable[[str], Awaitable[None]]
    now: Callable[[], datetime]


@dataclass(frozen=True, kw_only=True)
class DossierPicture:
    """A picture of the page, by its address, with the words that stand for it; its sides are unknown where they are 0."""

    address: str
    words: str
    width: int = 0
    height: int = 0


@dataclass(frozen=True, kw_only=True)
class DossierSection:
    """A part of the page: its heading, lines, pictures, and links as label and address."""

    heading: str
    lines: tuple[Markup | str, ...] = ()
    pictures: tuple[DossierPicture, ...] = ()
    links: tuple[tuple[str, str], ...] = ()


def add_dossier_page(app: web.Application, pages: DossierPages) -> None:
    """Add `GET /dossier/SECRET`, the document of the licence and the photos beside it; 404 with a page for anything else.

    Nothing is kept between two requests, so that a link that is stopped shows nothing from then on.
    """

    async def page(request: web.Request) -> web.Response:
        page_request = read_page_request(request)
        dossier = await pages.load(page_request.secret)
        if request.method == "GET":
            await pages.count(page_request.secret)
        html = dossier_html(page_request, pages.site, dossier, pages.now())
        response = web.Response(text=html, content_type="text/html")
        keep_language(request, response)
        return response

    async def document(request: web.Request) -> web.Response:
        found = await pages.load_document(request.match_info["secret"])
        if found.is_pdf:
            return _pdf_response(found.data)
        return await _jpeg_response(found.data)

    async def photo(request: web.Request) -> web.Response:
        return await _jpeg_response(
            await pages.load_photo(request.match_info["secret"], request.match_info["picture"])
        )

    async def unknown(request: web.Request) -> web.Response:
        raise LinkUnknown

    for path, make in (
        (PATH, page),
        (f"{PATH}/licence", document),
        (f"{PATH}/photo/{{picture:[0-9a-f]{{64}}}}", photo),
        ("/dossier{rest:(?:/.*)?}", unknown),
    ):
        app.router.add_get(path, _closed(make, pages.site))


def _closed(
    make: Callable[[web.Request], Awaitable[web.Response]], site: Site
) -> Callable[[web.Request], Awaitable[web.Response]]:
    """Return a route whose answers nobody keeps; a link that opens nothing has one answer, whatever the reason."""

    async def respond(request: web.Request) -> web.Response:
        try:
            response = await make(request)
        except LinkUnknown:
            html = unknown_code_html(read_page_request(request), site, _ended_words)
            response = web.Response(status=404, text=html, content_type="text/html")
        response.headers.update(HEADERS)
        return response

    return respond


def dossier_html(page_request: PageRequest, site: Site, dossier: ReleasedDossier, now: datetime) -> str:
    """Return the page of what was released."""
    say, facts = page_request.say, dossier.facts
    return page_html(
        "dossier.html",
        page_request,
        site,
        title=say.plain("Dossier"),
        heading=sanitize_name(facts.stall_name, STALL),
        alley=sanitize_name(facts.alley, ALLEY),
        about=say("The stall released this to whoever has the link."),
        sections=_sections(say, dossier, page_request.path),
        as_of=say("As of {at}.", at=format_datetime(say, now, facts.zone)),
        until=say("The link works until {until}.", until=format_datetime(say, dossier.until, facts.zone)),
    )


def _ended_words(say: Say) -> tuple[str, Markup]:
    ended = say.sentences(
        say("This link has ended, or is not complete."), say("Ask the stall for a new one.")
    )
    return say.plain("Dossier"), ended


def _sections(say: Say, dossier: ReleasedDossier, path: str) -> tuple[DossierSection, ...]:
    facts, parts = dossier.facts, dossier.parts
    permit = format_long_date(say, facts.permit_until) if facts.permit_until else ""
    return (
        _licence_section(say, facts, parts, path),
        DossierSection(heading=say.plain("Permit of the alley"), lines=(permit_text(say, permit),)),
        *([_seller_section(say, facts)] if parts.seller else []),
        DossierSection(heading=say.plain("Evenings ahead"), lines=_evening_lines(say, facts)),
        *([_photo_section(say, facts, path)] if parts.photos else []),
    )


def _licence_section(say: Say, facts: DossierFacts, parts: DossierParts, path: str) -> DossierSection:
    until, lapses = (format_long_date(say, day) if day else "" for day in (facts.until, facts.lapses_after))
    verdict = Markup("<b>{}</b>").format(licence_verdict(say, facts.standing, until, lapses))
    if not parts.licence:
        return DossierSection(heading=say.plain("Licence"), lines=(verdict,))
    if facts.licence is None:
        return DossierSection(
            heading=say.plain("Licence"), lines=(verdict, say("The stall has sent no document."))
        )
    return _document_section(say, facts.licence, verdict, f"{path}/licence")


def _document_section(say: Say, licence: DossierLicence, verdict: Markup, address: str) -> DossierSection:
    kind = licence_kind_name(say, licence.kind)
    picture = DossierPicture(address=address, words=say.plain("Photo of the licence"))
    return DossierSection(
        heading=say.plain("Licence"),
        lines=(
            verdict,
            say("{licence}, number {number}.", licence=kind, number=licence.number),
            say("Checked by the organisers {day}.", day=format_long_date(say, licence.checked_day))
            if licence.checked_day
            else say("The organisers have not checked it."),
        ),
        pictures=() if licence.pdf else (picture,),
        links=(
            *(((say.label("Download the PDF"), address),) if licence.pdf else ()),
            *(((say.label("Public card"), f"/l/{licence.card}"),) if licence.card else ()),
        ),
    )


def _seller_section(say: Say, facts: DossierFacts) -> DossierSection:
    seller = facts.seller
    line = seller_text(say, seller.name, seller.contact) if seller else say("The stall names no seller.")
    return DossierSection(heading=part_name(say, "seller"), lines=(line,))


def _evening_lines(say: Say, facts: DossierFacts) -> tuple[Markup | str, ...]:
    if not facts.evenings:
        return (say("Nothing is planned now."),)
    return tuple(
        say(
            "{first}, {second}",
            first=day_hours(say, each.starts_at, each.ends_at, each.zone),
            second=sanitize_name(each.alley, ALLEY),
        )
        for each in facts.evenings
    )


def _photo_section(say: Say, facts: DossierFacts, path: str) -> DossierSection:
    return DossierSection(
        heading=part_name(say, "photos"),
        lines=() if facts.photos else (say("There are no photos yet."),),
        pictures=tuple(_photo(each, path) for each in facts.photos),
    )


def _photo(photo: DossierPhoto, path: str) -> DossierPicture:
    return DossierPicture(
        address=f"{path}/photo/{photo.picture}",
        words=sanitize_name(photo.drop, DROP),
        width=photo.width,
        height=photo.height,
    )


def _pdf_response(data: bytes) -> web.Response:
    response = web.Response(body=data, content_type="application/pdf")
    response.headers["Content-Disposition"] = 'attachment; filename="licence.pdf"'
    return response


async def _jpeg_response(data: bytes) -> web.Response:
    return web.Response(body=await asyncio.to_thread(plain_jpeg, data), content_type="image/jpeg")


def plain_jpeg(data: bytes) -> bytes:
    """Return a picture as JPEG of at most MAX_SIDE pixels a side, upright, with nothing that a phone wrote into it besides."""
    picture = ImageOps.exif_transpose(Image.open(BytesIO(data))).convert("RGB")
    picture.thumbnail((MAX_SIDE, MAX_SIDE))
    written = BytesIO()
    picture.save(written, "JPEG", quality=QUALITY)
    return written.getvalue()

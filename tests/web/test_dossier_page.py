"""The page of a dossier and the files beside it, from a real store: what was released and nothing else, kept by nobody."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import asdict, dataclass, field, replace
from datetime import date, datetime, timedelta
from io import BytesIO
from itertools import product
from typing import Literal

import aiohttp
import pytest
from PIL import Image
from playwright.async_api import Page
from sqlmodel import Session

from locales.languages import CODES
from market.dossier.contents import (
    DossierEvening,
    DossierFacts,
    DossierLicence,
    DossierParts,
    DossierPhoto,
)
from market.dossier.link import (
    ReleasedDocument,
    ReleasedDossier,
    released_document,
    released_dossier,
    released_photo,
    stop_dossier_link,
)
from market.licence_rules import LicenceStanding
from market.seller import SellerFacts
from storage.licence import LicenceKind
from storage.seller import ContactKind, Seller
from storage.stall import Stall
from storage.store import Store
from tests.evening import NOW, OWNER, lay_evening
from tests.market.dossier.conftest import (
    ALL,
    CONTACT,
    LAPIS_PHOTO,
    LICENCE_PHOTO,
    NUMBER,
    PDF,
    SATE_PHOTO,
    SELLER_NAME,
    DossierScenario,
    key_of,
)
from tests.sandbox.page.page_harness import violations
from tests.web.page_harness import SITE, asked, served
from web.dossier_page import MAX_SIDE, DossierPages, add_dossier_page, dossier_html, plain_jpeg
from web.security_headers import SECURITY_HEADERS

ISOLATES = dict.fromkeys(map(ord, "\u2068\u2069"))
EVERY_CHOICE = [
    DossierParts(licence=licence, seller=seller, photos=photos)
    for licence, seller, photos in product((False, True), repeat=3)
]


@dataclass
class Reader:
    """Whoever has a browser and an address; `counted` are the secrets that were counted."""

    session: aiohttp.ClientSession
    counted: list[str] = field(default_factory=list)

    async def get(
        self, path: str, method: str = "GET", **headers: str
    ) -> tuple[aiohttp.ClientResponse, bytes]:
        sent = {name.replace("_", "-"): value for name, value in headers.items()}
        async with self.session.request(method, path, headers=sent) as answer:
            return answer, await answer.read()


@asynccontextmanager
async def reading(store: Store, now: datetime = NOW) -> AsyncIterator[Reader]:
    counted: list[str] = []

    async def count(secret: str) -> None:
        counted.append(secret)

    pages = DossierPages(
        site=SITE,
        load=lambda secret: store.read_page(released_dossier, secret, now),
        load_document=lambda secret: store.read_page(released_document, secret, now),
        load_photo=lambda secret, picture: store.read_page(released_photo, secret, picture, now),
        count=count,
        now=lambda: now,
    )
    async with (
        served(lambda app: add_dossier_page(app, pages)) as address,
        aiohttp.ClientSession(address) as session,
    ):
        yield Reader(session, counted)


@pytest.fixture
async def scenario(store: Store) -> DossierScenario:
    scenario = DossierScenario(store=store, evening=await lay_evening(store))
    await scenario.send()
    return scenario


@pytest.fixture
async def with_pdf(store: Store) -> DossierScenario:
    scenario = DossierScenario(store=store, evening=await lay_evening(store))
    await scenario.send(pdf=True)
    return scenario


def words_of(part: str) -> tuple[str, ...]:
    """Words that stand on the page where a part is released, and nowhere else: of the licence its number, file and card too."""
    return {
        "licence": (NUMBER, "/licence", "/l/"),
        "seller": (SELLER_NAME, CONTACT),
        "photos": (key_of(LAPIS_PHOTO), key_of(SATE_PHOTO), "/photo/"),
    }[part]


async def everything_answered(reader: Reader, secret: str) -> dict[str, tuple[int, bytes]]:
    """Each address of a link with its answer, in every language."""
    paths = [f"/dossier/{secret}?language={code}" for code in CODES]
    paths.append(f"/dossier/{secret}/licence")
    paths += [
        f"/dossier/{secret}/photo/{key_of(data)}" for data in (LAPIS_PHOTO, SATE_PHOTO, LICENCE_PHOTO, PDF)
    ]
    answers = {path: await reader.get(path) for path in paths}
    return {path: (answer.status, data) for path, (answer, data) in answers.items()}


@pytest.mark.parametrize("parts", EVERY_CHOICE, ids=str)
async def test_what_is_not_released_is_nowhere(scenario: DossierScenario, parts: DossierParts) -> None:
    made = await scenario.link(parts)
    async with reading(scenario.store) as reader:
        answers = await everything_answered(reader, made.secret)
    pages = [data.decode() for path, (status, data) in answers.items() if "?" in path and status == 200]
    assert len(pages) == len(CODES)
    for part, is_released in asdict(parts).items():
        for words in words_of(part):
            assert [words in page for page in pages] == [is_released] * len(pages), words
    found = {path.rsplit("/", 1)[-1]: status for path, (status, _) in answers.items() if "?" not in path}
    assert found == {
        "licence": 200 if parts.licence else 404,
        key_of(LAPIS_PHOTO): 200 if parts.photos else 404,
        key_of(SATE_PHOTO): 200 if parts.photos else 404,
        key_of(LICENCE_PHOTO): 404,
        key_of(PDF): 404,
    }
    for page in pages:
        assert "Dapur Ros" in page
        assert "Lorong Bakau" in page
    english = answers[f"/dossier/{made.secret}?language=en"][1].decode().translate(ISOLATES)
    for words in (
        "VALID until Wed 31 Mar 2027.",
        "Valid until Wed 30 Jun 2027.",
        "Sat 28 Nov, 18:00 to 23:00, Lorong Bakau",
        "As of Tue 24 Nov 10:00.",
        "The link works until Tue 8 Dec 10:00.",
    ):
        assert words in english


async def test_files_are_jpeg_without_what_a_phone_wrote_into_them(scenario: DossierScenario) -> None:
    made = await scenario.link()
    async with reading(scenario.store) as reader:
        for path, colour in (("licence", (0, 0, 128)), (f"photo/{key_of(LAPIS_PHOTO)}", (0, 128, 0))):
            answer, data = await reader.get(f"/dossier/{made.secret}/{path}")
            assert answer.content_type == "image/jpeg"
            assert answer.headers["X-Content-Type-Options"] == "nosniff"
            assert "Content-Disposition" not in answer.headers
            read = Image.open(BytesIO(data))
            pixel = read.getpixel((5, 5))
            assert isinstance(pixel, tuple)
            assert all(abs(one - other) < 6 for one, other in zip(pixel, colour, strict=True))
            assert not read.getexif()
            assert b"5.98 116.07" not in data
            assert b"5.98 116.07" in LICENCE_PHOTO, "it was in there"


async def test_a_pdf_is_a_download(with_pdf: DossierScenario) -> None:
    made = await with_pdf.link()
    async with reading(with_pdf.store) as reader:
        answer, data = await reader.get(f"/dossier/{made.secret}/licence")
        assert (answer.content_type, data) == ("application/pdf", PDF)
        assert answer.headers["Content-Disposition"] == 'attachment; filename="licence.pdf"'
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        _, page = await reader.get(f"/dossier/{made.secret}", Accept_Language="en")
        assert b"Download the PDF" in page
        assert b"Photo of the licence" not in page


async def test_nobody_keeps_any_answer_or_finds_it(scenario: DossierScenario) -> None:
    made = await scenario.link()
    paths = ["", "/licence", f"/photo/{key_of(SATE_PHOTO)}", "/nothing"]
    async with reading(scenario.store) as reader:
        for path in (*(f"/dossier/{made.secret}{each}" for each in paths), f"/dossier/{'B' * 22}"):
            answer, _ = await reader.get(path)
            assert answer.headers["Cache-Control"] == "no-store", path
            assert answer.headers["X-Robots-Tag"] == "noindex", path
            assert "ETag" not in answer.headers, path
            assert SECURITY_HEADERS.items() <= dict(answer.headers).items()
            assert answer.headers["Referrer-Policy"] == "no-referrer"
        _, page = await reader.get(f"/dossier/{made.secret}")
        assert b'name="robots" content="noindex"' in page
        assert b"og:" not in page, "an app that shows a preview has nothing to show"
        assert b"<script" not in page


@pytest.mark.feature("N04")
async def test_it_ends_at_once(scenario: DossierScenario) -> None:
    made = await scenario.link()
    async with reading(scenario.store) as reader:
        before = await everything_answered(reader, made.secret)
        await scenario.store.write(stop_dossier_link, OWNER, scenario.stall)
        after = await everything_answered(reader, made.secret)
    assert {status for status, _ in before.values()} == {200, 404}
    assert {status for status, _ in after.values()} == {404}
    assert not any(NUMBER.encode() in data or CONTACT.encode() in data for _, data in after.values())
    async with reading(scenario.store, made.until - timedelta(seconds=1)) as reader:
        ended, page = await reader.get(f"/dossier/{made.secret}", Accept_Language="ms")
    assert ended.status == 404
    assert "Sila minta pautan baharu daripada gerai." in page.decode()


async def test_every_address_that_opens_nothing_is_answered_alike(scenario: DossierScenario) -> None:
    made, photo = await scenario.link(DossierParts(seller=True)), key_of(LAPIS_PHOTO)
    other = "B" * 22
    wrong = [
        *(f"/dossier/{other}", f"/dossier/{other}/licence", f"/dossier/{other}/photo/{photo}"),
        *(f"/dossier/{made.secret}/licence", f"/dossier/{made.secret}/photo/{photo}"),
        *(f"/dossier/{made.secret.swapcase()}", f"/dossier/{made.secret}x", f"/dossier/{made.secret}/"),
        *(f"/dossier/{made.secret}/photo/../licence", f"/dossier/{made.secret}/photo/{photo.upper()}"),
        *("/dossier/", "/dossier", "/dossier/%00", "/dossier/%ff%fe", "/dossier/%ED%A0%80", "/dossier/'--"),
        *(f"/dossier/{'A' * 4000}", "/dossier/..%2F..%2Fetc%2Fpasswd", f"/dossier/{other}/photo/%00"),
    ]
    async with reading(scenario.store) as reader:
        seen = {path: await reader.get(path, Accept_Language="en") for path in wrong}
    for path, (answer, data) in seen.items():
        assert answer.status == 404, path
        assert b"This link has ended, or is not complete." in data, path
        assert b"Ask the stall for a new one." in data, path
    assert len({data for _, data in seen.values()}) == 1
    assert reader.counted == []


async def test_a_page_is_counted_when_it_is_got_and_files_are_not(scenario: DossierScenario) -> None:
    made = await scenario.link()
    async with reading(scenario.store) as reader:
        await reader.get(f"/dossier/{made.secret}", method="HEAD")
        await everything_answered(reader, made.secret)
    assert reader.counted == [made.secret] * len(CODES)


async def test_nothing_else_is_answered(scenario: DossierScenario) -> None:
    made = await scenario.link()
    async with reading(scenario.store) as reader:
        for method in ("POST", "PUT", "DELETE", "PATCH"):
            answer, data = await reader.get(f"/dossier/{made.secret}", method=method)
            assert answer.status == 405
            assert NUMBER.encode() not in data


async def test_what_people_typed_is_text(scenario: DossierScenario) -> None:
    evil = "<script>alert(1)</script>\"'&{{7*7}}"

    def write(session: Session) -> None:
        session.get_one(Stall, scenario.stall).name = evil[:40]
        row = session.get_one(Seller, scenario.stall)
        row.name, row.contact = evil, f"x@{evil}"[:60]

    await scenario.store.write(write)
    made = await scenario.link()
    async with reading(scenario.store) as reader:
        _, page = await reader.get(f"/dossier/{made.secret}")
    text = page.decode()
    assert "<script" not in text
    assert "&lt;script&gt;alert(1)" in text
    assert "{{7*7}}" in text, "no template is made of it"


def test_a_large_picture_is_made_smaller_and_a_turned_one_upright() -> None:
    written, exif = BytesIO(), Image.Exif()
    exif[0x0112] = 6
    Image.new("RGBA", (3000, 1000), "navy").convert("RGB").save(written, "JPEG", exif=exif)
    assert Image.open(BytesIO(plain_jpeg(written.getvalue()))).size == (800, MAX_SIDE)
    written = BytesIO()
    Image.new("RGBA", (30, 10), (0, 0, 0, 0)).save(written, "PNG")
    assert Image.open(BytesIO(plain_jpeg(written.getvalue()))).format == "JPEG"


FACTS = DossierFacts(
    stall=1,
    stall_code="7KQ2M9",
    stall_name="Dapur Nenek Ros " * 3,
    alley="Lorong Bakau",
    zone="Asia/Kuching",
    until=date(2026, 12, 31),
    lapses_after=date(2027, 1, 7),
    standing=LicenceStanding.VALID,
    permit_until=None,
    evenings=tuple(
        DossierEvening(
            starts_at=NOW + timedelta(days=7 * week),
            ends_at=NOW + timedelta(days=7 * week, hours=5),
            alley="Lorong Bakau",
            zone="Asia/Kuching",
        )
        for week in range(10)
    ),
    licence=DossierLicence(
        kind=LicenceKind.HAWKER,
        number="DBKK/26/0123-" * 2,
        picture="ab" * 32,
        pdf=None,
        checked_day=date(2026, 11, 24),
        card="7KQ2M9XF7KQ2M9XF",
    ),
    seller=SellerFacts(
        name="Rosnahbintiabdullahtrading202301234567", contact="ros@kuih.example.my", kind=ContactKind.EMAIL
    ),
    photos=tuple(
        DossierPhoto(picture=f"{number}d" * 32, drop="Kuih lapis", width=800, height=1200)
        for number in range(3)
    ),
)


@asynccontextmanager
async def served_facts(facts: DossierFacts) -> AsyncIterator[str]:
    async def load(secret: str) -> ReleasedDossier:
        return ReleasedDossier(facts, ALL, NOW + timedelta(days=14))

    async def load_document(secret: str) -> ReleasedDocument:
        return ReleasedDocument(_picture("navy"), is_pdf=False)

    async def load_photo(secret: str, picture: str) -> bytes:
        return _picture("seagreen")

    async def count(secret: str) -> None: ...

    pages = DossierPages(
        site=SITE, load=load, load_document=load_document, load_photo=load_photo, count=count, now=lambda: NOW
    )
    async with served(lambda app: add_dossier_page(app, pages)) as address:
        yield address


def _picture(colour: str) -> bytes:
    written = BytesIO()
    Image.new("RGB", (800, 1200), colour).save(written, "PNG")
    return written.getvalue()


def test_papers_that_were_released_and_are_not_there_are_named() -> None:
    empty = replace(FACTS, licence=None, seller=None, photos=(), evenings=(), until=None)
    page = dossier_html(asked(path="/dossier/A"), SITE, ReleasedDossier(empty, ALL, NOW), NOW)
    for words in (
        "The stall has sent no document.",
        "The stall names no seller.",
        "There are no photos yet.",
        "Nothing is planned now.",
        "Nobody has said when it ends.",
    ):
        assert words in page


@pytest.mark.parametrize("language", sorted(CODES))
def test_the_page_is_small_in_each_language(language: str) -> None:
    page = dossier_html(asked(language, path="/dossier/A"), SITE, ReleasedDossier(FACTS, ALL, NOW), NOW)
    assert len(page.encode()) < 50_000


@pytest.mark.browser
@pytest.mark.parametrize("scheme", ["light", "dark"])
async def test_axe_finds_nothing_and_nothing_is_cut_on_a_narrow_phone(
    page: Page, scheme: Literal["light", "dark"]
) -> None:
    await page.emulate_media(color_scheme=scheme)
    async with served_facts(FACTS) as address:
        for width in (320, 390, 1280):
            await page.set_viewport_size({"width": width, "height": 844})
            await page.goto(f"{address}/dossier/{'A' * 22}?language=ms")
            assert await violations(page) == []
            assert await page.evaluate("document.documentElement.scrollWidth") <= width

"""The document of a licence as a PDF or a picture, on both databases: sent, seen by organisers alone, and other files refused."""

from collections.abc import AsyncIterator

import pytest
from sqlmodel import Session, delete, select, update

from market.pdf import sweep_pdfs
from sandbox.file_store import UploadedFile, document_content
from storage.licence import LicenceDocument
from storage.pdf import Pdf
from storage.picture import Picture, ReceivedPhoto, Upload
from tests.journeys.harness import KEN, TOM, Market, Visitor
from tests.journeys.test_broadcast_draft import picture
from tests.journeys.test_licence import (
    PUBLIC,
    deliver_all,
    lina_s_stall,
    market_with_pages,
    scanned,
    with_licence,
)
from tests.journeys.test_posting import send_album
from tests.journeys.test_screenshot import file
from tests.journeys.test_signed_ticket import qr
from tests.pdfs import pdf, scanned_pdf

ASKED = "Send a photo or a PDF of your licence here, at most 5 MB."
NEITHER = "That is neither a photo nor a PDF."
UNREADABLE = "This PDF does not open: it is damaged or asks for a password."


@pytest.fixture
async def market(database_url: str) -> AsyncIterator[Market]:
    async with market_with_pages(database_url) as market:
        ken = market.visitor(KEN)
        await ken.phone.set_language("en")
        await ken.writes("/start")
        yield market


@pytest.fixture
async def lina(market: Market) -> Visitor:
    return await with_licence(market)


async def is_asked(lina: Visitor) -> None:
    """Tap until the document is asked for."""
    await lina.tap("Licence document")
    assert lina.reads.startswith(ASKED)


async def says_which(lina: Visitor, number: str = "dbkk/26/0123") -> None:
    """Say of the file that was sent which licence it is."""
    assert lina.reads == "Which licence is it?"
    await lina.tap("Hawker licence")
    assert lina.reads == "Hawker licence: write the number that is on it."
    await lina.writes(number)


async def test_a_pdf_is_sent_seen_by_an_organiser_checked_replaced_and_forgotten(
    market: Market, lina: Visitor
) -> None:
    """The public card, on its page and in the chat, has no way to it."""
    stall, ken, tom, data = (
        await lina_s_stall(market),
        market.visitor(KEN),
        market.visitor(TOM),
        scanned_pdf(2),
    )
    await tom.writes("/start")
    await is_asked(lina)
    await file(market, lina, "lesen.pdf", data)
    await says_which(lina)
    assert "Sent as a PDF Tue 24 Nov" in lina.reads
    assert lina.reads.endswith("The organisers have not checked it.")
    assert lina.screen.photo is None
    await lina.tap("Show the PDF")
    assert lina.screen.document == data
    assert lina.reads.startswith("Licence of Warung Lina\nHawker licence, number DBKK/26/0123.")
    await lina.tap("Back")

    await deliver_all(market)
    assert ken.reads == "Warung Lina has sent its licence."
    await ken.tap("Open request")
    page = ken.screen.id
    assert ken.labels == ["Show the PDF", "I have checked it", "Back"]
    await ken.tap("Show the PDF")
    assert ken.screen.document == data
    sent = [call.params["document"] for call in market.calls("sendDocument")]
    assert sent == ["attach://licence.pdf", ken.screen.wire["document"]["file_id"]], (
        "the second by its file_id"
    )
    assert (await ken.tap("I have checked it", message=page)).text == "Checked. We told the stall."
    for data_ in (f"lidf:{stall}:0", f"lidf:{stall}:1"):
        before = len(tom.phone.messages)
        assert (await tom.tap(data=data_)).text.startswith(("Only the stall", "Only an organiser"))
        assert all(each.document is None for each in tom.phone.messages[before:])
    assert (await ken.tap(data=f"lidf:{stall}:0")).text.startswith("Only the stall can do this")
    assert (await lina.tap(data=f"lidf:{stall}:1")).text.startswith("Only an organiser can do this")

    await lina.writes("/stall")
    await lina.tap("Licence")
    await lina.tap("Public card")
    await lina.tap("Make the card")
    card = qr(lina.screen).text
    said = await scanned(market, card)
    assert "Number DBKK/26/0123" in said
    assert ".pdf" not in said
    await tom.open(f"https://t.me/lorong_demo_bot?start=l_{card.rpartition('/')[2]}")
    assert (tom.screen.document, tom.labels) == (None, ["Start"])

    await lina.writes("/mydata")
    [row] = await market.store.read(lambda session: session.exec(select(LicenceDocument)).all())
    assert lina.screen.document is not None
    assert b'"licence_document"' in lina.screen.document
    assert (row.pdf_hash or "").encode() in lina.screen.document
    await replaced_by_a_picture(market, lina)
    assert (await ken.tap(data=f"lidf:{stall}:1")).text == ""
    assert ken.screen.photo, "a photo by now, which is on the page"
    await lina.writes("/forget")
    await lina.tap("Delete my data")
    await market.store.write(sweep_pdfs, market.clock())
    assert await market.store.read(kept) == ([], [])


async def replaced_by_a_picture(market: Market, lina: Visitor) -> None:
    """A photo that is sent as a file is as good as a photo."""
    await lina.writes("/stall")
    await lina.tap("Licence")
    await lina.tap("Licence document")
    await lina.tap("Send a new one")
    assert lina.reads.startswith(ASKED)
    await file(market, lina, "licence.png", picture("green"))
    await says_which(lina, "dbkk/26/0124")
    assert "number DBKK/26/0124" in lina.reads
    assert lina.screen.photo
    assert "Show the PDF" not in lina.screen.labels


def kept(session: Session) -> tuple[list[str], list[int | None]]:
    return [*session.exec(select(Pdf.hash))], [*session.exec(select(LicenceDocument.id))]


async def test_what_is_no_licence_is_answered_with_what_would_work(market: Market, lina: Visitor) -> None:
    """The question stays open, and nothing of it is kept."""
    before = await market.store.read(pictures)
    await is_asked(lina)
    for name, data, answer in (
        ("letter.docx", b"PK\x03\x04" + b"x" * 100, NEITHER),
        ("licence.pdf", b"PK\x03\x04 a letter by another name", NEITHER),
        ("licence.pdf", scanned_pdf(password="secret"), UNREADABLE),
        ("licence.pdf", scanned_pdf(0), UNREADABLE),
        ("licence.pdf", pdf()[:200], UNREADABLE),
        ("licence.pdf", pdf() + b"\n" * 5 * 2**20, "That file is too large: at most 5 MB"),
    ):
        await file(market, lina, name, data)
        assert lina.reads.startswith(answer), name
        assert ASKED in lina.reads
    one = {"file_id": "f", "file_unique_id": "u"}
    await lina.send(voice={**one, "duration": 1})
    assert lina.reads.startswith(NEITHER)
    await lina.writes("here it is")
    assert lina.reads.startswith(NEITHER)
    assert await market.store.read(kept) == ([], [])
    assert await market.store.read(pictures) == before
    await file(market, lina, "licence.pdf", pdf())
    await says_which(lina)
    assert "Sent as a PDF" in lina.reads


def pictures(session: Session) -> int:
    return len(session.exec(select(Picture.hash)).all())


async def test_an_album_is_answered_once_and_one_photo_is_taken_afterwards(
    market: Market, lina: Visitor
) -> None:
    await is_asked(lina)
    answers = len(lina.answers)
    await send_album(market, lina, "front", "back", "inside")
    files = market.sandbox.telegram.files
    for name in ("a.pdf", "b.pdf"):
        content = document_content(files.add("document", UploadedFile(name, pdf(name))))
        await lina.send(document=content, media_group_id="8")
    assert [each.text.partition("\n")[0] for each in lina.answers[answers:]] == [
        "These were not kept. Send one photo, or one PDF with all pages."
    ] * 2
    assert await market.store.read(kept) == ([], [])
    await lina.phone.photo(picture("green"))
    await market.until_idle()
    await says_which(lina)
    assert "number DBKK/26/0123" in lina.reads
    assert lina.screen.photo


async def test_a_file_where_nothing_or_something_else_is_asked(market: Market, lina: Visitor) -> None:
    tom = market.visitor(TOM)
    await tom.writes("/start")
    await file(market, tom, "cv.pdf", pdf())
    assert tom.reads.startswith("This file was not kept: we understand text and buttons.")
    await file(market, lina, "licence.pdf", pdf())
    assert lina.reads.startswith(
        "This file was not kept. To send a licence, open My stall, Licence, “Licence"
    )
    await lina.writes("/stall")
    await lina.tap("Licence")
    await lina.tap("Change expiry date")
    await file(market, lina, "licence.pdf", pdf())
    assert lina.reads.startswith("This was not kept. Write the expiry date, or tap “Licence document”")
    assert "Licence document" in lina.labels, "a document can be sent before the date"
    await lina.writes("24/12/2026")
    counted = await market.store.read(lambda session: session.exec(select(ReceivedPhoto.update_id)).all())
    assert counted == [], "nothing was downloaded"


async def test_another_file_takes_the_place_of_the_first_until_its_number_is_written(
    market: Market, lina: Visitor
) -> None:
    await is_asked(lina)
    await file(market, lina, "licence.pdf", pdf("first"))
    await lina.writes("hawker")
    assert lina.reads.startswith("Tap which licence it is.")
    await lina.tap("Hawker licence")
    await lina.phone.photo(picture("green"))
    await market.until_idle()
    await says_which(lina)
    [row] = await market.store.read(lambda session: session.exec(select(LicenceDocument)).all())
    assert (row.pdf_hash, row.number) == (None, "DBKK/26/0123")


async def test_a_kind_without_a_file_asks_for_the_file_and_one_that_waited_too_long_is_sent_again(
    market: Market, lina: Visitor
) -> None:
    """Buttons of before the file came first."""
    stall = await lina_s_stall(market)
    await lina.tap(data=f"lin:{stall}:hawker")
    assert lina.reads.startswith(ASKED)
    await lina.tap(data=f"lik:{stall}")
    assert lina.reads.startswith(ASKED)
    await file(market, lina, "licence.pdf", pdf())
    await lina.tap("Hawker licence")
    await market.change(lambda session: session.connection().execute(delete(Pdf)))
    await lina.writes("dbkk/26/0123")
    assert lina.reads.startswith("That file waited too long and was deleted, so nothing was sent.")
    assert await market.store.read(kept) == ([], [])


async def test_a_pdf_is_sent_by_its_bytes_where_telegram_forgot_its_file_id(
    market: Market, lina: Visitor
) -> None:
    await is_asked(lina)
    await file(market, lina, "licence.pdf", pdf())
    await says_which(lina)
    await lina.tap("Show the PDF")
    forget = update(Upload).values(file_id="BQACgone")
    await market.change(lambda session: session.connection().execute(forget))
    await market.close()
    await market.open(public_url=PUBLIC)
    await lina.tap("Show the PDF")
    assert lina.screen.document == pdf()
    ids = await market.store.read(lambda session: session.exec(select(Upload.file_id)).all())
    assert lina.screen.wire["document"]["file_id"] in ids


@pytest.mark.parametrize(
    ("language", "asked", "answers"),
    [
        (
            "ms",
            "Sila hantar gambar atau PDF lesen anda di sini",
            ("PDF ini tidak dapat dibuka", "Itu bukan gambar dan bukan PDF"),
        ),
        ("zh-hans", "请在这里发执照的照片或 PDF", ("这个 PDF 打不开", "这既不是照片也不是 PDF")),
    ],
)
async def test_each_language_has_its_words(
    market: Market, lina: Visitor, language: str, asked: str, answers: tuple[str, str]
) -> None:
    await is_asked(lina)
    await lina.phone.set_language(language)
    for data, answer in zip((pdf()[:200], b"PK\x03\x04"), answers, strict=True):
        await file(market, lina, "licence.pdf", data)
        assert lina.reads.startswith(answer)
        assert asked in lina.reads
    await file(market, lina, "licence.pdf", pdf())
    await lina.tap({"ms": "Lesen penjaja", "zh-hans": "小贩执照"}[language])
    await lina.writes("dbkk/26/0123")
    assert "DBKK/26/0123" in lina.reads

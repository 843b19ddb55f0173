"""PDFs that people send: which can be read by everybody, and how long they are kept; on both databases."""

import time
import zlib
from contextlib import nullcontext, suppress
from datetime import UTC, datetime, timedelta
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlmodel import Session, select

from market.pdf import (
    MAX_UNPACKED,
    PdfBroken,
    PdfEmpty,
    PdfProtected,
    check_pdf,
    is_pdf,
    pdf_bytes,
    store_pdf,
    sweep_pdfs,
)
from market.picture import store_file_ids
from market.refusal import Refusal
from storage.pdf import Pdf
from storage.picture import Upload
from storage.store import Store
from tests.pdfs import PAGE, packed_pdf, pageless_pdf, pdf, protected_pdf

NOW = datetime(2026, 11, 24, 2, tzinfo=UTC)
DAY = timedelta(days=1)
FULL = 5 * 2**20


@pytest.mark.parametrize(
    "data",
    [
        pdf(),
        pdf("/Encrypt 5 0 R"),
        pdf() + b"\n" * 500,
        packed_pdf(),
        packed_pdf(packed=b"no zlib"),
        packed_pdf(packed=zlib.compress(b" " * (MAX_UNPACKED + 1))),
        pdf(page=PAGE.replace(b"/Type /Page ", b"/Type/Page\n")),
    ],
    ids=["plain", "words in a page", "blank end", "packed", "unreadable packed", "much packed", "tight"],
)
def test_what_everybody_can_read_is_taken(data: bytes) -> None:
    assert is_pdf(data)
    check_pdf(data)


@pytest.mark.parametrize(
    ("data", "refusal"),
    [
        (pdf()[:-10], PdfBroken),
        (pdf() + b"x" * 2000, PdfBroken),
        (b"%PDF-", PdfBroken),
        (protected_pdf(), PdfProtected),
        (pdf(trailer=b"/Encrypt<< /Filter /Standard >>"), PdfProtected),
        (pageless_pdf(), PdfEmpty),
        (packed_pdf(b"<< /Type /Font >>"), PdfEmpty),
        (b"%PDF-1.7\n%%EOF", PdfEmpty),
    ],
)
def test_what_nobody_or_not_everybody_can_read_is_refused(data: bytes, refusal: type[Refusal]) -> None:
    assert is_pdf(data)
    with pytest.raises(refusal):
        check_pdf(data)


@pytest.mark.parametrize("data", [b"", b"PK\x03\x04", b"\x89PNG", b" %PDF-1.7", b"%PDF"])
def test_another_file_is_no_pdf(data: bytes) -> None:
    assert not is_pdf(data)


@given(st.binary(max_size=300), st.randoms(use_true_random=False))
def test_any_bytes_are_read_or_refused(data: bytes, chance: Random) -> None:
    """Also a real one with some bytes in it changed, moved or doubled."""
    whole = pdf() if chance.random() < 0.5 else packed_pdf()
    at, other = chance.randrange(len(whole)), chance.randrange(len(whole))
    for each in (b"%PDF-" + data + b"%%EOF", whole[:at] + data + whole[other:]):
        with suppress(PdfBroken, PdfProtected, PdfEmpty):
            check_pdf(each)


@pytest.mark.parametrize(
    "part",
    [b"stream\n", b"endstream", b"/Encrypt ", b"/Type ", b"obj /Type /ObjStm stream\nx\nendstream", b"1 "],
)
def test_a_file_made_to_be_slow_is_read_in_its_length(part: bytes) -> None:
    """Each byte is looked at a few times: five megabytes of anything take less than some seconds."""
    data = b"%PDF-1.7" + part * ((FULL - 20) // len(part)) + b"%%EOF"
    begins = time.process_time()
    with pytest.raises(PdfEmpty) if b"ObjStm" not in part else nullcontext():
        check_pdf(data)
    assert time.process_time() - begins < 5


def test_what_unpacks_to_much_more_is_not_unpacked_whole() -> None:
    bomb = zlib.compress(b"\x00" * (64 * 2**20), 9)
    begins = time.process_time()
    check_pdf(packed_pdf(packed=bomb))
    assert time.process_time() - begins < 5


async def test_a_pdf_is_stored_once_and_swept_a_day_after_it_was_last_sent(store: Store) -> None:
    for key in ("aa" * 32, "bb" * 32, "bb" * 32):
        await store.write(store_pdf, key, pdf(), now=NOW)
    await store.write(store_pdf, "bb" * 32, pdf(), now=NOW + DAY / 2)
    await store.write(store_file_ids, 7, {"aa" * 32: "BQAC"}, NOW)
    assert await store.read(pdf_bytes, "aa" * 32) == pdf()
    assert await store.write(sweep_pdfs, NOW + DAY / 2) == 0
    assert await store.write(sweep_pdfs, NOW + DAY) == 1
    with pytest.raises(KeyError):
        await store.read(pdf_bytes, "aa" * 32)

    def left(session: Session) -> tuple[list[str], list[str]]:
        return [*session.exec(select(Pdf.hash))], [*session.exec(select(Upload.hash))]

    assert await store.read(left) == (["bb" * 32], [])

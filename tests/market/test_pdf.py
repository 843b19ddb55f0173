"""PDFs that people send: which ones open for everybody, and how long they are kept; on both databases."""

from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlmodel import Session, select

from market.pdf import PdfUnreadable, check_pdf, is_pdf, pdf_bytes, store_pdf, sweep_pdfs
from market.picture import store_file_ids
from storage.pdf import Pdf
from storage.picture import Upload
from storage.store import Store
from tests.pdfs import pdf, scanned_pdf

NOW = datetime(2026, 11, 24, 2, tzinfo=UTC)
DAY = timedelta(days=1)
WHOLE = [pdf(), scanned_pdf()]


@pytest.mark.parametrize(
    "data",
    [pdf(), pdf() + b"\n" * 2000, scanned_pdf(), scanned_pdf(30), scanned_pdf(owner="secret")],
    ids=["letters", "more behind its end", "a page", "many pages", "not to be changed"],
)
def test_what_everybody_can_open_is_taken(data: bytes) -> None:
    assert is_pdf(data)
    check_pdf(data)


@pytest.mark.parametrize(
    "data",
    [
        scanned_pdf()[:-30],
        pdf()[:200],
        b"%PDF-",
        b"%PDF-1.7\n%%EOF",
        scanned_pdf(0),
        scanned_pdf(password="secret"),
    ],
    ids=["without its end", "a beginning", "a name", "nothing in it", "no page", "password"],
)
def test_what_does_not_open_for_everybody_is_refused(data: bytes) -> None:
    assert is_pdf(data)
    with pytest.raises(PdfUnreadable):
        check_pdf(data)


@pytest.mark.parametrize("data", [b"", b"PK\x03\x04", b"\x89PNG", b" %PDF-1.7", b"%PDF"])
def test_another_file_is_no_pdf(data: bytes) -> None:
    assert not is_pdf(data)


@given(st.binary(max_size=300), st.randoms(use_true_random=False))
def test_any_bytes_are_opened_or_refused(data: bytes, chance: Random) -> None:
    """Also a real one with some bytes in it changed, moved or doubled."""
    whole = chance.choice(WHOLE)
    at, other = chance.randrange(len(whole)), chance.randrange(len(whole))
    for each in (b"%PDF-" + data + b"%%EOF", whole[:at] + data + whole[other:]):
        with suppress(PdfUnreadable):
            check_pdf(each)


def test_eight_threads_may_open_them_at_once() -> None:
    with ThreadPoolExecutor(8) as threads:
        assert [*threads.map(check_pdf, WHOLE * 20)] == [None] * 40


async def test_a_pdf_is_stored_once_and_swept_a_day_after_it_was_last_sent(store: Store) -> None:
    for key in ("aa" * 32, "bb" * 32, "bb" * 32):
        await store.write(store_pdf, key, WHOLE[0], now=NOW)
    await store.write(store_pdf, "bb" * 32, WHOLE[0], now=NOW + DAY / 2)
    await store.write(store_file_ids, 7, {"aa" * 32: "BQAC"}, NOW)
    assert await store.read(pdf_bytes, "aa" * 32) == WHOLE[0]
    assert await store.write(sweep_pdfs, NOW + DAY / 2) == 0
    assert await store.write(sweep_pdfs, NOW + DAY) == 1
    with pytest.raises(KeyError):
        await store.read(pdf_bytes, "aa" * 32)

    def left(session: Session) -> tuple[list[str], list[str]]:
        return [*session.exec(select(Pdf.hash))], [*session.exec(select(Upload.hash))]

    assert await store.read(left) == (["bb" * 32], [])

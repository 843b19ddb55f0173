"""PDFs that people send: how they are known, and how long they are kept; on both databases."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlmodel import Session, select

from market.pdf import is_pdf, pdf_bytes, store_pdf, sweep_pdfs
from market.picture import store_file_ids
from storage.pdf import Pdf
from storage.picture import Upload
from storage.store import Store
from tests.pdfs import pdf

NOW = datetime(2026, 11, 24, 2, tzinfo=UTC)
DAY = timedelta(days=1)


@pytest.mark.parametrize("data", [b"", b"PK\x03\x04", b"\x89PNG", b" %PDF-1.7", b"%PDF"])
def test_another_file_is_no_pdf(data: bytes) -> None:
    assert not is_pdf(data)


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

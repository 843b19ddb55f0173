"""PDFs that people send, and their bytes."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, or_, update
from sqlmodel import Session, col, select

from market.refusal import Refusal
from storage.insert import insert_once
from storage.licence import LicenceDocument
from storage.pdf import Pdf
from storage.picture import Upload

BEGINNING = b"%PDF-"
PDF = "application/pdf"
UNUSED_FOR, SWEPT_AT_ONCE = timedelta(days=1), 100


@dataclass
class PdfUnreadable(Refusal):
    """It is damaged, asks for a password, or has no page."""


def is_pdf(data: bytes) -> bool:
    """Return whether a file is a PDF, by its first bytes."""
    return data.startswith(BEGINNING)


def store_pdf(session: Session, key: str, data: bytes, *, now: datetime) -> None:
    """Store a PDF once, or note that it was sent again; `key` is the SHA-256 of its bytes in hexadecimal."""
    if not insert_once(session, Pdf, hash=key, data=data, stored_at=now):
        session.connection().execute(update(Pdf).where(col(Pdf.hash) == key).values(stored_at=now))


def pdf_bytes(session: Session, key: str) -> bytes:
    """Return the bytes of a PDF. Raises KeyError for an unknown hash."""
    pdf = session.get(Pdf, key)
    if pdf is None:
        raise KeyError(key)
    return pdf.data


def sweep_pdfs(session: Session, now: datetime) -> int:
    """Delete PDFs that no licence has, a day after they were last sent; return how many."""
    used = select(LicenceDocument.pdf_hash).where(col(LicenceDocument.pdf_hash).is_not(None))
    old = or_(col(Pdf.stored_at).is_(None), col(Pdf.stored_at) <= now - UNUSED_FOR)
    keys = session.exec(select(Pdf.hash).where(old, col(Pdf.hash).not_in(used)).limit(SWEPT_AT_ONCE)).all()
    for table in (Upload, Pdf):
        session.connection().execute(delete(table).where(col(table.hash).in_(keys)))
    return len(keys)

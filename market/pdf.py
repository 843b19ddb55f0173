"""PDFs that people send: what can be known of one without opening it, and their bytes."""

import re
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, or_, update
from sqlmodel import Session, col, select

from market.refusal import Refusal
from storage.insert import insert_once
from storage.licence import LicenceDocument
from storage.pdf import Pdf
from storage.picture import Upload

BEGINNING, END, WITHIN = b"%PDF-", b"%%EOF", 1024
"""The first bytes of a PDF, and what is among its last WITHIN bytes."""
STREAM, STREAM_END = re.compile(rb"(?<!end)stream\r?\n"), b"endstream"
ENCRYPTED = re.compile(rb"/Encrypt\s*(?:\d+\s+\d+\s+R|<<)")
PAGE, OBJECT_STREAM = re.compile(rb"/Type\s*/Page(?![A-Za-z])"), re.compile(rb"/Type\s*/ObjStm(?![A-Za-z])")
MAX_UNPACKED = 16 * 2**20
"""Bytes of compressed objects that are looked through."""
UNUSED_FOR, SWEPT_AT_ONCE = timedelta(days=1), 100


@dataclass
class PdfBroken(Refusal):
    """Its end is missing."""


@dataclass
class PdfProtected(Refusal):
    """It is encrypted, so that not everybody may open or print it."""


@dataclass
class PdfEmpty(Refusal):
    """There is no page in it."""


def is_pdf(data: bytes) -> bool:
    """Return whether a file is a PDF, by its first bytes."""
    return data.startswith(BEGINNING)


def check_pdf(data: bytes) -> None:
    """Refuse a PDF that is not whole, that is encrypted or that has no page. Takes time for large ones: call it off the event loop.

    Raises PdfBroken, PdfProtected, PdfEmpty.
    """
    if END not in data[-WITHIN:]:
        raise PdfBroken
    parts = [*_parts(data)]
    if any(ENCRYPTED.search(objects) for objects, _ in parts):
        raise PdfProtected
    if not any(PAGE.search(objects) for objects, _ in parts) and not _has_packed_page(parts):
        raise PdfEmpty


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


def _parts(data: bytes) -> Iterator[tuple[bytes, bytes]]:
    """Return the objects before each stream with that stream, and the last objects with an empty one."""
    at = 0
    while begins := STREAM.search(data, at):
        ends = data.find(STREAM_END, begins.end())
        if ends < 0:
            break
        yield data[at : begins.start()], data[begins.end() : ends]
        at = ends + len(STREAM_END)
    yield data[at:], b""


def _has_packed_page(parts: list[tuple[bytes, bytes]]) -> bool:
    """Return whether there is a page among compressed objects, or may be one where they cannot be read."""
    room = MAX_UNPACKED
    for objects, stream in parts:
        if not OBJECT_STREAM.search(objects.rpartition(b"obj")[2]):
            continue
        try:
            unpacked = zlib.decompressobj().decompress(stream, room)
        except zlib.error:
            return True
        room -= len(unpacked)
        if room <= 0 or PAGE.search(unpacked):
            return True
    return False

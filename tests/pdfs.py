"""Small PDFs as people send them: by two writers, and ones that do not open for everybody."""

import io
from functools import cache

import typst
from pypdf import PdfWriter


@cache
def pdf(words: str = "DBKK/26/0123") -> bytes:
    """Return a PDF of one page with a line of text, as a word processor writes it; the same each time."""
    printed = typst.compile(words.encode())
    assert isinstance(printed, bytes)
    return printed


def scanned_pdf(pages: int = 1, *, password: str | None = None, owner: str | None = None) -> bytes:
    """Return a PDF of blank pages. `password` opens it; `owner` alone only keeps it from being changed."""
    writer = PdfWriter()
    for _ in range(pages):
        writer.add_blank_page(width=298, height=420)
    if password is not None or owner is not None:
        writer.encrypt(password or "", owner, algorithm="RC4-128")
    file = io.BytesIO()
    writer.write(file)
    return file.getvalue()

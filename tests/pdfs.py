"""Small PDFs, written by hand: whole ones, and such as nobody can read."""

import zlib

HEAD = b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n"
CATALOG, PAGES = b"<< /Type /Catalog /Pages 2 0 R >>", b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>"
PAGE = b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 298 420] /Contents 4 0 R >>"
TRAILER = b"/Root 1 0 R /Size 5"


def pdf(words: str = "DBKK/26/0123", *, trailer: bytes = b"", page: bytes = PAGE) -> bytes:
    """A PDF of one page with a line of words; `trailer` is put into its trailer."""
    return _whole([CATALOG, PAGES, page, _stream(b"BT (" + words.encode() + b") Tj ET")], trailer)


def protected_pdf() -> bytes:
    """One that asks for a password."""
    return pdf(trailer=b"/Encrypt 5 0 R")


def packed_pdf(page: bytes = PAGE, *, packed: bytes | None = None) -> bytes:
    """One whose pages are in a compressed stream of objects, as newer programs write it. `packed` is that stream."""
    objects = b"1 0 2 34 3 76 " + CATALOG + PAGES + page
    stream = zlib.compress(objects) if packed is None else packed
    return _whole([_stream(stream, b"/Type /ObjStm /N 3 /First 14 /Filter /FlateDecode")], b"")


def pageless_pdf() -> bytes:
    return pdf(page=b"<< /Type /Font >>")


def _stream(data: bytes, words: bytes = b"") -> bytes:
    return b"<< %s /Length %d >>\nstream\n%s\nendstream" % (words, len(data), data)


def _whole(objects: list[bytes], trailer: bytes) -> bytes:
    body, places = HEAD, []
    for number, each in enumerate(objects, start=1):
        places.append(len(body))
        body += b"%d 0 obj\n%s\nendobj\n" % (number, each)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    xref = b"xref\n0 %d\n0000000000 65535 f \n%s" % (len(objects) + 1, table)
    return body + xref + b"trailer\n<< %s %s >>\nstartxref\n%d\n%%%%EOF\n" % (TRAILER, trailer, len(body))

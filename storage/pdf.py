"""PDFs that people send, by their hash."""

from datetime import datetime

from sqlalchemy import CheckConstraint, LargeBinary

from storage.column import PUBLIC, column
from storage.row import Row


class Pdf(Row, table=True):
    """A PDF of at most 5 MB; `hash` is the SHA-256 of its bytes in hexadecimal. `stored_at` is None once it may go with the next sweep."""

    __tablename__ = "pdf"
    __table_args__ = (CheckConstraint("length(data) > 0 AND length(data) <= 5242880", name="pdf_size"),)

    hash: str = column(PUBLIC, primary_key=True, max_length=64)
    data: bytes = column(PUBLIC, sa_type=LargeBinary)
    stored_at: datetime | None = column(PUBLIC)

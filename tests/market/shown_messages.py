"""Messages that somebody was shown, and which of them are to be drawn again."""

from sqlmodel import Session, col, select

from storage.address import Address
from storage.shown import ShownKind, ShownMessage
from tests.sample_rows import NOW


def show(session: Session, person: int, kind: ShownKind, subject: int) -> None:
    """Write that a person was shown something."""
    address = session.exec(select(Address.id).where(col(Address.person_id) == person)).one()
    message = ShownMessage(
        person_id=person, address_id=address or 0, message=subject, kind=kind, subject_id=subject,
        digest="", quiet_until=NOW, shown_at=NOW,
    )  # fmt: skip
    session.add(message)


def due_again(session: Session) -> list[tuple[ShownKind, int]]:
    """Return the kinds and subjects of messages that are to be drawn again."""
    rows = select(ShownMessage.kind, ShownMessage.subject_id).where(col(ShownMessage.due_at).is_not(None))
    return [(kind, subject) for kind, subject in session.exec(rows)]

"""The public keys whose signatures make a ticket valid."""

from sqlmodel import Session

from storage.ticket_key import all_keys


def valid_keys(session: Session) -> dict[int, bytes]:
    """Return the public halves of the keys that were not revoked, by their number."""
    rows = session.scalars(all_keys())
    return {row.id: bytes.fromhex(row.public_key) for row in rows if row.revoked_at is None}

"""The keys that sign tickets, by their numbers."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from nacl.signing import SigningKey
from sqlmodel import Session, col, func, select

from market.ticket.signed_ticket import TicketSigner
from storage.insert import insert_once
from storage.ticket_key import MAX_KEYS, TicketKeyRow, all_keys


@dataclass
class NoKeyLeft(Exception):
    """All numbers of keys are used."""


@dataclass(frozen=True, kw_only=True)
class KnownKey:
    """A key that tickets were signed with; `public_key` is 32 bytes."""

    id: int
    public_key: bytes
    first_used_at: datetime
    revoked_at: datetime | None


def register_signer(session: Session, key: SigningKey, now: datetime) -> TicketSigner:
    """Return the signer of a key, which gets the next number when it is seen first. A revoked one signs in vain: `lorong check` says so.

    Processes that start at once with one new key get one number, with two new keys two. Raises NoKeyLeft.
    """
    public = bytes(key.verify_key).hex()
    while (number := _number_of(session, public)) is None:
        newest = session.connection().execute(select(func.max(TicketKeyRow.id))).scalar() or 0
        if newest == MAX_KEYS:
            raise NoKeyLeft
        insert_once(session, TicketKeyRow, id=newest + 1, public_key=public, first_used_at=now)
    return TicketSigner(number, key)


def _number_of(session: Session, public: str) -> int | None:
    of_key = select(col(TicketKeyRow.id)).where(col(TicketKeyRow.public_key) == public)
    return session.connection().execute(of_key).scalar()


def known_keys(session: Session) -> tuple[KnownKey, ...]:
    """Return every key, the oldest first."""
    return tuple(
        KnownKey(
            id=row.id,
            public_key=bytes.fromhex(row.public_key),
            first_used_at=row.first_used_at,
            revoked_at=row.revoked_at,
        )
        for row in session.scalars(all_keys())
    )


def public_keys(session: Session) -> Mapping[int, bytes]:
    """Return the public keys that are not revoked, by number."""
    return {key.id: key.public_key for key in known_keys(session) if key.revoked_at is None}


def revoke_key(session: Session, key_id: int, now: datetime) -> bool:
    """Let the signatures of a key be worth nothing from now on; return whether there is such a key. Revoked twice, the first time stays."""
    row = session.get(TicketKeyRow, key_id)
    if row is None:
        return False
    row.revoked_at = row.revoked_at or now
    return True

"""A permit as 84 bytes that verify without a network, as those of a ticket do. The layout is in docs/permit.md."""

import struct
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from market.ticket.signed_ticket import EPOCH, VERSION, Forgery, TicketForged, TicketSigner, verified

LAYOUT = struct.Struct(">BBBIHHIIB")
"""Version, key id, kind, permit, first day, last day, alley, end, 0."""
PERMIT_NUMBER = 4
"""The kind of a signed permit, beside those of tickets."""
FIRST_DATE = date(1970, 1, 1)


@dataclass(frozen=True, kw_only=True)
class SignedPermit:
    """The content of a signed permit: for the market days of an alley from `first_day` to `last_day`, which ends at `covers_until`."""

    permit: int
    alley: int
    first_day: date
    last_day: date
    covers_until: datetime


def sign_permit(signer: TicketSigner, permit: SignedPermit) -> bytes:
    """Return the 84 bytes of a permit; the same for the same permit."""
    fields = (
        VERSION,
        signer.key_id,
        PERMIT_NUMBER,
        permit.permit,
        max(0, (permit.first_day - FIRST_DATE).days),
        (permit.last_day - FIRST_DATE).days,
        permit.alley,
        int(permit.covers_until.timestamp()),
        0,
    )
    return signer.sign_bytes(LAYOUT.pack(*fields))


def read_signed_permit(signed: bytes, keys: Mapping[int, bytes]) -> SignedPermit:
    """Return the content of a permit that one of these public keys signed. Whether it is over or was withdrawn is not looked at.

    Raises TicketForged.
    """
    content = verified(signed, keys)
    _, _, kind, permit, first, last, alley, end, rest = LAYOUT.unpack(content)
    if kind != PERMIT_NUMBER or rest or first > last:
        raise TicketForged(Forgery.CONTENT)
    return SignedPermit(
        permit=permit,
        alley=alley,
        first_day=FIRST_DATE + timedelta(days=first),
        last_day=FIRST_DATE + timedelta(days=last),
        covers_until=EPOCH + timedelta(seconds=end),
    )

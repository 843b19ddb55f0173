"""A kiosk's device that behaves as its page does: it signs what it records, and sends it again."""

import json
import uuid
from base64 import urlsafe_b64encode
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from random import Random
from typing import Any

from nacl.signing import SigningKey
from sqlmodel import Session

from market.actor import Actor
from market.admins import Admins
from market.kiosk.apply_scans import KioskScanResult, apply_scans
from market.kiosk.kiosk_list import KioskList, kiosk_list
from market.kiosk.kiosk_place import KioskPlace
from market.kiosk.scan_body import SentScan
from market.kiosk.sign_in import SignedIn, SignIn, make_link, sign_in
from market.packaging.place import stall_ref
from storage.store import Store


@dataclass(kw_only=True)
class SampleDevice:
    """A device with its own key. `number` is the server's number for it, once it signed in."""

    name: str
    number: int = 0
    seq: int = 0
    key: SigningKey = field(default_factory=SigningKey.generate)

    @property
    def public_key(self) -> bytes:
        return bytes(self.key.verify_key)

    def record(
        self, ticket: str, at: datetime, action: str = "hand_over", units: int = 1, **more: Any
    ) -> SentScan:
        """Record one scan, under the next number."""
        self.seq += 1
        body = {
            "uuid": str(uuid.uuid4()),
            "seq": self.seq,
            "ticket": ticket,
            "action": action,
            "units": units,
            "at": round(at.timestamp() * 1000),
            "shown": "VALID",
            **more,
        }
        return self.sign(body)

    def undo(self, scan: SentScan, at: datetime, ticket: str = "") -> SentScan:
        return self.record(ticket, at, "undo", 0, undoes=uuid_of(scan))

    def sign(self, body: dict[str, Any]) -> SentScan:
        text = json.dumps(body)
        return SentScan(text, self.key.sign(text.encode()).signature)


def uuid_of(scan: SentScan) -> str:
    return str(json.loads(scan.body)["uuid"])


def base64url(data: bytes) -> str:
    return urlsafe_b64encode(data).decode().rstrip("=")


@dataclass
class Kiosk:
    """A stall's kiosk on a store."""

    store: Store
    admins: Admins
    rng: Random = field(default_factory=lambda: Random(11))

    async def device(self, name: str, actor: Actor, place: KioskPlace | int, now: datetime) -> SampleDevice:
        """Return a device that has signed in by a link of this person, at a place or at a stall with this id."""
        device = SampleDevice(name=name)
        where = stall_ref(place) if isinstance(place, int) else place
        offer = await self.store.write(make_link, actor, where, now, self.rng)
        device.number = (await self.sign_in(device, offer.code, now)).device
        return device

    async def sign_in(self, device: SampleDevice, code: str, now: datetime) -> SignedIn:
        asked = SignIn(code=code, public_key=device.public_key, name=device.name)
        return await self.store.write(sign_in, asked, now, self.admins)

    async def send(
        self, device: SampleDevice, scans: Sequence[SentScan], now: datetime
    ) -> list[KioskScanResult]:
        return await self.store.write(
            apply_scans, device.number, scans, now, rng=self.rng, admins=self.admins
        )

    def apply(self, session: Session, device: SampleDevice, scans: Sequence[SentScan], now: datetime) -> None:
        """Send as `send` does, in a transaction that is open already."""
        apply_scans(session, device.number, scans, now, self.rng, self.admins)

    async def list(self, device: SampleDevice, now: datetime) -> KioskList:
        return await self.store.read(kiosk_list, device.number, now, self.admins)

"""The kiosk's page as a client in Python: it signs requests as docs/kiosk.md says."""

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from secrets import token_bytes
from typing import Any

import aiohttp

from market.kiosk.scan_body import SentScan
from tests.market.kiosk.device import SampleDevice, base64url

Answer = tuple[int, Any]
"""The status, and the JSON of the body."""


@dataclass(kw_only=True)
class KioskClient:
    """A device that speaks HTTP to `address`."""

    session: aiohttp.ClientSession
    address: str
    device: SampleDevice
    headers: dict[str, str] = field(default_factory=dict)
    clock: Callable[[], datetime] = lambda: datetime.now(UTC)

    async def sign_in(self, token: str) -> Answer:
        public_key = base64url(self.device.public_key)
        body = {"token": token, "public_key": public_key, "name": self.device.name}
        status, found = await self.post("/kiosk/sign-in", json.dumps(body).encode(), signed=False)
        if status == 200:
            self.device.number = found["device"]
        return status, found

    async def list(self, *, off: timedelta = timedelta(0), nonce: str = "") -> Answer:
        """Ask for the list, by a clock that is off by so much."""
        return await self._once("GET", "/kiosk/list", off=off, nonce=nonce)

    async def call_help(self, *, off: timedelta = timedelta(0), nonce: str = "") -> Answer:
        return await self._once("POST", "/kiosk/help", off=off, nonce=nonce)

    async def _once(self, method: str, path: str, *, off: timedelta, nonce: str) -> Answer:
        time, once = (
            str(round((self.clock() + off).timestamp() * 1000)),
            nonce or base64url(token_bytes(16)),
        )
        signed = self._signature(method, path, b"", f"\n{time}\n{once}")
        return await self._send(method, path, b"", signed | {"Lorong-Time": time, "Lorong-Nonce": once})

    async def scans(self, scans: Sequence[SentScan]) -> Answer:
        sent = [{"body": each.body, "signature": base64url(each.signature)} for each in scans]
        return await self.post("/kiosk/scans", json.dumps({"scans": sent}).encode())

    async def photo(self, picture: bytes) -> Answer:
        return await self.post("/kiosk/photo", picture)

    async def post(self, path: str, body: bytes, *, signed: bool = True) -> Answer:
        return await self._ask("POST", path, body, signed=signed)

    async def _ask(self, method: str, path: str, body: bytes, *, signed: bool = True) -> Answer:
        return await self._send(method, path, body, self._signature(method, path, body) if signed else {})

    async def _send(self, method: str, path: str, body: bytes, headers: dict[str, str]) -> Answer:
        sent = headers | self.headers
        async with self.session.request(method, self.address + path, data=body, headers=sent) as answer:
            assert not answer.cookies
            assert answer.headers["Cache-Control"] == "no-store"
            return answer.status, await answer.json()

    def _signature(self, method: str, path: str, body: bytes, more: str = "") -> dict[str, str]:
        message = f"{method}\n{path}\n{sha256(body).hexdigest()}{more}".encode()
        signature = base64url(self.device.key.sign(message).signature)
        return {"Lorong-Device": str(self.device.number), "Lorong-Signature": signature}

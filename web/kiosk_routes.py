"""The requests of a kiosk's page to the server: signing in, its list, its scans, a photo's QR, and texts."""

import asyncio
import re
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from random import Random
from typing import Annotated, Any, TypeVar

import structlog
from aiohttp import web
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from locales.languages import CODES
from market.address import person_at
from market.admins import Admins
from market.help_call.refusals import NobodyReachable
from market.kiosk.apply_scans import FEW, MAX_SCANS, apply_scans, scan_results
from market.kiosk.call_help import call_help_from_device
from market.kiosk.devices import mark_seen
from market.kiosk.kiosk_list import kiosk_list
from market.kiosk.kiosk_place import KioskPlace, kiosk_place_named
from market.kiosk.refusals import KioskError, KioskRefused
from market.kiosk.rights import working_device
from market.kiosk.scan_body import MAX_BODY, SentScan, from_base64url, is_signed, read_body
from market.kiosk.sign_in import SignedIn, SignIn, known_link, sign_in, sign_in_from_chat
from market.sent_file import FileNotOpened, FilesWait
from storage.store import DATABASE_AWAY, Store
from web.failed_tries import FailedTries
from web.init_data import InitDataForged, read_init_data
from web.kiosk_json import list_json, milliseconds, place_json, result_json, texts_json
from web.used_nonces import UsedNonces

log = structlog.get_logger()

MAX_SIGN_IN, MAX_APP_SIGN_IN, MAX_SCANS_BYTES, MAX_PHOTO = 1000, 6000, 200_000, 5 * 2**20
"""Bytes of a request's body."""
FAILED_SIGN_INS, WITHIN_SECONDS = 10, 60.0
SIGNATURE_BYTES = 64
MAX_DEVICE = 2**31 - 1
PHOTOS_AT_ONCE = 1
"""Of all kiosks together, so that of the files that wait to be opened at most one is a kiosk's."""
STATUSES = {
    KioskError.LINK_OVER: 403,
    KioskError.REVOKED: 403,
    KioskError.TOO_MANY_DEVICES: 403,
    KioskError.SIGNATURE: 403,
    KioskError.MALFORMED: 400,
    KioskError.CLOCK: 403,
    KioskError.NOBODY: 409,
}
FRESH, MILLISECOND = timedelta(minutes=2), timedelta(milliseconds=1)
"""The device's time of a signed request may differ from ours by so much."""
TIME, NONCE = re.compile(r"[0-9]{13}", re.ASCII), re.compile(r"[A-Za-z0-9_-]{22}")

Body = TypeVar("Body", bound=BaseModel)
Handler = Callable[[web.Request], Awaitable[web.Response]]


@dataclass(frozen=True, kw_only=True)
class KioskServices:
    """The services that the routes need. Telegram signs init data with a key made from `bot_token`.

    `read_qr` returns the text of the QR in an untrusted picture, None for none; it raises FileNotOpened and FilesWait.
    """

    store: Store
    admins: Admins
    now: Callable[[], datetime]
    rng: Random
    bot_token: str
    read_qr: Callable[[bytes], Awaitable[str | None]]


class ClockDiffers(Exception):
    """A request was not signed just now; it is `now`."""

    def __init__(self, now: datetime) -> None:
        super().__init__()
        self.now = now


class SignInBody(BaseModel):
    """The body of `POST /kiosk/sign-in`."""

    model_config = ConfigDict(strict=True)

    token: Annotated[str, Field(max_length=64)]
    public_key: Annotated[str, Field(max_length=64)]
    name: Annotated[str, Field(max_length=200)]


class AppSignInBody(BaseModel):
    """The body of `POST /kiosk/sign-in-app`. `place` is "s", "h" or "g" and the id of a stall, a hub or an alley."""

    model_config = ConfigDict(strict=True)

    init_data: Annotated[str, Field(max_length=4096)]
    place: Annotated[str, Field(pattern="^[shg][0-9]{1,9}$")]
    public_key: Annotated[str, Field(max_length=64)]
    name: Annotated[str, Field(max_length=200)]


class ScanItem(BaseModel):
    """A scan in the body of `POST /kiosk/scans`."""

    model_config = ConfigDict(strict=True)

    body: Annotated[str, Field(max_length=MAX_BODY)]
    signature: Annotated[str, Field(max_length=100)]


class ScansBody(BaseModel):
    """The body of `POST /kiosk/scans`."""

    model_config = ConfigDict(strict=True)

    scans: Annotated[list[ScanItem], Field(max_length=MAX_SCANS)]


def add_kiosk_routes(app: web.Application, services: KioskServices) -> None:
    """Add the routes below `/kiosk/` that docs/kiosk.md describes. No body is ever logged, and there are no cookies."""
    kiosk = KioskRoutes(services)
    app.router.add_post("/kiosk/sign-in", _answered(kiosk.sign_in))
    app.router.add_post("/kiosk/sign-in-app", _answered(kiosk.sign_in_app))
    app.router.add_get("/kiosk/list", _answered(kiosk.send_list))
    app.router.add_post("/kiosk/scans", _answered(kiosk.scans))
    app.router.add_post("/kiosk/photo", _answered(kiosk.photo))
    app.router.add_post("/kiosk/help", _answered(kiosk.call_help))
    app.router.add_get("/kiosk/texts/{language:[A-Za-z_-]{2,12}}.json", _answered(kiosk.texts))


class KioskRoutes:
    """The routes of all kiosks. Each method answers one request; what it raises is answered by `_answered`."""

    def __init__(self, services: KioskServices) -> None:
        self._services, self._store = services, services.store
        self._failed_sign_ins = FailedTries(FAILED_SIGN_INS, WITHIN_SECONDS)
        self._used = UsedNonces(FRESH)
        self._photos = asyncio.Semaphore(PHOTOS_AT_ONCE)

    async def sign_in(self, request: web.Request) -> web.Response:
        """Let a device sign in by a link, once. A link that there is not changes nothing and costs others nothing: it has 128 random bits."""
        body = _parsed(SignInBody, await _read(request, MAX_SIGN_IN))
        page_request = SignIn(code=body.token, public_key=_bytes(body.public_key), name=body.name)
        link = await self._store.read_page(known_link, body.token)
        if link is None:
            raise KioskRefused(KioskError.LINK_OVER)
        return await self._sign_in(link, sign_in, page_request)

    async def sign_in_app(self, request: web.Request) -> web.Response:
        """Let a device sign in that opened the page inside Telegram, which says who its person is."""
        body = _parsed(AppSignInBody, await _read(request, MAX_APP_SIGN_IN))
        try:
            opened = read_init_data(body.init_data, self._services.bot_token, self._services.now())
        except InitDataForged:
            raise KioskRefused(KioskError.LINK_OVER) from None
        person = await self._store.read_page(person_at, opened.user)
        place = kiosk_place_named(body.place)
        page_request = SignIn(code=opened.signature, public_key=_bytes(body.public_key), name=body.name)
        return await self._sign_in(
            f"person:{opened.user}", sign_in_from_chat, page_request, arguments=(person, place)
        )

    async def _sign_in(
        self,
        key: str,
        action: Callable[..., SignedIn],
        request: SignIn,
        *,
        arguments: Sequence[int | KioskPlace | None] = (),
    ) -> web.Response:
        """Run an action that signs a device in, and count it where it is refused: of one link or person only so many are tried a minute."""
        if self._failed_sign_ins.too_many(key):
            return _error("too_many", 429)
        now = self._services.now()
        try:
            signed_in = await self._store.write(
                action, request, *arguments, now=now, admins=self._services.admins
            )
        except KioskRefused as refused:
            if refused.error is KioskError.LINK_OVER:
                self._failed_sign_ins.count(key)
            raise
        stall = place_json(signed_in.place, signed_in.place_name)
        return _json(
            {
                "device": signed_in.device,
                "name": signed_in.name,
                "stall": stall,
                "now": milliseconds(now),
            }
        )

    async def send_list(self, request: web.Request) -> web.Response:
        """Return all that a device keeps."""
        now, device = self._services.now(), await self._signed_just_now(request)
        known = await self._store.read_page(kiosk_list, device, now, self._services.admins)
        await self._store.write(mark_seen, device, now)
        response = _json(list_json(known, now))
        response.enable_compression()
        return response

    async def scans(self, request: web.Request) -> web.Response:
        """Apply a batch of scans, a few a transaction, so that nobody else waits long. Where it ends in between, the device sends all of them again."""
        device, body = await self._signed(request, MAX_SCANS_BYTES)
        sent = [SentScan(each.body, _signature(each.signature)) for each in _parsed(ScansBody, body).scans]
        for each in sent:
            read_body(each.body)
        now, services = self._services.now(), self._services
        for first in range(0, max(1, len(sent)), FEW):
            few = sent[first : first + FEW]
            await self._store.write(apply_scans, device, few, now, rng=services.rng, admins=services.admins)
        results = await self._store.read_page(scan_results, sent)
        return _json({"now": milliseconds(now), "results": [result_json(each) for each in results]})

    async def photo(self, request: web.Request) -> web.Response:
        """Return the text of the QR in a photo, for a browser that reads none itself."""
        _, picture = await self._signed(request, MAX_PHOTO)
        try:
            async with self._photos:
                return _json({"text": await self._services.read_qr(picture)})
        except FileNotOpened:
            return _json({"text": None})

    async def call_help(self, request: web.Request) -> web.Response:
        """Call the organisers to the place of a device, and say when they were told: now, or less than two minutes before."""
        services, device = self._services, await self._signed_just_now(request)
        try:
            called = await self._store.write(call_help_from_device, device, services.admins, services.now())
        except NobodyReachable:
            raise KioskRefused(KioskError.NOBODY) from None
        return _json({"told_at": milliseconds(called.call.told_at)})

    async def texts(self, request: web.Request) -> web.Response:
        """Return the page's texts in one of the languages."""
        language = request.match_info["language"].replace("-", "_")
        if language not in CODES:
            raise web.HTTPNotFound
        response = _json(texts_json(language))
        response.headers["Cache-Control"] = "no-cache"
        return response

    async def _signed_just_now(self, request: web.Request) -> int:
        """Return the device that signed an empty request within two minutes of now and did not send it before. Raises KioskRefused, ClockDiffers."""
        now, (signed_at, nonce) = self._services.now(), _time_and_nonce(request)
        device, _ = await self._signed(request, 0, f"\n{signed_at}\n{nonce}")
        if abs(milliseconds(now) - signed_at) > FRESH // MILLISECOND:
            raise ClockDiffers(now)
        if not self._used.add(device, nonce, now):
            raise KioskRefused(KioskError.SIGNATURE)
        return device

    async def _signed(self, request: web.Request, limit: int, more: str = "") -> tuple[int, bytes]:
        """Return the device that signed a request and what more is said in it, and the body. Raises KioskRefused."""
        number = request.headers.get("Lorong-Device", "")
        if not number.isascii() or not number.isdecimal() or len(number) > 10 or int(number) > MAX_DEVICE:
            raise KioskRefused(KioskError.SIGNATURE)
        try:
            signature = from_base64url(request.headers.get("Lorong-Signature", ""))
        except ValueError:
            raise KioskRefused(KioskError.SIGNATURE) from None
        device = await self._store.read_page(working_device, int(number), self._services.admins)
        body = await _read(request, limit)
        message = f"{request.method}\n{request.path}\n{sha256(body).hexdigest()}{more}".encode()
        if not is_signed(message, signature, device.public_key):
            raise KioskRefused(KioskError.SIGNATURE)
        return device.id, body


def _answered(handler: Handler) -> Handler:
    """Answer what a handler raises: as the device reads it, and without a word of what it sent."""

    async def answer(request: web.Request) -> web.Response:
        try:
            return await handler(request)
        except KioskRefused as refused:
            return _error(refused.error, STATUSES[refused.error])
        except ClockDiffers as differs:
            return _json({"error": KioskError.CLOCK, "now": milliseconds(differs.now)}, 403)
        except web.HTTPRequestEntityTooLarge:
            return _error("too_large", 413)
        except (*DATABASE_AWAY, FilesWait):
            return _error("busy", 503)

    return answer


async def _read(request: web.Request, limit: int) -> bytes:
    """Return the body. Raises HTTPRequestEntityTooLarge where it has more bytes than the limit, HTTPBadRequest where the connection was cut."""
    body = bytearray()
    try:
        async for chunk in request.content.iter_any():
            body += chunk
            if len(body) > limit:
                raise web.HTTPRequestEntityTooLarge(max_size=limit, actual_size=len(body))
    except ConnectionError:
        raise web.HTTPBadRequest from None  # nobody reads it
    return bytes(body)


def _parsed(model: type[Body], body: bytes) -> Body:
    """Raises KioskRefused where the body is not what it has to be."""
    try:
        return model.model_validate_json(body)
    except ValidationError:
        raise KioskRefused(KioskError.MALFORMED) from None


def _bytes(text: str) -> bytes:
    try:
        return from_base64url(text)
    except ValueError:
        raise KioskRefused(KioskError.MALFORMED) from None


def _signature(text: str) -> bytes:
    signature = _bytes(text)
    if len(signature) != SIGNATURE_BYTES:
        raise KioskRefused(KioskError.MALFORMED)
    return signature


def _time_and_nonce(request: web.Request) -> tuple[int, str]:
    """Return when the device says that it signed a request, in milliseconds, and what it says once. Raises KioskRefused."""
    signed_at, nonce = request.headers.get("Lorong-Time", ""), request.headers.get("Lorong-Nonce", "")
    if not TIME.fullmatch(signed_at) or not NONCE.fullmatch(nonce):
        raise KioskRefused(KioskError.SIGNATURE)
    return int(signed_at), nonce


def _json(value: Any, status: int = 200) -> web.Response:
    response = web.json_response(value, status=status)
    response.headers["Cache-Control"] = "no-store"
    return response


def _error(name: str, status: int) -> web.Response:
    response = web.json_response({"error": str(name)}, status=status)
    response.headers["Cache-Control"] = "no-store"
    return response

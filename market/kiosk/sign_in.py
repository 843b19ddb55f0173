"""Signing in: a link for one device of a stall, a hub or a gate, and the device that uses it."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random

from nacl.bindings import crypto_core_ed25519_is_valid_point
from sqlalchemy import or_
from sqlmodel import Session, col, delete, func, select

from locales.user_text import DEVICE
from market.actor import Actor
from market.admins import Admins
from market.kiosk.kiosk_place import KioskPlace, kiosk_place_facts
from market.kiosk.refusals import KioskError, KioskRefused, TooManyDevices
from market.kiosk.rights import kiosk_place, may_use_kiosk, named_by, of_place, require_kiosk
from market.link_secret import draw_secret, hash_secret
from market.person import Blocked, lock_unblocked_person
from market.text_checks import cut_line
from storage.insert import insert_once
from storage.kiosk import KioskDevice, KioskLink

LIVES = timedelta(minutes=15)
MAX_DEVICES = 10
"""Devices of a stall, a hub or the gates of an alley that are not revoked."""
KEY_BYTES = 32


@dataclass(frozen=True)
class KioskOffer:
    """A link for one device. Only a hash of `code` is stored; it works once, before `until`."""

    code: str
    until: datetime


@dataclass(frozen=True, kw_only=True)
class SignIn:
    """The request of a device to sign in: the link's code, its public key and the name that its person gave it."""

    code: str
    public_key: bytes
    name: str


@dataclass(frozen=True, kw_only=True)
class SignedIn:
    """The device that signed in, and its place."""

    device: int
    name: str
    place: KioskPlace
    place_name: str


def make_link(session: Session, actor: Actor, place: KioskPlace, now: datetime, rng: Random) -> KioskOffer:
    """Return a link for a device of a place; an earlier one of this person for it stops working.

    Raises Blocked, TooManyDevices, and as `require_kiosk`. locks: person
    """
    lock_unblocked_person(session, actor.person)
    require_kiosk(session, actor, place)
    _refuse_too_many(session, place)
    here = of_place(KioskLink, place)
    of_person, over = col(KioskLink.person_id) == actor.person, col(KioskLink.until) <= now
    session.connection().execute(delete(KioskLink).where(here, or_(of_person, over)))
    code, until = draw_secret(rng), now + LIVES
    session.add(
        KioskLink(code_hash=hash_secret(code), person_id=actor.person, until=until, **named_by(place))
    )
    return KioskOffer(code, until)


def known_link(session: Session, code: str) -> str | None:
    """Return what tells a link that there is from others, also one that is used up or over; None for no link."""
    return session.exec(
        select(KioskLink.code_hash).where(col(KioskLink.code_hash) == hash_secret(code))
    ).first()


def sign_in(session: Session, request: SignIn, now: datetime, admins: Admins) -> SignedIn:
    """Let a device work for the place and the person of its link, which is used up. The same key again gets the same answer.

    Raises KioskRefused: LINK_OVER, also where the person may not act there any more; MALFORMED for a key that is none, or no name.
    locks: kiosk_link
    """
    name = cut_line(request.name, DEVICE)
    if not name or not _is_key(request.public_key):
        raise KioskRefused(KioskError.MALFORMED)
    of_code = select(KioskLink).where(col(KioskLink.code_hash) == hash_secret(request.code))
    link = session.exec(
        of_code.with_for_update(key_share=True), execution_options={"populate_existing": True}
    ).first()
    if link is None or link.until <= now:
        raise KioskRefused(KioskError.LINK_OVER)
    place = kiosk_place(link)
    if not may_use_kiosk(session, link.person_id, place, admins):
        raise KioskRefused(KioskError.LINK_OVER)
    device = (
        _signed_in_before(session, link, request)
        if link.used_at
        else _add_device(session, link, request, name, now=now)
    )
    link.used_at = link.used_at or now
    return SignedIn(
        device=device.id or 0,
        name=device.name,
        place=place,
        place_name=kiosk_place_facts(session, place).name,
    )


def sign_in_from_chat(
    session: Session, request: SignIn, person: int | None, place: KioskPlace, now: datetime, *, admins: Admins
) -> SignedIn:
    """As `sign_in`, without a link: for a person whom Telegram named (None: nobody we know).

    `request.code` is what Telegram signed, which signs one device in, as a link does.
    Raises KioskRefused: LINK_OVER, also for a person who may not act there; TOO_MANY_DEVICES; MALFORMED. locks: person, kiosk_link
    """
    if person is None or not may_use_kiosk(session, person, place, admins):
        raise KioskRefused(KioskError.LINK_OVER)
    try:
        lock_unblocked_person(session, person)
    except Blocked:
        raise KioskRefused(KioskError.LINK_OVER) from None
    link = {**named_by(place), "person_id": person, "until": now + LIVES}
    if insert_once(session, KioskLink, code_hash=hash_secret(request.code), **link):
        try:
            _refuse_too_many(session, place)
        except TooManyDevices:
            raise KioskRefused(KioskError.TOO_MANY_DEVICES) from None
    return sign_in(session, request, now, admins)


def _signed_in_before(session: Session, link: KioskLink, request: SignIn) -> KioskDevice:
    """Return the device that used this link and whose answer was lost. Raises KioskRefused."""
    device = _device_of(session, request.public_key)
    if device is None or (kiosk_place(device), device.person_id) != (
        kiosk_place(link),
        link.person_id,
    ):
        raise KioskRefused(KioskError.LINK_OVER)
    return device


def _add_device(
    session: Session, link: KioskLink, request: SignIn, name: str, *, now: datetime
) -> KioskDevice:
    """Raises KioskRefused for a key that another device has."""
    if _device_of(session, request.public_key):
        raise KioskRefused(KioskError.MALFORMED)
    device = KioskDevice(
        stall_id=link.stall_id,
        hub_id=link.hub_id,
        alley_id=link.alley_id,
        person_id=link.person_id,
        name=name,
        public_key=request.public_key.hex(),
        made_at=now,
        seen_at=now,
    )
    session.add(device)
    session.flush()
    return device


def _device_of(session: Session, public_key: bytes) -> KioskDevice | None:
    return session.exec(select(KioskDevice).where(col(KioskDevice.public_key) == public_key.hex())).first()


def _refuse_too_many(session: Session, place: KioskPlace) -> None:
    working = of_place(KioskDevice, place), col(KioskDevice.revoked_at).is_(None)
    if session.exec(select(func.count()).select_from(KioskDevice).where(*working)).one() >= MAX_DEVICES:
        raise TooManyDevices(MAX_DEVICES)


def _is_key(public_key: bytes) -> bool:
    """Return whether these bytes are a public key of Ed25519, and not one of the few under which anything verifies."""
    return len(public_key) == KEY_BYTES and bool(crypto_core_ed25519_is_valid_point(public_key))

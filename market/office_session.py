"""Sessions of the office: a one-time link signs one browser in for its person, until it ends by time, by its person, or with their last role."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from random import Random
from typing import Any

from sqlalchemy import ColumnElement, delete, exists, or_, select, update
from sqlmodel import Session, col

from market.actor import Actor, Right, has_right
from market.admins import Admins, organises
from market.link_secret import draw_secret, hash_secret
from market.person import lock_unblocked_person
from market.refusal import Refusal
from storage.address import current_chat
from storage.hub import HubStaff
from storage.office import OfficeLink, OfficeSession, delete_sessions
from storage.person import Person
from storage.processed_update import DuplicateUpdate, mark_processed
from storage.stall import Stall

LINK_LIVES, IDLE, SEEN_EVERY = timedelta(minutes=15), timedelta(days=30), timedelta(hours=1)
MAX_SESSIONS = 5


@dataclass
class NoOffice(Refusal):
    """The office is for organisers, for people of a stall and for staff of a hub."""


@dataclass
class OfficeLinkGone(Refusal):
    """The link was used, replaced or has run out."""


@dataclass(frozen=True, kw_only=True)
class OfficeReader:
    """The person of a session. `chat` is where messages to them go.

    `is_organiser` and `works_at_hub` are for what they are offered: what they may do is decided where it is done.
    """

    session: int
    seen_at: datetime
    actor: Actor
    chat: int
    first_name: str
    language: str
    is_organiser: bool
    works_at_hub: bool

    def is_due(self, now: datetime) -> bool:
        """Return whether it is time to note that the browser was here."""
        return now >= self.seen_at + SEEN_EVERY


@dataclass(frozen=True)
class AppOpening:
    """The office, opened inside Telegram by a person; None for one never seen. Telegram's `signature` works once."""

    person: int | None
    signature: str


@dataclass(frozen=True)
class SignedInBrowser:
    """A browser that is signed in, since when, and when it was last here, to the hour."""

    made_at: datetime
    seen_at: datetime


def make_office_link(session: Session, actor: Actor, admins: Admins, now: datetime, *, rng: Random) -> str:
    """Return the code of a link that signs one browser in within a quarter of an hour; an earlier one stops working. Raises Blocked, NoOffice. locks: person"""
    lock_unblocked_person(session, actor.person)
    if not _has_role(session, actor.person, admins):
        raise NoOffice
    session.connection().execute(delete(OfficeLink).where(col(OfficeLink.person_id) == actor.person))
    code = draw_secret(rng)
    session.add(OfficeLink(person_id=actor.person, code_hash=hash_secret(code), until=now + LINK_LIVES))
    return code


def is_office_link(session: Session, code: str, now: datetime) -> bool:
    """Return whether a link signs a browser in now."""
    works = col(OfficeLink.code_hash) == hash_secret(code), col(OfficeLink.until) > now
    return session.connection().execute(select(exists().where(*works))).scalar_one()


def sign_in_office(session: Session, code: str, admins: Admins, now: datetime, *, rng: Random) -> str:
    """Use a link up and return the secret of the browser's cookie. Of more than MAX_SESSIONS the one that was here longest ago ends.

    Raises OfficeLinkGone, Blocked, NoOffice. locks: person
    """
    used = col(OfficeLink.code_hash) == hash_secret(code), col(OfficeLink.until) > now
    person = session.connection().execute(select(col(OfficeLink.person_id)).where(*used)).scalar()
    if person is None:
        raise OfficeLinkGone
    lock_unblocked_person(session, person)
    if session.connection().execute(delete(OfficeLink).where(*used)).rowcount != 1:
        raise OfficeLinkGone
    if not _has_role(session, person, admins):
        raise NoOffice
    return begin_office_session(session, person, now, rng=rng)


def sign_in_office_by_app(
    session: Session, opening: AppOpening, admins: Admins, now: datetime, *, rng: Random
) -> str:
    """Use an opening up and return the secret of the browser's cookie, as `sign_in_office`. Raises OfficeLinkGone, Blocked, NoOffice. locks: person"""
    return begin_office_session(session, _use_opening(session, opening, admins, now), now, rng=rng)


def make_office_link_by_app(
    session: Session, opening: AppOpening, admins: Admins, now: datetime, *, rng: Random
) -> str:
    """Use an opening up and return the code of a link, as `make_office_link`: for a page in a frame, which keeps no cookie.

    Raises OfficeLinkGone, Blocked, NoOffice. locks: person
    """
    person = _use_opening(session, opening, admins, now)
    return make_office_link(session, Actor(person), admins, now, rng=rng)


def _use_opening(session: Session, opening: AppOpening, admins: Admins, now: datetime) -> int:
    """Return the locked person of an opening, which works once: it is noted as an update is, with a number below zero.

    Raises OfficeLinkGone, Blocked, NoOffice. locks: person
    """
    if opening.person is None:
        raise NoOffice
    lock_unblocked_person(session, opening.person)
    if not _has_role(session, opening.person, admins):
        raise NoOffice
    number = -1 - int.from_bytes(sha256(f"office {opening.signature}".encode()).digest()[:7])
    try:
        mark_processed(session, number, now)
    except DuplicateUpdate:
        raise OfficeLinkGone from None
    return opening.person


def begin_office_session(session: Session, person: int, now: datetime, *, rng: Random) -> str:
    """Return the secret of a new session's cookie for a locked person, of whom somebody knows who they are."""
    secret = draw_secret(rng)
    session.add(OfficeSession(person_id=person, cookie_hash=hash_secret(secret), made_at=now, seen_at=now))
    session.flush()
    newest = (
        select(col(OfficeSession.id))
        .where(col(OfficeSession.person_id) == person)
        .order_by(col(OfficeSession.seen_at).desc(), col(OfficeSession.id).desc())
        .limit(MAX_SESSIONS)
    )
    too_many = col(OfficeSession.person_id) == person, col(OfficeSession.id).not_in(newest)
    session.connection().execute(delete(OfficeSession).where(*too_many))
    return secret


def office_reader(session: Session, secret: str, admins: Admins, now: datetime) -> OfficeReader | None:
    """Return the person of a cookie; None for no session, an idle one, and whoever is blocked, is unreachable or has no role any more."""
    rows: Any = (
        select(
            col(OfficeSession.id).label("session"),
            col(OfficeSession.seen_at),
            col(Person.id),
            col(Person.first_name),
            col(Person.language),
            organises(admins).label("is_organiser"),
            _works_at_hub().label("works_at_hub"),
        )
        .join(Person, col(Person.id) == col(OfficeSession.person_id))
        .where(
            col(OfficeSession.cookie_hash) == hash_secret(secret),
            col(OfficeSession.seen_at) > now - IDLE,
            col(Person.blocked_at).is_(None),
        )
    )
    row = session.connection().execute(rows).first()
    if row is None or not (row.is_organiser or row.works_at_hub or _works_at_stall(session, row.id)):
        return None
    chat = session.connection().execute(current_chat(row.id)).scalar()
    if chat is None:
        return None
    return OfficeReader(
        session=row.session,
        seen_at=row.seen_at,
        actor=Actor(row.id, admins.include(session, row.id)),
        chat=chat,
        first_name=row.first_name,
        language=row.language,
        is_organiser=row.is_organiser,
        works_at_hub=row.works_at_hub,
    )


def note_office_visit(session: Session, office_session: int, now: datetime) -> None:
    """Note that a browser was here, unless that was noted within the hour."""
    long_ago = col(OfficeSession.id) == office_session, col(OfficeSession.seen_at) <= now - SEEN_EVERY
    session.connection().execute(update(OfficeSession).where(*long_ago).values(seen_at=now))


def office_browsers(session: Session, person: int, now: datetime) -> tuple[SignedInBrowser, ...]:
    """Return the browsers that are signed in for a person, the one here last first."""
    own = col(OfficeSession.person_id) == person, col(OfficeSession.seen_at) > now - IDLE
    rows = select(col(OfficeSession.made_at), col(OfficeSession.seen_at)).where(*own)
    newest = rows.order_by(col(OfficeSession.seen_at).desc(), col(OfficeSession.id).desc())
    return tuple(SignedInBrowser(*row) for row in session.connection().execute(newest))


def sign_out_office(session: Session, secret: str) -> None:
    """End the session of a cookie; without one nothing changes."""
    session.connection().execute(
        delete(OfficeSession).where(col(OfficeSession.cookie_hash) == hash_secret(secret))
    )


def sign_out_everywhere(session: Session, actor: Actor) -> None:
    """End all sessions of a person, and their link."""
    delete_sessions(session, actor.person)


def sweep_office_sessions(session: Session, now: datetime) -> None:
    """Delete sessions that were idle for thirty days, and links that have run out."""
    session.connection().execute(delete(OfficeSession).where(col(OfficeSession.seen_at) <= now - IDLE))
    session.connection().execute(delete(OfficeLink).where(col(OfficeLink.until) <= now))


def _has_role(session: Session, person: int, admins: Admins) -> bool:
    """Return whether somebody organises, works at a hub, or has any right at a stall."""
    of_person = select(or_(organises(admins), _works_at_hub())).where(col(Person.id) == person)
    return bool(session.connection().execute(of_person).scalar()) or _works_at_stall(session, person)


def _works_at_hub() -> ColumnElement[bool]:
    """Return the condition on Person that somebody works at a hub."""
    return exists().where(col(HubStaff.person_id) == col(Person.id))


def _works_at_stall(session: Session, person: int) -> bool:
    """Return whether somebody owns a stall, closed ones included, or helps at one."""
    works = has_right(person, Right.BOOKS) | has_right(person, Right.VIEW)
    return session.connection().execute(select(exists(select(col(Stall.id)).where(works)))).scalar_one()

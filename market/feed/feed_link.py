"""The link of a person's calendar feed: made, made anew and ended by its person."""

from datetime import datetime
from random import Random

from sqlmodel import Session, col, delete, select

from market.link_secret import draw_secret, hash_secret
from market.person import lock_people, lock_unblocked_person
from storage.feed import FeedLink


def make_feed_link(session: Session, person: int, now: datetime, rng: Random) -> str:
    """Return the secret of a new link, of which only a hash is stored; an earlier link ends. Raises Blocked. locks: person"""
    lock_unblocked_person(session, person)
    secret = draw_secret(rng)
    _delete_link(session, person)
    session.add(FeedLink(person_id=person, code_hash=hash_secret(secret), made_at=now))
    return secret


def stop_feed_link(session: Session, person: int) -> None:
    """End the person's link; without one nothing changes. locks: person"""
    lock_people(session, (person,))
    _delete_link(session, person)


def feed_link_made_at(session: Session, person: int) -> datetime | None:
    """Return since when the person's link works; None where there is none."""
    return session.exec(select(FeedLink.made_at).where(col(FeedLink.person_id) == person)).first()


def _delete_link(session: Session, person: int) -> None:
    session.connection().execute(delete(FeedLink).where(col(FeedLink.person_id) == person))

"""The first organiser of a market: whoever opens the one-time link that `lorong setup` prints."""

from datetime import datetime, timedelta
from random import Random

from sqlmodel import Session, col, delete, func, select

from market.actor import Actor
from market.audit_log import record_change
from market.link_secret import draw_secret, hash_secret
from market.organiser.refusals import OrganiserLinkGone
from market.person import lock_unblocked_person
from storage.audit import AuditAction
from storage.organiser import Organiser
from storage.organiser_link import OrganiserLink
from storage.store import mark_changed

LIVES = timedelta(minutes=15)


def organiser_count(session: Session) -> int:
    """Return how many organisers were named, by the link or in chat."""
    return session.exec(select(func.count()).select_from(Organiser)).one()


def make_organiser_link(session: Session, now: datetime, rng: Random) -> str:
    """Return the code of a new link, 128 random bits; an earlier link stops working. It works for `LIVES`."""
    session.exec(delete(OrganiserLink))
    code = draw_secret(rng)
    session.add(OrganiserLink(code_hash=hash_secret(code), until=now + LIVES))
    return code


def become_first_organiser(session: Session, actor: Actor, code: str, now: datetime) -> None:
    """Make the opener of the link an organiser; the link is used up. Whoever is one already only uses it up.

    Raises Blocked, OrganiserLinkGone where it was used, replaced or has run out, or where somebody else was named meanwhile.
    locks: person, organiser_link
    """
    lock_unblocked_person(session, actor.person)
    of_code = select(OrganiserLink).where(col(OrganiserLink.code_hash) == hash_secret(code))
    link = session.exec(of_code.with_for_update(key_share=True)).first()
    if link is None or link.until <= now:
        raise OrganiserLinkGone
    named = session.get(Organiser, actor.person)
    if named is None and organiser_count(session):
        raise OrganiserLinkGone
    session.delete(link)
    if named is None:
        session.add(Organiser(person_id=actor.person, named_by=None, named_at=now))
        record_change(session, AuditAction.ORGANISER_NAMED, actor.person, now, subject=actor.person)
    mark_changed(session, ("person", actor.person))

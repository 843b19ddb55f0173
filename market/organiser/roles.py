"""The organisers: those of the settings, and those named in chat."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import aliased
from sqlmodel import Session, col, select

from market.actor import Actor, require_organiser
from market.admins import Admins, organiser_ids
from market.audit_log import record_change
from market.broadcast.scheduling import stop_scheduled
from market.notification.outbox import notify, notify_each
from market.organiser.notifications import OrganiserAdded, OrganiserAppointed, OrganiserRemoved
from market.organiser.refusals import LastOrganiser, NamedBySettings, PersonUnknown
from market.person import lock_unblocked_person
from market.validity import forget_permits
from storage.audit import AuditAction
from storage.office import delete_sessions
from storage.organiser import Organiser
from storage.person import Person
from storage.store import mark_changed


@dataclass(frozen=True, kw_only=True)
class NamedOrganiser:
    """An organiser; `named_by` is a first name, "" for the settings or a forgotten person."""

    person: int
    first_name: str
    named_by: str
    at: datetime | None


def organisers(session: Session, actor: Actor, admins: Admins) -> tuple[NamedOrganiser, ...]:
    """Return the settings' organisers who have written here, then those named in chat. Raises NotOrganiser."""
    require_organiser(session, actor)
    known = session.exec(
        select(Person).where(col(Person.id).in_(admins.people)).order_by(col(Person.id))
    ).all()
    namer = aliased(Person)
    rows = session.exec(
        select(Organiser, Person.first_name, namer.first_name)
        .join(Person, col(Person.id) == col(Organiser.person_id))
        .outerjoin(namer, col(namer.id) == col(Organiser.named_by))
        .where(col(Organiser.person_id).not_in(admins.people))
        .order_by(col(Organiser.named_at), col(Organiser.person_id))
    ).all()
    return (
        *(
            NamedOrganiser(person=person.id, first_name=person.first_name, named_by="", at=None)
            for person in known
        ),
        *(
            NamedOrganiser(person=row.person_id, first_name=name, named_by=by or "", at=row.named_at)
            for row, name, by in rows
        ),
    )


def name_organiser(session: Session, actor: Actor, person: int, admins: Admins, now: datetime) -> None:
    """Make a person an organiser and notify them and the other organisers, once. Raises NotOrganiser, PersonUnknown, Blocked. locks: person"""
    require_organiser(session, actor)
    if session.get(Person, person) is None:
        raise PersonUnknown
    lock_unblocked_person(session, person)
    if session.get(Organiser, person) is None:
        others = [each for each in organiser_ids(session, admins) if each not in (person, actor.person)]
        session.add(Organiser(person_id=person, named_by=actor.person, named_at=now))
        entry = record_change(session, AuditAction.ORGANISER_NAMED, actor.person, now, subject=person)
        notify(session, person, OrganiserAppointed(), now, about=f"organiser:{person}")
        added = OrganiserAdded(entry_id=entry)
        notify_each(session, [(other, f"audit:{entry}", added) for other in others], now)
    mark_changed(session, ("person", person))


def remove_organiser(session: Session, actor: Actor, person: int, admins: Admins, now: datetime) -> None:
    """Remove an organiser, if they are one: they are told, their scheduled broadcasts stop, and the others are told of those.

    Raises NotOrganiser, NamedBySettings, LastOrganiser. locks: organiser, broadcast, notification
    """
    require_organiser(session, actor)
    if admins.include(session, person):
        raise NamedBySettings
    named = {row.person_id: row for row in session.exec(select(Organiser).with_for_update(key_share=True))}
    if person in named and len(named) == 1 and not admins:
        raise LastOrganiser
    if person in named:
        session.delete(named[person])
        record_change(session, AuditAction.ORGANISER_REMOVED, actor.person, now, subject=person)
        session.flush()
        delete_sessions(session, person)
        forget_permits(session, person)
        if person != actor.person:
            notify(session, person, OrganiserRemoved(), now, about=f"organiser:{person}")
        stop_scheduled(session, person, admins, now)
    mark_changed(session, ("person", person))

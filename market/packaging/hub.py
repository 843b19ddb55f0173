"""Hubs: opened, changed and closed by organisers, who appoint their staff."""

from dataclasses import dataclass, replace
from datetime import datetime
from random import Random

from sqlmodel import Session, col, func, select

from locales.user_text import HUB, LOCATION
from market.actor import Actor, require_organiser
from market.alley import AlleyUnknown
from market.audit_log import record_change
from market.notification.outbox import notify
from market.packaging.notifications import HubStaffNamed, HubStaffRemoved
from market.packaging.packaging_type import packaging_row
from market.packaging.place import hub_ref, known_place, place_row
from market.packaging.refusals import HubClosed, HubUnfit, HubUnknown, PersonNotMet, SlotNotEmpty
from market.person import lock_people, lock_unblocked_person, mark_people_changed, refuse_blocked
from market.public_code import new_code
from market.text_checks import check_name, cut_line
from storage.alley import Alley
from storage.audit import AuditAction
from storage.hub import EVERY_DAY, Hub, HubSlot, HubStaff
from storage.packaging import PackagingState, PackagingStock
from storage.person import Person
from storage.store import mark_changed

MINUTES, MOST = 1440, 100_000
GONE = (PackagingState.LOST, PackagingState.RETIRED)
"""What a place has in its books and not on its shelves."""


@dataclass(frozen=True, kw_only=True)
class HubPlan:
    """A hub as an organiser plans it. Hours are minutes of the alley's day; `closes_minute` may be after midnight, up to 2879. `weekdays`: Monday is bit 0."""

    name: str
    location: str
    opens_minute: int
    closes_minute: int
    capacity: int
    weekdays: int = EVERY_DAY


def open_hub(session: Session, actor: Actor, alley: int, plan: HubPlan, *, now: datetime, rng: Random) -> int:
    """Open a hub and return its id. For organisers. Raises Blocked, NotOrganiser, AlleyUnknown, NameUnfit, HubUnfit. locks: person"""
    lock_unblocked_person(session, actor.person)
    require_organiser(session, actor)
    if session.get(Alley, alley) is None:
        raise AlleyUnknown
    hub = Hub(code=new_code(session, Hub, rng), alley_id=alley, made_at=now, **vars(_fit_plan(plan)))
    session.add(hub)
    session.flush()
    assert hub.id is not None
    place_row(session, hub_ref(hub.id))
    mark_changed(session, "hub")
    return hub.id


def change_hub(session: Session, actor: Actor, hub: int, plan: HubPlan) -> None:
    """Change what is said of a hub. For organisers. Raises Blocked, NotOrganiser, HubUnknown, HubClosed, NameUnfit, HubUnfit. locks: person, hub"""
    row = lock_open_hub(session, actor, hub)
    for name, value in vars(_fit_plan(plan)).items():
        setattr(row, name, value)
    mark_changed(session, "hub")


def close_hub(session: Session, actor: Actor, hub: int, now: datetime) -> None:
    """Close a hub for good, and notify its staff; what is in it is moved out by organisers.

    Raises Blocked, NotOrganiser, HubUnknown, HubClosed. locks: person, hub
    """
    row = lock_open_hub(session, actor, hub)
    row.closed_at = now
    staff = session.exec(select(HubStaff.person_id).where(col(HubStaff.hub_id) == hub)).all()
    for person in sorted(staff):
        notify(session, person, HubStaffRemoved(hub_id=hub), now, about=f"hub:{hub}")
    mark_people_changed(session, staff)
    record_change(session, AuditAction.HUB_CLOSED, actor.person, now, about=f"hub:{hub}")
    mark_changed(session, "hub")


def take_packaging(session: Session, actor: Actor, hub: int, packaging: int) -> None:
    """Give a hub a slot for a type, in the type's stream. For organisers.

    Raises Blocked, NotOrganiser, HubUnknown, HubClosed, PackagingTypeUnknown. locks: person, hub
    """
    lock_open_hub(session, actor, hub)
    row = packaging_row(session, packaging)
    if session.get(HubSlot, (hub, packaging)) is None:
        session.add(HubSlot(hub_id=hub, type_id=packaging, stream=row.stream))
        session.flush()
    mark_changed(session, "hub")


def stop_packaging(session: Session, actor: Actor, hub: int, packaging: int) -> None:
    """Take a type's slot from a hub that has none of it left. For organisers.

    Raises Blocked, NotOrganiser, HubUnknown, HubClosed, PackagingTypeUnknown, SlotNotEmpty. locks: person, hub
    """
    lock_open_hub(session, actor, hub)
    row = packaging_row(session, packaging)
    place = known_place(session, hub_ref(hub))
    here = select(func.coalesce(func.sum(PackagingStock.units), 0)).where(
        col(PackagingStock.place_id) == place,
        col(PackagingStock.type_id) == packaging,
        col(PackagingStock.state).not_in(GONE),
    )
    units = session.exec(here).one()
    if units:
        raise SlotNotEmpty(units, row.name)
    slot = session.get(HubSlot, (hub, packaging))
    if slot:
        session.delete(slot)
        session.flush()
    mark_changed(session, "hub")


def name_hub_staff(session: Session, actor: Actor, hub: int, person: int, *, now: datetime) -> None:
    """Let a person work at a hub, and notify them, once. For organisers.

    Raises Blocked, NotOrganiser, HubUnknown, HubClosed, PersonNotMet. locks: person, hub
    """
    if session.get(Person, person) is None:
        raise PersonNotMet
    blocked = lock_people(session, {actor.person, person})
    lock_open_hub(session, actor, hub)
    refuse_blocked(person, blocked)
    if session.get(HubStaff, (hub, person)) is None:
        session.add(HubStaff(hub_id=hub, person_id=person, named_by=actor.person, named_at=now))
        record_change(
            session, AuditAction.HUB_STAFF_NAMED, actor.person, now, subject=person, about=f"hub:{hub}"
        )
        notify(session, person, HubStaffNamed(hub_id=hub), now, about=f"hub:{hub}")
    mark_people_changed(session, (person,))


def remove_hub_staff(session: Session, actor: Actor, hub: int, person: int, *, now: datetime) -> None:
    """Let a person work at a hub no more, if they do, and notify them. For organisers. Raises Blocked, NotOrganiser, HubUnknown. locks: person"""
    lock_unblocked_person(session, actor.person)
    require_organiser(session, actor)
    if session.get(Hub, hub) is None:
        raise HubUnknown
    row = session.get(HubStaff, (hub, person))
    if row:
        _end_staff(session, row, actor.person, now)
    mark_people_changed(session, (person,))


def leave_all_hubs(session: Session, person: int, actor_id: int, now: datetime) -> None:
    """End a person's work at every hub, as their account becomes another one's, and notify them. The person is locked."""
    rows = select(HubStaff).where(col(HubStaff.person_id) == person).order_by(col(HubStaff.hub_id))
    for row in session.exec(rows).all():
        _end_staff(session, row, actor_id, now)


def _end_staff(session: Session, row: HubStaff, actor_id: int, now: datetime) -> None:
    about, person = f"hub:{row.hub_id}", row.person_id
    removed = HubStaffRemoved(hub_id=row.hub_id)
    session.delete(row)
    session.flush()
    record_change(session, AuditAction.HUB_STAFF_REMOVED, actor_id, now, subject=person, about=about)
    notify(session, person, removed, now, about=about)


def lock_open_hub(session: Session, actor: Actor, hub: int) -> Hub:
    """Lock an open hub for an organiser. Raises Blocked, NotOrganiser, HubUnknown, HubClosed. locks: person, hub"""
    lock_unblocked_person(session, actor.person)
    require_organiser(session, actor)
    rows = select(Hub).where(col(Hub.id) == hub).with_for_update(key_share=True)
    row = HubUnknown.unless(session.exec(rows, execution_options={"populate_existing": True}).first())
    if row.closed_at:
        raise HubClosed(row.name)
    return row


def _fit_plan(plan: HubPlan) -> HubPlan:
    """Return the plan with its texts on one line. Raises NameUnfit, HubUnfit."""
    opens, closes = plan.opens_minute, plan.closes_minute
    hours_fit = 0 <= opens < MINUTES and opens < closes <= opens + MINUTES
    if not hours_fit or not 1 <= plan.weekdays <= EVERY_DAY or not 1 <= plan.capacity <= MOST:
        raise HubUnfit
    return replace(plan, name=check_name(plan.name, HUB), location=cut_line(plan.location, LOCATION))

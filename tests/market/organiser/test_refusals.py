"""People who may not be blocked, named or removed; a block is announced once and can be lifted."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from sqlmodel import Session, col, select

from market.actor import Actor, NotOrganiser
from market.admins import NO_ADMINS
from market.organiser import block, roles
from market.organiser.notifications import OrganiserAppointed, PersonBlocked
from market.organiser.refusals import LastOrganiser, NamedBySettings, OrganiserNotBlocked, PersonUnknown
from market.person import Blocked
from market.refusal import Refusal
from storage.audit import AuditAction, AuditEntry
from storage.notification import Notification
from storage.organiser import Organiser
from storage.person import Person
from tests.market.waitlist.conftest import HOUR, NOW, ItemScenario
from tests.people import admins

AINA, TOM, KEN, WEI, UNKNOWN = 1, 2, 31, 32, 999
ADMINS = admins(KEN)
ORGANISER = Actor(KEN, is_configured_admin=True)


@pytest.fixture
async def named(item: ItemScenario) -> ItemScenario:
    """The settings name Ken, who named Wei in chat; Tom is blocked."""
    await item.store.write(roles.name_organiser, ORGANISER, WEI, NO_ADMINS, now=NOW)
    await item.store.write(block.block, ORGANISER, TOM, ADMINS, now=NOW)
    return item


REFUSED: list[tuple[Callable[..., Any], Actor, tuple[Any, ...], type[Refusal]]] = [
    (block.block, ORGANISER, (WEI, ADMINS, NOW), OrganiserNotBlocked),
    (block.block, Actor(WEI), (KEN, ADMINS, NOW), OrganiserNotBlocked),
    (block.block, Actor(WEI), (WEI, ADMINS, NOW), OrganiserNotBlocked),
    (block.block, ORGANISER, (UNKNOWN, ADMINS, NOW), PersonUnknown),
    (block.block, Actor(KEN), (AINA, ADMINS, NOW), NotOrganiser),
    (block.unblock, ORGANISER, (UNKNOWN, NOW), PersonUnknown),
    (block.unblock, Actor(TOM), (TOM, NOW), NotOrganiser),
    (roles.name_organiser, ORGANISER, (UNKNOWN, NO_ADMINS, NOW), PersonUnknown),
    (roles.name_organiser, ORGANISER, (TOM, NO_ADMINS, NOW), Blocked),
    (roles.name_organiser, Actor(AINA), (AINA, NO_ADMINS, NOW), NotOrganiser),
    (roles.remove_organiser, Actor(WEI), (KEN, ADMINS, NOW), NamedBySettings),
    (roles.remove_organiser, Actor(WEI), (WEI, NO_ADMINS, NOW), LastOrganiser),
    (roles.remove_organiser, Actor(AINA), (WEI, ADMINS, NOW), NotOrganiser),
]


@pytest.mark.parametrize(("action", "actor", "given", "why"), REFUSED)
async def test_what_is_refused_changes_nothing(
    named: ItemScenario, action: Callable[..., Any], actor: Actor, given: tuple[Any, ...], why: type[Refusal]
) -> None:
    before = await named.store.read(as_it_is)
    with pytest.raises(why):
        await named.store.write(action, actor, *given)
    assert await named.store.read(as_it_is) == before


def as_it_is(session: Session) -> tuple[Any, ...]:
    """Return the organisers, the blocked people, and the readers of notifications."""
    blocked = select(Person.id).where(col(Person.blocked_at).is_not(None)).order_by(col(Person.id))
    notifications = select(Notification.person_id, Notification.kind).order_by(col(Notification.id))
    organisers = select(Organiser.person_id, Organiser.named_by).order_by(col(Organiser.person_id))
    rows = [[tuple(row) for row in session.exec(each)] for each in (organisers, notifications)]
    return (*rows, list(session.exec(blocked)))


async def test_one_is_named_once_and_told_once_and_removed_where_one_is_named(named: ItemScenario) -> None:
    store = named.store
    for by in (Actor(WEI), ORGANISER):
        await store.write(roles.name_organiser, by, AINA, NO_ADMINS, now=NOW + HOUR)
    organisers, notifications, _ = await store.read(as_it_is)
    assert organisers == [(AINA, WEI), (WEI, KEN)]
    assert notifications == [
        (WEI, OrganiserAppointed.kind),
        (TOM, PersonBlocked.kind),
        (AINA, OrganiserAppointed.kind),
    ]
    await store.write(roles.remove_organiser, Actor(WEI), 3, NO_ADMINS, now=NOW)
    await store.write(roles.remove_organiser, Actor(AINA), WEI, NO_ADMINS, now=NOW)
    assert (await store.read(as_it_is))[0] == [(AINA, WEI)]
    await store.write(roles.remove_organiser, ORGANISER, AINA, ADMINS, now=NOW)
    assert (await store.read(as_it_is))[0] == [], "the settings name one still"


async def test_a_block_is_told_once_with_how_much_was_released_and_ends_what_is_asked(
    named: ItemScenario,
) -> None:
    item, store = named, named.store
    await item.join(AINA)
    await item.confirm(AINA)
    await item.join(3)

    def expect(session: Session) -> None:
        for person in (AINA, 3):
            session.get_one(Person, person).pending_prompt = "stall"

    await store.write(expect)
    for hours in (1, 2):
        await store.write(block.block, Actor(WEI), AINA, ADMINS, now=NOW + hours * HOUR)
    await store.write(block.block, Actor(WEI), 3, ADMINS, now=NOW + HOUR)
    query = select(Notification.person_id, Notification.payload, Notification.late_after).where(
        col(Notification.kind) == PersonBlocked.kind
    )
    notifications = await store.read(
        lambda session: [tuple(row) for row in session.exec(query.order_by(col(Notification.id)))]
    )
    blocks = select(AuditEntry.id).where(col(AuditEntry.action) == AuditAction.PERSON_BLOCKED)
    decisions = await store.read(lambda session: session.exec(blocks.order_by(col(AuditEntry.id))).all())
    until = NOW + timedelta(days=7)
    assert notifications == [
        (TOM, PersonBlocked(released=0, decision_id=decisions[0] or 0).to_payload(), until),
        (AINA, PersonBlocked(released=1, decision_id=decisions[1] or 0).to_payload(), until + HOUR),
        (3, PersonBlocked(released=0, decision_id=decisions[2] or 0).to_payload(), until + HOUR),
    ]
    people = select(Person.id, Person.pending_prompt, Person.blocked_at).where(
        col(Person.id).in_((AINA, 3, 4))
    )
    rows = await store.read(
        lambda session: [tuple(row) for row in session.exec(people.order_by(col(Person.id)))]
    )
    assert rows == [(AINA, "", NOW + HOUR), (3, "", NOW + HOUR), (4, "", None)]


async def test_a_block_is_taken_back_from_one_person_who_stands_at_the_end_then(new_item: Any) -> None:
    item = await new_item(quantity=1)
    for person in (3, AINA, TOM):
        await item.join(person)
    for person in (AINA, TOM):
        await item.store.write(block.block, ORGANISER, person, ADMINS, now=NOW)
    await item.store.write(block.unblock, ORGANISER, AINA, NOW)
    with pytest.raises(Blocked):
        await item.join(TOM)
    assert (await item.join(AINA)).number == 4
    assert await item.notifications("BlockLifted") == [AINA]

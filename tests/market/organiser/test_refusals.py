"""Who may not be banned, named or removed, and that a ban is told once and can be taken back."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from sqlmodel import Session, col, select

from market.acting import Acting
from market.organiser import ban, roles
from market.refusal import (
    Banned,
    LastOrganiser,
    NamedBySettings,
    NotOrganiser,
    OrganiserNotBanned,
    PersonUnknown,
    Refusal,
)
from storage.letter import Letter
from storage.organiser import Organiser
from storage.person import Person
from tests.market.waitlist.conftest import HOUR, NOW, Alive

AINA, TOM, KEN, WEI, UNKNOWN = 1, 2, 31, 32, 999
ADMINS = frozenset({KEN})
ORGANISER = Acting(KEN, named=True)


@pytest.fixture
async def named(line: Alive) -> Alive:
    """The settings name Ken, who named Wei in chat; Tom is banned."""
    await line.store.write(roles.name_organiser, ORGANISER, WEI, NOW)
    await line.store.write(ban.ban, ORGANISER, TOM, ADMINS, NOW)
    return line


REFUSED: list[tuple[Callable[..., Any], Acting, tuple[Any, ...], type[Refusal]]] = [
    (ban.ban, ORGANISER, (WEI, ADMINS, NOW), OrganiserNotBanned),
    (ban.ban, Acting(WEI), (KEN, ADMINS, NOW), OrganiserNotBanned),
    (ban.ban, Acting(WEI), (WEI, ADMINS, NOW), OrganiserNotBanned),
    (ban.ban, ORGANISER, (UNKNOWN, ADMINS, NOW), PersonUnknown),
    (ban.ban, Acting(KEN), (AINA, ADMINS, NOW), NotOrganiser),
    (ban.unban, ORGANISER, (UNKNOWN,), PersonUnknown),
    (ban.unban, Acting(TOM), (TOM,), NotOrganiser),
    (roles.name_organiser, ORGANISER, (UNKNOWN, NOW), PersonUnknown),
    (roles.name_organiser, ORGANISER, (TOM, NOW), Banned),
    (roles.name_organiser, Acting(AINA), (AINA, NOW), NotOrganiser),
    (roles.remove_organiser, Acting(WEI), (KEN, ADMINS), NamedBySettings),
    (roles.remove_organiser, Acting(WEI), (WEI, ()), LastOrganiser),
    (roles.remove_organiser, Acting(AINA), (WEI, ADMINS), NotOrganiser),
]


@pytest.mark.parametrize(("action", "acting", "given", "why"), REFUSED)
async def test_what_is_refused_changes_nothing(
    named: Alive, action: Callable[..., Any], acting: Acting, given: tuple[Any, ...], why: type[Refusal]
) -> None:
    before = await named.store.read(as_it_is)
    with pytest.raises(why):
        await named.store.write(action, acting, *given)
    assert await named.store.read(as_it_is) == before


def as_it_is(session: Session) -> tuple[Any, ...]:
    """Who organises, who is banned, and who was written to."""
    banned = select(Person.id).where(col(Person.banned_at).is_not(None)).order_by(col(Person.id))
    letters = select(Letter.person_id, Letter.notice).order_by(col(Letter.id))
    organisers = select(Organiser.person_id, Organiser.named_by).order_by(col(Organiser.person_id))
    rows = [[tuple(row) for row in session.exec(each)] for each in (organisers, letters)]
    return (*rows, list(session.exec(banned)))


async def test_one_is_named_once_and_told_once_and_removed_where_one_is_named(named: Alive) -> None:
    store = named.store
    for by in (Acting(WEI), ORGANISER):
        await store.write(roles.name_organiser, by, AINA, NOW + HOUR)
    organisers, letters, _ = await store.read(as_it_is)
    assert organisers == [(AINA, WEI), (WEI, KEN)]
    assert letters == [(WEI, roles.NAMED), (TOM, ban.NOTICE), (AINA, roles.NAMED)]
    await store.write(roles.remove_organiser, Acting(WEI), 3, ())
    await store.write(roles.remove_organiser, Acting(AINA), WEI, ())
    assert (await store.read(as_it_is))[0] == [(AINA, WEI)]
    await store.write(roles.remove_organiser, ORGANISER, AINA, ADMINS)
    assert (await store.read(as_it_is))[0] == [], "the settings name one still"


async def test_a_ban_is_told_once_with_how_much_was_released_and_ends_what_is_asked(named: Alive) -> None:
    line, store = named, named.store
    await line.join(AINA)
    await line.keep(AINA)
    await line.join(3)

    def expect(session: Session) -> None:
        for person in (AINA, 3):
            session.get_one(Person, person).expects = "stall"

    await store.write(expect)
    for hours in (1, 2):
        await store.write(ban.ban, Acting(WEI), AINA, ADMINS, NOW + hours * HOUR)
    await store.write(ban.ban, Acting(WEI), 3, ADMINS, NOW + HOUR)
    told = select(Letter.person_id, Letter.facts, Letter.late_after).where(col(Letter.notice) == ban.NOTICE)
    letters = await store.read(
        lambda session: [tuple(row) for row in session.exec(told.order_by(col(Letter.id)))]
    )
    until = NOW + timedelta(days=7)
    assert letters == [
        (TOM, {"released": 0}, until),
        (AINA, {"released": 1}, until + HOUR),
        (3, {"released": 0}, until + HOUR),
    ]
    people = select(Person.id, Person.expects, Person.banned_at).where(col(Person.id).in_((AINA, 3, 4)))
    rows = await store.read(
        lambda session: [tuple(row) for row in session.exec(people.order_by(col(Person.id)))]
    )
    assert rows == [(AINA, "", NOW + HOUR), (3, "", NOW + HOUR), (4, "", None)]


async def test_a_ban_is_taken_back_from_one_person_who_stands_at_the_end_then(lay: Any) -> None:
    line = await lay(quantity=1)
    for person in (3, AINA, TOM):
        await line.join(person)
    for person in (AINA, TOM):
        await line.store.write(ban.ban, ORGANISER, person, ADMINS, NOW)
    await line.store.write(ban.unban, ORGANISER, AINA)
    with pytest.raises(Banned):
        await line.join(TOM)
    assert (await line.join(AINA)).number == 4

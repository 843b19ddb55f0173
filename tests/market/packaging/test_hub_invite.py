"""A link that makes one person staff of a hub: once, of that hub, within a day, and while its organiser organises."""

import asyncio
from datetime import timedelta
from random import Random
from typing import Any

import pytest
from sqlmodel import Session, col, select

from market.admins import Admins
from market.invite_code import AlreadyHelps, InviteGone, TooManyInvites
from market.organiser.block import block
from market.organiser.roles import name_organiser, remove_organiser
from market.packaging.hub import close_hub
from market.packaging.hub_invite import (
    accept_hub_invite,
    cancel_hub_invite,
    hub_invitation,
    invite_hub_staff,
    open_hub_invites,
)
from market.packaging.place import is_hub_staff
from market.packaging.refusals import HubClosed, HubLinkEnded
from market.person import Blocked
from storage.hub import HubInvite, HubStaff
from storage.person import Person
from tests.market.packaging.conftest import PackagingScenario
from tests.market.packaging.market_rows import AINA, HANA, KEN, NOW, ZUL, actor_of
from tests.people import telegram_id

DAY = timedelta(days=1)
HUB = 1
ADMINS = Admins(frozenset({telegram_id(KEN)}))
"""Ken organises by the settings."""


async def link(scenario: PackagingScenario, organiser: int = KEN, now: Any = NOW) -> str:
    offer = await scenario.store.write(
        invite_hub_staff, actor_of(organiser), HUB, now=now, rng=Random(str(now) + str(organiser))
    )
    assert offer.until == now + DAY
    return offer.code


async def accept(scenario: PackagingScenario, person: int, code: str, now: Any = NOW) -> Any:
    return await scenario.store.write(accept_hub_invite, person, code, ADMINS, now=now)


async def staff(scenario: PackagingScenario) -> set[int]:
    rows = select(HubStaff.person_id).where(col(HubStaff.hub_id) == HUB)
    return await scenario.store.read(lambda session: set(session.exec(rows)))


async def test_a_link_makes_one_person_staff_and_its_organiser_is_told(scenario: PackagingScenario) -> None:
    code = await link(scenario)
    offered = await scenario.store.read(hub_invitation, AINA, code, ADMINS, now=NOW)
    assert (offered.hub, offered.inviter) == (HUB, "Ken")
    assert AINA not in await staff(scenario), "looking changes nothing"
    await accept(scenario, AINA, code)
    assert AINA in await staff(scenario)
    assert await scenario.store.read(is_hub_staff, AINA)
    assert await scenario.notified("HubStaffJoined") == [KEN]
    with pytest.raises(HubLinkEnded):
        await accept(scenario, ZUL, code)
    rows = await scenario.store.read(lambda session: session.exec(select(HubInvite)).all())
    assert list(rows) == []


@pytest.mark.parametrize("end", ["day", "cancelled", "closed", "other code"])
async def test_a_link_ends(scenario: PackagingScenario, end: str) -> None:
    code, later = await link(scenario), NOW
    match end:
        case "day":
            later = NOW + DAY
        case "cancelled":
            [invite] = await scenario.store.read(open_hub_invites, actor_of(KEN), HUB, NOW)
            await scenario.store.write(cancel_hub_invite, actor_of(KEN), HUB, invite.id)
            with pytest.raises(InviteGone):
                await scenario.store.write(cancel_hub_invite, actor_of(KEN), HUB, invite.id)
        case "closed":
            await scenario.store.write(close_hub, actor_of(KEN), HUB, NOW)
        case _:
            code = code[::-1]
    with pytest.raises(HubLinkEnded):
        await accept(scenario, AINA, code, later)
    assert AINA not in await staff(scenario)


async def test_it_ends_with_the_role_of_its_organiser(scenario: PackagingScenario) -> None:
    await scenario.store.write(name_organiser, actor_of(KEN), ZUL, ADMINS, NOW)
    code = await link(scenario, ZUL)
    await scenario.store.write(remove_organiser, actor_of(KEN), ZUL, ADMINS, NOW)
    with pytest.raises(HubLinkEnded):
        await accept(scenario, AINA, code)


async def test_a_blocked_person_and_one_who_works_there_take_none(scenario: PackagingScenario) -> None:
    code = await link(scenario)
    with pytest.raises(AlreadyHelps):
        await accept(scenario, HANA, code)
    await scenario.store.write(block, actor_of(KEN), AINA, ADMINS, now=NOW)
    with pytest.raises(Blocked):
        await accept(scenario, AINA, code)
    assert await staff(scenario) == {HANA}


async def test_of_two_who_say_yes_at_one_time_the_first_has_it(scenario: PackagingScenario) -> None:
    code = await link(scenario)
    done = await asyncio.gather(
        accept(scenario, AINA, code), accept(scenario, ZUL, code), return_exceptions=True
    )
    assert sum(isinstance(one, HubLinkEnded) for one in done) == 1
    assert len(await staff(scenario) & {AINA, ZUL}) == 1


async def test_ten_links_are_open_at_most_and_a_closed_hub_has_none(scenario: PackagingScenario) -> None:
    for minute in range(10):
        await link(scenario, now=NOW + timedelta(minutes=minute))
    with pytest.raises(TooManyInvites):
        await link(scenario, now=NOW + timedelta(hours=1))
    await link(scenario, now=NOW + 2 * DAY)
    await scenario.store.write(close_hub, actor_of(KEN), HUB, NOW)
    with pytest.raises(HubClosed):
        await link(scenario, now=NOW + 2 * DAY)


async def test_only_a_hash_of_the_code_is_stored(scenario: PackagingScenario) -> None:
    code = await link(scenario)

    def read(session: Session) -> tuple[str, str]:
        row = session.exec(select(HubInvite)).one()
        return row.code_hash, session.get_one(Person, row.person_id).first_name

    stored, inviter = await scenario.store.read(read)
    assert code not in stored
    assert inviter == "Ken"

"""Invitations, roles and removals in any sequence and concurrently: rights follow the last change, and one link makes one helper."""

import asyncio
from collections.abc import Awaitable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from random import Random

import pytest
from sqlmodel import col

from market.actor import ROLE_RIGHTS, Actor, NotYourStall, Right, may
from market.refusal import Refusal
from market.sale.cart import CartLine
from market.sale.sell import SaleRequest, sell
from market.staff.helpers import change_role, leave_stall, remove_helper
from market.staff.invite import LIVES, accept_invite
from storage.audit import AuditAction, AuditEntry
from storage.sale import Receipt, SaleMethod
from storage.staff import StaffRole, StallInvite
from tests.market.sale.conftest import KUIH
from tests.market.staff.conftest import NOW, ROS, SCANNER, SELLER, STALL, TOM, StaffScenario
from tests.seeds import seeds

PRICE, STEPS = 852, 40
PEOPLE = (TOM, SELLER, SCANNER)
ROLES = tuple(StaffRole)
KINDS = ("invite", "invite", "accept", "accept", "accept", "change", "remove", "leave", "wait")


@dataclass
class Model:
    """The expected state: the role of each person, and the links in the order of making, each with its role and end."""

    roles: dict[int, StaffRole] = field(default_factory=dict)
    links: list[tuple[str, StaffRole, datetime]] = field(default_factory=list)

    def takes(self, person: int, number: int, now: datetime) -> StaffRole | None:
        """The role that a person gets by the link of this number; None where it is refused."""
        _, role, until = self.links[number]
        return role if until > now and person != ROS and self.roles.get(person) != role else None


async def is_done(deed: Awaitable[object]) -> bool:
    """Return whether the action was done, and not refused."""
    try:
        await deed
    except Refusal:
        return False
    return True


async def step(scenario: StaffScenario, model: Model, rng: Random) -> None:
    """Do one thing, and expect what the model does. A refused action changes nothing."""
    now, person, role = scenario.now, rng.choice(PEOPLE), rng.choice(ROLES)
    match rng.choice(KINDS):
        case "invite":
            if await scenario.count(StallInvite, col(StallInvite.until) > now) < 10:
                model.links.append((await scenario.link(role), role, now + LIVES))
        case "accept" if model.links:
            await accept(scenario, model, rng.choice((*PEOPLE, ROS)), rng.randrange(len(model.links)))
        case "change":
            deed = scenario.act(change_role, ROS, STALL, person, role=role, now=now)
            assert await is_done(deed) == (person in model.roles)
            if person in model.roles:
                model.roles[person] = role
        case "remove":
            deed = scenario.act(remove_helper, ROS, STALL, person, now=now)
            assert await is_done(deed) == (model.roles.pop(person, None) is not None)
        case "leave":
            deed = scenario.act(leave_stall, person, STALL, now)
            assert await is_done(deed) == (model.roles.pop(person, None) is not None)
        case _:
            scenario.now += timedelta(hours=rng.randint(1, 9))


async def accept(scenario: StaffScenario, model: Model, person: int, number: int) -> None:
    expected, code = model.takes(person, number, scenario.now), model.links[number][0]
    done = await is_done(scenario.store.write(accept_invite, person, code, scenario.now))
    assert done == (expected is not None)
    if expected is not None:
        model.roles[person] = expected
        model.links[number] = ("used", expected, NOW)


async def assert_holds(scenario: StaffScenario, model: Model) -> None:
    """The rows are as the model, and the rights are those of the rows."""
    assert await scenario.roles() == model.roles
    await assert_rights(scenario, model.roles)


async def assert_rights(scenario: StaffScenario, roles: dict[int, StaffRole]) -> None:
    for person in PEOPLE:
        role = roles.get(person)
        found = {right for right in Right if await scenario.read(may, person, STALL, right)}
        assert found == (ROLE_RIGHTS[role] if role else frozenset()), (person, role)
    assert {right for right in Right if await scenario.read(may, ROS, STALL, right)} == {*Right}


@pytest.mark.parametrize("seed", seeds(4))
async def test_rights_follow_the_last_change(scenario: StaffScenario, seed: int) -> None:
    rng, model = Random(seed), Model()
    for _ in range(STEPS):
        await step(scenario, model, rng)
        await assert_holds(scenario, model)


@pytest.mark.parametrize("seed", seeds(3))
async def test_whatever_comes_at_once_leaves_one_role_each_and_uses_no_link_twice(
    scenario: StaffScenario, seed: int
) -> None:
    rng = Random(seed)
    for _ in range(4):
        codes = [await scenario.link(rng.choice(ROLES)) for _ in range(2)]
        deeds = [
            *(scenario.store.write(accept_invite, person, code, NOW) for code in codes for person in PEOPLE),
            *(scenario.act(remove_helper, ROS, STALL, person, now=NOW) for person in PEOPLE),
            *(scenario.act(leave_stall, person, STALL, NOW) for person in PEOPLE),
            *(
                scenario.act(change_role, ROS, STALL, person, role=rng.choice(ROLES), now=NOW)
                for person in PEOPLE
            ),
        ]
        rng.shuffle(deeds)
        before = await joined(scenario)
        done = await asyncio.gather(*(is_done(deed) for deed in deeds))
        assert len(done) == len(deeds)
        assert await joined(scenario) - before <= len(codes)
        await assert_rights(scenario, await scenario.roles())


async def joined(scenario: StaffScenario) -> int:
    """Return how many links were taken, by the audit log, where people named themselves."""
    named = col(AuditEntry.action) == AuditAction.STALL_STAFF_NAMED
    return await scenario.count(AuditEntry, named, col(AuditEntry.actor) == col(AuditEntry.subject))


def sale() -> SaleRequest:
    return SaleRequest(stall=STALL, cart=(CartLine(KUIH, 1),), method=SaleMethod.CASH, total=PRICE)


async def test_one_link_that_many_take_at_once_makes_one_helper(scenario: StaffScenario) -> None:
    code = await scenario.link()
    tries = (is_done(scenario.store.write(accept_invite, person, code, NOW)) for person in PEOPLE)
    assert sum(await asyncio.gather(*tries)) == 1
    assert len(await scenario.roles()) == 1


async def test_a_helper_who_sells_while_they_are_removed_sells_before_it_or_not_at_all(
    scenario: StaffScenario,
) -> None:
    for place in range(4):
        await scenario.hire(TOM)
        deeds = [scenario.store.write(sell, Actor(TOM), sale(), now=NOW, rng=scenario.rng) for _ in range(3)]
        deeds.insert(place, scenario.act(remove_helper, ROS, STALL, TOM, now=NOW))
        done = await asyncio.gather(*(is_done(deed) for deed in deeds))
        assert done[place]
        receipts = await scenario.count(Receipt)
        with pytest.raises(NotYourStall):
            await scenario.store.write(sell, Actor(TOM), sale(), now=NOW, rng=scenario.rng)
        assert await scenario.count(Receipt) == receipts

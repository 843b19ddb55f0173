"""The link of a dossier: one a stall, of which only a hash is stored, counted when it is opened, and ended by all that has to end it."""

from collections.abc import Awaitable, Callable
from dataclasses import asdict
from datetime import timedelta
from random import Random

import pytest
from sqlmodel import Session, col, select

from locales.decision_reasons import DecisionReason
from market.actor import Actor, NotYourStall, StallUnknown
from market.dossier.contents import DossierParts
from market.dossier.link import (
    LIVES,
    count_opening,
    make_dossier_link,
    own_dossier,
    released_document,
    released_dossier,
    released_photo,
    stop_dossier_link,
    sweep_dossier_links,
)
from market.dossier.refusals import DossierEarly
from market.organiser.block import block, unblock
from market.organiser.stalls import approve, turn_down
from market.person import Blocked
from market.privacy.forget import forget
from market.privacy.mydata import mydata
from market.recovery.move import move_account
from market.recovery.request import ask_recovery
from market.refusal import LinkUnknown
from market.stall_closing import close_stall, reopen_stall
from storage.dossier import DossierLink
from storage.person import Person
from storage.recovery import Recovery
from storage.stall import Stall, StallApproval
from tests.counted_statements import noted_statements
from tests.evening import JO, KEN, NOW, ORGANISER, OWNER, ROS, SITI, TOM
from tests.market.dossier.conftest import ALL, DAY, LAPIS_PHOTO, DossierScenario, key_of
from tests.merging import merge_by_word
from tests.people import admins


async def test_a_new_link_ends_the_one_before(scenario: DossierScenario) -> None:
    first = await scenario.link()
    await scenario.opened(first)
    second = await scenario.link(DossierParts(seller=True), seed=2)
    assert len(second.secret) == 22
    with pytest.raises(LinkUnknown):
        await scenario.opened(first)
    assert (await scenario.opened(second)).parts == DossierParts(seller=True)


async def test_it_works_for_fourteen_days_and_then_leaves_no_row(scenario: DossierScenario) -> None:
    made = await scenario.link()
    assert made.until - NOW == LIVES == timedelta(days=14)
    almost = made.until - timedelta(seconds=1)
    await scenario.store.read(released_dossier, made.secret, almost)
    await scenario.store.write(sweep_dossier_links, almost)
    own = await scenario.store.read(own_dossier, OWNER, scenario.stall, almost)
    assert own.open_link is not None
    for query in (released_dossier, released_document):
        with pytest.raises(LinkUnknown):
            await scenario.store.read(query, made.secret, made.until)
    own = await scenario.store.read(own_dossier, OWNER, scenario.stall, made.until)
    assert own.open_link is None
    await scenario.store.write(sweep_dossier_links, made.until)
    assert await scenario.has_ended(made)


async def test_it_is_counted_with_its_last_time_and_nothing_else_changes(scenario: DossierScenario) -> None:
    made, other = await scenario.link(), "B" * 22
    for minutes in (1, 5):
        await scenario.store.write(count_opening, made.secret, NOW + timedelta(minutes=minutes))
    await scenario.store.write(count_opening, other, NOW + DAY)
    found = (await scenario.store.read(own_dossier, OWNER, scenario.stall, NOW + DAY)).open_link
    assert found is not None
    assert (found.opened, found.opened_at) == (2, NOW + timedelta(minutes=5))
    assert (found.parts, found.made_at, found.until) == (ALL, NOW, made.until)
    await scenario.link(seed=2)
    found = (await scenario.store.read(own_dossier, OWNER, scenario.stall, NOW)).open_link
    assert found is not None
    assert (found.opened, found.opened_at) == (0, None), "it is of the new link"


async def test_only_a_hash_is_stored_and_mydata_has_it(scenario: DossierScenario) -> None:
    made = await scenario.link()
    data = await scenario.store.read(mydata, ROS)
    [row] = data["dossier_link"]
    assert row["stall_id"] == scenario.stall
    assert (row["licence"], row["seller"], row["photos"]) == (True, True, True)
    assert made.secret not in str(data)
    assert "dossier_link" not in await scenario.store.read(mydata, TOM)


async def stop(scenario: DossierScenario) -> None:
    await scenario.store.write(stop_dossier_link, OWNER, scenario.stall)


async def close(scenario: DossierScenario) -> None:
    await scenario.store.write(close_stall, OWNER, scenario.stall, 2, now=NOW)


async def refuse(scenario: DossierScenario) -> None:
    await scenario.store.write(
        turn_down, ORGANISER, scenario.stall, StallApproval.APPROVED, DecisionReason.GOODS, now=NOW
    )


async def block_owner(scenario: DossierScenario) -> None:
    await scenario.store.write(block, ORGANISER, ROS, admins(KEN), NOW)


async def forget_owner(scenario: DossierScenario) -> None:
    await scenario.store.write(forget, ROS, NOW)


async def give_to_another_account(scenario: DossierScenario) -> None:
    await merge_by_word(scenario.store, JO, ROS, KEN, now=NOW)


async def give_to_another_phone(scenario: DossierScenario) -> None:
    """The old phone is lost: an organiser moves what its account had."""
    code = await scenario.store.write(
        ask_recovery,
        Actor(JO),
        "Dapur Ros",
        zone="Asia/Kuching",
        admins=admins(KEN),
        now=NOW,
        rng=Random(8),
    )
    assert code, "the name leads to the stall"
    rows = select(Recovery.id).where(col(Recovery.person_id) == JO)
    request = await scenario.store.read(lambda session: session.exec(rows).one() or 0)
    await scenario.store.write(move_account, ORGANISER, request, admins(KEN), now=NOW, rng=Random(8))


ENDS: dict[str, Callable[[DossierScenario], Awaitable[None]]] = {
    "stopped": stop,
    "the stall is closed": close,
    "the stall is turned down": refuse,
    "its owner is blocked": block_owner,
    "its owner is forgotten": forget_owner,
    "the stall goes to another account": give_to_another_account,
    "the stall goes to another phone": give_to_another_phone,
}


@pytest.mark.parametrize("end", ENDS.values(), ids=ENDS)
async def test_it_ends(scenario: DossierScenario, end: Callable[[DossierScenario], Awaitable[None]]) -> None:
    made = await scenario.link()
    await scenario.opened(made)
    await end(scenario)
    assert await scenario.has_ended(made)
    for query, *more in ((released_document,), (released_photo, key_of(LAPIS_PHOTO))):
        with pytest.raises(LinkUnknown):
            await scenario.store.read(query, made.secret, *more, NOW)


async def test_what_ended_stays_ended(scenario: DossierScenario) -> None:
    made = await scenario.link()
    await refuse(scenario)
    await scenario.store.write(approve, ORGANISER, scenario.stall, StallApproval.TURNED_DOWN, NOW)
    assert await scenario.has_ended(made)
    made = await scenario.link(seed=2)
    await block_owner(scenario)
    await scenario.store.write(unblock, ORGANISER, ROS, NOW)
    assert await scenario.has_ended(made)
    made = await scenario.link(seed=3)
    await close(scenario)
    await scenario.store.write(reopen_stall, OWNER, scenario.stall, NOW)
    assert await scenario.has_ended(made)


@pytest.mark.parametrize("change", ["not approved", "owner blocked", "owner gone"])
async def test_a_row_that_was_left_behind_opens_nothing(scenario: DossierScenario, change: str) -> None:
    made = await scenario.link()

    def write(session: Session) -> None:
        match change:
            case "not approved":
                session.get_one(Stall, scenario.stall).state = StallApproval.ASKED
            case "owner blocked":
                session.get_one(Person, ROS).blocked_at = NOW
            case _:
                session.get_one(Stall, scenario.stall).owner_id = None

    await scenario.store.write(write)
    with pytest.raises(LinkUnknown):
        await scenario.opened(made)


async def test_a_block_of_somebody_else_and_a_merge_into_the_owner_end_nothing(
    scenario: DossierScenario,
) -> None:
    made = await scenario.link()
    await scenario.store.write(block, ORGANISER, SITI, admins(KEN), NOW)
    await merge_by_word(scenario.store, ROS, JO, KEN, now=NOW)
    await scenario.opened(made)


@pytest.mark.parametrize("person", [TOM, JO, KEN])
async def test_a_stranger_a_shopper_and_an_organiser_neither_see_nor_make_nor_stop_it(
    scenario: DossierScenario, person: int
) -> None:
    actor = ORGANISER if person == KEN else Actor(person)
    made = await scenario.link()
    with pytest.raises(NotYourStall):
        await scenario.store.read(own_dossier, actor, scenario.stall, NOW)
    with pytest.raises(NotYourStall):
        await scenario.store.write(make_dossier_link, actor, scenario.stall, ALL, now=NOW, rng=Random(9))
    with pytest.raises(NotYourStall):
        await scenario.store.write(stop_dossier_link, actor, scenario.stall)
    await scenario.opened(made)


async def test_a_blocked_owner_makes_none(scenario: DossierScenario) -> None:
    await block_owner(scenario)
    with pytest.raises(Blocked):
        await scenario.link()
    with pytest.raises(Blocked):
        await stop(scenario)


async def test_a_stall_that_is_not_approved_has_none(scenario: DossierScenario) -> None:
    await scenario.change(state=StallApproval.ASKED)
    with pytest.raises(DossierEarly):
        await scenario.link()
    with pytest.raises(DossierEarly):
        await scenario.store.read(own_dossier, OWNER, scenario.stall, NOW)
    with pytest.raises(StallUnknown):
        await scenario.store.read(own_dossier, OWNER, 999_999, NOW)


async def test_links_that_open_nothing_are_answered_by_the_same_query(scenario: DossierScenario) -> None:
    old = await scenario.link()
    await scenario.link(seed=2)

    def asked(session: Session, secret: str) -> list[str]:
        with noted_statements(session.connection()) as made, pytest.raises(LinkUnknown):
            released_dossier(session, secret, NOW)
        return made

    seen = [await scenario.store.read(asked, secret) for secret in (old.secret, "A" * 22, "", "'" * 22)]
    assert len(seen[0]) == 1
    assert seen == [seen[0]] * 4


async def test_a_link_never_has_two_rows(scenario: DossierScenario) -> None:
    for seed in range(3):
        await scenario.link(DossierParts(photos=bool(seed)), seed=seed)
    rows = select(DossierLink).where(col(DossierLink.stall_id) == scenario.stall)
    [row] = await scenario.store.read(lambda session: [each.model_dump() for each in session.exec(rows)])
    assert {name: row[name] for name in asdict(ALL)} == {"licence": False, "seller": False, "photos": True}

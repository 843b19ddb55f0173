"""An application for a stall that its owner renames or withdraws before anybody decides, on both databases."""

from datetime import UTC, datetime, timedelta
from random import Random

import pytest
from sqlmodel import Session, col, select

from locales.decision_reasons import DecisionReason
from market.actor import Actor, NotYourStall, StallUnknown
from market.admins import NO_ADMINS
from market.drop.browse import stall_by_code
from market.organiser.refusals import ApplicationWithdrawn
from market.organiser.stalls import application_in_state, approvals, approve, stall_application, turn_down
from market.person import Blocked
from market.privacy.forget import open_matters
from market.recovery.request import proof_in
from market.refusal import NameUnfit
from market.stall import (
    MAX_APPLICATIONS,
    StallExists,
    TooManyApplications,
    apply_for_stall,
    has_open_stall,
    stall_of,
    stall_state,
)
from market.stall_application import (
    UNDO_TIME,
    ApplicationDecided,
    WithdrawalFinal,
    just_withdrawn,
    rename_application,
    restore_application,
    withdraw_application,
)
from storage.alley import Alley
from storage.organiser import Organiser
from storage.person import Person
from storage.shown import ShownKind
from storage.stall import Stall, StallApproval
from storage.store import Store
from tests.databases import ON_POSTGRESQL
from tests.market.locks import waits_where_it_looks
from tests.market.shown_messages import due_again, show
from tests.people import add_person

NOW = datetime(2026, 11, 24, 2, tzinfo=UTC)
MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)
ROS, TOM, KEN = 1, 2, 3
OWNER, STRANGER, ORGANISER = Actor(ROS), Actor(TOM), Actor(KEN)


def lay_out(session: Session) -> None:
    for person in (ROS, TOM, KEN):
        add_person(session, person, first_name="x", language="en", created_at=NOW)
    session.add(
        Alley(
            id=3, code="A3", name="Bakau", city="Kuching", zone="Asia/Kuching", territory="MY",
            currency="MYR", latitude=3, longitude=103,
        )
    )  # fmt: skip
    session.flush()
    session.add(Organiser(person_id=KEN, named_at=NOW))


@pytest.fixture
async def market(store: Store) -> Store:
    await store.write(lay_out)
    return store


async def ask(store: Store, name: str = "Dapur Ros", now: datetime = NOW) -> int:
    return await store.write(
        apply_for_stall, OWNER, name, 3, language="ms", admins=NO_ADMINS, now=now, rng=Random(str(now))
    )


async def block_owner(store: Store) -> None:
    await store.write(lambda session: setattr(session.get_one(Person, ROS), "blocked_at", NOW))


async def test_a_waiting_application_is_renamed_by_its_owner_alone(market: Store) -> None:
    stall = await ask(market)
    await market.write(show, KEN, ShownKind.ORGANISER_REQUEST, stall)
    await market.write(rename_application, OWNER, stall, " Dapur\nNenek ", NOW)
    assert (await market.read(stall_state, stall)).name == "Dapur Nenek"
    assert await market.read(due_again) == [(ShownKind.ORGANISER_REQUEST, stall)], (
        "an organiser reads the name"
    )
    with pytest.raises(NameUnfit):
        await market.write(rename_application, OWNER, stall, " ", NOW)
    for actor in (STRANGER, ORGANISER):
        with pytest.raises(StallUnknown):
            await market.write(rename_application, actor, stall, "Mine", NOW)
    await market.write(approve, ORGANISER, stall, StallApproval.ASKED, now=NOW)
    with pytest.raises(ApplicationDecided):
        await market.write(rename_application, OWNER, stall, "Other", NOW)
    with pytest.raises(NotYourStall):
        await market.write(rename_application, STRANGER, stall, "Mine", NOW)
    assert (await market.read(stall_state, stall)).name == "Dapur Nenek"


@pytest.mark.empty_market("the queue of all that organisers decide")
async def test_a_withdrawn_application_is_decided_by_nobody(market: Store) -> None:
    stall = await ask(market)
    await market.write(withdraw_application, OWNER, stall, NOW)
    assert await market.read(stall_of, ROS) is None
    assert (await market.read(approvals, ORGANISER)).count == 0
    card = await market.read(stall_application, ORGANISER, stall)
    assert (card.is_withdrawn, card.closed_at, card.decided_at) == (True, NOW, None)
    for seen in (StallApproval.ASKED, StallApproval.TURNED_DOWN):
        with pytest.raises(ApplicationWithdrawn):
            await market.write(approve, ORGANISER, stall, seen, now=NOW)
        with pytest.raises(ApplicationWithdrawn):
            await market.write(turn_down, ORGANISER, stall, seen, reason=DecisionReason.GOODS, now=NOW)
        with pytest.raises(ApplicationWithdrawn):
            await market.read(application_in_state, ORGANISER, stall, seen)
    with pytest.raises(StallUnknown):
        await market.write(withdraw_application, OWNER, stall, NOW)


async def test_a_withdrawal_is_undone_within_its_minute(market: Store) -> None:
    stall = await ask(market)
    await market.write(withdraw_application, OWNER, stall, NOW)
    found = await market.read(just_withdrawn, ROS, NOW + UNDO_TIME - timedelta(seconds=1))
    assert found is not None
    assert (found.id, found.is_withdrawn) == (stall, True)
    assert await market.read(just_withdrawn, TOM, NOW) is None
    for actor in (STRANGER, ORGANISER):
        with pytest.raises(StallUnknown):
            await market.write(restore_application, actor, stall, NOW)
    await market.write(restore_application, OWNER, stall, NOW)
    again = await market.read(stall_of, ROS)
    assert again is not None
    assert (again.id, again.state, again.closed_at) == (stall, "asked", None)
    with pytest.raises(StallUnknown):
        await market.write(restore_application, OWNER, stall, NOW)
    await market.write(withdraw_application, OWNER, stall, NOW)
    assert await market.read(just_withdrawn, ROS, NOW + UNDO_TIME) is None
    with pytest.raises(WithdrawalFinal):
        await market.write(restore_application, OWNER, stall, NOW + UNDO_TIME)


async def test_who_withdrew_asks_for_another_stall_and_not_for_many(market: Store) -> None:
    stall = await ask(market)
    await market.write(withdraw_application, OWNER, stall, NOW)
    other = await ask(market, "Kedai Ros")
    assert other != stall
    with pytest.raises(StallExists):
        await market.write(restore_application, OWNER, stall, NOW)
    for _ in range(MAX_APPLICATIONS - 2):
        await market.write(withdraw_application, OWNER, other, NOW)
        other = await ask(market)
    await market.write(withdraw_application, OWNER, other, NOW)
    with pytest.raises(TooManyApplications) as refused:
        await ask(market)
    assert refused.value.maximum == MAX_APPLICATIONS
    assert await market.read(stall_of, ROS) is None
    await ask(market, now=NOW + DAY)


async def test_a_blocked_owner_changes_no_application(market: Store) -> None:
    stall = await ask(market)
    await block_owner(market)
    with pytest.raises(Blocked):
        await market.write(rename_application, OWNER, stall, "Other", NOW)
    with pytest.raises(Blocked):
        await market.write(withdraw_application, OWNER, stall, NOW)
    with pytest.raises(Blocked):
        await market.write(restore_application, OWNER, stall, NOW)


async def test_nobody_else_hears_of_a_withdrawn_stall(market: Store) -> None:
    """Its code is that of no stall, and its name proves no lost phone."""
    stall = await ask(market)
    await market.write(withdraw_application, OWNER, stall, NOW)
    code = await market.read(
        lambda session: session.exec(select(Stall.code).where(col(Stall.id) == stall)).one()
    )
    with pytest.raises(StallUnknown):
        await market.read(stall_by_code, code, NOW)
    assert await market.read(proof_in, "Dapur Ros") is None
    other = await ask(market)
    proof = await market.read(proof_in, "Dapur Ros")
    assert proof is not None
    assert proof.stall == other


@ON_POSTGRESQL
async def test_each_waits_for_the_stall_where_it_looks(market: Store) -> None:
    stall = await ask(market)
    where = f"id = {stall}"
    await waits_where_it_looks(market, (rename_application, OWNER, stall, "Other", NOW), Stall, where)
    await waits_where_it_looks(market, (withdraw_application, OWNER, stall, NOW), Stall, where)
    await market.write(withdraw_application, OWNER, stall, NOW)
    await waits_where_it_looks(market, (restore_application, OWNER, stall, NOW), Stall, where)


async def test_only_a_stall_that_is_not_closed_counts_as_one(market: Store) -> None:
    assert await market.read(has_open_stall, ROS) is False
    stall = await ask(market)
    assert await market.read(has_open_stall, ROS) is True
    await market.write(withdraw_application, OWNER, stall, NOW)
    assert await market.read(has_open_stall, ROS) is False
    assert (await market.read(open_matters, ROS, NOW)).stalls == (), "nothing of it is left to close"
    await market.write(lambda session: setattr(session.get_one(Stall, stall), "decided_at", NOW))
    assert await market.read(stall_of, ROS) is not None, "now it is as one that was closed"
    assert await market.read(has_open_stall, ROS) is False


async def test_who_has_another_stall_is_offered_no_undo(market: Store) -> None:
    await market.write(withdraw_application, OWNER, await ask(market), NOW)
    await ask(market)
    assert await market.read(just_withdrawn, ROS, NOW) is None

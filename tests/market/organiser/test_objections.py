"""Objections, on both databases: once for each decision, to another organiser first, and always about the present state."""

from collections.abc import Awaitable, Callable
from contextlib import suppress
from datetime import datetime, timedelta
from random import Random

import pytest
from sqlmodel import Session, col, func, select

from locales.decision_reasons import DecisionReason
from locales.user_text import OBJECTION
from market.actor import NotOrganiser
from market.admins import NO_ADMINS
from market.organiser.block import block, unblock
from market.organiser.drops import hide_drop, show_again
from market.organiser.objections import (
    OTHERS_FIRST,
    answered_objection,
    count_objections,
    lift_decision,
    make_objection,
    may_object,
    objection_facts,
    objection_queue,
    open_objection,
    uphold_decision,
)
from market.organiser.refusals import (
    DecisionLifted,
    ObjectionClosed,
    ObjectionGone,
    ObjectionUsed,
    OwnDecision,
)
from market.organiser.roles import remove_organiser
from market.organiser.stalls import approve, turn_down
from market.person import Blocked
from market.privacy.forget import forget
from market.privacy.mydata import mydata
from market.refusal import Refusal, TooLong
from market.stall import apply_for_stall
from market.stock.draft import discard_draft, undo
from storage.audit import AuditAction, AuditEntry
from storage.drop import Drop
from storage.person import Person
from storage.report import Objection
from storage.stall import Stall, StallApproval
from storage.store import Store
from tests.databases import ON_POSTGRESQL
from tests.log_words import log_lines
from tests.market.locks import waits_where_it_looks
from tests.market.organiser.reported import (
    AINA,
    BY,
    DROP,
    HELPER,
    JO,
    KEN,
    NOW,
    OTHER_DROP,
    ROS,
    STALL,
    notified,
    reported_market,
)
from tests.seeds import seeds


@pytest.fixture
async def market(store: Store) -> Store:
    return await reported_market(store)


async def blocks(market: Store) -> None:
    await market.write(block, BY[KEN], ROS, NO_ADMINS, now=NOW)


async def hides(market: Store) -> None:
    await market.write(hide_drop, BY[KEN], DROP, NOW)


async def rejects(market: Store) -> None:
    await market.write(turn_down, BY[KEN], STALL, StallApproval.APPROVED, DecisionReason.GOODS, now=NOW)


DECISIONS = {
    AuditAction.PERSON_BLOCKED: blocks,
    AuditAction.DROP_HIDDEN: hides,
    AuditAction.STALL_TURNED_DOWN: rejects,
}


async def last_decision(market: Store, action: AuditAction) -> int:
    rows = select(func.max(AuditEntry.id)).where(col(AuditEntry.action) == action)
    return await market.read(lambda session: session.exec(rows).one() or 0)


async def decided(market: Store, action: AuditAction) -> int:
    """Lets Ken decide, and returns the decision."""
    await DECISIONS[action](market)
    return await last_decision(market, action)


async def objects(market: Store, decision: int, person: int = ROS, words: str = "Not me") -> int:
    return await market.write(make_objection, BY[person], decision, words, admins=NO_ADMINS, now=NOW)


def holds(session: Session) -> dict[AuditAction, bool]:
    """Return the decisions that hold."""
    return {
        AuditAction.PERSON_BLOCKED: session.get_one(Person, ROS).blocked_at is not None,
        AuditAction.DROP_HIDDEN: session.get_one(Drop, DROP).hidden_at is not None,
        AuditAction.STALL_TURNED_DOWN: session.get_one(Stall, STALL).state == StallApproval.TURNED_DOWN,
    }


async def test_a_decision_about_a_drop_that_is_gone_is_nobody_s(market: Store) -> None:
    decision = await decided(market, AuditAction.DROP_HIDDEN)
    await market.write(undo, BY[ROS], DROP, NOW)
    await market.write(discard_draft, BY[ROS], DROP, NOW)
    for person in (ROS, AINA):
        with pytest.raises(ObjectionGone):
            await objects(market, decision, person)


@pytest.mark.parametrize("action", DECISIONS)
async def test_another_organiser_lifts_it_by_the_usual_action(market: Store, action: AuditAction) -> None:
    decision = await decided(market, action)
    assert (await market.read(holds))[action]
    await market.read(may_object, ROS, decision)
    objection = await objects(market, decision)
    assert await notified(market, "ObjectionMade") == [JO], "not Ken, who decided"
    found = await market.read(objection_facts, BY[JO], objection)
    assert (found.decision, found.person, found.by, found.state) == (action, "Ros", "Ken", "open")
    await market.write(lift_decision, BY[JO], objection, NOW)
    assert not (await market.read(holds))[action]
    assert await notified(market, "ObjectionAnswered") == [ROS]
    assert await notified(market, "BlockLifted") == await notified(market, "StallApproved") == [], (
        "the answer says it"
    )
    assert (await market.read(answered_objection, objection)).state == "lifted"
    lifted = {AuditAction.BLOCK_LIFTED, AuditAction.DROP_SHOWN, AuditAction.STALL_APPROVED}
    answer, lift = (await log_lines(market, BY[KEN]))[:2]
    assert (answer.action, answer.details) == (AuditAction.OBJECTION_ANSWERED, "lifted")
    assert lift.action in lifted
    with pytest.raises(ObjectionClosed):
        await market.write(lift_decision, BY[JO], objection, NOW)
    with pytest.raises(ObjectionClosed):
        await market.write(uphold_decision, BY[JO], objection, NO_ADMINS, now=NOW)
    with pytest.raises(ObjectionUsed):
        await objects(market, decision)


@pytest.mark.empty_market("the last lines of the audit log")
@pytest.mark.parametrize("action", DECISIONS)
async def test_it_stays_and_one_objects_once(market: Store, action: AuditAction) -> None:
    decision = await decided(market, action)
    objection = await objects(market, decision)
    await market.write(uphold_decision, BY[JO], objection, NO_ADMINS, now=NOW)
    assert (await market.read(holds))[action]
    assert await notified(market, "ObjectionAnswered") == [ROS]
    line = (await log_lines(market, BY[KEN]))[0]
    assert (line.action, line.actor, line.subject) == (AuditAction.OBJECTION_ANSWERED, "Jo", "Ros")
    with pytest.raises(ObjectionUsed):
        await objects(market, decision)
    with pytest.raises(ObjectionClosed):
        await market.write(lift_decision, BY[JO], objection, NOW)
    assert (await market.read(holds))[action], "a late tap lifts nothing"


LIFTS: dict[AuditAction, Callable[[Store], Awaitable[object]]] = {
    AuditAction.PERSON_BLOCKED: lambda market: market.write(unblock, BY[KEN], ROS, NOW),
    AuditAction.DROP_HIDDEN: lambda market: market.write(show_again, BY[KEN], DROP, NOW),
    AuditAction.STALL_TURNED_DOWN: lambda market: market.write(
        approve, BY[KEN], STALL, StallApproval.TURNED_DOWN, now=NOW
    ),
}


@pytest.mark.parametrize("action", DECISIONS)
async def test_who_lifts_it_elsewhere_answers_the_objection(market: Store, action: AuditAction) -> None:
    decision = await decided(market, action)
    objection = await objects(market, decision)
    await LIFTS[action](market)
    assert (await market.read(answered_objection, objection)).state == "lifted"
    assert await notified(market, "ObjectionAnswered") == [ROS]
    with pytest.raises(ObjectionClosed):
        await market.read(open_objection, objection)


@pytest.mark.parametrize("action", DECISIONS)
async def test_what_is_lifted_leaves_nothing_to_object_to(market: Store, action: AuditAction) -> None:
    decision = await decided(market, action)
    await LIFTS[action](market)
    with pytest.raises(DecisionLifted):
        await objects(market, decision)
    assert await notified(market, "ObjectionMade") == []


async def test_only_whom_a_decision_is_about_objects(market: Store) -> None:
    named = await last_decision(market, AuditAction.ORGANISER_NAMED)
    for action in (AuditAction.DROP_HIDDEN, AuditAction.STALL_TURNED_DOWN, AuditAction.PERSON_BLOCKED):
        decision = await decided(market, action)
        for person in (AINA, KEN, JO, HELPER):
            with pytest.raises(ObjectionGone):
                await objects(market, decision, person)
    for decision in (0, named, 10**9):
        with pytest.raises(ObjectionGone):
            await objects(market, decision)


async def test_a_text_has_its_limits(market: Store) -> None:
    decision = await decided(market, AuditAction.PERSON_BLOCKED)
    with pytest.raises(TooLong):
        await objects(market, decision, words="x" * (OBJECTION.longest + 1))
    objection = await objects(market, decision, words=" I was\n ill \0")
    assert (await market.read(objection_facts, BY[JO], objection)).words == "I was ill"


async def test_who_decided_sees_it_after_two_days_or_where_nobody_else_organises(market: Store) -> None:
    decision = await decided(market, AuditAction.PERSON_BLOCKED)
    objection = await objects(market, decision)

    async def listed(person: int, now: datetime = NOW) -> int:
        return (await market.read(objection_queue, BY[person], NO_ADMINS, now)).count

    assert (await listed(JO), await listed(KEN)) == (1, 0)
    with pytest.raises(OwnDecision):
        await market.write(uphold_decision, BY[KEN], objection, NO_ADMINS, now=NOW)
    assert await listed(KEN, NOW + OTHERS_FIRST) == 1
    await market.write(remove_organiser, BY[KEN], JO, NO_ADMINS, now=NOW)
    assert await listed(KEN) == 1
    await market.write(uphold_decision, BY[KEN], objection, NO_ADMINS, now=NOW)
    assert await market.read(count_objections) == 0


@pytest.mark.empty_market("the queue of all that organisers decide")
async def test_who_decided_may_leave_it_at_that_after_two_days(market: Store) -> None:
    objection = await objects(market, await decided(market, AuditAction.PERSON_BLOCKED))
    later = NOW + OTHERS_FIRST
    with pytest.raises(OwnDecision):
        await market.write(uphold_decision, BY[KEN], objection, NO_ADMINS, now=later - timedelta(seconds=1))
    await market.write(uphold_decision, BY[KEN], objection, NO_ADMINS, now=later)
    assert await market.read(count_objections) == 0


@pytest.mark.empty_market("the queue of all that organisers decide")
async def test_the_oldest_is_shown_first_then_the_next_and_round_again(market: Store) -> None:
    made, listed = [], [0]
    for drop in (DROP, OTHER_DROP):
        await market.write(hide_drop, BY[KEN], drop, NOW)
        made.append(await objects(market, await last_decision(market, AuditAction.DROP_HIDDEN)))
    for _ in range(3):
        queue = await market.read(objection_queue, BY[JO], NO_ADMINS, NOW, listed[-1])
        assert queue.objection is not None
        listed.append(queue.objection.id)
    assert listed[1:] == [*made, made[0]]


@pytest.mark.empty_market("the queue of all that organisers decide")
async def test_who_decides_alone_is_told(market: Store) -> None:
    await market.write(remove_organiser, BY[KEN], JO, NO_ADMINS, now=NOW)
    await objects(market, await decided(market, AuditAction.DROP_HIDDEN))
    assert await notified(market, "ObjectionMade") == [KEN]


async def test_only_organisers_answer(market: Store) -> None:
    objection = await objects(market, await decided(market, AuditAction.PERSON_BLOCKED))
    for person in (AINA, ROS, HELPER):
        with pytest.raises(NotOrganiser):
            await market.write(lift_decision, BY[person], objection, NOW)
        with pytest.raises(NotOrganiser):
            await market.write(uphold_decision, BY[person], objection, NO_ADMINS, now=NOW)
        with pytest.raises(NotOrganiser):
            await market.read(objection_facts, BY[person], objection)
        with pytest.raises(NotOrganiser):
            await market.read(objection_queue, BY[person], NO_ADMINS, NOW)


async def test_a_blocked_person_objects_and_may_nothing_else(market: Store) -> None:
    await objects(market, await decided(market, AuditAction.PERSON_BLOCKED))
    with pytest.raises(Blocked):
        await market.write(
            apply_for_stall, BY[ROS], "Again", 41, language="en", admins=NO_ADMINS, now=NOW, rng=Random(1)
        )


async def test_forget_takes_the_objection_and_mydata_has_it(market: Store) -> None:
    objection = await objects(market, await decided(market, AuditAction.PERSON_BLOCKED), words="It was rain")
    assert "It was rain" in str(await market.read(mydata, ROS))
    await market.write(uphold_decision, BY[JO], objection, NO_ADMINS, now=NOW)
    await market.write(forget, JO, NOW)
    await market.write(forget, ROS, NOW)
    with pytest.raises(ObjectionGone):
        await market.read(objection_facts, BY[KEN], objection)


def take_step(session: Session, rng: Random, now: datetime) -> None:
    """One organiser or Ros does something, to anything."""
    who, objection = BY[rng.choice((KEN, JO))], rng.randint(1, 6)
    rows = select(func.max(AuditEntry.id)).where(col(AuditEntry.action) == rng.choice(tuple(DECISIONS)))
    decision = session.exec(rows).one() or 0
    match rng.randrange(10):
        case 0:
            block(session, who, ROS, NO_ADMINS, now=now)
        case 1:
            unblock(session, who, ROS, now)
        case 2:
            hide_drop(session, who, DROP, now)
        case 3:
            show_again(session, who, DROP, now)
        case 4:
            turn_down(session, who, STALL, StallApproval.APPROVED, DecisionReason.GOODS, now=now)
        case 5:
            approve(session, who, STALL, StallApproval.TURNED_DOWN, now=now)
        case 6:
            lift_decision(session, who, objection, now)
        case 7:
            uphold_decision(session, who, objection, NO_ADMINS, now)
        case _:
            make_objection(session, BY[ROS], decision, "No", NO_ADMINS, now)


@pytest.mark.parametrize("seed", seeds(6))
async def test_any_sequence_leaves_no_open_objection_to_what_does_not_hold(market: Store, seed: int) -> None:
    """Two organisers block, hide, reject, lift and uphold, and Ros objects, in any order."""
    rng, answered = Random(seed), 0
    for minute in range(1, 41):
        with suppress(Refusal):
            await market.write(take_step, rng, NOW + timedelta(minutes=minute))
        answered = await market.read(check_objections)
    assert answered
    assert len(await notified(market, "ObjectionAnswered")) == answered


def check_objections(session: Session) -> int:
    """Checks that each open objection is to what holds, and returns how many are answered."""
    states = holds(session)
    rows = session.exec(select(Objection, AuditEntry.action).join(AuditEntry)).all()
    for row, action in rows:
        assert row.state != "open" or states[action], action
    assert len({row.decision_id for row, _ in rows}) == len(rows)
    return sum(row.state != "open" for row, _ in rows)


@ON_POSTGRESQL
async def test_an_objection_is_made_and_answered_by_one_at_a_time(market: Store) -> None:
    await rejects(market)
    decision = await last_decision(market, AuditAction.STALL_TURNED_DOWN)
    about_stall = (make_objection, BY[ROS], decision, "No", NO_ADMINS, NOW)
    await waits_where_it_looks(market, about_stall, Person, f"id = {ROS}")
    await waits_where_it_looks(market, about_stall, Stall, f"id = {STALL}")
    objection = await objects(market, decision)
    await waits_where_it_looks(market, (lift_decision, BY[JO], objection, NOW), Stall, f"id = {STALL}")
    for deed in (
        (lift_decision, BY[JO], objection, NOW),
        (uphold_decision, BY[JO], objection, NO_ADMINS, NOW),
    ):
        await waits_where_it_looks(market, deed, Objection)

"""The reason of a decision: kept with what it is about, told to the person, and by its code alone in the log."""

from collections.abc import Awaitable, Callable

import pytest
from sqlmodel import Session, col, select

from locales.decision_reasons import DecisionReason
from locales.user_text import REASON
from market.admins import NO_ADMINS
from market.organiser.block import block, own_block, unblock
from market.organiser.drops import hide_drop, overseen_drop, show_again
from market.organiser.objections import make_objection, objection_facts
from market.organiser.people import person_page
from market.organiser.reports import ReportRequest, block_reported, hide_reported, make_report
from market.organiser.stalls import approve, turn_down
from market.refusal import TooLong
from storage.audit import AuditEntry
from storage.drop import Drop
from storage.notification import Notification
from storage.person import Person
from storage.report import ReportReason
from storage.stall import Stall, StallApproval
from storage.store import Store
from tests.market.organiser.reported import AINA, BY, DROP, KEN, NOW, ROS, STALL, reported_market

OWN = "The photo is of another stall."
Decision = Callable[[Store, str], Awaitable[object]]


@pytest.fixture
async def market(store: Store) -> Store:
    return await reported_market(store)


def hide(market: Store, reason: str) -> Awaitable[object]:
    return market.write(hide_drop, BY[KEN], DROP, NOW, reason=reason)


def reject(market: Store, reason: str) -> Awaitable[object]:
    return market.write(turn_down, BY[KEN], STALL, StallApproval.APPROVED, reason=reason, now=NOW)


def block_ros(market: Store, reason: str) -> Awaitable[object]:
    return market.write(block, BY[KEN], ROS, NO_ADMINS, now=NOW, reason=reason)


async def hide_by_report(market: Store, reason: str) -> object:
    request = ReportRequest(stall=STALL, drop=DROP, reason=ReportReason.UNSAFE)
    report = await market.write(make_report, BY[AINA], request, NO_ADMINS, now=NOW)
    return await market.write(hide_reported, BY[KEN], report, NOW, reason=reason)


async def block_by_report(market: Store, reason: str) -> object:
    request = ReportRequest(stall=STALL, drop=DROP, reason=ReportReason.UNSAFE)
    report = await market.write(make_report, BY[AINA], request, NO_ADMINS, now=NOW)
    return await market.write(block_reported, BY[KEN], report, NO_ADMINS, now=NOW, reason=reason)


def kept(session: Session) -> set[str | None]:
    """Return the reasons that stall, drop and person have now."""
    drop, stall = session.get_one(Drop, DROP), session.get_one(Stall, STALL)
    return {drop.hidden_reason, stall.reason or None, session.get_one(Person, ROS).blocked_reason} - {None}


def told(session: Session) -> list[str]:
    """Return the reasons that Ros was told."""
    rows = select(Notification).where(col(Notification.person_id) == ROS).order_by(col(Notification.id))
    return [row.payload["reason"] for row in session.exec(rows) if "reason" in row.payload]


def logged(session: Session) -> set[str]:
    decisions = col(AuditEntry.action).in_(("drop_hidden", "stall_turned_down", "person_blocked"))
    return set(session.exec(select(AuditEntry.details).where(decisions)))


DECISIONS = pytest.mark.parametrize("decide", [hide, reject, block_ros, hide_by_report, block_by_report])


@DECISIONS
async def test_a_prepared_reason_is_kept_told_and_logged(market: Store, decide: Decision) -> None:
    await decide(market, DecisionReason.GOODS)
    assert await market.read(kept) == {"goods"}
    assert await market.read(told) == ["goods"]
    assert await market.read(logged) == {"goods"}


@DECISIONS
async def test_own_words_are_kept_and_told_but_never_logged(market: Store, decide: Decision) -> None:
    await decide(market, f"  {OWN}\n")
    assert await market.read(kept) == {OWN}
    assert await market.read(told) == [OWN]
    assert await market.read(logged) == {"own"}


@DECISIONS
async def test_too_many_words_decide_nothing(market: Store, decide: Decision) -> None:
    with pytest.raises(TooLong):
        await decide(market, "x" * (REASON.longest + 1))
    assert await market.read(kept) == set()
    assert await market.read(told) == []


@pytest.mark.parametrize("decide", [hide, reject, block_ros])
async def test_the_longest_reason_fits(market: Store, decide: Decision) -> None:
    await decide(market, "价" * REASON.longest)
    assert await market.read(kept) == {"价" * REASON.longest}


async def test_a_reason_goes_with_the_decision(market: Store) -> None:
    await hide(market, OWN)
    await block_ros(market, OWN)
    await reject(market, OWN)
    assert (await market.read(overseen_drop, BY[KEN], DROP)).hidden_reason == OWN
    assert (await market.read(person_page, BY[KEN], ROS, NO_ADMINS)).blocked_reason == OWN
    found = await market.read(own_block, ROS)
    assert found is not None
    assert (found.since, found.reason) == (NOW, OWN)
    await market.write(show_again, BY[KEN], DROP, NOW)
    await market.write(unblock, BY[KEN], ROS, NOW)
    await market.write(approve, BY[KEN], STALL, StallApproval.TURNED_DOWN, now=NOW)
    assert await market.read(kept) == set()
    assert await market.read(own_block, ROS) is None


async def test_who_looks_at_an_objection_reads_the_reason(market: Store) -> None:
    await hide(market, OWN)
    rows = select(AuditEntry.id).where(col(AuditEntry.action) == "drop_hidden")
    decision = await market.read(lambda session: session.exec(rows).one())
    objection = await market.write(make_objection, BY[ROS], decision, "It is ours", NO_ADMINS, now=NOW)
    assert (await market.read(objection_facts, BY[KEN], objection)).reason == OWN

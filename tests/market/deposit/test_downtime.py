"""Downtime costs nobody's deposit: what nobody could answer is settled in the payer's favour, or put before an organiser."""

from datetime import datetime, timedelta

import pytest
from sqlmodel import Session, select

from market.actor import Actor, NotOrganiser
from market.deposit.confirm_deposit import settle_review
from market.deposit.refusals import DepositChanged
from market.deposit.stalled import stalled_deposits
from market.deposit.unmatched import notify_organisers
from market.ledger.transfers import accounts
from market.waitlist.outage import beat, credit_next_drop
from storage.heartbeat import Heartbeat
from tests.market.deposit.conftest import (
    DAY,
    EACH,
    HOUR,
    KEN,
    MARIUS,
    NOW,
    PRICE,
    STRANGER,
    DepositScenario,
)
from tests.people import admins

pytestmark = pytest.mark.empty_market("credits everybody for what the bot was down")

ORGANISER = Actor(KEN, is_configured_admin=True)
DEADLINE, START, END = NOW + 56 * HOUR, NOW + 80 * HOUR, NOW + 84 * HOUR


async def away(scenario: DepositScenario, since: datetime, until: datetime) -> None:
    """Lorong is off in these hours, and its jobs run when it is back: the heartbeat with them."""

    def beat_then(session: Session) -> None:
        row = session.exec(select(Heartbeat)).one()
        row.beat -= (until - since).total_seconds()

    scenario.now = since
    await scenario.store.write(beat, since)
    await scenario.store.write(beat_then)
    scenario.now = until
    await scenario.sweep()
    await scenario.store.write(beat, until)
    while await scenario.store.write(credit_next_drop, until):
        pass
    await scenario.sweep()


async def test_off_over_the_deadline_and_the_drop_an_organiser_decides(scenario: DepositScenario) -> None:
    deposit, booking = await scenario.paid()
    await away(scenario, DEADLINE - HOUR, END + HOUR)
    assert (await scenario.claim_row(booking)).state == "missed"
    assert await scenario.state(deposit) == "review"
    assert await scenario.moves(deposit) == ["received"], "nobody has it yet"
    [shown] = (await scenario.store.read(stalled_deposits, ORGANISER, 1, now=scenario.now)).deposits
    assert shown.id == deposit
    await scenario.store.write(notify_organisers, admins(KEN), scenario.now)
    assert await scenario.notifications("DepositToReview") == [KEN]


@pytest.mark.parametrize(("keep", "state", "move"), [(True, "kept", "kept"), (False, "due", "owed")])
async def test_an_organiser_alone_decides_and_once(
    scenario: DepositScenario, keep: bool, state: str, move: str
) -> None:
    deposit, _ = await scenario.paid()
    await away(scenario, START, START + HOUR)
    scenario.now = END
    await scenario.sweep()
    for other in (Actor(MARIUS), Actor(STRANGER)):
        with pytest.raises(NotOrganiser):
            await scenario.store.write(settle_review, other, deposit, keep, now=END)
    await scenario.store.write(settle_review, ORGANISER, deposit, keep, now=END)
    assert (await scenario.state(deposit), await scenario.moves(deposit)) == (state, ["received", move])
    with pytest.raises(DepositChanged):
        await scenario.store.write(settle_review, ORGANISER, deposit, not keep, now=END)


async def test_off_over_the_deadline_until_the_start_the_payer_is_refunded(scenario: DepositScenario) -> None:
    deposit, _ = await scenario.paid()
    await away(scenario, DEADLINE - HOUR, START)
    scenario.now = END + HOUR
    await scenario.sweep()
    assert await scenario.state(deposit) == "due"


async def test_a_deadline_that_passed_meanwhile_moves_by_what_was_lost(scenario: DepositScenario) -> None:
    deposit, booking = await scenario.paid()
    await away(scenario, DEADLINE - HOUR, DEADLINE + 5 * HOUR)
    moved = (await scenario.deposit(deposit)).refund_until - (DEADLINE + 6 * HOUR)
    assert timedelta(0) <= moved < timedelta(seconds=5), (
        "the hour that was left, and the time of the test itself"
    )
    await scenario.release(booking)
    assert await scenario.state(deposit) == "due"


async def test_a_moved_deadline_is_at_most_the_start(scenario: DepositScenario) -> None:
    deposit, _ = await scenario.paid()
    await away(scenario, DEADLINE - HOUR, START - HOUR)
    assert (await scenario.deposit(deposit)).refund_until == START


async def test_a_tap_before_the_outage_is_credited_forfeits_nothing(scenario: DepositScenario) -> None:
    deposit, booking = await scenario.paid()
    await scenario.store.write(beat, NOW)
    scenario.now = DEADLINE + HOUR

    def beat_then(session: Session) -> None:
        session.exec(select(Heartbeat)).one().beat -= 7200

    await scenario.store.write(beat_then)
    await scenario.release(booking, forfeit=True)
    assert await scenario.state(deposit) == "due"


async def test_without_an_outage_a_missed_deposit_is_kept(scenario: DepositScenario) -> None:
    deposit, _ = await scenario.paid()
    await away(scenario, NOW + HOUR, NOW + DAY)
    scenario.now = END + timedelta(minutes=1)
    await scenario.sweep()
    assert await scenario.state(deposit) == "kept", "that outage ended long before the deadline"


@pytest.mark.parametrize("off", [True, False])
async def test_the_deposit_of_a_missed_booking_is_part_of_its_price_when_it_is_collected_later(
    scenario: DepositScenario, off: bool
) -> None:
    deposit, booking = await scenario.paid()
    if off:
        await away(scenario, START, START + HOUR)
    scenario.now = END
    await scenario.sweep()
    before = await scenario.state(deposit)
    assert before == ("review" if off else "kept")
    assert await scenario.to_pay(booking) == PRICE - EACH
    scan = await scenario.collect(booking)
    assert await scenario.state(deposit) == ("settled" if off else "kept"), "who came is known now"
    assert await scenario.to_pay(booking, done=0) == PRICE - EACH
    await scenario.undo(scan)
    assert (await scenario.claim_row(booking)).state == "missed"
    assert await scenario.state(deposit) == before
    await scenario.collect(booking)
    assert await scenario.state(deposit) == ("settled" if off else "kept")
    balances = await scenario.store.read(accounts, 1)
    assert {sum(each.values()) for each in balances.values()} == {0}
    assert balances["MYR"]["deposits"] == 0
    assert balances["MYR"]["sales" if off else "kept"] == -EACH


async def test_a_scan_before_the_end_that_is_undone_after_it_is_for_an_organiser(
    scenario: DepositScenario,
) -> None:
    deposit, booking = await scenario.paid()
    scenario.now = END - timedelta(seconds=20)
    scan = await scenario.collect(booking)
    scenario.now = END
    await scenario.sweep()
    await scenario.undo(scan)
    assert (await scenario.claim_row(booking)).state == "missed"
    assert await scenario.state(deposit) == "review", "it was paid, and nobody has it"

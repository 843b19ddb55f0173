"""What reminds of a hold and a claim: written ahead, once, and taken back with its reason."""

from datetime import datetime

from sqlmodel import col, select

from market.reminder import rewrite
from storage.letter import Letter
from tests.market.waitlist.conftest import HOUR, NOW, Alive

AINA = 1


async def waiting(line: Alive, notice: str) -> list[datetime]:
    rows = select(Letter.due_at).where(col(Letter.notice) == notice, col(Letter.state) == "queued")
    return await line.store.read(lambda session: list(session.exec(rows.order_by(col(Letter.due_at)))))


async def test_half_of_a_holds_time_that_counts_is_nudged_and_keeping_takes_it_back(line: Alive) -> None:
    await line.join(AINA)
    assert await waiting(line, "HoldHalfGone") == [NOW + 10 * HOUR], "20 hours, of which 21:00 to 08:00 rest"
    await line.keep(AINA)
    assert await waiting(line, "HoldHalfGone") == []


async def test_a_claim_is_recalled_the_day_before_and_once_more_to_who_is_coming(line: Alive) -> None:
    await line.join(AINA)
    claim = await line.keep(AINA)
    eve, soon = NOW + 56 * HOUR, NOW + 78 * HOUR
    assert await waiting(line, "ClaimNear") == [eve]
    await line.confirm(AINA, claim)
    await line.confirm(AINA, claim)
    assert await waiting(line, "ClaimNear") == [eve, soon]
    await line.release(AINA, claim)
    assert await waiting(line, "ClaimNear") == []


async def test_reminders_move_with_their_drop_and_rest_while_it_is_paused(line: Alive) -> None:
    await line.join(AINA)
    await line.keep(AINA)
    await line.change(starts_at=NOW + 104 * HOUR, ends_at=NOW + 108 * HOUR)
    await line.store.write(rewrite, line.drop, NOW)
    assert await waiting(line, "ClaimNear") == [NOW + 80 * HOUR]
    assert len(await waiting(line, "VendorDay")) == 4
    await line.change(state="paused")
    await line.store.write(rewrite, line.drop, NOW)
    assert await waiting(line, "ClaimNear") + await waiting(line, "VendorDay") == []

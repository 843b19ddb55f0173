"""What reminds of a hold and a claim: written ahead, once, and taken back with its reason."""

from datetime import datetime

from sqlmodel import Session, col, select

from market.reminder import rewrite
from storage.drop import Line
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


async def test_a_claim_is_recalled_days_before_and_once_more_to_who_is_coming(line: Alive) -> None:
    three, eve, soon = NOW + 32 * HOUR, NOW + 80 * HOUR, NOW + 102 * HOUR
    await line.change(starts_at=NOW + 104 * HOUR, ends_at=NOW + 108 * HOUR)
    await line.join(AINA)
    claim = await line.keep(AINA)
    assert await waiting(line, "ClaimNear") == [three, eve]
    await line.confirm(AINA, claim)
    await line.confirm(AINA, claim)
    assert await waiting(line, "ClaimNear") == [eve, soon], "who is coming is not asked again"
    await line.release(AINA, claim)
    assert await waiting(line, "ClaimNear") == []


async def test_a_claim_made_late_gets_what_lies_ahead(line: Alive) -> None:
    line.now = NOW + 57 * HOUR
    await line.join(AINA)
    claim = await line.keep(AINA)
    assert await waiting(line, "ClaimNear") == [], "three days and a day before are over"
    await line.confirm(AINA, claim)
    assert await waiting(line, "ClaimNear") == [NOW + 78 * HOUR]
    line.now = NOW + 79 * HOUR
    await line.confirm(AINA, claim)
    assert await waiting(line, "ClaimNear") == []


async def test_a_slot_is_recalled_by_its_own_hour(line: Alive) -> None:
    def an_hour_of_its_own(session: Session) -> None:
        row = session.get_one(Line, line.line)
        row.starts_at, row.ends_at = NOW + 82 * HOUR, NOW + 83 * HOUR

    await line.store.write(an_hour_of_its_own)
    await line.join(AINA)
    await line.confirm(AINA, await line.keep(AINA))
    assert await waiting(line, "ClaimNear") == [NOW + 56 * HOUR, NOW + 80 * HOUR], "20:00 is clamped to 18:00"


async def test_a_stalls_day_has_five_and_the_last_is_the_morning_after(line: Alive) -> None:
    await line.store.write(rewrite, line.drop, NOW)
    await line.store.write(rewrite, line.drop, NOW)
    due = [hours * HOUR for hours in (48, 78, 80, 83.75, 96)]
    assert await waiting(line, "VendorDay") == [NOW + hours for hours in due]


async def test_reminders_move_with_their_drop_and_rest_while_it_is_paused(line: Alive) -> None:
    await line.join(AINA)
    await line.keep(AINA)
    await line.change(starts_at=NOW + 104 * HOUR, ends_at=NOW + 108 * HOUR)
    await line.store.write(rewrite, line.drop, NOW)
    assert await waiting(line, "ClaimNear") == [NOW + 32 * HOUR, NOW + 80 * HOUR]
    assert len(await waiting(line, "VendorDay")) == 5
    await line.change(state="paused")
    await line.store.write(rewrite, line.drop, NOW)
    assert await waiting(line, "ClaimNear") + await waiting(line, "VendorDay") == []
    await line.change(state="published")
    await line.store.write(rewrite, line.drop, NOW + 33 * HOUR)
    assert await waiting(line, "ClaimNear") == [NOW + 80 * HOUR], "what passed meanwhile is not written"
    await line.change(state="cancelled")
    await line.store.write(rewrite, line.drop, NOW + 33 * HOUR)
    assert await waiting(line, "ClaimNear") + await waiting(line, "VendorDay") == []

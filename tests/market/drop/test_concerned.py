"""Who is concerned by a change of a drop, and that each is told of it once."""

from datetime import date, timedelta

from sqlmodel import Session, select

from market.drop.concerned import Concerned, concerned, tell_concerned, tell_each
from market.drop.stock import Stock
from market.waitlist.actions import release
from storage.letter import Letter
from storage.waitlist import Claim
from tests.market.drop.conftest import MEI, NOW, ORGANISER, SITI, STRANGER, TOM, Trade


async def letters(trade: Trade) -> list[Letter]:
    return await trade.store.read(lambda session: list(session.exec(select(Letter))))


async def test_whoever_waits_holds_or_has_claimed_is_concerned_and_nobody_of_another_drop(
    trade: Trade,
) -> None:
    drop, line = await trade.published()
    other, other_line = await trade.published()
    claim = await trade.claims(TOM, line)
    await trade.joins(SITI, line)
    await trade.claims(MEI, other_line)
    assert await trade.store.read(concerned, drop) == (Concerned(TOM, claim), Concerned(SITI, None))
    assert [each.person for each in await trade.store.read(concerned, other)] == [MEI]


async def test_who_has_claimed_and_joins_again_is_concerned_once_by_their_first_claim(trade: Trade) -> None:
    drop, line = await trade.published(Stock(9, "kuih", 850, limit=3, day=date(2026, 11, 28)))
    first = await trade.claims(TOM, line)
    await trade.claims(TOM, line)
    assert await trade.joins(TOM, line)
    await trade.joins(SITI, line, 2)
    assert await trade.store.read(concerned, drop) == (Concerned(TOM, first), Concerned(SITI, None))


async def test_who_waits_and_who_holds_are_each_concerned(trade: Trade) -> None:
    drop, line = await trade.published(Stock(1, "kuih", 850, day=date(2026, 11, 28)))
    assert await trade.joins(TOM, line)
    assert await trade.joins(SITI, line) is None
    assert {each.person for each in await trade.store.read(concerned, drop)} == {TOM, SITI}


async def test_who_left_let_go_collected_or_was_forgotten_is_not_concerned(trade: Trade) -> None:
    drop, line = await trade.published()
    released, collected = await trade.claims(TOM, line), await trade.claims(SITI, line)
    forgotten = await trade.claims(MEI, line)
    await trade.joins(STRANGER, line)
    await trade.store.write(release, TOM, released, trade.now)

    def end(session: Session) -> None:
        session.get_one(Claim, collected).state = "collected"
        session.get_one(Claim, forgotten).person_id = None

    await trade.store.write(end)
    await trade.joins(ORGANISER, line)
    found = await trade.store.read(concerned, drop)
    assert {each.person for each in found} == {STRANGER, ORGANISER}


async def test_each_is_told_with_their_own_claim_for_two_days(trade: Trade) -> None:
    drop, line = await trade.published()
    claim = await trade.claims(TOM, line)
    await trade.joins(SITI, line)
    told = await trade.store.write(tell_concerned, drop, "DropChanged", trade.now, "price:1:2", {"new": 2})
    assert told == 2
    found = {one.person_id: one for one in await letters(trade) if one.notice == "DropChanged"}
    assert found[TOM].facts == {"drop": drop, "claim": claim, "new": 2}
    assert found[SITI].facts == {"drop": drop, "claim": None, "new": 2}
    assert {(one.about, one.lane, one.due_at, one.late_after) for one in found.values()} == {
        (f"drop:{drop}/price:1:2", 1, NOW, NOW + timedelta(days=2))
    }


async def test_the_same_is_told_once_and_another_change_of_that_moment_too(trade: Trade) -> None:
    drop, line = await trade.published()
    await trade.joins(TOM, line)
    for about in ("name:0:a", "name:0:a", "name:0:b"):
        await trade.store.write(tell_concerned, drop, "DropChanged", trade.now, about)
    told = [one.about for one in await letters(trade) if one.notice == "DropChanged"]
    assert sorted(told) == [f"drop:{drop}/name:0:a", f"drop:{drop}/name:0:b"]


async def test_a_long_change_is_cut_to_what_a_letter_can_be_about(trade: Trade) -> None:
    late = NOW + timedelta(hours=3)
    people = [Concerned(TOM, None)]
    await trade.store.write(tell_each, people, 7, "DropEnded", NOW, "x" * 99, {}, late)
    (told,) = [one for one in await letters(trade) if one.notice == "DropEnded"]
    assert (len(told.about), told.late_after) == (64, late)
    assert told.about.startswith("drop:7/xxx")

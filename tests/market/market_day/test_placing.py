"""Drops get their evenings when they are published and moved, and evenings go off and on with them."""

import asyncio
from datetime import UTC, date, datetime, time, timedelta
from random import Random

import pytest
from sqlmodel import Session

from market.actor import Actor
from market.market_day.refusals import StallElsewhere
from market.refusal import Refusal
from market.stall_closing import close_stall
from market.stock.draft import publish, undo
from market.stock.move import move_alley, move_drop
from market.stock.pause import cancel, pause, resume
from market.stock.stock_line import StockLine
from market.stock.whole_stall_day import cancel_all, move_all, move_all_to_alley, pause_all, resume_all
from storage.beacon_kind import BeaconKind
from storage.drop import Drop
from storage.market_day import StallDay
from tests.market.drop.conftest import LINA, SATURDAY, Trade
from tests.market.market_day.conftest import STAFF, assert_always_true, evenings
from tests.seeds import seeds

WHOLE_DAY = ("move all", "move all", "alley of all", "cancel all", "pause all", "resume all")
FRIDAY, THE_28TH = date(2026, 11, 27), date(2026, 11, 28)
HOUR = timedelta(hours=1)


def at(hour: float) -> datetime:
    """Return so many hours after that Saturday's midnight in Bakau."""
    return datetime(2026, 11, 27, 16, tzinfo=UTC) + hour * HOUR


def line(start: int, *, day: date = THE_28TH, minute: int = 0) -> StockLine:
    """Return a line of three hours."""
    hours = {"start": time(start, minute), "end": time((start + 3) % 24, minute)}
    return StockLine(quantity=12, name="kuih", price=850, day=day, **hours)


async def test_two_dishes_of_one_date_are_one_evening_from_first_to_last(trade: Trade) -> None:
    await trade.published(line(18))
    await trade.published(line(20))
    [evening] = await evenings(trade)
    assert (evening.row.day, evening.row.state, len(evening.drops)) == (THE_28TH, "on", 2)
    assert evening.hours == (at(18), at(23))


async def test_a_start_after_midnight_is_of_the_evening_before(trade: Trade) -> None:
    await trade.published(line(20, day=FRIDAY))
    await trade.published(line(0, minute=30))
    await trade.published(line(4))
    days = [(each.row.day, len(each.drops)) for each in await evenings(trade)]
    assert days == [(FRIDAY, 2), (THE_28TH, 1)]


async def test_a_draft_has_none_and_an_undone_publication_gives_it_back(trade: Trade) -> None:
    drop, _ = await trade.published()
    assert await trade.do(undo, drop, trade.now)
    [evening] = await evenings(trade)
    assert (evening.row.state, evening.drops) == ("off", ())
    await trade.do(publish, drop, BeaconKind.LOCAL, trade.now, trade.rng)
    assert [(each.row.id, each.row.state) for each in await evenings(trade)] == [(evening.row.id, "on")]


async def test_a_drop_that_moves_to_another_day_leaves_its_evening_to_the_others(trade: Trade) -> None:
    moved, _ = await trade.published(line(18))
    await trade.published(line(20))
    await trade.do(move_drop, moved, StockLine(day=FRIDAY), trade.now)
    saturday, friday = await evenings(trade)
    assert [(saturday.hours, len(saturday.drops)), (friday.hours, len(friday.drops))] == [
        ((at(20), at(23)), 1),
        ((at(18 - 24), at(21 - 24)), 1),
    ]
    await trade.do(move_drop, moved, StockLine(start=time(17)), trade.now)
    assert [each.row.id for each in await evenings(trade)] == [saturday.row.id, friday.row.id]
    await assert_always_true(trade)


async def test_a_cancelled_drop_keeps_its_evening_which_goes_off_with_the_last(trade: Trade) -> None:
    one, _ = await trade.published(line(18))
    two, _ = await trade.published(line(20))
    await trade.do(cancel, one, trade.now)
    [evening] = await evenings(trade)
    assert (evening.row.state, evening.hours) == ("on", (at(20), at(23)))
    await trade.do(pause, two, trade.now)
    assert [each.row.state for each in await evenings(trade)] == ["on"], "paused is on"
    await trade.do(cancel, two, trade.now)
    [evening] = await evenings(trade)
    assert (evening.row.state, evening.hours, len(evening.drops)) == ("off", (at(20), at(23)), 2)
    await trade.published(line(19))
    assert [(each.row.state, each.hours) for each in await evenings(trade)] == [("on", (at(19), at(22)))]


async def test_a_set_up_time_after_the_first_start_is_dropped(trade: Trade) -> None:
    await trade.published(line(20))
    [evening] = await evenings(trade)

    def set_up(session: Session) -> None:
        session.get_one(StallDay, evening.row.id).set_up_at = at(19)

    await trade.store.write(set_up)
    await trade.published(line(19))
    assert [each.row.set_up_at for each in await evenings(trade)] == [at(19)]
    await trade.published(line(18))
    assert [each.row.set_up_at for each in await evenings(trade)] == [None]


async def test_a_stall_that_closes_has_no_evening_ahead(trade: Trade) -> None:
    await trade.published(line(18))
    await trade.published(line(18, day=FRIDAY))
    await trade.store.write(lambda session: close_stall(session, Actor(LINA), trade.stall, 2, now=trade.now))
    assert {each.row.state for each in await evenings(trade)} == {"off"}


async def test_a_stall_is_in_one_place_at_a_time(trade: Trade) -> None:
    there, _ = await trade.published(line(18))
    await trade.do(move_alley, there, trade.alleys["Tanjung"], trade.now)
    here = await trade.draft(line(20))
    await trade.do(move_alley, here, trade.alleys["Bakau"], trade.now)
    with pytest.raises(StallElsewhere) as refused:
        await trade.do(publish, here, BeaconKind.LOCAL, trade.now, trade.rng)
    assert (refused.value.alley, refused.value.zone) == ("Lorong Tanjung", "Asia/Tokyo")
    until = refused.value.until
    await trade.do(move_drop, here, StockLine(start=(until + 8 * HOUR).time()), trade.now)
    await trade.do(publish, here, BeaconKind.LOCAL, trade.now, trade.rng)
    with pytest.raises(StallElsewhere):
        await trade.do(move_drop, here, StockLine(start=(until + 7 * HOUR).time()), trade.now)
    await trade.do(move_drop, here, StockLine(day=FRIDAY), trade.now)
    await trade.do(move_alley, here, trade.alleys["Tanjung"], trade.now)
    await trade.do(move_drop, here, StockLine(day=THE_28TH, start=time(18)), trade.now)
    with pytest.raises(StallElsewhere):
        await trade.do(move_alley, here, trade.alleys["Bakau"], trade.now)
    await assert_always_true(trade)


async def test_a_refused_move_leaves_all_as_it_was(trade: Trade) -> None:
    there, _ = await trade.published(line(18))
    await trade.do(move_alley, there, trade.alleys["Tanjung"], trade.now)
    before = [each.row.model_dump() for each in await evenings(trade)]
    here, _ = await trade.published(line(18, day=FRIDAY))
    await trade.do(move_alley, here, trade.alleys["Bakau"], trade.now)
    with pytest.raises(StallElsewhere):
        await trade.do(move_drop, here, StockLine(day=THE_28TH), trade.now)
    after = {each.row.id: each.row.model_dump() for each in await evenings(trade)}
    assert [after[row["id"]] for row in before] == before
    await assert_always_true(trade)


class Story:
    """What the staff of a stall do at random, some of it at once; refusals are theirs to read."""

    def __init__(self, trade: Trade, seed: int) -> None:
        self.trade, self.rng = trade, Random(seed)
        self.drops: list[int] = []

    async def act(self, person: int) -> None:
        kind = self.rng.choice(
            (
                "post",
                "post",
                "move",
                "move",
                "alley",
                "cancel",
                "undo",
                "publish",
                "pause",
                "resume",
                *WHOLE_DAY,
            )
        )
        stall_day = self.rng.randrange(1, 5)
        day, hour = FRIDAY + timedelta(days=self.rng.randrange(3)), self.rng.choice((0, 3, 4, 18, 21, 23))
        alley = self.trade.alleys[self.rng.choice(("Bakau", "Tanjung"))]
        drop = self.rng.choice(self.drops or [0])
        try:
            match kind:
                case "post":
                    drop = await self.trade.draft(line(hour, day=day), person=person)
                    self.drops.append(drop)
                    await self._do(publish, person, drop, BeaconKind.LOCAL, self.trade.now, Random(1))
                case "move":
                    await self._do(
                        move_drop, person, drop, StockLine(day=day, start=time(hour)), self.trade.now
                    )
                case "alley":
                    await self._do(move_alley, person, drop, alley, self.trade.now)
                case "publish":
                    await self._do(publish, person, drop, BeaconKind.LOCAL, self.trade.now, Random(1))
                case "move all":
                    stock = StockLine(day=day, start=time(hour))
                    await self._do(move_all, person, stall_day, stock, self.trade.now)
                case "alley of all":
                    await self._do(move_all_to_alley, person, stall_day, alley, self.trade.now)
                case "cancel all" | "pause all" | "resume all":
                    deed = {"cancel all": cancel_all, "pause all": pause_all, "resume all": resume_all}[kind]
                    await self._do(deed, person, stall_day, self.trade.now)
                case _:
                    deed = {"cancel": cancel, "undo": undo, "pause": pause, "resume": resume}[kind]
                    await self._do(deed, person, drop, self.trade.now)
        except Refusal:
            pass

    async def _do(self, deed: object, person: int, *args: object) -> None:
        await self.trade.do(deed, *args, person=person)  # type: ignore[arg-type]


@pytest.mark.parametrize("seed", seeds(3, proof=60))
async def test_whatever_the_staff_does_at_once_each_drop_has_its_evening(trade: Trade, seed: int) -> None:
    story = Story(trade, seed)
    for _ in range(8):
        await asyncio.gather(*(story.act(person) for person in STAFF))
        await assert_always_true(trade)


async def test_two_who_publish_at_once_make_one_evening(trade: Trade) -> None:
    drafts = [await trade.draft(line(18 + number), person=person) for number, person in enumerate(STAFF)]
    await asyncio.gather(
        *(
            trade.do(publish, draft, BeaconKind.LOCAL, trade.now, trade.rng, person=person)
            for draft, person in zip(drafts, STAFF, strict=True)
        )
    )
    [evening] = await evenings(trade)
    assert [drop.id for drop in evening.drops] == drafts


async def test_a_draft_that_was_thrown_away_meanwhile_is_unknown(trade: Trade) -> None:
    draft = await trade.draft(SATURDAY)
    await trade.do(undo, draft, trade.now)
    with pytest.raises(Refusal):
        await trade.do(publish, draft, BeaconKind.LOCAL, trade.now, trade.rng)
    assert await trade.store.read(lambda session: session.get(Drop, draft)) is None
    assert await evenings(trade) == []

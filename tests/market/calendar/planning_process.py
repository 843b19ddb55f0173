"""A process that plans a market at random beside others on the same database: places, files, series, permits, stops, and shoppers who join meanwhile.

What an act leaves is looked at in its own transaction, by rules that know rows and days alone.
"""

import asyncio
import traceback
from collections import Counter
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from multiprocessing.connection import Connection
from random import Random
from typing import Any

from sqlmodel import Session, col, select

from locales.refusals import sentence
from locales.say import speak
from market.actor import Actor
from market.calendar.import_places import import_places
from market.calendar.place_file import PlaceRow
from market.calendar.rearrange import free_place, place_stall_day, swap_places, undo_moves
from market.drop.browse import coming_drops
from market.market_day.day import begins
from market.organiser.stop import (
    StoppedAlley,
    StoppedDay,
    call_off,
    finish_next,
    stops_to_finish,
    undo_stop,
    wait_for_rain,
)
from market.permit.record import PermitPaper, record_permit, replace_permit, void_permit, withdraw_permit
from market.refusal import Refusal
from market.series.plan import end_series, set_skipped, start_series
from market.series.publish import due_series, publish_dates
from market.stock.draft import prepare, publish
from market.stock.move import move_drop
from market.stock.parsed_message import ParsedMessage
from market.stock.stock_line import StockLine
from market.waitlist.join import join
from storage.alley import Alley
from storage.beacon_kind import BeaconKind
from storage.drop import Drop, Item
from storage.market_day import MarketDay, StallDay
from storage.permit import Permit, PermitState
from storage.pitch import Pitch
from storage.series import DropSeries
from storage.stall import Stall
from storage.stop import CallOffReason, Stop
from storage.store import Store
from tests.people import admins

NOW = datetime.fromisoformat("2026-11-24T02:00:00+00:00")
FRIDAY = date(2026, 11, 27)
DAYS = tuple(FRIDAY + timedelta(days=days) for days in (0, 1, 7, 8, 14, 15, 21, 22))
KEN = 4001
OWNERS, SHOPPERS = tuple(range(5001, 5005)), tuple(range(6001, 6041))
ORGANISER = Actor(KEN, is_configured_admin=True)
DEADLINE = 120.0
"""Seconds for one act: on a busy machine it waits long for its turn."""
ZONE = "Asia/Kuching"

Act = Callable[[], Awaitable[Any]]


class Overlooked(AssertionError):
    """An act was done that the state of the market does not allow."""


def checked_join(session: Session, person: int, item: int, now: datetime, rng: Random) -> None:
    """Join, and look in the same transaction whether the drop may run. Raises what `join` raises, and Overlooked."""
    join(session, person, item, 1, now, rng)
    drop = session.get_one(Drop, session.get_one(Item, item).drop_id)
    if session.get_one(Alley, drop.alley_id, populate_existing=True).closed_at:
        raise Overlooked(f"drop {drop.id} is in a closed alley")
    if drop.stop_id is not None or not is_covered(session, drop):
        raise Overlooked(f"drop {drop.id} of {drop.starts_at}: stop {drop.stop_id}")


def is_covered(session: Session, drop: Drop) -> bool:
    """Return whether a permit covers a drop, or there is none, from the days of the permits."""
    permits = session.exec(
        select(Permit).where(col(Permit.alley_id) == drop.alley_id),
        execution_options={"populate_existing": True},
    ).all()
    counted = [each for each in permits if each.state != PermitState.VOID]
    inside = (
        begins(each.first_day, ZONE) <= drop.starts_at and drop.ends_at <= each.covers_until
        for each in counted
    )
    return not counted or any(inside)


@dataclass(kw_only=True)
class Planner:
    """Acts at random in one process. `done` counts acts and refusals by name, `wrong` has what is neither."""

    store: Store
    alley: int
    rng: Random
    now: datetime = NOW

    def __post_init__(self) -> None:
        self.done, self.wrong, self._moves = Counter[str](), list[str](), list[Any]()

    async def act(self) -> None:
        """Do one act by chance; a refusal needs its words."""
        self.now += timedelta(minutes=self.rng.choice((0, 0, 1, 7, 31)))
        acts: tuple[Act, ...] = (
            self._move, self._move, self._move, self._undo_moves, self._import, self._post, self._move_drop, self._series,
            self._publish_series, self._permit, self._permit, self._stop, self._undo_stop, self._finish, self._join, self._join, self._join,
        )  # fmt: skip
        act = self.rng.choice(acts)
        try:
            await act()
        except Refusal as refused:
            self.done[type(refused).__name__] += 1
            if not sentence(speak("en"), type(refused).__name__, refused.facts()).strip():
                self.wrong.append(f"no words for {refused!r}")
        except Exception as error:
            self.wrong.append(f"{act.__name__}: {''.join(traceback.format_exception(error))}")
        else:
            self.done[act.__name__] += 1

    async def _ids(self, table: Any, *conditions: Any) -> list[int]:
        rows = select(table.id).where(*conditions).order_by(table.id)
        return await self.store.read(lambda session: [*session.exec(rows)])

    async def _any(self, table: Any, *conditions: Any) -> int:
        """Return an id by chance; 987654321, of nothing, where there is none."""
        return self.rng.choice(await self._ids(table, *conditions) or [987_654_321])

    async def _move(self) -> None:
        stall_day, pitch = await self._any(StallDay), await self._any(Pitch)
        match self.rng.randrange(4):
            case 0:
                moves = await self.store.write(free_place, ORGANISER, stall_day, self.now)
            case 1:
                moves = await self.store.write(place_stall_day, ORGANISER, stall_day, pitch, self.now)
            case _:
                moves = await self.store.write(swap_places, ORGANISER, stall_day, pitch, self.now)
        self._moves.append(moves)

    async def _undo_moves(self) -> None:
        if self._moves:
            moves = self._moves.pop(self.rng.randrange(len(self._moves)))
            await self.store.write(undo_moves, ORGANISER, self.alley, moves, self.now)

    async def _import(self) -> None:
        names = await self.store.read(lambda session: [*session.exec(select(Stall.name))])
        rows = [
            PlaceRow(number=number, day=self.rng.choice(DAYS[:4]), place=self.rng.choice(("A1", "A2", "A3", "")), stall=name)
            for number, name in enumerate(self.rng.sample(names, self.rng.randint(1, 3)), 2)
        ]  # fmt: skip
        read = await self.store.write(import_places, ORGANISER, self.alley, rows, self.now)
        if read.wrong:
            self.done["wrong row"] += 1
            assert not read.changed

    async def _post(self) -> None:
        stall = self.rng.choice(await self.store.read(lambda session: [*session.exec(select(Stall))]))
        line = StockLine(
            quantity=12, name="kuih", price=850, day=self.rng.choice(DAYS), start=time(18), end=time(22)
        )
        message, rng, owner = ParsedMessage((line,)), Random(self.rng.random()), Actor(stall.owner_id or 0)
        drop = await self.store.write(
            prepare, owner, stall.id or 0, message, "", None, "en", self.now, rng, alley_id=self.alley
        )
        await self.store.write(publish, owner, drop, BeaconKind.LOCAL, self.now, rng)

    async def _move_drop(self) -> None:
        drop = await self._any(Drop)
        line = StockLine(day=self.rng.choice(DAYS))
        await self.store.write(move_drop, await self._owner_of(Drop, drop), drop, line, self.now)

    async def _series(self) -> None:
        series = await self._any(DropSeries)
        match self.rng.randrange(4):
            case 0:
                await self.store.write(end_series, await self._owner_of(DropSeries, series), series)
            case 1:
                owner, day = await self._owner_of(DropSeries, series), self.rng.choice(DAYS)
                skipped = self.rng.random() < 0.5
                await self.store.write(set_skipped, owner, series, day, is_skipped=skipped, now=self.now)
            case _:
                drop, weeks = await self._any(Drop), self.rng.choice((2, 4, 8, None))
                await self.store.write(start_series, await self._owner_of(Drop, drop), drop, weeks, self.now)

    async def _publish_series(self) -> None:
        for series in await self.store.read(due_series, self.now):
            await self.store.write(
                publish_dates, series, BeaconKind.LOCAL, self.now, rng=Random(self.rng.random())
            )

    async def _permit(self) -> None:
        paper = PermitPaper(first_day=date(2026, 11, 1), last_day=self.rng.choice(DAYS))
        permit, named = await self._any(Permit), {"admins": admins(KEN), "now": self.now}
        match self.rng.randrange(8):
            case 0 | 1:
                await self.store.write(record_permit, ORGANISER, self.alley, paper, **named)
            case 2:
                await self.store.write(withdraw_permit, ORGANISER, permit, **named)
            case 3:
                await self.store.write(void_permit, ORGANISER, permit, **named)
            case _:
                await self.store.write(replace_permit, ORGANISER, permit, paper, **named)

    async def _stop(self) -> None:
        day = await self._any(MarketDay)
        if self.rng.random() < 0.5:
            await self.store.write(wait_for_rain, ORGANISER, day, self.now)
        else:
            stopped = StoppedAlley(self.alley) if self.rng.random() < 0.1 else StoppedDay(day)
            await self.store.write(call_off, ORGANISER, stopped, reason=CallOffReason.WEATHER, now=self.now)

    async def _undo_stop(self) -> None:
        await self.store.write(undo_stop, ORGANISER, await self._any(Stop), self.now)

    async def _finish(self) -> None:
        for stop in await self.store.read(stops_to_finish, self.now):
            if self.rng.random() < 0.3:
                while await self.store.write(finish_next, stop, self.now):
                    pass

    async def _join(self) -> None:
        item = await self._any(Item)
        await self.store.write(
            checked_join, self.rng.choice(SHOPPERS), item, self.now, Random(self.rng.random())
        )

    async def _owner_of(self, table: Any, row: int) -> Actor:
        owners = (
            select(Stall.owner_id).join(table, col(table.stall_id) == col(Stall.id)).where(table.id == row)
        )
        return Actor(await self.store.read(lambda session: session.exec(owners).first()) or OWNERS[0])


def shown_without_permit(session: Session, now: datetime) -> list[int]:
    """Return the drops that people are shown although no permit covers them."""
    shown = [session.get_one(Drop, drop.id) for drop in coming_drops(session, now, limit=500)]
    return [drop.id or 0 for drop in shown if not is_covered(session, drop)]


def plan_at_random(url: str, alley: int, seed: int, acts: int, pipe: Connection) -> None:
    """Do so many acts once told to begin; send what was done and what went wrong."""
    asyncio.run(_plan_at_random(url, alley, seed, acts, pipe=pipe))


async def _plan_at_random(url: str, alley: int, seed: int, acts: int, *, pipe: Connection) -> None:
    store = Store(url, deadline=DEADLINE)
    planner = Planner(store=store, alley=alley, rng=Random(seed))
    pipe.send("ready")
    pipe.recv()
    for _ in range(acts):
        await planner.act()
    await store.close()
    pipe.send((planner.done, planner.wrong, planner.now))

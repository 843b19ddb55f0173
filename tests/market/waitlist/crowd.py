"""A crowd at one drop: whatever people and the stall may do about it, each commit seen as it was stored."""

import asyncio
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from random import Random
from typing import Any

from sqlalchemy import Row
from sqlmodel import Session, select

from bot.local_beacon import LocalBeacon
from market.acting import Acting
from market.draw.beacon import LOCAL
from market.draw.closing import close_line, lines_to_close
from market.draw.deciding import draw_line, rounds_due
from market.draw.opening import drops_to_open, open_drop
from market.drop.change import change_quantity, sell_out
from market.drop.pause import cancel, pause, resume
from market.refusal import Refusal
from market.waitlist.actions import decline, keep, leave, release
from market.waitlist.gift import Offered, give_claim, give_hold, take_gift
from market.waitlist.join import join
from market.waitlist.last import take
from market.waitlist.no_show import release_no_show
from market.waitlist.slot import move
from market.waitlist.sweep import lines_to_settle, settle_line
from storage.drop import Line, Part
from storage.store import Store
from storage.waitlist import Claim, Entry, Hold
from tests.market.waitlist.conftest import CODES, HOUR, NOW, ROS, lay_out
from tests.market.waitlist.fair import Seen, look

SHAPES = ("plain", "bundle", "slots")
Act = tuple[str, int, int, int]
"""What, who (or which), on which line, how many."""


@dataclass(frozen=True)
class Commit:
    """A drop as one transaction left it."""

    what: str
    who: int
    line: int
    now: datetime
    seen: Seen


@dataclass
class Crowd:
    """`commits` are in the order in which they were stored: each looks while it has the drop's lock."""

    store: Store
    drop: int
    lines: list[int]
    limit: int
    now: datetime = NOW
    dice: Random = field(default_factory=lambda: Random(next(CODES)))
    commits: list[Commit] = field(default_factory=list)
    codes: list[str] = field(default_factory=list)

    async def write(self, what: str, who: int, line: int, action: Callable[..., Any], *args: Any) -> Any:
        now = self.now

        def seen(session: Session) -> Any:
            outcome = action(session, *args)
            self.commits.append(Commit(what, who, line, now, look(session, self.drop)))
            return outcome

        return await self.store.write(seen)

    async def act(self, act: Act) -> None:
        """Whatever is refused has no effect."""
        what, who, which, units = act
        line = self.lines[which % len(self.lines)]
        with suppress(Refusal):
            await getattr(self, what)(who, line, units)

    async def join(self, who: int, line: int, units: int, split: bool = False) -> None:
        """For no more than the limit a person."""
        party = (units - 1) % self.limit + 1
        await self.write("join", who, line, join, who, line, party, self.now, split)

    async def join_split(self, who: int, line: int, units: int) -> None:
        await self.join(who, line, units, split=True)

    async def leave(self, which: int, _line: int, _units: int) -> None:
        if one := await self._one(Entry, "waiting", which):
            await self.write("leave", one.person_id, one.line_id, leave, one.person_id, one.line_id, self.now)

    async def take(self, which: int, _line: int, _units: int) -> None:
        if one := await self._one(Entry, "waiting", which):
            wish = (one.person_id, one.line_id, self.now, self.dice)
            await self.write("take", one.person_id, one.line_id, take, *wish)

    async def keep(self, which: int, _line: int, units: int) -> None:
        if one := await self._one(Hold, "live", which):
            wish = (one.person_id, one.id, units, self.now, self.dice)
            await self.write("keep", one.person_id, one.line_id, keep, *wish)

    async def decline(self, which: int, _line: int, _units: int) -> None:
        if one := await self._one(Hold, "live", which):
            await self.write("decline", one.person_id, one.line_id, decline, one.person_id, one.id, self.now)

    async def give(self, which: int, _line: int, _units: int) -> None:
        if one := await self._one(Hold, "live", which):
            await self._offer(one, give_hold)

    async def give_claim(self, which: int, _line: int, _units: int) -> None:
        if one := await self._one(Claim, "claimed", which):
            await self._offer(one, give_claim)

    async def _offer(self, one: Row[Any], action: Callable[..., Offered]) -> None:
        wish = (one.person_id, one.id, self.now, self.dice)
        offered = await self.write("give", one.person_id, one.line_id, action, *wish)
        self.codes.append(offered.code)

    async def take_gift(self, who: int, line: int, _units: int) -> None:
        """The newest link."""
        for code in self.codes[-1:]:
            await self.write("take_gift", who, line, take_gift, who, code, self.now, self.dice)

    async def release(self, which: int, _line: int, _units: int) -> None:
        if one := await self._one(Claim, "claimed", which):
            await self.write("release", one.person_id, one.line_id, release, one.person_id, one.id, self.now)

    async def move(self, which: int, line: int, _units: int) -> None:
        if one := await self._one(Claim, "claimed", which):
            wish = (one.person_id, one.id, line, self.now, self.dice)
            await self.write("move", one.person_id, line, move, *wish)

    async def no_show(self, which: int, _line: int, _units: int) -> None:
        if one := await self._one(Claim, "claimed", which):
            await self.write("no_show", 0, one.line_id, release_no_show, Acting(ROS), one.id, self.now)

    async def restock(self, _who: int, line: int, units: int) -> None:
        """One to three more, or fewer."""
        had = await self.store.read(lambda session: session.get_one(Line, line).quantity)
        more = units if units <= 3 else 3 - units
        await self.write("restock", 0, line, change_quantity, Acting(ROS), line, had + more, self.now)

    async def sell_out(self, _who: int, line: int, units: int) -> None:
        """Once in six."""
        if units == 6:
            await self.write("sell_out", 0, line, sell_out, Acting(ROS), line, self.now)

    async def pause(self, _who: int, _line: int, units: int) -> None:
        """Once in three."""
        if units > 4:
            await self.write("pause", 0, 0, pause, Acting(ROS), self.drop, self.now)

    async def resume(self, *_: int) -> None:
        await self.write("resume", 0, 0, resume, Acting(ROS), self.drop, self.now)

    async def cancel(self, who: int, _line: int, units: int) -> None:
        """Once in seventy-two."""
        if (who, units) == (1, 6):
            await self.write("cancel", 0, 0, cancel, Acting(ROS), self.drop, self.now)

    async def sweep(self, *_: int) -> int:
        """What the timetable does; how many lines had something due."""
        for drop in await self.store.read(drops_to_open, self.now):
            await self.store.write(open_drop, drop, LOCAL, self.now, self.dice)
        closed = [one for one in await self.store.read(lines_to_close, self.now) if one in self.lines]
        for line in closed:
            await self.write("close", 0, line, close_line, line, self.now, self.dice)
        drawn = [one for one in await self.store.read(rounds_due, LOCAL, self.now) if one[0] in self.lines]
        for line, number in drawn:
            light = await LocalBeacon(bytes(32), lambda: self.now).fetch(number)
            await self.write("draw", 0, line, draw_line, line, light.randomness, light.signature, self.now)
        due = [one for one in await self.store.read(lines_to_settle, self.now) if one in self.lines]
        for line in due:
            await self.write("settle", 0, line, settle_line, line, self.now)
        return len(closed) + len(drawn) + len(due)

    async def at_once(self, acts: list[Act]) -> None:
        await asyncio.gather(*(self.act(act) for act in acts))

    async def look(self) -> Seen:
        return await self.store.read(look, self.drop)

    async def _one(self, table: Any, state: str, which: int) -> Row[Any] | None:
        """Of all that are in a state, one."""
        rows = select(table.id, table.person_id, table.line_id).where(table.state == state)
        rows = rows.where(table.line_id.in_(self.lines)).order_by(table.id)
        found = await self.store.read(lambda session: session.connection().execute(rows).all())
        return found[which % len(found)] if found else None


def lay_shape(
    session: Session, shape: str, quantities: list[int], ahead: int, **drop: Any
) -> tuple[int, list[int]]:
    """A drop that begins so many hours ahead, and its lines. Plain: one. A bundle: two bundles that share one part, and their parts. Slots: three hours."""
    begins = NOW + ahead * HOUR
    drop = {"starts_at": begins, "ends_at": begins + 7 * HOUR} | drop
    known, first = lay_out(session, quantities[0], **drop)
    if shape == "plain":
        return known, [first]
    row = session.get_one(Line, first)
    others = [_more(session, known, place, quantity) for place, quantity in enumerate(quantities[1:4], 2)]
    if shape == "slots":
        for place, line in enumerate([row, *others[:2]]):
            line.starts_at = begins + 3 * place * HOUR
            line.ends_at = line.starts_at + HOUR
        session.delete(others[2])
        return known, [first, *(line.id or 0 for line in others[:2])]
    small, large = others[1], others[2]
    small.quantity, large.quantity = 5, 4
    session.flush()
    for bundle, part, units in ((small, row, 1), (large, row, 2), (large, others[0], 1)):
        session.add(Part(bundle_id=bundle.id or 0, line_id=part.id or 0, units=units))
    session.flush()
    return known, [first, *(line.id or 0 for line in others)]


def _more(session: Session, drop: int, place: int, quantity: int) -> Line:
    line = Line(drop_id=drop, position=place, name=f"line {place}", unit="box", price=500, quantity=quantity)
    session.add(line)
    session.flush()
    return line


async def gathered(store: Store, shape: str, quantities: list[int], ahead: int = 20, **drop: Any) -> Crowd:
    known, lines = await store.write(lay_shape, shape, quantities, ahead, **drop)
    return Crowd(store, known, lines, drop.get("per_person", 2))


def hours(count: float) -> timedelta:
    return timedelta(hours=count)

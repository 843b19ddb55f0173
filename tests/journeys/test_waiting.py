"""A shopper's evening: join, wait, be offered, keep; and a crowd that wants the last ten."""

import asyncio
import signal
from dataclasses import dataclass
from typing import Any

from sqlmodel import Session, col, func, select

from handlers.waitlist.callbacks import JoinWaitlist, KeepHold
from storage.drop import Drop, Line
from storage.letter import Letter
from storage.ticket import Ticket
from storage.waitlist import Claim, Entry, Hold
from tests.journeys.world import Forked, Market, Visitor, shown

UNITS, PEOPLE = 10, 40
ALL = "all.0..1"


def empty_drop(session: Session, like: int, quantity: int) -> tuple[int, int]:
    """A new drop of the same stall with `quantity` units that nobody has asked for; its id and its line's."""
    pattern = session.get_one(Drop, like)
    columns = {
        name: getattr(pattern, name) for name in Drop.model_fields if name not in ("id", "code", "name")
    }
    drop = Drop(code=f"RACE{quantity}", name=f"Race for {quantity}", **columns)
    session.add(drop)
    session.flush()
    line = Line(drop_id=drop.id or 0, name=f"race for {quantity}", unit="box", price=850, quantity=quantity)
    session.add(line)
    session.flush()
    return drop.id or 0, line.id or 0


@dataclass(frozen=True)
class Tally:
    quantity: int
    claimed: int
    held: int
    waiting: int
    claims: int
    holds: int
    entries: int
    numbers: int
    tickets: int


def tally(session: Session, line: int) -> Tally:
    """The line's counts, and the same counted from the rows."""
    row = session.get_one(Line, line)

    def total(what: Any, *conditions: Any) -> int:
        return int(session.exec(select(what).where(*conditions)).one())

    units = func.coalesce
    return Tally(
        row.quantity,
        row.claimed,
        row.held,
        row.waiting,
        total(units(func.sum(Claim.units), 0), col(Claim.line_id) == line, col(Claim.state) == "claimed"),
        total(units(func.sum(Hold.units), 0), col(Hold.line_id) == line, col(Hold.state) == "live"),
        total(units(func.sum(Entry.party), 0), col(Entry.line_id) == line, col(Entry.state) == "waiting"),
        total(func.count(func.distinct(Entry.number)), col(Entry.line_id) == line),
        total(
            func.count(col(Ticket.id)),
            col(Ticket.claim_id).in_(select(Claim.id).where(col(Claim.line_id) == line)),
        ),
    )


async def hold_of(market: Market, person: int) -> int:
    rows = select(Hold.id).where(col(Hold.person_id) == person, col(Hold.state) == "live")
    return await market.store.read(lambda session: session.exec(rows).first()) or 0


async def test_a_shopper_joins_is_told_keeps_and_gives_back(market: Market) -> None:
    _, line = await market.change(empty_drop, market.town.kuih_lapis, 1)
    tom, lina = market.visitor(4003), market.visitor(4004)
    for each in (tom, lina):
        await each.open("d_RACE1")
    assert (await tom.tap("Join for 1")).text.startswith("Held for you until ")
    assert tom.reads.startswith("Held for you: 1 × race for 1.\nDapur Nenek Ros, Lorong Bakau, Fri 27 Nov")
    assert "RM8.50, paid at the stall." in tom.reads
    assert tom.labels == ["Confirm 1", "Decline", "Give to a friend", "Details"]
    await lina.open("d_RACE1")
    assert "All taken: 1" in lina.reads
    assert (await lina.tap("Join waitlist")).text == "Your number is 2."
    assert "You are number 2, for 1. You are next." in lina.reads
    await lina.tap("Back")
    assert lina.labels[:3] == ["Why the wait?", "Change quantity", "Leave waitlist"]
    await lina.tap("Why the wait?")
    assert lina.reads.startswith("race for 1, number 2: number 1 has until ")
    await lina.say("/mine")
    assert lina.reads.startswith("Waiting: race for 1. You are number 2")
    before = len(lina.answers)
    assert (await tom.tap("Decline")).text == "Declined."
    assert "offered to number 2" in tom.reads
    await market.deliver()
    assert len(lina.answers) == before + 1
    assert lina.reads.startswith("Held for you: 1 × race for 1.")
    assert shown((await lina.tap("Confirm 1")).text) == "Confirmed: 1 × race for 1."
    assert lina.reads.startswith("Confirmed Tue 24 Nov 10:00: 1 × race for 1")
    await lina.say("/start")
    assert "Next: race for 1, Fri 27 Nov 18:00, confirmed." in lina.reads
    await lina.say("/mine")
    assert lina.reads == "Confirmed: race for 1, Fri 27 Nov 18:00, 1 box"
    await lina.open("d_RACE1")
    assert "Confirmed: 1 box. Pay RM8.50 at the stall." in lina.reads
    assert (await lina.tap("Cannot come")).text == "Released, thank you."
    assert "Released Tue 24 Nov 10:00, thank you: 1 × race for 1." in lina.reads
    assert await market.store.read(tally, line) == Tally(1, 0, 0, 0, 0, 0, 0, 2, 1)


async def test_a_hold_that_runs_out_is_told_and_old_buttons_show_how_it_is_now(market: Market) -> None:
    await market.change(empty_drop, market.town.kuih_lapis, 1)
    tom, lina = market.visitor(4003), market.visitor(4004)
    await tom.open("d_RACE1")
    await tom.tap("Join for 1")
    keep = KeepHold(hold=await hold_of(market, tom.id), units=1, where=ALL).pack()
    held = tom.screen.id
    await lina.open("d_RACE1")
    await lina.tap("Join waitlist")
    stolen = await lina.tap(data=keep, message=lina.screen.id)
    assert stolen.text == "This is held for someone else. See /mine for yours."
    market.clock.move(days=2)
    late = await tom.tap(data=keep, message=held)
    assert late.text.startswith("This hold ended ")
    await market.deliver()
    assert not await hold_of(market, tom.id)
    assert any("ended" in shown(message.text) and message.id != held for message in tom.answers), tom.phone


async def test_a_party_is_chosen_and_changed_and_what_is_not_allowed_says_so(market: Market) -> None:
    _, line = await market.change(empty_drop, market.town.kuih_lapis, 1)
    tom, lina = market.visitor(4003), market.visitor(4004)
    await tom.open("d_RACE1")
    await tom.tap("Join for 1")
    await lina.open("d_RACE1")
    await lina.tap("Join waitlist")
    await lina.tap("Change quantity")
    assert (
        "You are number 2, for 1. If you ask for fewer, you keep it; for more, you go to the end."
        in lina.reads
    )
    refused = await lina.tap("3: over limit")
    assert refused.text == "Limit: 2 per person. Choose fewer."
    await lina.tap(data=JoinWaitlist(line=line, party=1, where=ALL).pack(), message=lina.screen.id)
    assert "You are already waiting: number 2, for 1. See /mine." in lina.reads
    assert (await lina.tap("Leave waitlist")).text == "You left the waitlist."
    assert "Join waitlist" in lina.labels


async def join_and_keep(market: Market, visitor: Visitor, line: int) -> None:
    """Two taps as fast as they can be made."""
    await visitor.phone.tap(
        data=JoinWaitlist(line=line, party=1, where=ALL).pack(), message=visitor.screen.id
    )
    if hold := await hold_of(market, visitor.id):
        data = KeepHold(hold=hold, units=1, where=ALL).pack()
        await visitor.phone.tap(data=data, message=visitor.screen.id)


async def crowd(market: Market) -> list[Visitor]:
    """Forty phones, each with the bot's welcome on it."""
    visitors = [market.visitor(5000 + place) for place in range(PEOPLE)]
    await asyncio.gather(*(visitor.phone.write("/start") for visitor in visitors))
    await market.settled(40)
    return visitors


async def test_of_forty_who_race_for_ten_exactly_ten_have_one(either_market: Market) -> None:
    market = either_market
    _, line = await market.change(empty_drop, market.town.kuih_lapis, UNITS)
    visitors = await crowd(market)
    await asyncio.gather(*(join_and_keep(market, visitor, line) for visitor in visitors))
    await market.settled(40)
    assert await market.store.read(tally, line) == Tally(UNITS, UNITS, 0, 30, UNITS, 0, 30, PEOPLE, UNITS)


async def some_have_joined(market: Market, line: int) -> None:
    async with asyncio.timeout(40):
        while (await market.store.read(tally, line)).numbers < 5:  # noqa: ASYNC110
            await asyncio.sleep(0.005)


async def test_a_race_survives_a_kill_with_nothing_lost_and_nothing_oversold(
    either_town: Market, either_forked: Forked
) -> None:
    market, bot = either_town, either_forked
    _, line = await market.store.write(empty_drop, market.town.kuih_lapis, UNITS)
    await bot.start()
    visitors = await crowd(market)
    wish = JoinWaitlist(line=line, party=1, where=ALL).pack()
    taps = [
        asyncio.create_task(visitor.phone.tap(data=wish, message=visitor.screen.id)) for visitor in visitors
    ]
    await some_have_joined(market, line)
    await bot.end(signal.SIGKILL)
    killed = await market.store.read(tally, line)
    assert killed.numbers >= 5
    await bot.start()
    await asyncio.wait(taps, timeout=40)
    await market.settled(40)
    told = select(func.count()).where(col(Letter.notice) == "UnitsHeld")
    assert await market.store.read(lambda session: session.exec(told).one()) == 0
    after = await market.store.read(tally, line)
    assert after == Tally(UNITS, 0, UNITS, PEOPLE - UNITS, 0, UNITS, PEOPLE - UNITS, PEOPLE, 0)

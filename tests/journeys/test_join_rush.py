"""A rush: many people tap Join within seconds, every tap comes twice, and Lorong is killed in the middle."""

import asyncio
import signal
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from sqlmodel import Session, col, func, select

from handlers.callbacks.waitlist import JoinWaitlist, ShowEntry
from sandbox import Fault, TapAnswer, UserProfile
from sandbox.update_queue import PendingUpdate
from storage.address import Address
from storage.waitlist import Booking, Entry
from tests.journeys.conftest import open_market
from tests.journeys.harness import LorongProcess, Market, without_bidi_marks
from tests.journeys.test_waitlist import ALL, empty_drop, tally

BATCH = 100
"""So many updates are asked for at one time."""


class JoinRush:
    """`people` who all want one unit of `item`; `came` is in which sequence their taps reached Telegram."""

    def __init__(self, market: Market, people: list[int], item: int) -> None:
        self.market, self.people, self.item = market, people, item
        self.came: list[int] = []

    async def arrive(self) -> None:
        """Everyone says /start and has its answer."""
        for first in range(0, len(self.people), BATCH):
            here = self.people[first : first + BATCH]
            await asyncio.gather(*(self.market.sandbox.person(one).write("/start") for one in here))
            await self.market.until_idle(60)

    def tap(self) -> list[asyncio.Task[TapAnswer | None]]:
        """Everyone taps at once; each tap is delivered a second time after it was confirmed."""
        updates = self.market.sandbox.telegram.first_account.updates
        self._on_push, updates.on_push = updates.on_push, self._note
        self.market.sandbox.fault("*", Fault.DUPLICATE, times=len(self.people))
        callback = JoinWaitlist(item=self.item, units=1, back_to=ALL).pack()
        phones = map(self.market.sandbox.person, self.people)
        return [asyncio.create_task(phone.tap(data=callback, timeout=140)) for phone in phones]

    async def check_again(self, answers: list[TapAnswer | None]) -> None:
        """Let people check again who were asked to, since on a slow machine the store may answer too late."""
        callback = ShowEntry(item=self.item, back_to=ALL).pack()
        read = zip(self.people, answers, strict=True)
        phones = [self.market.sandbox.person(person) for person, answer in read if answer and answer.alert]
        self.market.sandbox.telegram.first_account.updates.on_push = self._on_push
        for first in range(0, len(phones), BATCH):
            here = phones[first : first + BATCH]
            await asyncio.gather(*(phone.tap(data=callback, timeout=140) for phone in here))
            await self.market.until_idle(140)

    def _note(self, update: PendingUpdate) -> None:
        self.came.append(update.body["from"]["id"])
        self._on_push(update)

    async def until_joined(self, count: int) -> None:
        async with asyncio.timeout(120):
            while (await self.market.store.read(tally, self.item)).numbers < count:  # noqa: ASYNC110
                await asyncio.sleep(0.005)

    async def numbers(self) -> dict[int, int]:
        """By Telegram id, in the sequence in which the entries were stored."""
        rows = select(Address.external_id, Entry.number).where(
            col(Entry.item_id) == self.item, col(Address.person_id) == col(Entry.person_id)
        )
        found = await self.market.store.read(lambda session: session.exec(rows.order_by(col(Entry.id))).all())
        return {person or 0: number or 0 for person, number in found}

    async def bookers(self) -> set[int]:
        return await self.market.store.read(bookers, self.item)


def bookers(session: Session, item: int) -> set[int]:
    booked = col(Booking.item_id) == item, col(Booking.state) == "booked"
    rows = select(Address.external_id).where(*booked, col(Address.person_id) == col(Booking.person_id))
    return {person or 0 for person in session.exec(rows)}


@pytest.fixture
async def rush(database_url: str, size: tuple[int, int]) -> AsyncIterator[Market]:
    """Yield the demo data with as many people as `size` says."""
    people = tuple(
        UserProfile(id=6000 + place, first_name=f"Visitor {place}", language_code="en")
        for place in range(size[0])
    )
    async with open_market(Market(database_url, people)) as market:
        yield market


async def rush_and_kill(market: Market, bot: LorongProcess, people: int, units: int) -> None:
    _, item = await market.store.write(empty_drop, market.town.kuih_lapis, units)
    rush = JoinRush(market, [6000 + place for place in range(people)], item)
    await bot.start()
    await rush.arrive()
    taps = rush.tap()
    await rush.until_joined(units // 2)
    await bot.end(signal.SIGKILL)
    assert (await market.store.read(tally, item)).numbers < people, "killed when all was over"
    await bot.start()
    answers = await asyncio.gather(*taps)
    await market.until_idle(140)
    assert None not in answers, "somebody was never answered"
    await nothing_lost(rush, units)
    await rush.check_again(answers)
    await everyone_sees_how_it_is(rush)
    in_sequence(await rush.numbers(), rush.came)


async def nothing_lost(rush: JoinRush, units: int) -> None:
    """Check that there are as many bookings with tickets as units, one entry and one number for each person, and that the lowest numbers have the units."""
    people = len(rush.people)
    seen = await rush.market.store.read(tally, rush.item)
    assert (seen.booked, seen.bookings, seen.tickets) == (units, units, units)
    assert (seen.held, seen.holds) == (0, 0)
    assert (seen.waiting, seen.entries) == (people - units, people - units)
    numbers = await rush.numbers()
    assert {*numbers} == {*rush.people}
    assert sorted(numbers.values()) == list(range(1, people + 1))
    assert await rush.bookers() == {person for person, number in numbers.items() if number <= units}
    entries = select(func.count()).where(col(Entry.item_id) == rush.item)
    assert await rush.market.store.read(lambda session: session.exec(entries).one()) == people


async def everyone_sees_how_it_is(rush: JoinRush) -> None:
    """The repeated tap was answered with the present state: the ticket, or the number."""
    numbers, have = await rush.numbers(), await rush.bookers()
    for person in rush.people:
        texts = [without_bidi_marks(message.text) for message in rush.market.visitor(person).phone.messages]
        expected = "Pickup ticket: 1" if person in have else f"Your number is {numbers[person]:,}."
        assert expected in texts[-1], f"{person} reads {texts[-1]!r}"


def in_sequence(numbers: dict[int, int], came: list[int]) -> None:
    """Numbers are given in the sequence of commits: the entries as they were stored have 1, 2, 3.

    Against the sequence of taps: a batch of a hundred updates is handled side by side, so that neighbours may change places; but
    nobody has a number after somebody whose tap came a hundred or more later.
    """
    assert list(numbers.values()) == sorted(numbers.values())
    assert len(came) == len(numbers)
    latest = 0
    for place in range(BATCH, len(came)):
        latest = max(latest, numbers[came[place - BATCH]])
        assert latest < numbers[came[place]], "a batch overtook another"


@pytest.mark.parametrize("size", [(200, 20)])
@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_two_hundred_tap_for_twenty_and_exactly_twenty_book(
    rush: Market, size: tuple[int, int], tmp_path: Path
) -> None:
    bot = LorongProcess(rush, tmp_path)
    try:
        await rush_and_kill(rush, bot, *size)
    finally:
        await bot.kill()


@pytest.mark.proof
@pytest.mark.parametrize("size", [(2000, 200)])
async def test_two_thousand_tap_for_two_hundred_and_exactly_two_hundred_book(
    rush: Market, size: tuple[int, int], tmp_path: Path
) -> None:
    bot = LorongProcess(rush, tmp_path)
    try:
        await rush_and_kill(rush, bot, *size)
    finally:
        await bot.kill()

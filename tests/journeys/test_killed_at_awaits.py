"""Killed at each point between a tap and its answer: the effect is there once, the person is answered, and nothing is left over."""

import asyncio
import itertools
import signal
from collections.abc import AsyncIterator, Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random

import pytest
from sqlmodel import Session, col, func, select

from handlers.callbacks.callback import Callback
from handlers.callbacks.deposit import ReportPaid
from handlers.callbacks.scan import CollectUnits
from handlers.callbacks.stock import PublishDrop
from handlers.callbacks.waitlist import ConfirmHold, DeclineHold, JoinWaitlist
from market.deposit.notifications import DepositToConfirm
from market.waitlist.shopper_actions import confirm
from sandbox import TapAnswer, UserProfile
from storage.deposit import Deposit, DepositState, PaymentMethod
from storage.drop import Drop, DropState
from storage.inbox import InboxUpdate
from storage.notification import Notification
from storage.ticket import Scan, Ticket
from storage.waitlist import Booking, Entry, Hold, HoldState
from tests.holding import join_for_hold
from tests.journeys.conftest import open_market
from tests.journeys.harness import ROS, Market, without_bidi_marks
from tests.journeys.kill_points import Kill, WatchedProcess, WatchedTap
from tests.journeys.outbox_harness import press_start, readers_of
from tests.journeys.test_waitlist import ALL, empty_drop
from tests.people import own_id

UNITS = 5_000
PAUSES = (0.0, 0.001, 0.002, 0.003, 0.004, 0.006, 0.008, 0.012, 0.016, 0.024)
"""Seconds for which the threads of the store go on before the process is gone."""


@dataclass(frozen=True, kw_only=True)
class Subject:
    """A tap that has an effect once: who taps, on which button; `effect` is read from the rows, and `reads` stands in what they read then."""

    person: int
    callback: Callback
    effect: Callable[[Session], object]
    once: object
    reads: str

    @property
    def tap(self) -> WatchedTap:
        return WatchedTap(person=self.person, data=self.callback.pack())


def count(session: Session, table: type, *where: object) -> int:
    return session.exec(select(func.count()).select_from(table).where(*where)).one()  # type: ignore[arg-type]


class Preparation:
    """Writes subjects of each kind to the demo's market, each about a person of its own."""

    def __init__(self, session: Session, market: Market) -> None:
        self.session, self.now, self.rng = session, market.clock(), Random(5)
        self.like = market.town.kuih_lapis
        _, self.item = empty_drop(session, self.like, UNITS)
        self.stall = session.get_one(Drop, self.like).stall_id

    def joins(self, person: int) -> Subject:
        mine = (col(Entry.person_id) == own_id(person), col(Entry.item_id) == self.item)

        def effect(session: Session) -> tuple[int, int]:
            booked = count(
                session, Booking, col(Booking.person_id) == own_id(person), col(Booking.item_id) == self.item
            )
            return count(session, Entry, *mine), booked

        callback = JoinWaitlist(item=self.item, units=1, back_to=ALL)
        return Subject(person=person, callback=callback, effect=effect, once=(1, 1), reads="Pickup ticket: 1")

    def _hold(self, person: int) -> int:
        return join_for_hold(self.session, own_id(person), self.item, 1, now=self.now).held.id  # type: ignore[union-attr]

    def confirms(self, person: int) -> Subject:
        hold = self._hold(person)

        def effect(session: Session) -> tuple[object, int, int]:
            bookings = select(Booking.id).where(col(Booking.hold_id) == hold)
            tickets = count(session, Ticket, col(Ticket.booking_id).in_(bookings))
            return session.get_one(Hold, hold).state, len(session.exec(bookings).all()), tickets

        return Subject(
            person=person,
            callback=ConfirmHold(hold=hold, units=1, back_to=ALL),
            effect=effect,
            once=(HoldState.BOOKED, 1, 1),
            reads="Pickup ticket: 1",
        )

    def declines(self, person: int) -> Subject:
        hold = self._hold(person)

        def effect(session: Session) -> tuple[object, int]:
            mine = count(session, Hold, col(Hold.person_id) == own_id(person))
            return session.get_one(Hold, hold).state, mine

        return Subject(
            person=person,
            callback=DeclineHold(hold=hold, back_to=ALL),
            effect=effect,
            once=(HoldState.DECLINED, 1),
            reads="Declined",
        )

    def hands_over(self, person: int) -> Subject:
        hold = self._hold(person)
        booking = confirm(self.session, own_id(person), hold, 1, now=self.now, rng=self.rng)
        ticket = self.session.exec(select(Ticket).where(col(Ticket.booking_id) == booking)).one()
        ticket_id, code = ticket.id, ticket.code

        def effect(session: Session) -> tuple[int, int]:
            scans = count(session, Scan, col(Scan.ticket_id) == ticket_id)
            return session.get_one(Booking, booking).collected, scans

        return Subject(
            person=ROS,
            callback=CollectUnits(code=code, units=1),
            effect=effect,
            once=(1, 1),
            reads="1 of 1",
        )

    def pays(self, person: int) -> Subject:
        row = Deposit(
            hold_id=self._hold(person),
            stall_id=self.stall,
            person_id=own_id(person),
            units=1,
            amount=500,
            currency="MYR",
            way=PaymentMethod.BANK,
            reference=f"LR-{person}",
            refund_until=self.now,
            asked_at=self.now,
        )
        self.session.add(row)
        self.session.flush()
        deposit = row.id or 0

        def effect(session: Session) -> tuple[object, int]:
            told = (
                col(Notification.kind) == DepositToConfirm.kind,
                col(Notification.about) == f"deposit:{deposit}",
            )
            return session.get_one(Deposit, deposit).state, count(session, Notification, *told)

        return Subject(
            person=person,
            callback=ReportPaid(deposit=deposit),
            effect=effect,
            once=(DepositState.SAID, 1),
            reads="Not confirmed yet",
        )

    def publishes(self, person: int) -> Subject:
        drop, _ = empty_drop(self.session, self.like, person)
        self.session.get_one(Drop, drop).state = DropState.DRAFT

        def effect(session: Session) -> tuple[object, int]:
            row = session.get_one(Drop, drop)
            return row.state, row.revision

        return Subject(
            person=ROS,
            callback=PublishDrop(drop=drop),
            effect=effect,
            once=(DropState.PUBLISHED, 0),
            reads=f"Race for {person}",
        )


DEEDS: dict[str, Callable[[Preparation, int], Subject]] = {
    "join": Preparation.joins,
    "confirm": Preparation.confirms,
    "decline": Preparation.declines,
    "hand over": Preparation.hands_over,
    "pay": Preparation.pays,
    "publish": Preparation.publishes,
}


Tapped = tuple[Subject, "asyncio.Task[TapAnswer | None]", Path]
"""A tap on its way to its answer, and the file with the points that were passed."""


class Killing:
    """One market in which process after process is killed in the middle of a tap; the next one answers it."""

    def __init__(self, market: Market, folder: Path) -> None:
        self.market, self.folder = market, folder
        self.process = WatchedProcess(market, folder)
        self.traces = (folder / f"trace {number}" for number in itertools.count())
        self.killed = 0

    async def count_points(self, subject: Subject) -> int:
        """Answer a tap without a kill; return how many points there are."""
        trace = next(self.traces)
        await self.process.begin(Kill(tap=subject.tap, trace=str(trace)))
        await self.is_done_once(subject, await self.tap(subject))
        await self.process.kill()
        return len(trace.read_text().splitlines())

    async def kill_at(
        self, kills: Iterable[tuple[Subject, int, float]], beside: Iterable[Subject] = ()
    ) -> None:
        """Kill a process in the middle of each tap, at a point and after a pause; with each tap one of `beside` comes too."""
        others, answers = iter(beside), list[Tapped]()
        for subject, at, pause in kills:
            trace = next(self.traces)
            await self.process.begin(Kill(tap=subject.tap, trace=str(trace), at=at, pause=pause))
            await self._check(answers)
            here = [subject, *itertools.islice(others, 1)]
            answers = [(each, asyncio.create_task(self.tap(each)), trace) for each in here]
            await self._until_killed(answers)
        await self.process.start()
        await self._check(answers)
        await self.process.kill()

    async def _check(self, answers: Sequence[Tapped]) -> None:
        for subject, tapped, trace in answers:
            try:
                await self.is_done_once(subject, await tapped)
            except AssertionError as error:
                raise AssertionError(f"{subject.callback}: {error}\n{trace.read_text()}") from error

    async def _until_killed(self, answers: Sequence[Tapped]) -> None:
        """Or until all is answered, where a tap had fewer points this time."""
        process = self.process.process
        while process.is_alive():
            await asyncio.sleep(0.005)
            if all(tapped.done() for _, tapped, _ in answers) and not await self._waiting():
                await asyncio.to_thread(process.join, 0.1)
                if process.is_alive():
                    await self.process.kill()
                    return
        assert process.exitcode == -signal.SIGKILL
        self.killed += 1

    async def _waiting(self) -> bool:
        """Return whether an update is not confirmed, or not marked as answered."""
        unconfirmed = self.market.sandbox.telegram.first_account.updates.alive()
        return bool(unconfirmed) or await self.market.store.read(count, InboxUpdate) > 0

    async def tap(self, subject: Subject) -> TapAnswer | None:
        return await self.market.sandbox.person(subject.person).tap(data=subject.callback.pack(), timeout=60)

    async def is_done_once(self, subject: Subject, answer: TapAnswer | None) -> None:
        """Assert that a tap was answered, had its effect once, and that its person reads it."""
        await self.market.until_idle(40)
        assert answer is not None, "nobody answered"
        assert not answer.text.startswith("Sorry"), answer.text
        assert await self.market.store.read(subject.effect) == subject.once
        texts = [
            without_bidi_marks(message.text) for message in self.market.visitor(subject.person).phone.messages
        ]
        assert any(subject.reads in text for text in texts), f"nothing says {subject.reads!r}: {texts[-2:]}"
        assert await self.market.store.read(count, InboxUpdate) == 0


@pytest.fixture
async def killing(
    database_url: str, tmp_path: Path, people: tuple[UserProfile, ...]
) -> AsyncIterator[Killing]:
    async with open_market(Market(database_url, people)) as market:
        await press_start(market, people)
        telegram = market.sandbox.telegram
        telegram.private_chat(telegram.first_account, telegram.user(ROS)).open = True
        killing = Killing(market, tmp_path)
        yield killing
        await killing.process.kill()


async def prepared(killing: Killing, deeds: Sequence[tuple[str, int]]) -> list[Subject]:
    def prepare(session: Session) -> list[Subject]:
        preparation = Preparation(session, killing.market)
        return [DEEDS[deed](preparation, person) for deed, person in deeds]

    return await killing.market.store.write(prepare)


@pytest.mark.parametrize("people", [readers_of(6)], ids=["6"])
async def test_killed_at_a_point_of_each_tap(killing: Killing, people: tuple[UserProfile, ...]) -> None:
    """At one of its points, which chance chooses; all of them are in the proof."""
    rng = Random(2026)
    deeds = [(deed, person.id) for deed, person in zip(DEEDS, people, strict=True)]
    subjects = await prepared(killing, deeds)
    await killing.kill_at((subject, rng.randint(1, 16), rng.choice(PAUSES)) for subject in subjects)
    assert killing.killed == len(subjects)


@pytest.mark.proof
@pytest.mark.long
@pytest.mark.parametrize("deed", DEEDS)
@pytest.mark.parametrize("people", [readers_of(120)], ids=["120"])
async def test_killed_at_every_point_of_a_tap(
    killing: Killing, people: tuple[UserProfile, ...], deed: str
) -> None:
    first, *subjects = await prepared(killing, [(deed, person.id) for person in people])
    points = await killing.count_points(first)
    print(f"\n{deed}: {points} points")
    assert points <= len(subjects)
    await killing.kill_at((subject, at, 0.0) for at, subject in enumerate(subjects[:points], 1))
    assert killing.killed >= 0.8 * points, "the last are not reached each time"


@pytest.mark.proof
@pytest.mark.long
@pytest.mark.parametrize("people", [readers_of(1_100)], ids=["1100"])
async def test_five_hundred_kills_lose_no_confirm(killing: Killing, people: tuple[UserProfile, ...]) -> None:
    """At each point of Confirm ten or more, each after another pause, with somebody who joins at the same moment."""
    deeds = ["confirm"] * 550 + ["join"] * 550
    first, *subjects = await prepared(
        killing, [(deed, person.id) for deed, person in zip(deeds, people, strict=True)]
    )
    points = await killing.count_points(first)
    per_point = -(-549 // points)
    print(f"\nconfirm: {points} points, {per_point} kills at each")
    where = [(at, PAUSES[turn % len(PAUSES)]) for turn in range(per_point) for at in range(1, points + 1)]
    kills = [(subject, at, pause) for subject, (at, pause) in zip(subjects[:549], where, strict=False)]
    await killing.kill_at(kills, subjects[549:])
    assert killing.killed >= 500, "some answer before their last point"

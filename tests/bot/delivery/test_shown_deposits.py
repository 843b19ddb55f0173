"""Messages about deposits stay true, the payer's and the stall's, for every sequence of payments, answers, gifts and cancellations."""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import timedelta
from random import Random
from typing import Any

import pytest
from sqlmodel import Session, select

from handlers.deposit.payer_messages import NOT_RECEIVED, REFUND_DUE
from handlers.deposit.stall_views import REFUNDS
from handlers.deposit.views import CARDS
from handlers.waitlist.views import ANYWHERE
from market.actor import Actor
from market.admins import Admins
from market.deposit.payee import allow_deposits, stop_payee
from market.refusal import Refusal
from market.stock.move import move_drop
from market.stock.stock_line import StockLine
from market.waitlist.gift import give_booking, give_hold, take_gift
from market.waitlist.outage import credit_next_drop
from storage.deposit import Deposit, Payee
from storage.heartbeat import Outage
from storage.organiser import Organiser
from storage.shown import ShownKind
from storage.store import Store
from tests.bot.delivery.test_shown import ShownMarketDay
from tests.kept_rows import KeptRows
from tests.market.deposit.conftest import KEN, MARIUS, NOW, DepositScenario, add_drop
from tests.market.deposit.test_interleavings import newest, run_request
from tests.market.waitlist.simulation import Simulation
from tests.seeds import seeds

PAYERS = 5
STALL = 1
CHOICE = f"{CARDS}:{ANYWHERE.code}"
REQUESTS = (
    *("join",) * 3,
    *("choose", "say", "say", "confirm", "confirm", "deny", "deny", "release", "forfeit"),
    *("decline", "pay", "back", "back", "collect", "undo", "sweep"),
)
OTHERS = (
    *("look",) * 10,
    *("edit", "edit", "wait", "wait", "give", "give_booking", "take", "stop", "allow", "outage", "postpone"),
)


@dataclass
class PayDay(ShownMarketDay):
    """Random people who pay deposits ahead, the stall that answers, and the organiser who stops it."""

    scans: list[int] = field(default_factory=list)
    codes: list[str] = field(default_factory=list)

    @property
    def scenario(self) -> DepositScenario:
        day = self.simulation
        return DepositScenario(day.store, day.drop, day.items[0], day.now, day.rng)

    async def act(self, name: str, who: int, units: int) -> None:
        action = getattr(self, name, None)
        if action is None:
            await run_request(self.scenario, (name, who, units), self.scans)
            return
        with suppress(Refusal):
            await action(who, units)

    async def look(self, who: int, units: int) -> None:
        """A payer or the stall is shown one of the screens about the payer's newest deposit."""
        hold, deposit, booking = await newest(self.scenario, who)
        looks: list[tuple[int, ShownKind, int, str]] = [
            (MARIUS, ShownKind.STALL_DEPOSITS, STALL, "1"),
            (MARIUS, ShownKind.STALL_DEPOSITS, STALL, REFUNDS),
        ]
        if hold:
            looks += [(who, ShownKind.DEPOSIT_CHOICE, hold, CHOICE)] * 3
        if booking:
            looks.append((who, ShownKind.BOOKING, booking, ANYWHERE.code))
        if deposit:
            payer = await self.store.read(lambda session: session.get_one(Deposit, deposit).person_id)
            forms = ("", "cash", "bank", NOT_RECEIVED, REFUND_DUE)
            looks += [(payer or 0, ShownKind.DEPOSIT, deposit, form) for form in forms]
            looks.append((MARIUS, ShownKind.STALL_DEPOSIT, deposit, ""))
        person, kind, subject, form = self.simulation.rng.choice(looks)
        await self.show(person, kind, subject, without_picture=units % 2 == 0, form=form)

    async def wait(self, _: int, units: int) -> None:
        self.simulation.now += timedelta(minutes=20 * units)

    async def give(self, who: int, _: int) -> None:
        hold, _, _ = await newest(self.scenario, who)
        await self._offer(give_hold, who, hold)

    async def give_booking(self, who: int, _: int) -> None:
        _, _, booking = await newest(self.scenario, who)
        await self._offer(give_booking, who, booking)

    async def _offer(self, action: Callable[..., Any], who: int, subject: int) -> None:
        offered = await self.store.write(action, who, subject, self.simulation.now, self.simulation.rng)
        self.codes.append(offered.code)

    async def take(self, who: int, _: int) -> None:
        for code in self.codes[-1:]:
            await self.store.write(take_gift, who, code, self.simulation.now, self.simulation.rng)

    async def stop(self, _: int, units: int) -> None:
        """Once in six, the bank QR; otherwise all deposits."""
        if units == 2:
            await self.store.write(allow_deposits, Actor(KEN), STALL, False, self.simulation.now)
            return
        payee = await self.store.read(lambda session: session.exec(select(Payee.id)).first())
        if self.simulation.rng.random() < 0.2:
            await self.store.write(stop_payee, Actor(MARIUS), payee, Admins(), now=self.simulation.now)

    async def allow(self, *_: int) -> None:
        await self.store.write(allow_deposits, Actor(KEN), STALL, True, self.simulation.now)

    async def outage(self, *_: int) -> None:
        """Nobody could reach the market for half an hour."""
        now = self.simulation.now
        away = Outage(began_at=now, ended_at=now + timedelta(minutes=30))
        await self.store.write(lambda session: session.add(away))
        self.simulation.now += timedelta(minutes=30)
        while await self.store.write(credit_next_drop, self.simulation.now):
            pass

    async def postpone(self, who: int, units: int) -> None:
        """Seldom."""
        if (who, units) == (1, 1):
            line = StockLine(day=(self.simulation.now + timedelta(days=4)).date())
            await self.store.write(move_drop, Actor(MARIUS), self.simulation.drop, line, self.simulation.now)


def add_pay_day(session: Session) -> tuple[int, int]:
    laid = add_drop(session, 4)
    session.add(Organiser(person_id=KEN, named_by=None, named_at=NOW))
    return laid


MARKET = KeptRows(lambda store: store.write(add_pay_day))


@pytest.fixture
async def pay_day(store: Store) -> PayDay:
    drop, item = await MARKET.lay(store)
    simulation = Simulation(
        store=store, drop=drop, items=[item], limit=2, now=NOW, rng=Random(1), has_snapshots=False
    )
    return PayDay(simulation=simulation)


@pytest.mark.parametrize("seed", seeds(3, proof=16))
async def test_whatever_becomes_of_deposits_payers_and_stall_are_shown_what_is_so(
    pay_day: PayDay, seed: int
) -> None:
    pay_day.simulation.rng = Random(seed)
    rng = Random(seed)
    for _ in range(110):
        await pay_day.act(rng.choice((*REQUESTS, *OTHERS)), rng.randint(1, PAYERS), rng.randint(1, 2))
    if seed % 3 == 0:
        await pay_day.scenario.cancel()
    await pay_day.scenario.sweep()  # a hold whose person is not notified yet has no deadline
    await pay_day.run_edits()
    assert len(await pay_day.rows()) == len(pay_day.phones.shows), "nothing is given up"
    assert await pay_day.untrue() == []

"""A payment is recorded once, never lost and never doubled: a lock, a full disk, a kill at each step, a restored database."""

import asyncio
import os
import shutil
import signal
import sqlite3
import threading
from collections.abc import AsyncIterator, Callable
from contextlib import closing, suppress
from datetime import timedelta
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import text
from sqlalchemy.exc import OperationalError
from sqlmodel import Session, col, select

import bot.telegram.payments
import handlers.deposit.payments
import storage.engine
from bot.demo.data.people_and_stalls import AINA
from market.deposit.payment import RawPayment, record_payment
from storage.deposit import Deposit
from storage.drop import Drop
from storage.payment import Payment
from storage.payment_journal import PaymentJournal
from storage.stall import Stall
from storage.timeouts import LOCK_WAIT
from storage.waitlist import Booking
from tests.forking import forking
from tests.journeys.conftest import open_market
from tests.journeys.harness import TOKEN, TUESDAY_TEN, Market, Visitor, run_lorong
from tests.journeys.test_deposit import CARDS, invoice
from tests.people import person_of


async def ask_deposits(market: Market) -> None:
    """Ros's kuih lapis asks RM5.00 ahead."""

    def ask(session: Session) -> None:
        drop = session.get_one(Drop, market.town.kuih_lapis)
        drop.deposit, drop.refund_until = 500, drop.starts_at - timedelta(hours=24)
        session.get_one(Stall, drop.stall_id).deposits_at = market.clock()

    await market.store.write(ask)


@pytest.fixture
async def paying_market(database_url: str) -> AsyncIterator[Market]:
    """Lorong open in this process, with invoices that can be paid, on each database."""
    async with open_market(Market(database_url)) as market:
        market.expects_failures = True
        await ask_deposits(market)
        await market.open(payment_token=CARDS)
        yield market


async def invoice_for(market: Market, visitor: Visitor) -> int:
    await visitor.writes("/start")
    await hold_through(market, visitor)
    return await invoice(market, visitor)


async def hold_through(market: Market, visitor: Visitor) -> None:
    code = await market.store.read(lambda session: session.get_one(Drop, market.town.kuih_lapis).code)
    await visitor.open(f"d_{code}")
    await visitor.tap("Join for 1")


async def paid_once(market: Market) -> None:
    """One payment, one paid deposit, one booking."""

    def count(session: Session) -> tuple[int, list[str], int]:
        deposits = session.exec(select(Deposit.state).order_by(col(Deposit.id))).all()
        mine = select(Booking.id).where(
            col(Booking.person_id) == person_of(AINA.id), col(Booking.hold_id).in_(select(Deposit.hold_id))
        )
        return payments_of_deposits(session), list(deposits), len(session.exec(mine).all())

    assert await market.store.read(count) == (1, ["paid"], 1)


async def until_recorded(market: Market, seconds: float = 40) -> None:
    def matched(session: Session) -> bool:
        return (
            session.exec(select(Payment.id).where(col(Payment.matched_at).is_not(None))).first() is not None
        )

    async with asyncio.timeout(seconds):
        while not await market.store.read(matched):  # noqa: ASYNC110 - Lorong does it
            await asyncio.sleep(0.05)


def lock_for(url: str, seconds: float) -> threading.Thread:
    """Another process writes for so long."""
    locked = threading.Event()

    def hold_lock() -> None:
        with closing(sqlite3.connect(url.removeprefix("sqlite:///"), isolation_level=None)) as other:
            other.execute("BEGIN IMMEDIATE")
            locked.set()
            threading.Event().wait(seconds)
            other.execute("COMMIT")

    thread = threading.Thread(target=hold_lock)
    thread.start()
    locked.wait(5)
    return thread


only_sqlite = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


@only_sqlite
@pytest.mark.parametrize(
    ("patience", "seconds"),
    [(0.2, 1.5), pytest.param(LOCK_WAIT, 14, marks=pytest.mark.proof)],
)
async def test_through_a_lock(
    database_url: str, monkeypatch: pytest.MonkeyPatch, patience: float, seconds: float
) -> None:
    """Longer than a statement waits: the first tries to record it fail."""
    monkeypatch.setitem(storage.engine._sqlite.__kwdefaults__, "lock_wait", patience)
    async with open_market(Market(database_url)) as market:
        market.expects_failures = True
        await ask_deposits(market)
        await market.open(payment_token=CARDS)
        aina = market.visitor(AINA.id)
        message = await invoice_for(market, aina)
        thread = await asyncio.to_thread(lock_for, database_url, seconds)
        assert (await aina.phone.pay(message)).paid
        await until_recorded(market)
        await asyncio.to_thread(thread.join)
        await market.until_idle(30)
        await paid_once(market)
        assert any("Confirmed by the stall" in one.text for one in aina.answers)


@only_sqlite
async def test_through_a_full_disk(paying_market: Market) -> None:
    """SQLite may use no page more, and then it may."""
    paying_market.expects_failures = True
    market, aina = paying_market, paying_market.visitor(AINA.id)
    message = await invoice_for(market, aina)

    def allow_pages(pages: int) -> Callable[[Session], Any]:
        return lambda session: session.connection().execute(text(f"PRAGMA max_page_count = {pages}"))

    await market.app.store.write(fill_up)
    assert (await aina.phone.pay(message)).paid
    await asyncio.sleep(1.5)
    assert await market.store.read(payments_of_deposits) == 0
    unconfirmed = market.sandbox.telegram.first_account.updates.alive()
    assert unconfirmed or not market.app.intake.idle, "it comes again, or waits in the inbox"
    await market.app.store.write(allow_pages(2**30))
    await until_recorded(market)
    await market.until_idle(30)
    await paid_once(market)


def fill_up(session: Session) -> None:
    """Let the database grow no more, and fill what is left of the pages that payments are on."""
    connection = session.connection()
    used = connection.execute(text("PRAGMA page_count")).scalar_one()
    connection.execute(text(f"PRAGMA max_page_count = {used}"))
    for size in (600, 60, 1):
        with suppress(OperationalError):
            for _ in range(400):
                with session.begin_nested():
                    paid = RawPayment(
                        charge=uuid4().hex, payload="filler", amount=1, currency="MYR", raw={"": "x" * size}
                    )
                    record_payment(session, paid, TUESDAY_TEN)


def payments_of_deposits(session: Session) -> int:
    return len(session.exec(select(Payment.id).where(col(Payment.payload).startswith("deposit"))).all())


STEPS = ("before the journal", "before the row", "after the row", "after the match", "after the answer")


def die_at(step: str, flag: str) -> None:
    """In a forked Lorong: end it at this step, the first time it is reached."""

    def die() -> None:
        if not Path(flag).exists():
            Path(flag).touch()
            os.kill(os.getpid(), signal.SIGKILL)

    def before(action: Callable[..., Any]) -> Callable[..., Any]:
        def dying(*args: Any, **named: Any) -> Any:
            die()
            return action(*args, **named)

        return dying

    payments: Any = bot.telegram.payments
    match step:
        case "before the journal":
            PaymentJournal.append = before(PaymentJournal.append)  # type: ignore[method-assign]
        case "before the row":
            payments.record_reported = before(payments.record_reported)
        case "after the row":
            payments.payment_received = before(payments.payment_received)
        case "after the match":
            deposit_payments: Any = handlers.deposit.payments
            deposit_payments.my_deposit = before(deposit_payments.my_deposit)
        case "after the answer":
            from bot.telegram.reply_sender import ReplySender

            reply = ReplySender.reply

            async def answered(self: ReplySender, *args: Any, **named: Any) -> None:
                await reply(self, *args, **named)
                if any("deposit" in str(one).lower() for one in args):
                    die()

            ReplySender.reply = answered  # type: ignore[method-assign]


def run_dying_lorong(given: dict[str, Any], now: Any, log: str, step: str, flag: str) -> None:
    if not Path(flag).exists():
        die_at(step, flag)
    run_lorong(given, now, log)


class DyingLorong:
    """A Lorong of its own process that is killed at a step of a payment, and then started again."""

    def __init__(self, market: Market, folder: Path, step: str) -> None:
        self._market, self._step = market, step
        self._log, self._flag = str(folder / "lorong.log"), str(folder / "killed")
        self._process: BaseProcess | None = None

    async def start(self) -> None:
        settings = self._market.settings(payment_token=CARDS)
        given = settings.model_dump() | {"bot_token": TOKEN, "secret_key": None, "payment_token": CARDS}
        arguments = (given, self._market.clock(), self._log, self._step, self._flag)
        self._process = forking.Process(target=run_dying_lorong, args=arguments)
        await asyncio.to_thread(self._process.start)

    async def until_killed(self) -> None:
        assert self._process is not None
        await asyncio.to_thread(self._process.join, 20)
        assert self._process.exitcode == -signal.SIGKILL, f"see {self._log}"

    async def end(self) -> None:
        if self._process and self._process.is_alive():
            self._process.kill()
            await asyncio.to_thread(self._process.join, 20)


@pytest.mark.parametrize("step", STEPS)
async def test_through_a_kill_at_each_step(closed_market_on_each: Market, tmp_path: Path, step: str) -> None:
    market, aina = closed_market_on_each, closed_market_on_each.visitor(AINA.id)
    if step == "before the journal" and not market.store.sqlite:
        pytest.skip("PostgreSQL has no journal beside it")
    await ask_deposits(market)
    lorong = DyingLorong(market, tmp_path, "nowhere")
    await lorong.start()
    try:
        message = await invoice_for(market, aina)
        await lorong.end()
        lorong = DyingLorong(market, tmp_path, step)
        await lorong.start()
        assert (await aina.phone.pay(message)).paid
        await lorong.until_killed()
        await lorong.start()
        await until_recorded(market)
        await market.until_idle(40)
        await paid_once(market)
    finally:
        await lorong.end()


@only_sqlite
async def test_through_a_restored_database(paying_market: Market, tmp_path: Path) -> None:
    """The backup is older than the payment: the journal beside the database has it."""
    market, aina = paying_market, paying_market.visitor(AINA.id)
    message = await invoice_for(market, aina)
    file = Path(market.url.removeprefix("sqlite:///"))
    backup = tmp_path / "backup.db"
    with closing(sqlite3.connect(file)) as now, closing(sqlite3.connect(backup)) as copy:
        now.backup(copy)
    assert (await aina.phone.pay(message)).paid
    await market.until_idle()
    await paid_once(market)
    await market.close()
    restored = tmp_path / "restored.db"
    shutil.copy(backup, restored)
    shutil.copy(f"{file}.payments", f"{restored}.payments")
    again = Market(f"sqlite:///{restored}")
    again.address, again.sandbox, again.town, again.clock = (
        market.address,
        market.sandbox,
        market.town,
        market.clock,
    )
    assert await again.store.read(lambda session: session.exec(select(Payment)).all()) == []
    await again.open(payment_token=CARDS)
    await until_recorded(again)
    await paid_once(again)
    await again.close()
    await again.store.close()

"""Handing over to a holder whose phone is dead: by the beginning of their name and of the ticket's code."""

from datetime import timedelta
from random import Random
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlmodel import Session, col, select

from market.actor import Actor, NotYourStall, OutsideRole
from market.admins import NO_ADMINS
from market.organiser.refusals import AlreadyReported
from market.organiser.reports import report_hand_over
from market.ticket.facts import TicketFacts, TicketStatus, ticket_status
from market.ticket.own_tickets import own_ticket
from market.ticket.refusals import (
    CollectedMeanwhile,
    DepositNeedsTicket,
    HandOverUndone,
    RefundNeedsTicket,
    TicketDone,
    TicketNotYours,
    TooManyCodes,
)
from market.ticket.scan import NOT_SAID, HandOverPayment, collect, undo_scan
from market.ticket.ticket_code import draw_code
from market.ticket.without_phone import SpokenTicket, find_spoken, hand_over_spoken, letters_of, read_spoken
from storage.deposit import Deposit, DepositState, PaymentMethod
from storage.drop import Drop
from storage.notification import Notification
from storage.person import Person
from storage.report import Report, ReportReason
from storage.sale import SaleMethod
from storage.staff import StaffRole, StallStaff
from storage.store import Store
from storage.ticket import FailedCodeAttempt, Scan, Ticket
from tests.evening import JO, OWNER, SITI, TOM, Evening

MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)
CASH = HandOverPayment(method=SaleMethod.CASH, done=0)
ZONE = "Asia/Kuching"


class Counter:
    """The counter of an evening at which nobody shows a phone."""

    def __init__(self, store: Store, evening: Evening) -> None:
        self.store, self.evening = store, evening
        self.now = evening.starts_at + HOUR

    async def spoken(self, symbols: str, name: str) -> SpokenTicket:
        drop = self.evening.items[0].drop
        day = await self.store.read(lambda session: session.get_one(Drop, drop).stall_day_id)
        return SpokenTicket(day or 0, symbols, name)

    async def find(self, symbols: str, name: str, actor: Actor = OWNER) -> TicketFacts | None:
        said = await self.spoken(symbols, name)
        return await self.store.write(find_spoken, actor, said, ZONE, now=self.now)

    async def hand_over(self, symbols: str, name: str, payment: HandOverPayment = CASH) -> int | None:
        said = await self.spoken(symbols, name)
        return await self.store.write(
            hand_over_spoken, OWNER, said, payment, zone=ZONE, now=self.now, rng=Random(1)
        )

    async def failed(self) -> int:
        return len(await self.rows(FailedCodeAttempt))

    async def rows(self, table: type[Any]) -> list[Any]:
        return await self.store.read(lambda session: list(session.exec(select(table))))

    async def toms(self) -> TicketFacts:
        def read(session: Session) -> TicketFacts:
            code = col(Ticket.code) == self.code
            return own_ticket(session, TOM, session.exec(select(Ticket.id).where(code)).one() or 0)

        return await self.store.read(read)

    @property
    def code(self) -> str:
        """Tom's two kuih lapis."""
        return self.evening.item("kuih lapis").ticket(TOM)


@pytest.fixture
def counter(store: Store, evening: Evening) -> Counter:
    return Counter(store, evening)


@pytest.mark.parametrize("name", ["Tom", "tom", "ＴÔＭ", " t o m "])
async def test_a_name_and_two_symbols_open_a_booking(counter: Counter, name: str) -> None:
    found = await counter.find(counter.code[:2].lower(), name)
    assert found is not None
    assert (found.code, found.left) == (counter.code, 2)
    assert await counter.failed() == 0


@pytest.mark.parametrize("name", ["", "🌸", "To", "Tomas", "Sit", "Ros", "%"])
async def test_another_name_or_too_little_of_it_opens_nothing_and_counts(counter: Counter, name: str) -> None:
    assert await counter.find(counter.code, name) is None
    assert await counter.failed() == 1


@pytest.mark.parametrize("symbols", ["", "%", "_", "%%", "__"])
async def test_a_pattern_is_no_code(counter: Counter, symbols: str) -> None:
    assert await counter.find(symbols, "Tom") is None
    assert await counter.find(counter.code[:1], "Tom") is None


async def test_a_short_name_is_said_whole_and_one_of_signs_cannot_be_said(counter: Counter) -> None:
    def rename(session: Session, name: str) -> None:
        session.get_one(Person, TOM).first_name = name

    await counter.store.write(rename, "小美")
    assert await counter.find(counter.code[:2], "小") is None
    assert await counter.find(counter.code[:2], "小美") is not None
    await counter.store.write(rename, "🌸")
    assert await counter.find(counter.code[:2], "🌸") is None


async def test_two_that_fit_open_nothing_until_more_is_said(counter: Counter) -> None:
    code = counter.evening.item("kopi").ticket(SITI)

    def alike(session: Session) -> None:
        session.get_one(Person, SITI).first_name = "Tommy"
        session.exec(select(Ticket).where(col(Ticket.code) == code)).one().code = counter.code[:2] + code[2:]

    await counter.store.write(alike)
    assert await counter.find(counter.code[:2], "Tom") is None
    found = await counter.find(counter.code[:3], "Tom")
    assert found is not None
    assert found.code == counter.code


async def test_after_ten_wrong_names_not_even_the_right_one_opens_it(counter: Counter) -> None:
    for _ in range(10):
        assert await counter.find(counter.code, "Ali") is None
    with pytest.raises(TooManyCodes):
        await counter.find(counter.code, "Tom")
    with pytest.raises(TooManyCodes):
        await counter.hand_over(counter.code, "Tom")
    counter.now += HOUR
    assert await counter.find(counter.code, "Tom") is not None


async def test_a_button_with_another_name_hands_over_nothing_and_counts(counter: Counter) -> None:
    assert await counter.hand_over(counter.code, "Ali") is None
    assert await counter.failed() == 1
    assert await counter.rows(Scan) == []


async def test_what_went_out_says_so_at_once_and_its_holder_is_told_after_the_minute(
    counter: Counter,
) -> None:
    scan = await counter.hand_over(counter.code[:2], "Tom")
    [row] = await counter.rows(Scan)
    assert (row.id, row.without_phone, row.units, row.method) == (scan, True, 2, SaleMethod.CASH)
    ticket = await counter.toms()
    assert (ticket_status(ticket, counter.now), ticket.went_without_phone) == (TicketStatus.DONE, True)
    told = [row for row in await counter.rows(Notification) if row.kind == "HandedOverWithoutPhone"]
    assert [(row.person_id, row.due_at) for row in told] == [(TOM, counter.now + MINUTE)]
    with pytest.raises(TicketDone):
        await counter.find(counter.code[:2], "Tom")
    assert await counter.failed() == 0


async def test_a_second_tap_and_an_old_button_hand_over_nothing(counter: Counter) -> None:
    await counter.store.write(collect, OWNER, counter.code, 1, now=counter.now, rng=Random(1))
    with pytest.raises(CollectedMeanwhile):
        await counter.hand_over(counter.code, "Tom")
    await counter.hand_over(counter.code, "Tom", HandOverPayment(method=SaleMethod.QR, done=1))
    with pytest.raises(TicketDone):
        await counter.hand_over(counter.code, "Tom", NOT_SAID)
    assert sum(row.units for row in await counter.rows(Scan)) == 2


def add_deposit(session: Session, evening: Evening) -> None:
    """Write what a confirmed deposit of Tom's booking leaves."""
    kuih = evening.item("kuih lapis")
    session.add(
        Deposit(
            hold_id=kuih.hold(SITI), booking_id=kuih.booking(TOM), stall_id=evening.stall, person_id=TOM, units=2,
            amount=500, currency="MYR", way=PaymentMethod.CASH, reference="LR-1", state=DepositState.PAID,
            refund_until=evening.starts_at, asked_at=evening.starts_at, paid_at=evening.starts_at,
        )
    )  # fmt: skip


async def test_where_a_deposit_was_paid_the_ticket_itself_is_needed(counter: Counter) -> None:
    await counter.store.write(add_deposit, counter.evening)
    for asked in (counter.find, counter.hand_over):
        with pytest.raises(DepositNeedsTicket):
            await asked(counter.code, "Tom")
    assert await counter.rows(Scan) == []


async def test_packaging_never_comes_back_by_a_name(counter: Counter) -> None:
    await counter.hand_over(counter.evening.item("kopi").ticket(SITI), "Siti")
    returns = next(row.code for row in await counter.rows(Ticket) if row.loan_id)
    with pytest.raises(RefundNeedsTicket):
        await counter.find(returns, "Siti")


async def test_nobody_else_opens_it(counter: Counter) -> None:
    for person, refused in ((JO, NotYourStall), (TOM, NotYourStall)):
        with pytest.raises(refused):
            await counter.find(counter.code, "Tom", Actor(person))
    with pytest.raises(NotYourStall):
        await counter.find(counter.code, "Tom", Actor(JO, is_configured_admin=True))

    def hire(session: Session) -> None:
        session.add(
            StallStaff(stall_id=counter.evening.stall, person_id=JO, role=StaffRole.SELL, since=counter.now)
        )

    await counter.store.write(hire)
    with pytest.raises(OutsideRole):
        await counter.find(counter.code, "Tom", Actor(JO))
    assert await counter.failed() == 0, "who may not try learns nothing, and counts nothing"


async def test_another_evening_s_booking_is_not_found(counter: Counter) -> None:
    other = SpokenTicket((await counter.spoken("", "")).stall_day, "7KQ2M9XF3", "Tom")
    assert await counter.store.write(find_spoken, OWNER, other, ZONE, now=counter.now) is None


async def report(counter: Counter, person: int = TOM) -> int:
    ticket = (await counter.toms()).id
    return await counter.store.write(report_hand_over, Actor(person), ticket, NO_ADMINS, now=counter.now)


async def test_the_holder_alone_says_that_it_was_somebody_else_and_once(counter: Counter) -> None:
    with pytest.raises(HandOverUndone):
        await report(counter)
    scan = await counter.hand_over(counter.code, "Tom")
    with pytest.raises(TicketNotYours):
        await report(counter, SITI)
    await report(counter)
    [row] = await counter.rows(Report)
    assert (row.person_id, row.reason, row.drop_id) == (
        TOM,
        ReportReason.HANDED_OVER,
        counter.evening.item("kuih lapis").drop,
    )
    assert row.words.replace("-", "") == counter.code
    with pytest.raises(AlreadyReported):
        await report(counter)
    await counter.store.write(undo_scan, OWNER, scan or 0, counter.now, rng=Random(1))
    assert not (await counter.toms()).went_without_phone


@given(st.text(max_size=30))
def test_any_text_is_read_or_is_none(text: str) -> None:
    said = read_spoken(text)
    if said is not None:
        symbols, name = said
        assert 2 <= len(symbols) <= 4
        assert letters_of(name)


@given(st.integers(), st.sampled_from([4, 8, 9]))
def test_a_code_is_never_read_as_a_name(seed: int, split: int) -> None:
    code = draw_code(Random(seed))
    assert read_spoken(f"{code[:split]} {code[split:]}") is None


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("Ain 7K", ("7K", "Ain")),
        ("siti aina 7kq", ("7KQ", "siti aina")),
        ("小美 7K", ("7K", "小美")),
        ("Ain oI", ("01", "Ain")),
        ("Ain 7", None),
        ("7K", None),
        ("Ain 7KQ2M", None),
        ("my aunt", None),
        ("", None),
    ],
)
def test_a_name_and_symbols_are_read(text: str, said: tuple[str, str] | None) -> None:
    assert read_spoken(text) == said

"""The messages about packaging that is due: one to a person and date, the day before."""

import asyncio
from datetime import date, datetime, time, timedelta
from random import Random
from zoneinfo import ZoneInfo

import pytest
from sqlmodel import Session, col, select

from market.next_due import next_due
from market.preferences.preferences import mute_reminder
from market.reminder import due_messages
from market.reminder.loan_messages import due_dates_to_tell, tell_borrowers
from market.reminder.moments import loan_moment
from market.ticket.loans import loans_due_on
from market.ticket.refusals import PackagingIsBack
from market.ticket.scan import PackagingReturn, collect, take_packaging_back
from scheduler.market_day import MarketDayJob
from storage.alley import Alley
from storage.notification import Notification
from storage.store import Store
from storage.ticket import Loan, Ticket, TicketKind
from tests.evening import MEI, NOW, OWNER, SITI, TOM, DropPlan, Evening, ItemPlan, lay_evening

pytestmark = pytest.mark.empty_market("a job tells everybody who has packaging")
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
KIND = "LoansDue"
ZONE = ZoneInfo("Asia/Kuala_Lumpur")
PLAN = (
    DropPlan((ItemPlan("kopi", loan_deposit=450, booked=((TOM, 2), (SITI, 1))),)),
    DropPlan((ItemPlan("teh", loan_deposit=300, booked=((TOM, 1), (MEI, 1))),), start=time(19)),
)
DUE_ON = date(2026, 12, 12)
"""Two weeks after Saturday."""


@pytest.fixture
async def evening(store: Store) -> Evening:
    return await lay_evening(store, PLAN)


async def hand_over(store: Store, evening: Evening, person: int, name: str, now: datetime) -> None:
    code = evening.item(name).ticket(person)
    await store.write(collect, OWNER, code, 1, now=now, rng=Random(person * 9 + evening.item(name).id))


@pytest.fixture
async def lent(store: Store, evening: Evening) -> Evening:
    """Tom has a cup of each, Siti and Mei one: all within the evening."""
    start = evening.starts_at
    for person, name, after in (
        (TOM, "kopi", HOUR),
        (TOM, "teh", 2 * HOUR),
        (SITI, "kopi", 2 * HOUR),
        (MEI, "teh", HOUR),
    ):
        await hand_over(store, evening, person, name, start + after + 12 * MINUTE)
    return evening


def eve(evening: Evening) -> datetime:
    """Return 18:00 on the day before it is due, at which packaging of an evening is spoken of."""
    return evening.starts_at + 13 * DAY


async def run(store: Store, now: datetime) -> None:
    await MarketDayJob(store, lambda: now).run_due()


async def told(store: Store) -> list[tuple[int, datetime]]:
    rows = select(Notification.person_id, Notification.due_at).where(col(Notification.kind) == KIND)
    found = await store.read(lambda session: session.exec(rows.order_by(col(Notification.person_id))).all())
    return [(person, due_at) for person, due_at in found]


async def people(store: Store) -> list[int]:
    return [person for person, _ in await told(store)]


async def give_back(store: Store, person: int, now: datetime) -> None:
    codes = select(Ticket.code).where(col(Ticket.person_id) == person, col(Ticket.kind) == TicketKind.RETURNS)
    for code in await store.read(lambda session: session.exec(codes.order_by(col(Ticket.id))).all()):
        await store.write(take_packaging_back, OWNER, code, 1, now, PackagingReturn())


async def test_all_that_is_due_on_a_date_is_one_message_on_the_eve(store: Store, lent: Evening) -> None:
    await run(store, eve(lent) - MINUTE)
    assert await told(store) == []
    for now in (eve(lent), eve(lent) + 5 * HOUR):
        await run(store, now)
        assert await told(store) == [(person, eve(lent)) for person in (TOM, SITI, MEI)]
    tickets = await store.read(loans_due_on, TOM, DUE_ON)
    assert [(each.item, each.left) for each in tickets] == [("kopi", 1), ("teh", 1)]


async def test_it_is_of_what_is_out_now(store: Store, lent: Evening) -> None:
    await give_back(store, SITI, eve(lent) - HOUR)
    await run(store, eve(lent))
    assert await people(store) == [TOM, MEI]
    await give_back(store, TOM, eve(lent) + HOUR)
    for person in (SITI, TOM):
        with pytest.raises(PackagingIsBack):
            await store.read(loans_due_on, person, DUE_ON)
    with pytest.raises(PackagingIsBack):
        await store.read(loans_due_on, MEI, DUE_ON + DAY)


async def test_what_goes_out_later_is_due_with_it_later(store: Store, lent: Evening) -> None:
    """The second cup of coffee goes out a day later, and the loan is due with it."""
    await hand_over(store, lent, TOM, "kopi", lent.starts_at + DAY)
    for now in (eve(lent), eve(lent) + DAY):
        await run(store, now)
    assert await told(store) == [
        (TOM, eve(lent)),
        (TOM, eve(lent) + DAY),
        (SITI, eve(lent)),
        (MEI, eve(lent)),
    ]
    assert [each.item for each in await store.read(loans_due_on, TOM, DUE_ON)] == ["teh"]
    assert [each.left for each in await store.read(loans_due_on, TOM, DUE_ON + DAY)] == [2]


@pytest.mark.parametrize(("hour", "expected"), [(0.5, 10), (9.9, 10), (11.5, 11), (17.9, 17), (23.9, 18)])
async def test_it_comes_at_the_full_hour_of_the_first_between_ten_and_six(
    store: Store, lent: Evening, hour: float, expected: int
) -> None:
    midnight = lent.starts_at - 18 * HOUR + 14 * DAY

    def due(session: Session) -> None:
        for loan in session.exec(select(Loan).where(col(Loan.person_id) == TOM)):
            loan.due_at = midnight + hour * HOUR if loan.deposit == 300 else midnight + 23.95 * HOUR

    await store.write(due)
    for hours in range(24):
        await run(store, midnight - DAY + hours * HOUR)
    assert (await told(store))[0] == (TOM, midnight - DAY + expected * HOUR)
    assert (await people(store)).count(TOM) == 1


async def test_the_date_is_that_of_the_alley(store: Store, lent: Evening) -> None:
    """Due at 19:12 in Kota Kinabalu, which is 0:12 of the next day in Auckland."""

    def move(session: Session) -> None:
        for alley in session.exec(select(Alley)):
            alley.zone = "Pacific/Auckland"

    await store.write(move)
    assert len(await store.read(loans_due_on, TOM, DUE_ON + DAY)) == 2
    due_at = lent.starts_at + 14 * DAY + 72 * MINUTE
    moment = loan_moment(due_at.replace(minute=0), "Pacific/Auckland")
    await run(store, moment.due_at - MINUTE)
    assert await people(store) == []
    await run(store, moment.due_at)
    assert await people(store) == [TOM, SITI, MEI], "at ten on the eve there"


async def test_who_muted_it_is_not_told_nor_anybody_when_it_is_too_late(store: Store, lent: Evening) -> None:
    await store.write(mute_reminder, TOM, "LoanDue", NOW)
    await run(store, lent.starts_at + 14 * DAY + HOUR)
    assert await people(store) == [SITI], "the others' is due within the hour"
    await run(store, lent.starts_at + 15 * DAY)
    assert await people(store) == [SITI]


async def test_what_is_due_before_it_could_be_said_is_not_said(store: Store, lent: Evening) -> None:
    """Packaging that is lent for a day is due by the paper that one gets with it."""

    def shorten(session: Session) -> None:
        for loan in session.exec(select(Loan)):
            loan.due_at = loan.out_at + DAY

    await store.write(shorten)
    for hours in range(1, 30):
        await run(store, lent.starts_at + hours * HOUR)
    assert await told(store) == []


async def test_killed_between_two_chunks_the_others_are_told_and_nobody_twice(
    store: Store, lent: Evening, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(due_messages, "CHUNK", 1)
    [number] = await store.read(due_dates_to_tell, eve(lent))
    assert number == DUE_ON.toordinal()
    assert await store.write(tell_borrowers, number, eve(lent)) == 1
    await run(store, eve(lent))
    assert await people(store) == [TOM, SITI, MEI]
    assert await store.read(due_dates_to_tell, eve(lent)) == ()


async def test_two_leaders_write_one(store: Store, lent: Evening) -> None:
    other = Store(store.url.render_as_string(hide_password=False))
    number = DUE_ON.toordinal()
    await asyncio.gather(*(each.write(tell_borrowers, number, eve(lent)) for each in (store, other, store)))
    await other.close()
    assert await people(store) == [TOM, SITI, MEI]


async def test_a_clock_that_is_moved_finds_each_moment(store: Store, lent: Evening) -> None:
    await hand_over(store, lent, TOM, "kopi", lent.starts_at + DAY)
    now, until = lent.starts_at + 2 * DAY, lent.starts_at + 20 * DAY
    while (due := await store.read(next_due, now)) and due[0] < until:
        now = due[0]
        await run(store, now)
    assert await told(store) == [
        (TOM, eve(lent)),
        (TOM, eve(lent) + DAY),
        (SITI, eve(lent)),
        (MEI, eve(lent)),
    ]


@pytest.mark.parametrize(
    "seed", [1, 2, *(pytest.param(seed, marks=pytest.mark.proof) for seed in range(3, 9))]
)
async def test_whatever_goes_out_and_comes_back_a_date_is_spoken_of_once(
    store: Store, evening: Evening, seed: int
) -> None:
    """Whoever can read of packaging that is due has a message after the job, and nobody has two about a date."""
    rng, now = Random(seed), evening.starts_at

    def shift_some(session: Session) -> None:
        for loan in session.exec(select(Loan).order_by(col(Loan.id))):
            if rng.random() < 0.3:
                loan.due_at += rng.choice((-30, -5, 5, 30)) * HOUR
            if rng.random() < 0.2:
                loan.returned = rng.choice((0, loan.units))

    def missing(session: Session) -> set[tuple[int, str | None]]:
        rows = select(Notification.person_id, Notification.once).where(col(Notification.kind) == KIND)
        found = [(person, once) for person, once in session.exec(rows)]
        assert len(found) == len({*found})
        lacking = set()
        for loan in session.exec(select(Loan).where(col(Loan.units) > col(Loan.returned))):
            day = loan.due_at.astimezone(ZONE).date()
            first = min(
                each.due_at for each in loans_due_on(session, loan.person_id or 0, day) if each.due_at
            )
            moment = loan_moment(first.replace(minute=0), "Asia/Kuala_Lumpur")
            if moment.due_at <= now < moment.late_after and loan.out_at < moment.due_at:
                lacking.add((loan.person_id or 0, f"loans:{day}"))
        return lacking - {*found}

    for person, name in ((TOM, "kopi"), (TOM, "teh"), (SITI, "kopi"), (MEI, "teh")):
        now += rng.choice((5, 20, 40)) * MINUTE
        await hand_over(store, evening, person, name, now)
    now += 11 * DAY
    for _ in range(25):
        now += rng.choice((1, 3, 7)) * HOUR
        await store.write(shift_some)
        await run(store, now)
        assert await store.read(missing) == set()

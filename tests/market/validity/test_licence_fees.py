"""The monthly fees of a licence: a random year of payments, voids, renewals and days against a small model of the rules; on both databases."""

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from random import Random

import pytest
from sqlmodel import Session, col, select

import market.city_rules
from handlers.validity.fee_views import fees_csv
from market.actor import Actor, NotOrganiser, NotYourStall, StallUnknown
from market.city_rules import ANYWHERE, RULES, LicenceRules, MonthlyFee
from market.licence import LicenceLapsed, require_licence, standing_of
from market.licence_card import make_card, own_card
from market.licence_fees import (
    FeeEntryUnknown,
    FeesChanged,
    FeeStatement,
    NoLicenceFee,
    PaidFee,
    enter_fee,
    fee_due_of,
    overseen_fees,
    own_fees,
    void_fee,
)
from market.licence_rules import LicenceStanding
from market.organiser.roles import name_organiser, remove_organiser
from market.privacy.forget import forget
from market.validity import (
    Extension,
    LastDayAfterYear,
    LicenceCancelled,
    LicenceOver,
    ValidityKind,
    last_day_choices,
    own_validity,
    set_last_day,
)
from storage.alley import Alley
from storage.licence import LicenceFee
from storage.notification import Notification
from storage.stall import Stall
from storage.store import Store
from tests.databases import ON_POSTGRESQL
from tests.market.locks import waits_where_it_looks
from tests.market.validity.test_licence import lapse, publishes, renews
from tests.market.validity.test_validity import (
    ADMINS,
    BEN,
    DAY,
    NOW,
    ORGANISER,
    ROS,
    STRANGER,
    VENDOR,
    people,
)

__all__ = ["people"]

CITY = RULES[0].licence
BACK_FEES = ANYWHERE.licence.model_copy(
    update={"currency": "MYR", "fee": MonthlyFee(amount=1500, due_day=15)}
)
"""Rules unlike those of Kota Kinabalu: a known fee, due by the 15th, no days of grace, and each missed month is paid back at any time."""
NOVEMBER, DECEMBER, JANUARY = date(2026, 11, 1), date(2026, 12, 1), date(2027, 1, 1)
WORST = (LicenceStanding.VALID, LicenceStanding.GRACE, LicenceStanding.LAPSED, LicenceStanding.CANCELLED)


@pytest.fixture
def back_fees(monkeypatch: pytest.MonkeyPatch) -> None:
    """The city has other rules."""
    monkeypatch.setattr(
        market.city_rules, "RULES", (RULES[0].model_copy(update={"licence": BACK_FEES}), ANYWHERE)
    )


async def fees(store: Store, stall: int, now: datetime = NOW) -> FeeStatement:
    return await store.read(overseen_fees, ORGANISER, stall, now)


async def pays(
    store: Store, stall: int, now: datetime = NOW, amount: int = 1000, month: date | None = None
) -> int:
    """An organiser notes that the next month was paid."""
    month = month or (await fees(store, stall, now)).next_month
    paid = PaidFee(stall=stall, month=month, amount=amount, receipt="A 1", paid_on=now.date())
    return await store.write(enter_fee, ORGANISER, paid, now=now)


async def standing(store: Store, stall: int, now: datetime) -> LicenceStanding:
    def read(session: Session) -> LicenceStanding:
        row = session.get_one(Stall, stall)
        alley = session.get_one(Alley, row.alley_id)
        found = standing_of(session, row, alley, now)
        try:
            require_licence(session, row, alley, now)
        except LicenceLapsed:
            assert not found.may_publish
        else:
            assert found.may_publish
        return found

    return await store.read(read)


def noon(day: date) -> datetime:
    """Noon in Kota Kinabalu."""
    return datetime(day.year, day.month, day.day, 4, tzinfo=UTC)


async def test_the_fees_of_each_stall_are_its_own(store: Store, people: tuple[int, int]) -> None:
    stall, alley = people

    def add(session: Session) -> int:
        other = Stall(
            code="BEN", name="Kopi", owner_id=BEN, alley_id=alley, language="en", state="approved", asked_at=NOW
        )  # fmt: skip
        session.add(other)
        session.flush()
        return other.id or 0

    other = await store.write(add)
    first = await pays(store, stall)
    assert (await fees(store, other)).fees_until is None
    assert await standing(store, other, NOW) is LicenceStanding.UNKNOWN
    assert (await fees(store, other)).entries == ()
    await pays(store, other)
    await pays(store, other)
    assert (await fees(store, stall)).next_month == DECEMBER
    assert (await fees(store, other)).next_month == JANUARY
    assert [each.id for each in (await fees(store, stall)).entries] == [first]


async def test_a_month_that_is_not_paid_ends_the_licence_and_a_payment_revives_it(
    store: Store, people: tuple[int, int]
) -> None:
    """Kota Kinabalu: in advance, a week of grace, RM1 for the revival, cancelled with the month."""
    stall = people[0]
    assert (await fees(store, stall)).fees_until is None
    assert await standing(store, stall, NOW) is LicenceStanding.UNKNOWN, "nobody keeps the fees of this stall"
    await pays(store, stall)
    found = await fees(store, stall)
    assert (found.fees_until, found.next_month, found.due) == (
        date(2026, 11, 30),
        DECEMBER,
        date(2026, 11, 30),
    )
    await publishes(store, stall, noon(date(2026, 12, 7)))
    with pytest.raises(LicenceLapsed):
        await publishes(store, stall, noon(date(2026, 12, 8)))
    lapsed = await fees(store, stall, noon(date(2026, 12, 8)))
    assert (lapsed.revival_fee, lapsed.starts) == (100, False)
    await pays(store, stall, noon(date(2026, 12, 8)), 1100)
    await publishes(store, stall, noon(date(2026, 12, 8)))
    cancelled = await fees(store, stall, noon(date(2027, 2, 1)))
    assert (cancelled.next_month, cancelled.starts) == (date(2027, 2, 1), True)
    await pays(store, stall, noon(date(2027, 2, 1)))
    assert await standing(store, stall, noon(date(2027, 2, 28))) is LicenceStanding.VALID


@pytest.mark.usefixtures("back_fees")
async def test_back_fees_are_paid_month_by_month(store: Store, people: tuple[int, int]) -> None:
    stall, late = people[0], noon(date(2027, 2, 16))
    await pays(store, stall)
    assert await standing(store, stall, noon(date(2026, 12, 15))) is LicenceStanding.VALID
    assert await standing(store, stall, noon(date(2026, 12, 16))) is LicenceStanding.LAPSED
    for month in (DECEMBER, JANUARY, date(2027, 2, 1)):
        found = await fees(store, stall, late)
        assert (found.next_month, found.starts, found.fee.amount) == (month, False, 1500)
        assert await standing(store, stall, late) is LicenceStanding.LAPSED
        await pays(store, stall, late)
    assert await standing(store, stall, late) is LicenceStanding.VALID


async def test_a_void_stays_beside_its_entry_and_the_month_is_due_again(
    store: Store, people: tuple[int, int]
) -> None:
    stall = people[0]
    first, second = await pays(store, stall), await pays(store, stall)
    await store.write(void_fee, ORGANISER, stall, first, now=NOW)
    for entry in (first, first + 1000, (await fees(store, stall)).entries[0].id):
        with pytest.raises(FeeEntryUnknown):
            await store.write(void_fee, ORGANISER, stall, entry, now=NOW)
    found = await fees(store, stall)
    assert [(each.month, each.amount, each.is_voided) for each in found.entries] == [
        (NOVEMBER, -1000, False),
        (DECEMBER, 1000, False),
        (NOVEMBER, 1000, True),
    ]
    assert found.entries[0].voids == first
    told = select(Notification.person_id).where(col(Notification.kind) == "LicenceFeeVoided")
    assert await store.read(lambda session: session.exec(told).all()) == [ROS]
    await store.write(void_fee, ORGANISER, stall, second, now=NOW)
    assert (await fees(store, stall)).fees_until is None
    with pytest.raises(FeesChanged):
        await pays(store, stall, month=DECEMBER)
    lines = fees_csv(await fees(store, stall)).decode("utf-8-sig").splitlines()
    assert lines[0] == "entry,month,amount,currency,receipt,paid_on,voids,voided"
    assert lines[1] == f"{first},2026-11,10.00,MYR,A 1,2026-11-24,,yes"
    assert lines[3] == f"{second + 1},2026-11,-10.00,MYR,A 1,2026-11-24,{first},"


async def test_only_organisers_note_fees_and_a_city_without_them_has_none(
    store: Store, people: tuple[int, int]
) -> None:
    stall = people[0]
    entry = await pays(store, stall)
    await store.write(name_organiser, ORGANISER, BEN, ADMINS, now=NOW)
    await store.write(remove_organiser, ORGANISER, BEN, ADMINS, now=NOW)
    paid = PaidFee(stall=stall, month=DECEMBER, amount=1, receipt="", paid_on=NOW.date())
    for actor in (VENDOR, STRANGER, Actor(BEN)):
        with pytest.raises(NotOrganiser):
            await store.write(enter_fee, actor, paid, now=NOW)
        with pytest.raises(NotOrganiser):
            await store.write(void_fee, actor, stall, entry, now=NOW)
        with pytest.raises(NotOrganiser):
            await store.read(overseen_fees, actor, stall, NOW)
    for actor in (STRANGER, Actor(BEN), ORGANISER):
        with pytest.raises(NotYourStall):
            await store.read(own_fees, actor, stall, NOW)
    with pytest.raises(StallUnknown):
        await store.read(overseen_fees, ORGANISER, 77, NOW)
    assert await store.read(own_fees, VENDOR, stall, NOW) == await fees(store, stall)
    await lapse(store, stall, None, "Kuching")
    with pytest.raises(NoLicenceFee):
        await fees(store, stall)
    with pytest.raises(NoLicenceFee):
        await store.write(enter_fee, ORGANISER, paid, now=NOW)


async def queued(store: Store) -> list[tuple[int, str, datetime]]:
    rows = select(Notification.person_id, Notification.payload, Notification.due_at).where(
        col(Notification.kind) == "LicenceFeeDue", col(Notification.state) == "queued"
    )
    found = await store.read(lambda session: session.exec(rows.order_by(col(Notification.due_at))).all())
    return [(person, payload["stage"], due_at) for person, payload, due_at in found]


async def test_the_stall_is_reminded_a_week_and_a_day_before_a_fee_is_due(
    store: Store, people: tuple[int, int]
) -> None:
    """Reminders due in the past are not written; a payment withdraws queued ones, and so does a void of all."""
    stall = people[0]
    await pays(store, stall)
    assert await queued(store) == [(ROS, "1d", datetime(2026, 11, 29, 2, tzinfo=UTC))]
    december = await pays(store, stall)
    assert await queued(store) == [
        (ROS, "7d", datetime(2026, 12, 24, 2, tzinfo=UTC)),
        (ROS, "1d", datetime(2026, 12, 30, 2, tzinfo=UTC)),
    ]
    [first] = await store.read(
        lambda session: session.exec(
            select(Notification.id).where(col(Notification.payload)["stage"].as_string() == "7d")
        ).all()
    )
    assert (await store.read(fee_due_of, stall, date(2026, 12, 31), first or 0)).next_month == JANUARY
    with pytest.raises(FeesChanged):
        await store.read(fee_due_of, stall, date(2026, 11, 30), first or 0)
    await store.write(void_fee, ORGANISER, stall, december, now=NOW)
    assert [stage for _, stage, _ in await queued(store)] == ["1d"]


async def test_forget_leaves_the_fees_without_a_person(store: Store, people: tuple[int, int]) -> None:
    stall = people[0]
    await store.write(name_organiser, ORGANISER, BEN, ADMINS, now=NOW)
    paid = PaidFee(stall=stall, month=NOVEMBER, amount=1, receipt="", paid_on=NOW.date())
    await store.write(enter_fee, Actor(BEN), paid, now=NOW)
    await store.write(forget, BEN, NOW)
    await store.write(forget, ROS, NOW)
    rows = select(LicenceFee.amount, LicenceFee.by_id)
    assert await store.read(lambda session: list(session.exec(rows))) == [(1, None)]
    assert await queued(store) == []


async def test_licences_end_with_the_year(store: Store, people: tuple[int, int]) -> None:
    stall = people[0]
    with pytest.raises(LastDayAfterYear):
        await renews(store, stall, date(2028, 1, 1))
    await renews(store, stall, date(2026, 12, 31))
    validity = await store.read(own_validity, VENDOR, ValidityKind.LICENCE, stall)
    ways = dict(last_day_choices(validity, date(2026, 12, 20)))
    assert ways[Extension.YEAR_END] == date(2027, 12, 31), "the next one"
    assert all(day <= date(2027, 12, 31) for day in ways.values())
    await lapse(store, stall, None, "Kuching")
    await renews(store, stall, date(2030, 1, 1))


@dataclass
class Model:
    """A stall's licence by the rules of a pack, as lists of last days; the worst of them is its status."""

    rules: LicenceRules
    until: date | None = None
    paid: dict[int, tuple[int, bool]] = field(default_factory=dict)
    """By entry: the month, counted from the year 0, and whether the licence begins with it."""

    def standing(self, day: date, *, fees_only: bool = False) -> LicenceStanding:
        ends = [self.until] if self.until and not fees_only else []
        if self.paid:
            begun = [month for month, starts in self.paid.values() if starts]
            start = max(begun or [min(month for month, _ in self.paid.values())])
            unpaid = {*range(start, start + 60)} - {month for month, _ in self.paid.values()}
            ends += [self.due(month) for month in unpaid]
        if not ends:
            return LicenceStanding.UNKNOWN
        return WORST[max(WORST.index(self.after(end, day)) for end in ends)]

    def due(self, month: int) -> date:
        assert self.rules.fee is not None
        first = date((month - 1) // 12, (month - 1) % 12 + 1, 1)
        return first - DAY + self.rules.fee.due_day * DAY

    def after(self, end: date, day: date) -> LicenceStanding:
        late = (day - end).days
        if late <= 0:
            return LicenceStanding.VALID
        if late <= self.rules.grace_days:
            return LicenceStanding.GRACE
        lapsed = end + timedelta(days=self.rules.grace_days + 1)
        over = (day.year, day.month) > (lapsed.year, lapsed.month)
        return (
            LicenceStanding.CANCELLED
            if self.rules.cancelled_at_month_end and over
            else LicenceStanding.LAPSED
        )

    def next(self, day: date) -> tuple[int, bool]:
        """The month that a payment is for, and whether the licence begins with it."""
        today, months = day.year * 12 + day.month, {month for month, _ in self.paid.values()}
        if not months:
            return today, True
        begun = [month for month, starts in self.paid.values() if starts]
        hole = next(month for month in range(max(begun or [min(months)]), 10**6) if month not in months)
        if self.standing(day, fees_only=True) is LicenceStanding.CANCELLED and hole > max(months):
            return today, True
        return hole, False


@pytest.mark.parametrize("rules", [CITY, BACK_FEES], ids=["in advance", "back fees"])
async def test_a_random_year_is_as_the_rules_say(
    store: Store, people: tuple[int, int], rules: LicenceRules, monkeypatch: pytest.MonkeyPatch
) -> None:
    city = RULES[0].model_copy(update={"licence": rules})
    monkeypatch.setattr(market.city_rules, "RULES", (city, ANYWHERE))
    stall, chance, model, day = people[0], Random(7), Model(rules), NOW.date()
    seen: set[LicenceStanding] = set()
    for _ in range(90):
        now = noon(day)
        match chance.choice(["pay", "pay", "void", "renew", "wait", "wait"]):
            case "pay":
                month, starts = model.next(day)
                model.paid[await pays(store, stall, now)] = (month, starts)
            case "void" if model.paid and chance.random() < 0.5:
                entry = chance.choice([*model.paid])
                await store.write(void_fee, ORGANISER, stall, entry, now=now)
                del model.paid[entry]
            case "renew":
                until = chance.choice([None, day + 9 * DAY, date(day.year, 12, 31)])
                over = Model(rules, model.until).standing(day)
                try:
                    await store.write(set_last_day, VENDOR, stall, until=until, admins=ADMINS, now=now)
                except LicenceOver:
                    assert over in WORST[2:]
                    assert until is None
                except LicenceCancelled:
                    assert over is LicenceStanding.CANCELLED
                else:
                    model.until = until
            case _:
                day += chance.choice([1, 6, 20]) * DAY
        found = await fees(store, stall, noon(day))
        assert await standing(store, stall, noon(day)) is model.standing(day)
        month, starts = model.next(day)
        assert (found.next_month.year * 12 + found.next_month.month, found.starts) == (month, starts)
        assert sum(each.amount for each in found.entries) == 1000 * len(model.paid)
        seen.add(model.standing(day))
    assert {LicenceStanding.VALID, LicenceStanding.LAPSED} <= seen
    await renews(store, stall, day + DAY, noon(day)) if model.until is None else None
    await store.write(make_card, VENDOR, stall, now=noon(day), rng=Random(1))
    card = await store.read(own_card, VENDOR, stall, noon(day))
    assert card is not None
    assert card.standing is await standing(store, stall, noon(day))


@ON_POSTGRESQL
async def test_a_month_is_noted_and_voided_by_one_at_a_time(store: Store, people: tuple[int, int]) -> None:
    stall = people[0]
    entry = await pays(store, stall)
    month = (await fees(store, stall)).next_month
    paid = PaidFee(stall=stall, month=month, amount=1000, receipt="A 2", paid_on=NOW.date())
    for deed in ((enter_fee, ORGANISER, paid, NOW), (void_fee, ORGANISER, stall, entry, NOW)):
        await waits_where_it_looks(store, deed, Stall, f"id = {stall}")

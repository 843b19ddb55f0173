"""Seeding an empty database with the demo's market."""

from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta
from random import Random
from typing import cast

from sqlmodel import Session, SQLModel, col, or_, select, update

from bot.demo.data import drops
from bot.demo.data.bookings import add_bookings
from bot.demo.data.drop_plan import DropPlan, ItemPlan
from bot.demo.data.people_and_stalls import (
    AINA,
    ALLEYS,
    BAKAU,
    CITY,
    CURRENCY,
    DEMO_PEOPLE,
    JESSELTON,
    JOANNA,
    KEN,
    OTHER_SHOPPERS,
    ROS,
    STALLS,
    TERRITORY,
    ZONE,
    DemoPerson,
    StallPlan,
)
from bot.demo.data.schedule import DEMO_ZONE_INFO, local_time
from market.actor import Actor
from market.deposit.emv import read_payment_qr
from market.draw.open_draw import open_draws
from market.forecast.week import stalls_to_tell, tell_of_week
from market.market_day.day import begins
from market.market_day.place import place_drop
from market.reminder import rewrite_reminders
from market.reminder.shift_messages import days_with_helpers_to_tell, tell_helpers
from market.reminder.stall_day_messages import stall_days_to_tell, tell_stall
from market.series.plan import start_series
from scheduler.market_day import TO_PEOPLE
from storage.address import Address
from storage.alley import Alley
from storage.beacon_kind import BeaconKind
from storage.deposit import Payee
from storage.drop import Component, Drop, DropPolicy, DropState, DropTag, Item
from storage.market_day import StallDay
from storage.notification import Notification, NotificationState
from storage.permit import Permit, PermitKind
from storage.person import Person
from storage.pitch import Pitch, PitchDay
from storage.roster import Roster, Shift
from storage.series import DropSeries
from storage.staff import StaffRole, StallStaff
from storage.stall import Stall, StallApproval

CODE_CHARACTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"


class DatabaseNotEmpty(Exception):
    """The database has an alley already: the demo is never mixed with a real market."""


@dataclass(frozen=True, kw_only=True)
class DemoMarket:
    """Our ids of the three people with phones, and the ids of the drops that tests and the tutorial name."""

    aina: int
    ros: int
    ken: int
    kuih_lapis: int
    seri_muka: int
    kinabalu_at_dawn: int
    stitching: int
    coffee: int
    tuhau: int
    kaya_bao: int


def seed(
    session: Session,
    now: datetime,
    rng: Random,
    beacon: BeaconKind = BeaconKind.LOCAL,
    *,
    is_reached: bool = False,
) -> DemoMarket:
    """Fill an empty database, the same for the same `now` and `rng`; `beacon` decides its draws. Raises DatabaseNotEmpty if there is an alley.

    `is_reached`: messages reach also the shoppers without a phone on the page.

    Whatever the lines count as claimed, held and waited for has its rows. Reminders are written for the phones of the page alone:
    nobody else could read them. What was due before `now` is left out.
    """
    if session.exec(select(Alley.id).limit(1)).first() is not None:
        raise DatabaseNotEmpty
    now, codes = now.astimezone(UTC), _codes(rng)
    people = _people(session, now, rng, is_reached=is_reached)
    alleys = _alleys(session, codes)
    session.add(_permit(alleys[JESSELTON], now, people[KEN.id]))
    stalls = _stalls(session, now, codes, alleys, people=people)
    rows = {plan: drop_row(plan, now, next(codes), stalls[plan.stall], alleys=alleys) for plan in drops.PLANS}
    for drop in rows.values():
        publish(session, drop)
    _add(
        session,
        *(DropTag(drop_id=cast("int", drop.id), tag=tag) for plan, drop in rows.items() for tag in plan.tags),
    )
    items = [row for plan, drop in rows.items() for row in item_rows(plan, drop)]
    _add(session, *(item for _, _, item in items))
    _add(session, *_components(items))
    add_bookings(session, now, rng, items, people=people)
    for drop in rows.values():
        open_draws(session, drop, beacon, min(drop.opens_at, now), rng=rng)
    for plan, drop in rows.items():
        if plan.stall.owner == ROS.id:
            rewrite_reminders(session, drop.id, now)
    _places(session, alleys[BAKAU])
    _series(session, rows[drops.COFFEE], now)
    _shifts(session, rows[drops.KAYA_BAO], now, people=people)
    leave_out_what_was_due(session, now)
    ids = {plan: cast("int", drop.id) for plan, drop in rows.items()}
    return DemoMarket(
        aina=people[AINA.id],
        ros=people[ROS.id],
        ken=people[KEN.id],
        kuih_lapis=ids[drops.KUIH_LAPIS],
        seri_muka=ids[drops.SERI_MUKA],
        kinabalu_at_dawn=ids[drops.KINABALU_AT_DAWN],
        stitching=ids[drops.STITCHING],
        coffee=ids[drops.COFFEE],
        tuhau=ids[drops.TUHAU],
        kaya_bao=ids[drops.KAYA_BAO],
    )


def leave_out_what_was_due(session: Session, now: datetime) -> None:
    """Write the messages of market days and weeks that were due before as left out, so that nobody begins with old ones."""
    for items, tell in TO_PEOPLE.values():
        for item in items(session, now):
            tell(session, item, now)
    for stall_day in stall_days_to_tell(session, now):
        tell_stall(session, stall_day, now)
    for market_day in days_with_helpers_to_tell(session, now):
        tell_helpers(session, market_day, now)
    for stall in stalls_to_tell(session, now):
        tell_of_week(session, stall, now)
    left_out = {"state": NotificationState.DROPPED, "reason": "before the demo", "ended_at": now}
    of_before = or_(col(Notification.once).is_not(None), col(Notification.due_at) <= now)
    session.connection().execute(update(Notification).where(of_before).values(left_out))


def _codes(rng: Random) -> Iterator[str]:
    taken_codes: set[str] = set()
    while True:
        code = "".join(rng.choices(CODE_CHARACTERS, k=6))
        if code not in taken_codes:
            taken_codes.add(code)
            yield code


def _add(session: Session, *rows: SQLModel) -> None:
    session.add_all(rows)
    session.flush()


def _people(session: Session, now: datetime, rng: Random, *, is_reached: bool) -> Mapping[int, int]:
    """Add the people and return their ids by Telegram id."""
    rows = {person: _person(person, now, rng) for person in DEMO_PEOPLE}
    _add(session, *rows.values())
    _add(session, *(_address(person, row, None if is_reached else now) for person, row in rows.items()))
    return {person.id: row.id for person, row in rows.items()}


def _person(person: DemoPerson, now: datetime, rng: Random) -> Person:
    joined_at = now - timedelta(days=42, minutes=rng.randrange(60 * 24 * 60))
    return Person(first_name=person.first_name, language=person.language, created_at=joined_at)


def _address(person: DemoPerson, row: Person, lost_at: datetime | None) -> Address:
    """Return an address; messages do not reach a shopper without a phone since `lost_at`."""
    unreachable_at = lost_at if person in OTHER_SHOPPERS else None
    return Address(
        external_id=person.id,
        person_id=row.id,
        written_since=row.created_at,
        unreachable_at=unreachable_at,
    )


def _alleys(session: Session, codes: Iterator[str]) -> Mapping[str, int]:
    rows = [
        Alley(
            code=next(codes),
            name=plan.name,
            city=CITY,
            zone=ZONE,
            territory=TERRITORY,
            currency=CURRENCY,
            latitude=plan.latitude,
            longitude=plan.longitude,
        )
        for plan in ALLEYS
    ]
    _add(session, *rows)
    return {row.name: cast("int", row.id) for row in rows}


def _permit(alley: int, now: datetime, recorder: int) -> Permit:
    """Return the permit of a rapid pilot of 90 days, of which two weeks are over."""
    first = now.astimezone(DEMO_ZONE_INFO).date() - timedelta(weeks=2)
    last = first + timedelta(days=89)
    return Permit(
        alley_id=alley,
        kind=PermitKind.PILOT,
        first_day=first,
        last_day=last,
        covers_from=begins(first, ZONE),
        covers_until=begins(last + timedelta(days=1), ZONE),
        authority="City Hall",
        number="KK 12/2026",
        conditions="Quiet by 22:00. The lane stays free for the fire brigade.",
        recorded_at=now - timedelta(weeks=2),
        by_id=recorder,
    )


def _series(session: Session, drop: Drop, now: datetime) -> None:
    """Repeat a drop weekly: the first date was a week before, and this is the last one."""
    owner = session.get_one(Stall, drop.stall_id).owner_id or 0
    series = session.get_one(DropSeries, start_series(session, Actor(owner), drop.id or 0, weeks=2, now=now))
    series.first_day -= timedelta(weeks=1)


def _places(session: Session, alley: int) -> None:
    """Give an alley two places, and its stalls of each day what there is: on a day of three stalls one has none."""
    pitches = [Pitch(alley_id=alley, code=code, metres=3, socket=code == "A1") for code in ("A1", "A2")]
    _add(session, *pitches)
    here = select(StallDay).where(col(StallDay.alley_id) == alley).order_by(col(StallDay.id))
    standing: dict[int, int] = {}
    for each in session.exec(here).all():
        place = standing.get(each.market_day_id, 0)
        standing[each.market_day_id] = place + 1
        if place < len(pitches):
            row = PitchDay(
                stall_day_id=each.id or 0,
                pitch_id=pitches[place].id or 0,
                market_day_id=each.market_day_id,
                alley_id=alley,
            )
            session.add(row)
    session.flush()


def _stalls(
    session: Session,
    now: datetime,
    codes: Iterator[str],
    alleys: Mapping[str, int],
    people: Mapping[int, int],
) -> Mapping[StallPlan, Stall]:
    rows = {
        plan: Stall(
            code=next(codes),
            name=plan.name,
            owner_id=people[plan.owner],
            alley_id=alleys[plan.alley],
            language=plan.language,
            words=plan.words,
            state=plan.state,
            asked_at=now - timedelta(days=42 if plan.state == StallApproval.APPROVED else 1),
            deposits_at=now - timedelta(days=41) if plan.payee else None,
        )
        for plan in STALLS
    }
    _add(session, *rows.values())
    _add(session, *(_payee(plan, row, now) for plan, row in rows.items() if plan.payee))
    return rows


def _payee(plan: StallPlan, stall: Stall, now: datetime) -> Payee:
    """Return the payee of a stall, approved long enough ago to be in use."""
    set_at = now - timedelta(days=40)
    return Payee(
        stall_id=cast("int", stall.id),
        payload=plan.payee,
        name=read_payment_qr(plan.payee, CURRENCY).name,
        set_by=stall.owner_id,
        set_at=set_at,
        confirmed_at=set_at,
    )


def _shifts(session: Session, drop: Drop, now: datetime, *, people: Mapping[int, int]) -> None:
    """Let two people help at the stall of a drop. Of the two shifts of its stall day one is Joanna's, the other open: Ken can take it."""
    since = now - timedelta(days=5)
    _add(
        session,
        *(
            StallStaff(stall_id=drop.stall_id, person_id=people[helper.id], role=StaffRole.SCAN, since=since)
            for helper in (JOANNA, KEN)
        ),
    )
    stall_day, opened_at = cast("int", drop.stall_day_id), now - timedelta(hours=3)
    _add(session, Roster(stall_day_id=stall_day, parts=2, notified_at=opened_at))
    _add(
        session,
        Shift(stall_day_id=stall_day, part=0, person_id=people[JOANNA.id], held_since=opened_at),
        Shift(stall_day_id=stall_day, part=1),
    )


def drop_row(plan: DropPlan, now: datetime, code: str, stall: Stall, *, alleys: Mapping[str, int]) -> Drop:
    drop_hours = plan.drop_hours(now)
    progress = plan.progress_plan(drop_hours)
    return Drop(
        code=code,
        stall_id=cast("int", stall.id),
        alley_id=alleys[plan.alley] if plan.alley else stall.alley_id,
        name=plan.name,
        words=plan.words,
        language=stall.language,
        per_person=plan.per_person,
        starts_at=drop_hours.starts_at,
        ends_at=drop_hours.ends_at,
        published_at=None
        if progress.state == DropState.DRAFT
        else min(progress.opens_at, now) - timedelta(days=1),
        created_at=min(progress.opens_at, now) - timedelta(days=1),
        deposit=plan.deposit,
        refund_until=drop_hours.starts_at - timedelta(days=1) if plan.deposit else None,
        **asdict(progress),
    )


def publish(session: Session, drop: Drop) -> None:
    """Add a drop, and let it have a stall day unless it is a draft."""
    if drop.state == DropState.DRAFT:
        _add(session, drop)
    else:
        place_drop(session, drop, drop.created_at)


def item_rows(plan: DropPlan, drop: Drop) -> Iterator[tuple[ItemPlan, Drop, Item]]:
    for position, item in enumerate(plan.items, start=1):
        yield item, drop, _item(item, drop, position)


def _item(plan: ItemPlan, drop: Drop, position: int) -> Item:
    """Return the row of an item. Before a draw its entries have no number."""
    booked, held = plan.taken
    taken_codes = (booked + held + plan.waiting) // plan.units
    day = drop.starts_at.astimezone(DEMO_ZONE_INFO).date()
    starts_at, ends_at = (
        (local_time(day, clock) for clock in plan.slot_hours) if plan.slot_hours else (None, None)
    )
    return Item(
        drop_id=cast("int", drop.id),
        position=position,
        name=plan.name,
        unit=plan.unit,
        price=plan.price,
        loan_deposit=plan.loan_deposit,
        quantity=plan.quantity,
        booked=booked,
        held=held,
        waiting=plan.waiting,
        next_number=1 + taken_codes if drop.policy == DropPolicy.QUEUE else 1,
        starts_at=starts_at,
        ends_at=ends_at,
        offered=plan.offered,
    )


def _components(items: list[tuple[ItemPlan, Drop, Item]]) -> Iterator[Component]:
    """Yield the components of bundles, and take from their items what is taken of the bundle."""
    items_by_name = {(item.drop_id, item.name): item for _, _, item in items}
    for plan, _, bundle in items:
        for component in (items_by_name[bundle.drop_id, name] for name in plan.components):
            component.booked += bundle.booked
            component.held += bundle.held
            yield Component(bundle_id=cast("int", bundle.id), item_id=cast("int", component.id))

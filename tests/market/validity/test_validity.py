"""Licences and permits: who may set an end, who is reminded and when, and what a change takes back."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo, available_timezones

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlmodel import Session, col, select

from market.actor import Actor, NotOrganiser, NotYourStall, StallUnknown
from market.admins import NO_ADMINS
from market.alley import AlleyUnknown
from market.notification.in_flight import Claimant, claim
from market.organiser.roles import name_organiser, remove_organiser
from market.permit.record import set_permit_end
from market.privacy.mydata import mydata
from market.refusal import Refusal
from market.reminder.repeat import repeat_subject
from market.validity import (
    LastDayOver,
    LastDayTooFar,
    Validity,
    ValidityChanged,
    ValidityKind,
    last_day_choices,
    own_validity,
    remind_ending_permits,
    reminder_stages,
    set_last_day,
    validity_end,
)
from storage.alley import Alley
from storage.notification import Notification
from storage.stall import Stall
from storage.store import Store
from tests.people import add_person, admins

NOW = datetime(2026, 11, 24, 2, tzinfo=UTC)
DAY = timedelta(days=1)
ROS, KEN, AINA, BEN, NOBODY = 1002, 1003, 1001, 1004, 9999
ADMINS = admins(KEN, NOBODY)
VENDOR, ORGANISER, STRANGER = Actor(ROS), Actor(KEN, is_configured_admin=True), Actor(AINA)
CHRISTMAS_EVE = date(2026, 12, 24)
ZONES = sorted(available_timezones())


@pytest.fixture
async def people(store: Store) -> tuple[int, int]:
    """Ros has a stall, Ken organises; ids of the stall and of the alley."""

    def build(session: Session) -> tuple[int, int]:
        people = (ROS, KEN, AINA, BEN)
        for one in people:
            add_person(session, one, created_at=NOW)
        alley = Alley(
            code="BAKAU", name="Lorong Bakau", city="Kota Kinabalu", zone="Asia/Kuching", territory="MY",
            currency="MYR", latitude=5.98, longitude=116.07,
        )  # fmt: skip
        session.add(alley)
        session.flush()
        stall = Stall(
            code="ROS", name="Dapur", owner_id=ROS, alley_id=alley.id or 0, language="ms", state="approved",
            asked_at=NOW,
        )  # fmt: skip
        session.add(stall)
        session.flush()
        return stall.id or 0, alley.id or 0

    return await store.write(build)


async def waiting(store: Store, kind: str) -> dict[int, list[datetime]]:
    """By reader, when each that waits is due."""
    rows = select(Notification).where(col(Notification.kind) == kind, col(Notification.state) == "queued")

    def read(session: Session) -> dict[int, list[datetime]]:
        found: dict[int, list[datetime]] = {}
        for row in session.exec(rows.order_by(col(Notification.due_at))):
            found.setdefault(row.person_id, []).append(row.due_at)
        return found

    return await store.read(read)


def at_ten(*days: date) -> list[datetime]:
    return [datetime.combine(day, time(10), ZoneInfo("Asia/Kuching")).astimezone(UTC) for day in days]


async def licence(store: Store, stall: int, until: date | None, now: datetime = NOW) -> None:
    await store.write(set_last_day, VENDOR, stall, until=until, admins=ADMINS, now=now)


async def permit(store: Store, alley: int, until: date, now: datetime = NOW) -> None:
    await store.write(set_permit_end, ORGANISER, alley, until, admins=ADMINS, now=now)


NOT_THEIRS: list[tuple[Actor, ValidityKind, int, type[Refusal]]] = [
    (STRANGER, ValidityKind.LICENCE, 0, NotYourStall),
    (ORGANISER, ValidityKind.LICENCE, 0, NotYourStall),
    (VENDOR, ValidityKind.LICENCE, 77, StallUnknown),
    (STRANGER, ValidityKind.PERMIT, 0, NotOrganiser),
    (VENDOR, ValidityKind.PERMIT, 0, NotOrganiser),
    (ORGANISER, ValidityKind.PERMIT, 77, AlleyUnknown),
]


@pytest.mark.parametrize(("actor", "kind", "beyond", "refused"), NOT_THEIRS)
async def test_a_stranger_neither_sees_nor_sets_a_last_day(
    store: Store,
    people: tuple[int, int],
    actor: Actor,
    kind: ValidityKind,
    beyond: int,
    refused: type[Refusal],
) -> None:
    of = people[kind == ValidityKind.PERMIT] + beyond
    with pytest.raises(refused):
        await store.read(own_validity, actor, kind, of)
    change = set_last_day if kind is ValidityKind.LICENCE else set_permit_end
    with pytest.raises(refused):
        await store.write(change, actor, of, CHRISTMAS_EVE, admins=ADMINS, now=NOW)
    assert await waiting(store, "LicenceEnds") | await waiting(store, "PermitEnds") == {}


async def test_a_licence_is_recalled_thirty_fourteen_seven_and_one_day_before(
    store: Store, people: tuple[int, int]
) -> None:
    await licence(store, people[0], CHRISTMAS_EVE + DAY)
    assert await waiting(store, "LicenceEnds") == {
        ROS: at_ten(date(2026, 11, 25), date(2026, 12, 11), date(2026, 12, 18), CHRISTMAS_EVE)
    }
    await licence(store, people[0], CHRISTMAS_EVE + DAY)
    assert len((await waiting(store, "LicenceEnds"))[ROS]) == 4


async def test_what_is_past_already_is_not_recalled(store: Store, people: tuple[int, int]) -> None:
    await licence(store, people[0], CHRISTMAS_EVE)
    dues = (await waiting(store, "LicenceEnds"))[ROS]
    assert dues == at_ten(date(2026, 12, 10), date(2026, 12, 17), date(2026, 12, 23)), (
        "30 days: this very moment"
    )
    await licence(store, people[0], date(2026, 11, 24))
    assert await waiting(store, "LicenceEnds") == {}


async def test_another_last_day_takes_back_what_waits_and_what_was_put_off(
    store: Store, people: tuple[int, int]
) -> None:
    await licence(store, people[0], CHRISTMAS_EVE)

    def put_off(session: Session) -> None:
        row = session.exec(select(Notification).where(col(Notification.kind) == "LicenceEnds")).first()
        assert row is not None
        repeat = row.model_dump(exclude={"id"}) | {"about": repeat_subject(row.about, row.payload["stage"])}
        session.add(Notification(**repeat))

    await store.write(put_off)
    await licence(store, people[0], date(2027, 12, 24))
    dues = (await waiting(store, "LicenceEnds"))[ROS]
    assert dues[0] == at_ten(date(2027, 11, 24))[0]
    assert len(dues) == 4
    await licence(store, people[0], None)
    assert await waiting(store, "LicenceEnds") == {}


async def test_a_last_day_is_not_over_and_not_beyond_ten_years(store: Store, people: tuple[int, int]) -> None:
    with pytest.raises(LastDayOver):
        await permit(store, people[1], date(2026, 11, 23))
    with pytest.raises(LastDayTooFar):
        await permit(store, people[1], date(2037, 1, 1))
    await permit(store, people[1], date(2036, 11, 24))
    with pytest.raises(LastDayOver):
        await permit(store, people[1], date(2026, 11, 23))
    assert (await store.read(own_validity, ORGANISER, ValidityKind.PERMIT, people[1])).until == date(
        2036, 11, 24
    )


async def test_a_permit_is_recalled_to_whoever_organises_by_then(
    store: Store, people: tuple[int, int]
) -> None:
    """Organisers who have never written cannot be reached; new ones are reminded later, former ones are not."""
    await permit(store, people[1], CHRISTMAS_EVE)
    assert {*await waiting(store, "PermitEnds")} == {KEN}
    await store.write(name_organiser, ORGANISER, BEN, NO_ADMINS, now=NOW)
    for _ in range(2):
        await store.write(remind_ending_permits, ADMINS, NOW)
    found = await waiting(store, "PermitEnds")
    assert found == {KEN: found[KEN], BEN: found[KEN]}
    assert len(found[KEN]) == 3
    await store.write(remove_organiser, ORGANISER, BEN, ADMINS, now=NOW)
    await store.write(remind_ending_permits, ADMINS, NOW)
    assert await waiting(store, "PermitEnds") == {KEN: found[KEN]}


async def test_a_notification_counts_the_days_on_the_day_it_leaves_and_knows_when_its_day_was_changed(
    store: Store, people: tuple[int, int]
) -> None:
    stall, later = people[0], NOW + 20 * DAY
    await licence(store, stall, CHRISTMAS_EVE)
    (due,) = (await store.write(claim, Claimant("this one", 1), later, 9, zone="Asia/Kuching")).notifications
    arguments = ValidityKind.LICENCE, stall, date.fromisoformat(due.payload["until"]), due.id
    assert (await store.read(validity_end, *arguments)).days == 10
    await licence(store, stall, CHRISTMAS_EVE + DAY, later)
    with pytest.raises(ValidityChanged):
        await store.read(validity_end, *arguments)


async def test_a_licence_is_in_what_its_owner_may_have(store: Store, people: tuple[int, int]) -> None:
    await licence(store, people[0], CHRISTMAS_EVE)
    [stall] = (await store.read(mydata, ROS))["stall"]
    assert stall["licence_until"] == "2026-12-24"


days = st.dates(date(2020, 1, 1), date(2060, 12, 31))


@given(days, st.sampled_from(ZONES))
def test_stages_follow_each_other_in_the_morning_and_end_with_the_day(until: date, zone: str) -> None:
    found = list(reminder_stages(until, zone))
    walls = [stage.due_at.astimezone(ZoneInfo(zone)) for stage in found]
    assert [(until - wall.date()).days for wall in walls] == [stage.days for stage in found] == [30, 14, 7, 1]
    assert {wall.time() for wall in walls} == {time(10)}
    assert [stage.late_after for stage in found[:-1]] == [stage.due_at for stage in found[1:]]
    ends = found[-1].late_after
    assert (ends - timedelta(seconds=1)).astimezone(ZoneInfo(zone)).date() == until
    assert ends.astimezone(ZoneInfo(zone)).date() > until


@given(days, st.none() | days)
def test_what_is_offered_by_a_tap_is_always_taken(today: date, until: date | None) -> None:
    validity = Validity(kind=ValidityKind.LICENCE, holder_id=1, name="x", until=until, zone="UTC")
    found = [day for _, day in last_day_choices(validity, today)]
    assert found == sorted(found)
    for day in found:
        assert max(today, until or today) < day <= today + timedelta(days=3653)

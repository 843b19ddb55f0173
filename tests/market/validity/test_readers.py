"""The readers of reminders of licences and permits: of two stalls, two alleys and two organisers, in another order than they were written."""

from datetime import date, datetime
from typing import Any

from sqlmodel import Session, col, select

from market.actor import Actor
from market.notification.priority import Priority
from market.permit.record import set_permit_end, void_last_permit
from market.validity import forget_permits, remind_ending_permits, set_last_day
from storage.alley import Alley
from storage.notification import Notification
from storage.organiser import Organiser
from storage.stall import Stall
from storage.store import Store
from tests.market.validity.test_validity import ADMINS, AINA, BEN, DAY, KEN, NOW, ORGANISER, ROS
from tests.people import person_rows
from tests.permits import permit_row

EARLY = 500
"""Organises as well, was met last, and has the lowest number."""
UNTIL = date(2026, 11, 30)
"""Two reminders of it are ahead: a week before it is Monday, which has passed; and a day before."""


async def add(store: Store, *rows: Any) -> None:
    """One after the other, so that they are stored in this order."""

    def write(session: Session) -> None:
        for row in rows:
            session.add(row)
            session.flush()

    await store.write(write)


def alley(one: int) -> Alley:
    return Alley(
        id=one, code=f"A{one}", name=f"Lorong {one}", city="Kota Kinabalu", zone="Asia/Kuching", territory="MY",
        currency="MYR", latitude=5.98, longitude=116.07,
    )  # fmt: skip


def stall(one: int, owner: int | None) -> Stall:
    return Stall(
        id=one, code=f"S{one}", name="Dapur", owner_id=owner, alley_id=90, language="ms", state="approved",
        asked_at=NOW,
    )  # fmt: skip


async def people(store: Store) -> None:
    everyone = (ROS, KEN, AINA, BEN, EARLY)
    await add(
        store,
        *(row for one in everyone for row in person_rows(one, first_name="x", language="en", created_at=NOW)),
    )
    await add(store, *(Organiser(person_id=one, named_by=KEN, named_at=NOW) for one in (BEN, EARLY)))


async def notifications(store: Store) -> list[tuple[int, str]]:
    """To whom and about what, as they were written."""
    rows = select(Notification.person_id, Notification.about).order_by(col(Notification.id))
    return await store.read(lambda session: [*session.exec(rows)])


def notification(
    person: int, about: str, state: str = "queued", kind: str = "PermitEnds", due_at: datetime = NOW
) -> Notification:
    return Notification(
        person_id=person, kind=kind, about=about, payload={}, priority=int(Priority.REMINDER), due_at=due_at,
        send_at=due_at, state=state,
    )  # fmt: skip


async def test_organisers_are_reminded_of_each_permit_by_its_number_and_theirs(store: Store) -> None:
    """Permits that ended before yesterday, and alleys without a last day, are left out."""
    await people(store)
    long_over = NOW.date() - 2 * DAY
    await add(
        store,
        *map(alley, (90, 70, 80, 60, 50)),
        permit_row(90, UNTIL),
        permit_row(80, long_over),
        permit_row(60, UNTIL),
        permit_row(50, NOW.date() - DAY),
    )
    for _ in range(2):
        await store.write(remind_ending_permits, ADMINS, NOW)
    readers = sorted((EARLY, KEN, BEN))
    assert await notifications(store) == [(person, f"permit:{one}") for one in (60, 90) for person in readers]


async def test_another_last_day_takes_back_only_what_waits_about_its_own_document(store: Store) -> None:
    await people(store)
    await add(store, alley(90), alley(70), stall(9, ROS), stall(7, AINA))
    for one, owner in ((9, ROS), (7, AINA)):
        await store.write(set_last_day, Actor(owner), one, until=UNTIL, admins=ADMINS, now=NOW)
    for one in (90, 70):
        await store.write(set_permit_end, ORGANISER, one, UNTIL, admins=ADMINS, now=NOW)
    await add(
        store,
        notification(ROS, "licence:9", "sent", "LicenceEnds"),
        notification(ROS, "licence:9/again/7d", kind="LicenceEnds"),
        notification(ROS, "licence:99", kind="LicenceEnds"),
    )
    before = await notifications(store)
    assert before.count((ROS, "licence:9")) == 2
    assert before.count((AINA, "licence:7")) == 1
    assert [who for who, about in before if about == "permit:70"] == sorted((EARLY, KEN, BEN))
    await store.write(set_last_day, Actor(ROS), 9, until=None, admins=ADMINS, now=NOW)
    await store.write(void_last_permit, ORGANISER, 70, ADMINS, now=NOW)
    after = await notifications(store)
    assert after.count((ROS, "licence:9")) == 1, "what was sent is kept"
    assert [each for each in after if each[1] in ("licence:7", "permit:90", "licence:99")] == [
        each for each in before if each[1] in ("licence:7", "permit:90", "licence:99")
    ]
    assert not {"permit:70", "licence:9/again/7d"} & {about for _, about in after}


async def test_who_organises_no_more_loses_what_waits_about_permits_and_nothing_else(store: Store) -> None:
    await people(store)
    await add(
        store,
        notification(BEN, "permit:1"),
        notification(BEN, "permit:2"),
        notification(BEN, "permit:3", "sent"),
        notification(BEN, "licence:4", kind="LicenceEnds"),
        notification(KEN, "permit:1"),
    )
    await store.write(forget_permits, BEN)
    assert await notifications(store) == [(BEN, "permit:3"), (BEN, "licence:4"), (KEN, "permit:1")]

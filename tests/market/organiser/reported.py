"""A market where stalls and drops can be reported: Ros has a stall with two drops and a helper; Ken and Jo are organisers."""

from datetime import UTC, datetime, timedelta

from sqlmodel import Session, col, select

from market.actor import Actor
from market.admins import NO_ADMINS
from market.organiser.roles import name_organiser
from storage.alley import Alley
from storage.drop import Drop, DropState
from storage.notification import Notification
from storage.staff import StaffRole, StallStaff
from storage.stall import Stall
from storage.store import Store
from tests.kept_rows import KeptRows
from tests.people import add_person

NOW = datetime(2026, 11, 24, 2, tzinfo=UTC)
HOUR = timedelta(hours=1)
AINA, BEN, KEN, JO, ROS, HELPER = 1001, 1002, 1003, 1004, 1005, 1006
NAMES = {AINA: "Aina", BEN: "Ben", KEN: "Ken", JO: "Jo", ROS: "Ros", HELPER: "Helper"}
BY = {person: Actor(person) for person in NAMES}
STALL, DROP, OTHER_DROP = 31, 51, 52


def add_market(session: Session) -> None:
    for person, name in NAMES.items():
        add_person(session, person, first_name=name, language="en", created_at=NOW)
    session.add(
        Alley(
            id=41,
            code="BAKAU1",
            name="Lorong Bakau",
            city="Kota Kinabalu",
            zone="Asia/Kuching",
            territory="MY",
            currency="MYR",
            latitude=5.98,
            longitude=116.07,
        )
    )
    session.flush()
    session.add(
        Stall(
            id=STALL,
            code="NENEK1",
            name="Dapur Ros",
            owner_id=ROS,
            alley_id=41,
            language="en",
            state="approved",
            asked_at=NOW,
        )
    )
    session.flush()
    for drop, name in ((DROP, "Kuih"), (OTHER_DROP, "Sambal")):
        session.add(
            Drop(
                id=drop,
                code=f"7KQ2{drop}",
                stall_id=STALL,
                alley_id=41,
                name=name,
                language="en",
                state=DropState.PUBLISHED,
                opens_at=NOW - HOUR,
                starts_at=NOW + 8 * HOUR,
                ends_at=NOW + 12 * HOUR,
                created_at=NOW,
            )
        )
    session.add(StallStaff(stall_id=STALL, person_id=HELPER, role=StaffRole.SELL, since=NOW))
    for person in (KEN, JO):
        name_organiser(session, Actor(KEN, is_configured_admin=True), person, NO_ADMINS, now=NOW)


MARKET = KeptRows(lambda store: store.write(add_market))


async def reported_market(store: Store) -> Store:
    """Fill the store and return it."""
    await MARKET.lay(store)
    return store


async def notified(market: Store, kind: str) -> list[int]:
    """Return the readers of notifications of a kind, in the order of writing."""
    rows = select(Notification.person_id).where(col(Notification.kind) == kind).order_by(col(Notification.id))
    return await market.read(lambda session: [person or 0 for person in session.exec(rows)])

"""The organisers' list of all stalls: their state, what waits, what a search finds, and how many statements that takes."""

from datetime import date, timedelta
from typing import Any

import pytest
from sqlmodel import Session, select

from market.actor import Actor
from market.organiser.stall_list import (
    PAGE,
    StallPage,
    StallStanding,
    count_licences,
    count_stalls,
    stall_page,
)
from storage.drop import Drop, DropState
from storage.licence import LicenceDocument, LicenceKind
from storage.person import Person
from storage.picture import Picture
from storage.report import Report, ReportReason
from storage.seller import ContactKind, Seller
from storage.stall import Stall
from storage.store import Store
from tests.counted_statements import statements
from tests.market.organiser.reported import AINA, BEN, DROP, JO, KEN, NOW, STALL, reported_market

ORGANISER = Actor(KEN, is_configured_admin=True)
DAY = timedelta(days=1)
UNTIL = date(2026, 12, 24)

pytestmark = pytest.mark.empty_market("the list has all stalls")


@pytest.fixture
async def market(store: Store) -> Store:
    return await reported_market(store)


def stall(session: Session, number: int, name: str, owner: int | None = None, **given: Any) -> None:
    usual = {"state": "approved", "asked_at": NOW, "decided_at": NOW}
    session.add(
        Stall(
            id=number,
            code=f"S{number}",
            name=name,
            owner_id=owner,
            alley_id=41,
            language="en",
            **(usual | given),
        )
    )
    session.flush()


async def page(market: Store, number: int = 1, words: str = "") -> StallPage:
    return await market.read(stall_page, ORGANISER, NOW, number, words)


async def names(market: Store, words: str) -> list[str]:
    return [each.name for each in (await page(market, words=words)).stalls]


async def test_each_state_is_told(market: Store) -> None:
    def build(session: Session) -> None:
        stall(session, 1, "Asks", state="asked", decided_at=None)
        stall(session, 2, "Closed", state="turned_down", closed_at=NOW)
        stall(session, 3, "Withdrawn", state="turned_down", closed_at=NOW, decided_at=None)
        stall(session, 4, "Rejected", state="turned_down")
        stall(session, 5, "Blocked", AINA)
        stall(session, 6, "Paused")
        session.get_one(Person, AINA).blocked_at = NOW
        for number, state, ends in ((91, "paused", NOW + DAY), (92, "published", NOW - DAY)):
            session.add(
                Drop(
                    id=number, code=f"D{number}", stall_id=6, alley_id=41, name="Kuih", language="en",
                    state=DropState(state), opens_at=NOW - 2 * DAY, starts_at=ends - DAY, ends_at=ends, created_at=NOW,
                )
            )  # fmt: skip

    await market.write(build)
    shown = [*(await page(market)).stalls, *(await page(market, 2)).stalls]
    assert [(each.name, each.standing.name.title()) for each in shown] == [
        ("Asks", "Asks"),
        ("Blocked", "Blocked"),
        ("Closed", "Closed"),
        ("Dapur Ros", "Open"),
        ("Paused", "Paused"),
        ("Rejected", "Rejected"),
    ]
    assert await market.read(count_stalls) == 6


async def test_what_waits_stands_first_and_is_counted(market: Store) -> None:
    def build(session: Session) -> None:
        stall(session, 1, "Aaa")
        stall(session, 2, "Zzz", BEN, licence_until=UNTIL)
        session.add(Picture(hash="ab" * 32, width=1, height=1, data=b"x"))
        session.flush()
        paper = {"kind": LicenceKind.FOOD, "picture_hash": "ab" * 32, "sent_by": BEN, "sent_at": NOW}
        session.add(LicenceDocument(stall_id=2, number="F1", **paper))
        for person in (AINA, BEN):
            session.add(
                Report(person_id=person, stall_id=STALL, drop_id=DROP, reason=ReportReason.GOODS, made_at=NOW)
            )
        session.add(
            Seller(
                stall_id=1, person_id=BEN, name="A", contact="@ayam1", kind=ContactKind.TELEGRAM, shown_at=NOW
            )
        )

    await market.write(build)
    shown = (await page(market)).stalls
    assert [(each.name, each.reports, each.licences, each.names_seller) for each in shown] == [
        ("Dapur Ros", 2, 0, False),
        ("Zzz", 0, 1, False),
        ("Aaa", 0, 0, True),
    ]
    assert await market.read(count_licences) == 1

    def check(session: Session) -> None:
        document = session.exec(select(LicenceDocument)).one()
        document.checked_until, document.checked_at, document.checked_by = UNTIL, NOW, JO

    await market.write(check)
    assert await market.read(count_licences) == 0


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("café", ["CAFÉ Siti"]),
        ("cafe siti", ["CAFÉ Siti"]),
        ("siti cafe", ["CAFÉ Siti"]),
        ("caef", ["CAFÉ Siti"]),
        ("AINA", ["CAFÉ Siti"]),
        ("ania", ["CAFÉ Siti"]),
        ("粿条", ["老王炒粿条"]),
        ("dapurros", ["Dapur Ros"]),
        ("nobody", []),
        ("caff siti kopi", []),
    ],
)
async def test_names_are_found_in_any_case_without_accents_and_with_one_slip(
    market: Store, words: str, found: list[str]
) -> None:
    def build(session: Session) -> None:
        stall(session, 1, "CAFÉ Siti", AINA)
        stall(session, 2, "老王炒粿条", BEN)

    await market.write(build)
    assert await names(market, words) == found


async def test_a_long_list_has_pages_and_takes_no_more_statements(market: Store) -> None:
    def made(session: Session) -> int:
        return len(statements(session, stall_page, ORGANISER, NOW))

    few = await market.read(made)
    await market.write(
        lambda session: [stall(session, number, f"Stall {number:02}") for number in range(1, 31)]
    )
    assert await market.read(made) == few
    second = await page(market, 2)
    assert (second.total, second.page, second.pages, len(second.stalls)) == (31, 2, 8, PAGE)
    assert (await page(market, 99)).page == 8
    assert StallStanding.OPEN in {each.standing for each in second.stalls}

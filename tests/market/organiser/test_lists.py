"""Lists of organisers: their rows, order and counts; ids are never in the order of the list."""

from datetime import timedelta
from typing import Any

import pytest
from sqlmodel import Session, col, func, select

from market.actor import Actor, NotOrganiser
from market.drop.refusals import DropUnknown
from market.organiser.alleys import open_alleys, overseen_alleys
from market.organiser.drops import hidden_drop, overseen_drop, overseen_drops
from market.organiser.outbox_overview import missed_notifications, notifications_to
from market.organiser.overview import overview
from market.organiser.people import MAX_FOUND, find_people, person_page
from market.organiser.refusals import PersonUnknown
from market.organiser.roles import NamedOrganiser, organisers
from market.organiser.stalls import approvals, approve
from storage.address import Address
from storage.alley import Alley
from storage.neighbour import Neighbour
from storage.notification import Notification
from storage.organiser import Organiser
from storage.person import Person
from storage.stall import Stall
from storage.store import Store
from storage.ticket import Ticket
from tests.market.waitlist.conftest import HOUR, NOW, ItemScenario
from tests.people import admins, person_rows, telegram_id

KEN, WEI = 31, 32
ADMINS = admins(KEN, WEI)
ORGANISER = Actor(KEN, is_configured_admin=True)
MINUTE = timedelta(minutes=1)


async def put(store: Store, *rows: Any) -> None:
    def write(session: Session) -> None:
        for row in rows:
            session.add(row)
            session.flush()

    await store.write(write)


def person(number: int, minutes: int, first_name: str = "Siti") -> tuple[Person, Address]:
    return person_rows(number, first_name, "ms", created_at=NOW + minutes * MINUTE)


async def found(store: Store, words: str) -> tuple[int, list[int]]:
    count, people = await store.read(find_people, ORGANISER, words, ADMINS)
    return count, [each.id for each in people]


async def test_people_are_found_the_oldest_first_and_eight_at_most(store: Store) -> None:
    came = [905, 901, 909, 903, 904, 902, 908, 906, 907]
    minutes = [0, 1, 2, 3, 3, 4, 5, 6, 7]
    rows = [person(number, at) for number, at in zip(came, minutes, strict=True)]
    for each in (*sorted(rows, key=lambda row: row[0].id), person(900, 0, "Mei")):
        await put(store, *each)
    assert await found(store, "sit") == (9, came[:MAX_FOUND])


@pytest.mark.parametrize(
    ("words", "expected_ids"),
    [
        ("SITI", [1]),
        ("  siti ", [1]),
        ("zul_", [3]),
        ("100%", [4]),
        ("%", [4]),
        ("_", [3]),
        (str(telegram_id(7)), [7]),
        ("7", [7]),
        ("Éa", [5]),
        ("nobody", []),
        ("", []),
        (" ", []),
        (str(2**63), []),
        ("٧", []),
    ],
)
async def test_words_are_looked_for_as_they_are(store: Store, words: str, expected_ids: list[int]) -> None:
    names = {1: "Siti", 2: "Zulu", 3: "Zul_", 4: "100%", 5: "Éan", 7: "Mei"}
    await put(store, *(row for number, name in names.items() for row in person(number, 0, name)))
    assert await found(store, words) == (len(expected_ids), expected_ids)


async def test_a_tickets_code_finds_whose_it_is(item: ItemScenario) -> None:
    for shopper in (2, 1):
        await item.join(shopper)
        await item.confirm(shopper)
    codes = select(Ticket)
    rows = await item.store.read(lambda session: list(session.exec(codes)))
    code = {row.person_id: row.code for row in rows}
    assert [await found(item.store, code[shopper].lower()) for shopper in (1, 2)] == [(1, [1]), (1, [2])]


async def test_a_persons_page_counts_what_is_theirs(new_item: Any) -> None:
    booked, held, full, again = [await new_item(quantity=2) for _ in range(4)]
    store = booked.store
    for shopper in (1, 2):
        await booked.join(shopper)
        await booked.confirm(shopper)
        await held.join(shopper)
    await full.join(3, 2)
    await again.join(3, 2)
    for item in (full, again):
        await item.join(1)
    await full.join(2)
    await again.join(2)
    await again.leave(2)
    await booked.release(2)
    one, two, three = [await store.read(person_page, ORGANISER, who, ADMINS) for who in (1, 2, 3)]
    assert [(who.waits, who.holds, who.bookings) for who in (one, two, three)] == [
        (2, 1, 1),
        (1, 1, 0),
        (0, 2, 0),
    ]
    with pytest.raises(PersonUnknown):
        await store.read(person_page, ORGANISER, 999, ADMINS)


def notification(number: int, reader: int, state: str, reason: str = "", **columns: Any) -> Notification:
    given: dict[str, Any] = {"due_at": NOW, "send_at": NOW, "kind": "UnitsHeld", "payload": {}, "priority": 1}
    ended = None if state in ("queued", "paused") else NOW
    about: dict[str, Any] = {"about": f"drop:{number}", "ended_at": ended, "reason": reason}
    return Notification(id=number, person_id=reader, state=state, **(given | about | columns))


def stall(number: int, owner: int | None, state: str = "approved", **columns: Any) -> Stall:
    given: dict[str, Any] = {
        "code": f"S{number}",
        "name": f"Stall {number}",
        "alley_id": 1,
        "language": "en",
        "asked_at": NOW,
    }
    return Stall(id=number, owner_id=owner, state=state, **(given | columns))


async def test_a_persons_page_tells_their_stalls_their_role_and_what_failed_last(item: ItemScenario) -> None:
    await put(
        item.store,
        *(stall(number, 1) for number in (9, 7)),
        stall(8, 2),
        notification(4, 1, "unreachable", "blocked"),
        notification(3, 1, "failed", "chat not found"),
        notification(5, 1, "sent", "no failure"),
        notification(6, 2, "failed", "somebody else’s"),
        Organiser(person_id=2, named_by=KEN, named_at=NOW),
    )
    pages = {who: await item.store.read(person_page, ORGANISER, who, ADMINS) for who in (1, 2, 3, KEN)}
    assert pages[1].stalls == ((7, "Stall 7"), (9, "Stall 9"))
    assert {who: page.failed for who, page in pages.items()} == {
        1: "blocked",
        2: "somebody else’s",
        3: "",
        KEN: "",
    }
    assert [who for who, page in pages.items() if page.organiser] == [2, KEN]


async def test_organisers_of_the_settings_come_first_then_those_of_the_chat(item: ItemScenario) -> None:
    await put(
        item.store,
        Organiser(person_id=WEI, named_by=KEN, named_at=NOW),
        Organiser(person_id=2, named_by=None, named_at=NOW + MINUTE),
        Organiser(person_id=1, named_by=WEI, named_at=NOW + MINUTE),
        Organiser(person_id=5, named_by=KEN, named_at=NOW),
    )
    listed = await item.store.read(organisers, ORGANISER, admins(WEI, KEN, 999))
    assert listed == (
        NamedOrganiser(person=KEN, first_name="P31", named_by="", at=None),
        NamedOrganiser(person=WEI, first_name="P32", named_by="", at=None),
        NamedOrganiser(person=5, first_name="P5", named_by="P31", at=NOW),
        NamedOrganiser(person=1, first_name="P1", named_by="P32", at=NOW + MINUTE),
        NamedOrganiser(person=2, first_name="P2", named_by="", at=NOW + MINUTE),
    )


@pytest.mark.empty_market("the queue of all that organisers decide")
async def test_stalls_ask_in_turn_the_oldest_first(item: ItemScenario) -> None:
    store = item.store
    await put(
        store,
        stall(12, 1, "asked", asked_at=NOW + MINUTE),
        stall(13, 2, "asked", asked_at=NOW),
        stall(11, 3, "asked", asked_at=NOW + MINUTE),
        stall(10, 4, "turned_down", asked_at=NOW - HOUR, decided_at=NOW - HOUR),
        stall(14, 5, asked_at=NOW - HOUR, decided_at=NOW - MINUTE),
    )

    async def after(number: int) -> tuple[int, int, int]:
        shown = await store.read(approvals, ORGANISER, number)
        assert shown.stall
        assert shown.last == NOW - MINUTE
        return shown.stall.id, shown.place, shown.count

    assert [await after(number) for number in (0, 13, 11, 12, 10)] == [
        (13, 1, 3),
        (11, 2, 3),
        (12, 3, 3),
        (13, 1, 3),
        (13, 1, 3),
    ]
    decided = await store.write(approve, ORGANISER, 11, "asked", now=NOW)
    assert (decided.id, decided.owner, decided.decided_by, decided.state) == (11, "P3", "P31", "approved")
    query = select(Notification.person_id, Notification.kind)
    assert await store.read(lambda session: [tuple(row) for row in session.exec(query)]) == [
        (3, "StallApproved")
    ]
    rows = select(Stall.id).where(col(Stall.state) == "asked").order_by(col(Stall.id))
    assert await store.read(lambda session: list(session.exec(rows))) == [12, 13]


@pytest.mark.empty_market("lists every drop")
async def test_drops_are_listed_by_their_start_without_drafts_and_what_is_over(new_item: Any) -> None:
    hours = {"late": 9, "first": 1, "second": 2, "hidden": 2, "cancelled": 5, "draft": 3}
    columns: dict[str, dict[str, Any]] = {
        "hidden": {"hidden_at": NOW},
        "cancelled": {"state": "cancelled"},
        "draft": {"state": "draft"},
    }
    items = {
        name: await new_item(
            starts_at=NOW + at * HOUR, ends_at=NOW + (20 - at) * HOUR, **columns.get(name, {})
        )
        for name, at in hours.items()
    }
    over = await new_item(opens_at=NOW - 9 * HOUR, starts_at=NOW - HOUR, ends_at=NOW)
    store = over.store
    listed = await store.read(overseen_drops, ORGANISER, NOW)
    expected = [items[name].drop for name in ("first", "second", "hidden", "cancelled", "late")]
    assert [each.id for each in listed] == expected
    assert [each.hidden_at for each in listed] == [None, None, NOW, None, None]
    assert (await store.read(overseen_drop, ORGANISER, over.drop)).id == over.drop
    assert (await store.read(hidden_drop, items["hidden"].drop)).hidden_at == NOW
    with pytest.raises(DropUnknown):
        await store.read(overseen_drop, ORGANISER, items["draft"].drop)
    await put(store, stall(9, 1, "asked"), stall(7, 1, "asked"), stall(8, 1, "turned_down"))
    counted = await store.read(overview, ORGANISER, NOW)
    assert (counted.asking, counted.alleys, counted.stalls, counted.drops, counted.listed) == (2, 1, 1, 5, 4)
    assert counted.people == await store.read(
        lambda session: session.exec(select(func.count(col(Person.id)))).one()
    )


@pytest.mark.empty_market("lists every alley")
async def test_alleys_are_listed_as_they_were_added_with_their_own_neighbours(item: ItemScenario) -> None:
    place: dict[str, Any] = {
        "city": "Kuching",
        "zone": "Asia/Kuching",
        "territory": "MY",
        "latitude": 1.5,
        "longitude": 110.3,
    }
    await put(
        item.store,
        *(
            Alley(id=number, code=f"A{number}", name=f"A{number}", currency="MYR", **place)
            for number in (8, 3)
        ),
        *(Neighbour(person_id=who, alley_id=at, since=NOW) for who, at in ((1, 8), (2, 8), (1, 3), (3, 8))),
    )
    listed = await item.store.read(overseen_alleys, ORGANISER)
    assert [(alley.id, alley.neighbours) for alley in listed] == [(1, 0), (3, 1), (8, 3)]
    await put(item.store, Alley(id=5, code="A5", name="A5", currency="MYR", closed_at=NOW - HOUR, **place))
    assert [alley.id for alley in await item.store.read(open_alleys, ORGANISER)] == [1, 3, 8]
    with pytest.raises(NotOrganiser):
        await item.store.read(open_alleys, Actor(1))


@pytest.mark.empty_market("counts every notification")
async def test_two_peoples_notifications_are_two_lists_of_six_a_page(item: ItemScenario) -> None:
    came = [(5, 30), (8, 20), (4, 20), (2, 10), (7, 0)]
    waits = [(3, -9), (6, 5), (1, 7)]
    rows = []
    for number, minute in came:
        at = NOW - (60 - minute) * MINUTE
        for reader in (1, 2):
            state = "failed" if number in (8, 2) else "sent"
            rows.append(
                notification(
                    10 * number + reader, reader, state, f"{number}", due_at=at, send_at=at, ended_at=at
                )
            )
    for number, minute in waits:
        at = NOW + minute * MINUTE
        rows.append(notification(10 * number + 1, 1, "queued", f"{number}", due_at=NOW, send_at=at))
    rows.append(notification(99, 2, "queued", "other", send_at=NOW - HOUR))
    await put(item.store, *sorted(rows, key=lambda row: row.id or 0))
    pages = [await item.store.read(notifications_to, ORGANISER, 1, page, now=NOW) for page in (1, 2)]
    assert [[each.reason for each in page.shown] for page in pages] == [
        ["5", "8", "4", "2", "7", "3"],
        ["6", "1"],
    ]
    assert {(page.count, page.pages, page.waiting, page.next_at) for page in pages} == {
        (8, 2, 3, NOW - 9 * MINUTE)
    }
    assert {each.person for page in pages for each in page.shown} == {1}
    missed = await item.store.read(missed_notifications, ORGANISER, 1, NOW)
    assert [(each.reason, each.person) for each in missed.shown] == [("8", 2), ("8", 1), ("2", 2), ("2", 1)]

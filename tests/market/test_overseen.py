"""Organisers' views and decisions: counts, applying stalls, alleys, drops, people and other organisers, on both databases."""

from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any

import pytest
from sqlmodel import Session, col, select

from locales.decision_reasons import DecisionReason
from market.actor import Actor, StallUnknown
from market.admins import NO_ADMINS
from market.audit_log import audit_line
from market.drop.refusals import DropUnknown
from market.organiser.alleys import (
    DraftedAlley,
    add_alley,
    alley_draft,
    choose_zone,
    name_alley,
    name_city,
    overseen_alleys,
    place_alley,
)
from market.organiser.block import block, unblock
from market.organiser.drops import hidden_drop, hide_drop, overseen_drop, overseen_drops, show_again
from market.organiser.overview import overview
from market.organiser.people import MAX_FOUND, find_people, person_page
from market.organiser.refusals import (
    AlleyUnfinished,
    NamedBySettings,
    PersonUnknown,
    PlaceUnfit,
    StallDecided,
)
from market.organiser.roles import NamedOrganiser, name_organiser, organisers, remove_organiser
from market.organiser.stalls import Approvals, approvals, approve, stall_application, turn_down
from market.preferences.refusals import ZoneUnknown
from market.refusal import NameUnfit
from storage.alley import Alley
from storage.drop import Drop
from storage.neighbour import Neighbour
from storage.notification import Notification
from storage.organiser import Organiser
from storage.stall import Stall
from storage.store import Store
from tests.people import add_person, address_of, admins, telegram_id

NOW = datetime(2026, 11, 24, 2, tzinfo=UTC)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
KEN, ROS, AINA, BEN, NEVER_MET = 1003, 1002, 1001, 1004, 99
ADMINS = admins(KEN, NEVER_MET)
ORGANISER = Actor(KEN, is_configured_admin=True)
FIRST, SECOND, THIRD, APPROVED, TURNED_DOWN = 34, 32, 33, 31, 35
"""Stalls; three ask, in this order."""
BAKAU, API = 42, 41


def lay_out(session: Session) -> None:
    for person, name in ((KEN, "Ken"), (ROS, "Ros"), (AINA, "Aina"), (BEN, "Ben 100%")):
        add_person(session, person, first_name=name, language="ms", created_at=NOW + person * HOUR)
    for alley, name in ((BAKAU, "Lorong Bakau"), (API, "Lorong Api")):
        session.add(
            Alley(
                id=alley, code=f"A{alley}", name=name, city="Miri", zone="Asia/Kuching", territory="MY",
                currency="MYR", latitude=4.4, longitude=113.9,
            )
        )  # fmt: skip
    session.flush()
    for number, (stall, state) in enumerate(
        (
            (FIRST, "asked"),
            (SECOND, "asked"),
            (THIRD, "asked"),
            (APPROVED, "approved"),
            (TURNED_DOWN, "turned_down"),
        )
    ):
        decided = None if state == "asked" else NOW + stall * HOUR
        session.add(
            Stall(
                id=stall, code=f"S{stall}", name=f"Stall {stall}", owner_id=ROS, alley_id=BAKAU,
                language="ms", state=state, asked_at=NOW + number * HOUR, decided_at=decided,
                decided_by=KEN if decided else None,
            )
        )  # fmt: skip


@pytest.fixture
async def market(store: Store) -> Store:
    await store.write(lay_out)
    return store


def sell(session: Session, drop: int, **given: Any) -> None:
    starts_at = given.get("starts_at", NOW + DAY)
    usual = {"state": "published", "stall_id": APPROVED, "starts_at": starts_at, "ends_at": starts_at + HOUR}
    session.add(
        Drop(
            id=drop, code=f"D{drop}", alley_id=BAKAU, name=f"Drop {drop}", language="ms",
            opens_at=NOW - 9 * DAY, created_at=NOW, **(usual | given),
        )
    )  # fmt: skip


async def notified(store: Store, kind: str) -> list[tuple[int, str]]:
    rows = select(Notification.person_id, Notification.about).where(col(Notification.kind) == kind)
    return await store.read(lambda session: sorted(tuple(one) for one in session.exec(rows)))


@pytest.mark.empty_market("the queue of all that organisers decide")
async def test_the_one_that_asked_next_comes_after_each_and_the_oldest_after_the_last(market: Store) -> None:
    seen = [await market.read(approvals, ORGANISER, after) for after in (0, FIRST, SECOND, THIRD, APPROVED)]
    assert [(one.stall.id, one.place) for one in seen if one.stall] == [
        (FIRST, 1), (SECOND, 2), (THIRD, 3), (FIRST, 1), (FIRST, 1)
    ]  # fmt: skip
    assert {(one.count, one.last) for one in seen} == {(3, NOW + TURNED_DOWN * HOUR)}


@pytest.mark.empty_market("the queue of all that organisers decide")
async def test_where_nobody_asks_it_is_told_when_the_last_was_decided(market: Store) -> None:
    for stall in (FIRST, SECOND, THIRD):
        await market.write(approve, ORGANISER, stall, "asked", now=NOW + 99 * HOUR)
    assert await market.read(approvals, ORGANISER) == Approvals(
        stall=None, place=0, count=0, last=NOW + 99 * HOUR
    )


@pytest.mark.empty_market("the queue of all that organisers decide")
async def test_where_there_is_no_stall_nothing_was_ever_decided(store: Store) -> None:
    assert await store.read(approvals, ORGANISER) == Approvals(stall=None, place=0, count=0, last=None)


async def test_a_stall_is_decided_once_by_what_was_seen_and_its_owner_is_told(market: Store) -> None:
    found = await market.write(approve, ORGANISER, FIRST, "asked", now=NOW)
    assert (found.state, found.decided_at, found.decided_by) == ("approved", NOW, "Ken")
    assert (found.owner, found.owner_language, found.alley) == ("Ros", "ms", "Lorong Bakau")
    assert await market.read(stall_application, ORGANISER, FIRST) == found
    down = await market.write(turn_down, ORGANISER, SECOND, "asked", reason=DecisionReason.PLACE, now=NOW)
    other = await market.write(turn_down, ORGANISER, THIRD, "asked", reason=DecisionReason.TALK, now=NOW)
    assert [(one.state, one.reason) for one in (down, other)] == [
        ("turned_down", "place"), ("turned_down", "talk")
    ]  # fmt: skip
    assert await notified(market, "StallApproved") == [(ROS, f"stall:{FIRST}")]
    assert await notified(market, "StallRejected") == [(ROS, f"stall:{SECOND}"), (ROS, f"stall:{THIRD}")]
    for decide in (approve, turn_down):
        given = (DecisionReason.PLACE,) if decide is turn_down else ()
        with pytest.raises(StallDecided):
            await market.write(decide, ORGANISER, FIRST, "asked", *given, NOW)  # type: ignore[arg-type]
        with pytest.raises(StallUnknown):
            await market.write(decide, ORGANISER, 999, "asked", *given, NOW)  # type: ignore[arg-type]
    with pytest.raises(StallUnknown):
        await market.read(stall_application, ORGANISER, 999)


async def test_a_stall_of_nobody_is_decided_and_nobody_is_told(market: Store) -> None:
    await market.write(lambda session: setattr(session.get_one(Stall, FIRST), "owner_id", None))
    found = await market.write(approve, ORGANISER, FIRST, "asked", now=NOW)
    assert (found.owner, found.owner_language, found.state) == ("", "", "approved")
    assert await notified(market, "StallApproved") == []


@pytest.mark.empty_market("counts or writes to everybody")
async def test_the_overview_counts_what_is_ahead_and_what_there_is(market: Store) -> None:
    def build(session: Session) -> None:
        sell(session, 1)
        sell(session, 2, hidden_at=NOW, state="paused")
        sell(session, 3, state="draft", hidden_at=NOW)
        sell(session, 4, starts_at=NOW - HOUR)

    await market.write(build)
    seen = await market.read(overview, ORGANISER, NOW)
    assert (seen.asking, seen.stalls, seen.alleys, seen.people) == (3, 1, 2, 4)
    assert (seen.drops, seen.draws) == (2, 0)


@pytest.mark.empty_market("lists every drop")
async def test_drops_are_overseen_by_their_start_hidden_ones_too(market: Store) -> None:
    def build(session: Session) -> None:
        for drop, days in ((11, 3), (12, 1), (13, 2)):
            sell(session, drop, starts_at=NOW + days * DAY, ends_at=NOW + (9 - days) * DAY)
        sell(session, 14, state="draft")
        sell(session, 15, starts_at=NOW - HOUR)

    await market.write(build)
    await market.write(hide_drop, ORGANISER, 13, NOW)
    await market.write(hide_drop, ORGANISER, 13, NOW + HOUR)
    shown = await market.read(overseen_drops, ORGANISER, NOW)
    assert [(one.id, one.hidden_at) for one in shown] == [(12, None), (13, NOW), (11, None)]
    assert await market.read(overseen_drop, ORGANISER, 13) == await market.read(hidden_drop, 13) == shown[1]
    assert await notified(market, "DropHidden") == [(ROS, "drop:13")]
    await market.write(show_again, ORGANISER, 13, NOW)
    assert (await market.read(hidden_drop, 13)).hidden_at is None
    for drop in (14, 999):
        with pytest.raises(DropUnknown):
            await market.read(hidden_drop, drop)
        with pytest.raises(DropUnknown):
            await market.read(overseen_drop, ORGANISER, drop)
        for do in (hide_drop, show_again):
            with pytest.raises(DropUnknown):
                await market.write(do, ORGANISER, drop, NOW)


@pytest.mark.empty_market("lists every alley")
async def test_alleys_are_overseen_in_their_order_each_with_its_own_neighbours(market: Store) -> None:
    def listen(session: Session) -> None:
        for person, alley in ((ROS, BAKAU), (AINA, BAKAU), (ROS, API)):
            session.add(Neighbour(person_id=person, alley_id=alley, since=NOW))

    await market.write(listen)
    seen = await market.read(overseen_alleys, ORGANISER)
    assert [(one.id, one.neighbours) for one in seen] == [(API, 1), (BAKAU, 2)]


async def test_an_alley_is_added_once_it_has_a_name_and_a_place_by_each_organiser_alone(
    market: Store,
) -> None:
    await market.write(name_organiser, ORGANISER, AINA, NO_ADMINS, now=NOW)
    other = Actor(AINA)
    assert await market.read(alley_draft, ORGANISER) == DraftedAlley(
        name="", city="", zone="", latitude=None, longitude=None
    )
    with pytest.raises(AlleyUnfinished):
        await market.write(add_alley, ORGANISER, Random(1))
    await market.write(name_alley, ORGANISER, " Lorong\n Muzium ")
    with pytest.raises(AlleyUnfinished):
        await market.write(add_alley, ORGANISER, Random(1))
    await market.write(place_alley, ORGANISER, -6.2, 106.8)
    with pytest.raises(AlleyUnfinished):
        await market.write(add_alley, other, Random(1))
    await market.write(name_city, ORGANISER, "Kota Tua")
    await market.write(name_alley, other, "Another")
    drafted = await market.read(alley_draft, ORGANISER)
    assert drafted == DraftedAlley(
        name="Lorong Muzium", city="Kota Tua", zone="Asia/Jakarta", latitude=-6.2, longitude=106.8
    )
    await market.write(choose_zone, ORGANISER, "Asia/Singapore")
    assert await market.write(add_alley, ORGANISER, Random(1)) == "Lorong Muzium"
    rows = select(Alley).where(col(Alley.name) == "Lorong Muzium")
    alley = await market.read(lambda session: session.exec(rows).one().model_dump())
    assert (alley["zone"], alley["territory"], alley["currency"]) == ("Asia/Singapore", "SG", "SGD")
    assert (alley["city"], alley["latitude"], alley["longitude"]) == ("Kota Tua", -6.2, 106.8)
    assert await market.read(alley_draft, ORGANISER) == DraftedAlley(
        name="", city="", zone="", latitude=None, longitude=None
    )
    assert (await market.read(alley_draft, other)).name == "Another"


async def test_what_is_no_alley_is_refused(market: Store) -> None:
    refused: list[tuple[Any, tuple[Any, ...], type[Exception]]] = [
        (name_alley, ("",), NameUnfit),
        (name_city, ("x" * 65,), NameUnfit),
        (place_alley, (90.1, 0), PlaceUnfit),
        (place_alley, (0, -180.1), PlaceUnfit),
        (place_alley, (float("nan"), 0), PlaceUnfit),
        (choose_zone, ("Mars/Olympus",), ZoneUnknown),
    ]
    for do, given, refusal in refused:
        with pytest.raises(refusal):
            await market.write(do, ORGANISER, *given)
    assert await market.read(alley_draft, ORGANISER) == DraftedAlley(
        name="", city="", zone="", latitude=None, longitude=None
    )


async def test_organisers_are_those_of_the_settings_then_those_named_the_first_first(market: Store) -> None:
    await market.write(name_organiser, ORGANISER, BEN, NO_ADMINS, now=NOW)
    await market.write(name_organiser, Actor(BEN), AINA, NO_ADMINS, now=NOW + HOUR)
    await market.write(name_organiser, ORGANISER, AINA, NO_ADMINS, now=NOW + 2 * HOUR)
    await market.write(name_organiser, Actor(BEN), KEN, NO_ADMINS, now=NOW)
    expected = (
        NamedOrganiser(person=KEN, first_name="Ken", named_by="", at=None),
        NamedOrganiser(person=BEN, first_name="Ben 100%", named_by="Ken", at=NOW),
        NamedOrganiser(person=AINA, first_name="Aina", named_by="Ben 100%", at=NOW + HOUR),
    )
    assert await market.read(organisers, ORGANISER, ADMINS) == expected
    assert await notified(market, "OrganiserAppointed") == [
        (AINA, f"organiser:{AINA}"), (KEN, f"organiser:{KEN}"), (BEN, f"organiser:{BEN}")
    ]  # fmt: skip

    def forget_who(session: Session) -> None:
        session.get_one(Organiser, BEN).named_by = None

    await market.write(forget_who)
    assert [one.named_by for one in await market.read(organisers, ORGANISER, ADMINS)] == ["", "", "Ben 100%"]
    with pytest.raises(PersonUnknown):
        await market.write(name_organiser, ORGANISER, NEVER_MET, NO_ADMINS, now=NOW)
    with pytest.raises(NamedBySettings):
        await market.write(remove_organiser, Actor(BEN), KEN, ADMINS, now=NOW)
    for _ in range(2):
        await market.write(remove_organiser, Actor(BEN), AINA, ADMINS, now=NOW)
    await market.write(remove_organiser, Actor(BEN), BEN, ADMINS, now=NOW)
    assert await notified(market, "OrganiserRemoved") == [(AINA, f"organiser:{AINA}")], (
        "once, and not oneself"
    )


async def test_who_organises_no_more_is_reminded_of_no_permit_and_the_others_are(market: Store) -> None:
    for person in (AINA, BEN):
        await market.write(name_organiser, ORGANISER, person, NO_ADMINS, now=NOW)

    def remind(session: Session) -> None:
        for person, kind, state in (
            (AINA, "PermitEnds", "queued"), (AINA, "PermitEnds", "sent"), (AINA, "Other", "queued"),
            (BEN, "PermitEnds", "queued"),
        ):  # fmt: skip
            session.add(
                Notification(
                    person_id=person, kind=kind, about=f"permit:{state}", payload={}, priority=2, due_at=NOW,
                    send_at=NOW, state=state,
                )
            )  # fmt: skip

    await market.write(remind)
    await market.write(remove_organiser, ORGANISER, AINA, NO_ADMINS, now=NOW)
    assert await notified(market, "PermitEnds") == [(AINA, "permit:sent"), (BEN, "permit:queued")]
    assert await notified(market, "Other") == [(AINA, "permit:queued")]
    assert [one.person for one in await market.read(organisers, ORGANISER, ADMINS)] == [KEN, BEN]


@pytest.mark.empty_market("counts or writes to everybody")
@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("aIN", (AINA,)), (" n ", (AINA, KEN, BEN)), ("%", (BEN,)), ("_", ()), (str(telegram_id(ROS)), (ROS,)), ("1002", (ROS,)),
        ("100", (BEN,)), ("", ()), ("9" * 40, ()),
    ],
)  # fmt: skip
async def test_people_are_found_by_a_part_of_their_name_or_their_number(
    market: Store, words: str, found: tuple[int, ...]
) -> None:
    count, people = await market.read(find_people, ORGANISER, words, ADMINS)
    assert (count, tuple(one.id for one in people)) == (len(found), found)


@pytest.mark.empty_market("counts or writes to everybody")
async def test_an_exact_name_comes_first_then_names_that_begin_so(market: Store) -> None:
    def write_many(session: Session) -> None:
        for number, name in enumerate(("Jainab", "Ain", "Norain", "ainun", "AIN", "Aina Rose")):
            add_person(session, 5000 + number, first_name=name, language="en", created_at=NOW + number * HOUR)

    await market.write(write_many)
    _, people = await market.read(find_people, ORGANISER, "ain", ADMINS)
    names = [one.first_name for one in people]
    assert names[:2] == ["Ain", "AIN"]
    assert sorted(names[2:5]) == ["Aina", "Aina Rose", "ainun"]
    assert names[5:] == ["Jainab", "Norain"]
    _, people = await market.read(find_people, ORGANISER, "%", ADMINS)
    assert [one.first_name for one in people] == ["Ben 100%"]


async def test_a_new_organiser_is_named_to_the_others_and_once(market: Store) -> None:
    await market.write(name_organiser, ORGANISER, BEN, ADMINS, now=NOW)
    assert await notified(market, "OrganiserAdded") == []
    await market.write(name_organiser, Actor(BEN), AINA, ADMINS, now=NOW)
    await market.write(name_organiser, Actor(BEN), AINA, ADMINS, now=NOW)
    [(person, about)] = await notified(market, "OrganiserAdded")
    entry = await market.read(audit_line, int(about.removeprefix("audit:")))
    assert entry is not None
    assert (person, entry.subject, entry.actor) == (KEN, "Aina", "Ben 100%")


async def test_so_many_people_are_shown_the_oldest_first_and_all_are_counted(market: Store) -> None:
    def write_many(session: Session) -> None:
        for number in range(MAX_FOUND + 2):
            met = NOW - number * HOUR
            add_person(session, 5000 + number, first_name="Mei", language="en", created_at=met)

    await market.write(write_many)
    count, people = await market.read(find_people, ORGANISER, "mei", ADMINS)
    assert count == MAX_FOUND + 2
    assert [one.id for one in people] == [5000 + number for number in range(MAX_FOUND + 1, 1, -1)]


async def test_a_person_s_page_is_about_them_alone(market: Store) -> None:
    def fail(session: Session) -> None:
        for number, (person, state, reason) in enumerate(
            (
                (ROS, "failed", "older"),
                (ROS, "unreachable", "blocked"),
                (ROS, "dropped", "too late"),
                (AINA, "failed", "x"),
            )
        ):
            session.add(
                Notification(
                    person_id=person, kind="Any", about=f"drop:{number}", payload={}, priority=1, due_at=NOW,
                    send_at=NOW, state=state, reason=reason, ended_at=NOW,
                )
            )  # fmt: skip
        session.get_one(Stall, APPROVED).owner_id = AINA
        address_of(session, ROS).unreachable_at = NOW

    await market.write(fail)
    ros = await market.read(person_page, ORGANISER, ROS, ADMINS)
    assert [stall for stall, _ in ros.stalls] == [SECOND, THIRD, FIRST, TURNED_DOWN]
    assert (ros.first_name, ros.failed, ros.reachable, ros.organiser) == ("Ros", "blocked", False, False)
    assert (ros.waits, ros.holds, ros.bookings) == (0, 0, 0)
    ken = await market.read(person_page, ORGANISER, KEN, ADMINS)
    assert (ken.stalls, ken.failed, ken.reachable, ken.organiser) == ((), "", True, True)
    with pytest.raises(PersonUnknown):
        await market.read(person_page, ORGANISER, NEVER_MET, ADMINS)


async def test_the_market_is_shut_to_one_person_and_opened_again(market: Store) -> None:
    for person in (ROS, AINA):
        await market.write(block, ORGANISER, person, ADMINS, now=NOW)
    await market.write(unblock, ORGANISER, ROS, NOW)
    pages = [await market.read(person_page, ORGANISER, person, ADMINS) for person in (ROS, AINA)]
    assert [page.blocked_at for page in pages] == [None, NOW]
    with pytest.raises(PersonUnknown):
        await market.write(block, ORGANISER, NEVER_MET, ADMINS, now=NOW)
    with pytest.raises(PersonUnknown):
        await market.write(unblock, ORGANISER, NEVER_MET, NOW)

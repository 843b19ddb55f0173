"""Recorded market days by reader: of two alleys and several neighbours, in another order than they were written."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from sqlmodel import Session, col, select

from market.neighbour import digest as digests
from market.neighbour.digest import digest, write_digests
from market.neighbour.market_day import week_of
from market.neighbour.notifications import MarketDaysAhead
from market.neighbour.record_market_days import (
    alleys_with_neighbours,
    digest_of,
    digest_subject,
    has_unrecorded,
    next_digest,
    record_market_days,
    recorded_days,
)
from market.neighbour.subscription import neighbourhood, neighbourhood_by_code, subscribe, unsubscribe
from market.notification.priority import Priority
from storage.neighbour import Neighbour
from storage.notification import Notification
from tests.market.neighbour.conftest import (
    AINA,
    BEN,
    DAY,
    DEV,
    HOUR,
    MEI,
    NOW,
    NeighbourScenario,
    ToldDay,
    at,
)
from tests.people import person_rows

FRIDAY = 4
MONDAY = week_of(NOW.date())


async def add(scenario: NeighbourScenario, *rows: Any) -> None:
    """One after the other, so that they are stored in this order."""

    def write(session: Session) -> None:
        for row in rows:
            if isinstance(row, ToldDay):
                row.write(session)
            else:
                session.add(row)
            session.flush()

    await scenario.store.write(write)


def market_day(alley: int, day: int, notified_at: datetime = NOW, stalls: int = 1) -> ToldDay:
    return ToldDay(alley=alley, starts_at=at(day, 18), notified_at=notified_at, stalls=stalls)


def notification(
    person: int, subject: str, state: str, due_at: datetime = NOW, on: Sequence[date] = (), kind: str = "MarketDaysAhead"
) -> Notification:  # fmt: skip
    return Notification(
        person_id=person, kind=kind, about=subject, priority=int(Priority.REMINDER), due_at=due_at, send_at=due_at,
        payload=MarketDaysAhead(alley_id=1, week=MONDAY, announced_days=tuple(on), contact="").to_payload(),
        state=state, sender="one" if state == "sending" else None,
    )  # fmt: skip


async def notifications(scenario: NeighbourScenario, *columns: Any) -> list[Any]:
    rows = select(*columns).order_by(col(Notification.id))
    return await scenario.store.read(lambda session: [*session.exec(rows)])


@pytest.mark.empty_market("lists every alley")
async def test_alleys_that_are_listened_to_are_named_once_by_their_number(
    scenario: NeighbourScenario,
) -> None:
    for alley, person in (
        (scenario.other, AINA),
        (scenario.alley, BEN),
        (scenario.other, DEV),
        (scenario.alley, MEI),
    ):
        await scenario.store.write(subscribe, person, alley, NOW)
    assert await scenario.store.read(alleys_with_neighbours) == (scenario.alley, scenario.other)


async def test_what_is_noted_of_an_alley_is_by_week_and_by_day_until_it_is_over(
    scenario: NeighbourScenario,
) -> None:
    days = (11, 5, 4, 12, 2, 6)
    await add(
        scenario,
        *(market_day(scenario.alley, day) for day in days),
        *(market_day(scenario.other, day) for day in (3, 4)),
    )

    def look(session: Session, now: datetime) -> dict[date, list[int]]:
        return {
            week: [row.day.day for row in rows]
            for week, rows in recorded_days(session, scenario.alley, now).items()
        }

    week = MONDAY + 7 * DAY
    assert await scenario.store.read(look, NOW) == {MONDAY: [25, 27, 28, 29], week: [4, 5]}
    assert await scenario.store.read(look, at(4, 22)) == {MONDAY: [28, 29], week: [4, 5]}
    assert await scenario.store.read(look, at(4, 21.9)) == {MONDAY: [27, 28, 29], week: [4, 5]}


async def test_the_next_digest_is_the_first_of_any_alley(scenario: NeighbourScenario) -> None:
    for alley, person in ((scenario.other, AINA), (scenario.alley, BEN)):
        await scenario.store.write(subscribe, person, alley, NOW)
    await scenario.publish(10, 18)
    await scenario.publish(8, 18, alley_id=scenario.other)
    assert await scenario.store.read(next_digest, NOW) == at(4, 10)
    await add(scenario, market_day(scenario.other, 8))
    assert await scenario.store.read(next_digest, NOW) == at(6, 10), "of what is noted they are told anyway"


async def test_those_who_lack_a_notification_are_written_to_by_their_number_a_piece_at_a_time(
    scenario: NeighbourScenario, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Subscribers of the other alley, and those who have the notification, are left out; readers of an older one are notified of the change."""
    monkeypatch.setattr(digests, "CHUNK", 2)
    earlier, told = NOW - DAY, NOW
    people = (70, 30, 60, 20, 50, 40)
    await add(
        scenario,
        *(row for one in people for row in person_rows(one, first_name="x", language="en", created_at=NOW)),
    )
    await add(
        scenario,
        *(Neighbour(person_id=one, alley_id=scenario.alley, since=NOW) for one in people),
        Neighbour(person_id=AINA, alley_id=scenario.other, since=NOW),
        market_day(scenario.alley, FRIDAY, told),
        notification(30, digest_subject(scenario.alley, MONDAY), "sent", told),
        notification(60, digest_subject(scenario.alley, MONDAY), "sent", earlier),
        notification(50, digest_subject(scenario.alley, MONDAY), "sending", earlier),
        notification(20, digest_subject(scenario.alley, MONDAY), "dropped", earlier),
        notification(40, digest_subject(scenario.other, MONDAY), "sent", earlier),
        notification(70, digest_subject(scenario.alley, MONDAY - 7 * DAY), "sent", earlier),
    )
    await scenario.publish(FRIDAY)
    written = [await scenario.store.write(write_digests, scenario.alley, "Ken", NOW) for _ in range(4)]
    assert written == [2, 2, 1, 0]
    rows = await notifications(scenario, Notification.person_id, Notification.kind, Notification.about)
    assert rows[6:] == [
        (person, kind, digest_subject(scenario.alley, MONDAY))
        for person, kind in (
            (20, "MarketDaysAhead"),
            (40, "MarketDaysAhead"),
            (50, "MarketDaysChanged"),
            (60, "MarketDaysChanged"),
            (70, "MarketDaysAhead"),
        )
    ]


async def test_a_notification_tells_what_came_after_the_last_its_reader_has(
    scenario: NeighbourScenario,
) -> None:
    """Neither another's notification, nor one of another alley or week, nor one that was never sent, counts as heard."""
    await scenario.subscribe(AINA, BEN)
    for day in (4, 5, 6):
        await scenario.publish(day)
    saturday = at(5, 18).date()
    subject, days = digest_subject(scenario.alley, MONDAY), (NOW - 2 * DAY, NOW - DAY, NOW - 2 * HOUR)
    await add(
        scenario,
        *(
            market_day(scenario.alley, day, notified_at)
            for day, notified_at in zip((4, 5, 6), days, strict=True)
        ),
        notification(AINA, subject, "sent", days[0]),
        notification(AINA, subject, "sent", days[1], on=[saturday]),
        notification(AINA, subject, "dropped", NOW - HOUR),
        notification(AINA, digest_subject(scenario.other, MONDAY), "sent", NOW - HOUR),
        notification(AINA, digest_subject(scenario.alley, MONDAY - 7 * DAY), "sent", NOW - HOUR),
        notification(DEV, subject, "sent", NOW - HOUR),
        notification(AINA, subject, "sending", NOW, kind="MarketDaysChanged"),
        notification(BEN, subject, "sending", NOW),
    )
    numbers = await notifications(scenario, Notification.id, Notification.person_id)
    of = {person: number for number, person in numbers}
    for person, again, told in ((AINA, True, [29]), (BEN, False, [27, 28, 29])):
        found = await scenario.store.read(digest, of[person], scenario.alley, MONDAY)
        assert (found.again, [one.day.day for one in found.market_days]) == (again, told)


async def test_who_leaves_an_alley_leaves_no_other_and_takes_nobody_along(
    scenario: NeighbourScenario,
) -> None:
    subject, elsewhere = digest_subject(scenario.alley, MONDAY), digest_subject(scenario.other, MONDAY)
    for alley, person in ((scenario.alley, AINA), (scenario.other, AINA), (scenario.alley, BEN)):
        await scenario.store.write(subscribe, person, alley, NOW)
    await add(
        scenario,
        notification(AINA, subject, "queued"),
        notification(AINA, digest_subject(scenario.alley, MONDAY + 7 * DAY), "queued"),
        notification(AINA, subject, "sent", NOW - DAY),
        notification(AINA, elsewhere, "queued"),
        notification(AINA, f"market_day:{scenario.alley}0:20261123", "queued"),
        notification(BEN, subject, "queued"),
    )
    left = await scenario.store.write(unsubscribe, AINA, scenario.alley)
    assert left.since is None
    for person, alley in ((AINA, scenario.other), (BEN, scenario.alley)):
        assert (await scenario.store.read(neighbourhood, person, alley)).since == NOW
    assert (await scenario.store.read(neighbourhood_by_code, AINA, "tanjung")).alley == scenario.other
    assert await notifications(scenario, Notification.person_id, Notification.about, Notification.state) == [
        (AINA, subject, "sent"),
        (AINA, elsewhere, "queued"),
        (AINA, f"market_day:{scenario.alley}0:20261123", "queued"),
        (BEN, subject, "queued"),
    ]


async def test_only_what_waits_about_its_own_week_tells_of_what_is_noted_now(
    scenario: NeighbourScenario,
) -> None:
    subject, earlier = digest_subject(scenario.alley, MONDAY), NOW - DAY
    await scenario.subscribe(AINA, BEN)
    await scenario.publish(FRIDAY)
    await scenario.publish(FRIDAY, alley_id=scenario.other)
    await add(
        scenario,
        market_day(scenario.other, FRIDAY, NOW + HOUR),
        market_day(scenario.other, FRIDAY + 1),
        notification(AINA, subject, "queued", earlier),
        notification(BEN, subject, "sent", earlier),
        notification(AINA, digest_subject(scenario.other, MONDAY), "queued", NOW + 2 * HOUR),
        notification(AINA, digest_subject(scenario.alley, MONDAY + 7 * DAY), "queued", NOW + 3 * HOUR),
    )
    now = at(0, 10)
    assert await scenario.store.read(has_unrecorded, scenario.alley, now)
    await scenario.store.write(record_market_days, scenario.alley, "Ken", now)
    told = await notifications(scenario, Notification.due_at, Notification.payload)
    assert [due_at for due_at, _ in told] == [now, earlier, NOW + 2 * HOUR, NOW + 3 * HOUR]
    [row] = await scenario.rows()
    assert (row.notified_at, row.stalls) == (now, 1), "another alley's note is not before it"
    assert told[0][1] == digest_of(MarketDaysAhead, scenario.alley, [row], "Ken", now=now).to_payload()
    assert not await scenario.store.read(has_unrecorded, scenario.alley, now + timedelta(minutes=1))

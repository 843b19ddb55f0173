"""What a digest's letters carry, and which week an evening is of."""

from datetime import date, datetime, timedelta

from sqlmodel import Session, col, select

from market.neighbour.evening import evenings, week_of
from market.neighbour.note import about, abouts, alleys_listened, facts_of, noted, useful_until
from storage.letter import Letter
from storage.neighbour import Evening
from tests.market.neighbour.conftest import AINA, BEN, HOUR, NOW, ZONE, Street, at

MONDAY, SUNDAY = date(2026, 11, 23), date(2026, 11, 29)


def evening(day: date, starts_at: datetime, stalls: int = 2, alley: int = 7) -> Evening:
    return Evening(
        alley_id=alley, day=day, starts_at=starts_at, ends_at=starts_at + 4 * HOUR, stalls=stalls, told_at=NOW
    )


def test_a_week_is_from_monday_to_sunday() -> None:
    days = [MONDAY + timedelta(days=number) for number in range(8)]
    assert [week_of(day) for day in days] == [MONDAY] * 7 + [MONDAY + timedelta(days=7)]


def test_a_letter_is_of_use_until_the_last_start_ahead_or_the_end_of_what_has_none() -> None:
    friday, saturday = at(4, 18), at(5, 18)
    rows = [evening(SUNDAY, saturday), evening(MONDAY, friday)]
    assert useful_until(rows, NOW) == saturday
    assert useful_until(rows, saturday - HOUR) == saturday
    assert useful_until(rows, saturday) == saturday + 4 * HOUR, "it has begun"
    assert useful_until([evening(SUNDAY, saturday, stalls=0)], NOW) == saturday + 4 * HOUR, "it is called off"


def test_a_letter_carries_the_days_that_are_on_and_ahead() -> None:
    rows = [
        evening(date(2026, 11, 27), at(4, 18)),
        evening(date(2026, 11, 28), at(5, 18), stalls=0),
        evening(SUNDAY, at(6, 18)),
    ]
    facts = facts_of(rows, "Ken", NOW)
    assert facts == {"alley": 7, "week": "2026-11-23", "on": ["2026-11-27", "2026-11-29"], "contact": "Ken"}
    assert facts_of(rows, "Ken", at(4, 18))["on"] == ["2026-11-29"]


async def test_letters_about_an_alley_are_its_own_whatever_their_week(street: Street) -> None:
    subjects = (about(1, MONDAY), about(1, SUNDAY), about(12, MONDAY), "drop:1")

    def write(session: Session) -> None:
        for subject in subjects:
            session.add(
                Letter(
                    person_id=AINA, notice="EveningNear", about=subject, facts={}, lane=2, due_at=NOW,
                    send_at=NOW,
                )
            )  # fmt: skip

    await street.store.write(write)
    rows = select(Letter.about).where(abouts(1)).order_by(col(Letter.id))
    assert await street.store.read(lambda session: tuple(session.exec(rows))) == subjects[:2]


async def test_an_evening_is_of_all_stalls_that_stand_there_that_day(street: Street) -> None:
    await street.publish(5, 18, 4)
    await street.publish(5, 17, 2, stall=1)
    await street.publish(5, 19, 4, stall=1, state="paused")
    await street.publish(6, 23, 4)
    for hidden in (
        {"state": "draft"},
        {"state": "cancelled"},
        {"hidden_at": NOW},
        {"alley_id": street.other},
    ):
        await street.publish(4, 18, 4, **hidden)
    found = await street.store.read(evenings, street.alley, ZONE, NOW)
    assert {day: (one.starts_at, one.ends_at, one.stalls) for day, one in found.items()} == {
        date(2026, 11, 28): (at(5, 17), at(5, 23), 2),
        SUNDAY: (at(6, 23), at(7, 3), 1),
    }


async def test_alleys_with_neighbours_are_listened_to_and_what_is_over_is_not_noted(street: Street) -> None:
    assert await street.store.read(alleys_listened) == ()
    await street.listen(AINA, BEN)
    assert await street.store.read(alleys_listened) == (street.alley,)

    def note(session: Session) -> None:
        for days, alley in ((0, street.alley), (6, street.alley), (5, street.alley), (5, street.other)):
            session.add(evening(MONDAY + timedelta(days=days), at(days, 5), alley=alley))
        session.add(evening(MONDAY + timedelta(days=7), at(7, 5), alley=street.alley))

    await street.store.write(note)
    found = await street.store.read(noted, street.alley, NOW)
    days = {week: [row.day for row in rows] for week, rows in found.items()}
    assert days == {
        MONDAY: [date(2026, 11, 28), SUNDAY],
        MONDAY + timedelta(days=7): [MONDAY + timedelta(days=7)],
    }

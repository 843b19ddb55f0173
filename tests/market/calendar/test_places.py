"""Stall days get places, exchange them and give them up; the database refuses two at one place."""

import asyncio
from random import Random

import pytest
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, col, select

from market.actor import NotOrganiser
from market.calendar.pitches import (
    PitchFacts,
    add_pitch,
    alley_pitches,
    change_pitch,
    code_order,
    retire_pitch,
)
from market.calendar.rearrange import (
    PlaceMove,
    free_place,
    place_stall_day,
    swap_places,
    undo_moves,
)
from market.calendar.refusals import (
    PitchCodeUnfit,
    PitchInUse,
    PitchTaken,
    PitchThere,
    PitchUnknown,
    PlacesChanged,
)
from market.calendar.week import alley_week, calendar_alleys
from market.market_day.refusals import StallDayOver
from market.refusal import Refusal
from storage.audit import AuditAction, AuditEntry
from storage.market_day import StallDay
from storage.pitch import PitchDay
from tests.market.calendar.conftest import FRIDAY, HOUR, NOW, ORGANISER, OWNER, SATURDAY, Calendar
from tests.seeds import seeds


async def test_a_stall_is_placed_moved_and_freed_and_each_is_logged(calendar: Calendar) -> None:
    sate, a1, a2 = calendar.on("Sate"), calendar.pitches["A1"], calendar.pitches["A2"]
    moves = await calendar.do(place_stall_day, sate, a1)
    assert moves == (PlaceMove(stall_day=sate, before=None, after=a1),)
    assert await calendar.places() == {"Sate": "A1"}
    await calendar.do(place_stall_day, sate, a2)
    assert await calendar.places() == {"Sate": "A2"}
    assert await calendar.do(place_stall_day, sate, a2) == (), "it stands there already"
    await calendar.do(free_place, sate)
    assert (await calendar.places(), await calendar.places(FRIDAY)) == ({}, {})
    rows = select(AuditEntry.about, AuditEntry.details).where(
        col(AuditEntry.action) == AuditAction.PLACES_CHANGED,
        col(AuditEntry.about) == f"alley:{calendar.alley}",
    )
    logged = await calendar.store.read(lambda session: session.exec(rows).all())
    assert [(*entry,) for entry in logged] == 3 * [(f"alley:{calendar.alley}", "2026-11-28")]


async def test_a_place_that_somebody_has_is_refused_with_their_name(calendar: Calendar) -> None:
    await calendar.do(place_stall_day, calendar.on("Sate"), calendar.pitches["A1"])
    with pytest.raises(PitchTaken) as refused:
        await calendar.do(place_stall_day, calendar.on("Kuih"), calendar.pitches["A1"])
    assert refused.value.facts() == {"code": "A1", "stall": "Sate"}
    await calendar.do(place_stall_day, calendar.on("Kuih", FRIDAY), calendar.pitches["A1"])
    assert (await calendar.places(), await calendar.places(FRIDAY)) == ({"Sate": "A1"}, {"Kuih": "A1"})


async def test_two_stalls_swap_and_one_press_takes_it_back(calendar: Calendar) -> None:
    await calendar.do(place_stall_day, calendar.on("Sate"), calendar.pitches["A1"])
    await calendar.do(place_stall_day, calendar.on("Kuih"), calendar.pitches["A2"])
    moves = await calendar.do(swap_places, calendar.on("Sate"), calendar.pitches["A2"])
    assert await calendar.places() == {"Sate": "A2", "Kuih": "A1"}
    await calendar.do(undo_moves, calendar.alley, moves)
    assert await calendar.places() == {"Sate": "A1", "Kuih": "A2"}
    with pytest.raises(PlacesChanged):
        await calendar.do(undo_moves, calendar.alley, moves)
    await calendar.do(swap_places, calendar.on("Mee"), calendar.pitches["A1"])
    assert await calendar.places() == {"Mee": "A1", "Kuih": "A2"}, "who had none gives none"
    await calendar.do(swap_places, calendar.on("Mee"), calendar.pitches["A10"])
    assert await calendar.places() == {"Mee": "A10", "Kuih": "A2"}


async def test_an_undo_is_refused_where_somebody_took_the_place(calendar: Calendar) -> None:
    await calendar.do(place_stall_day, calendar.on("Sate"), calendar.pitches["A1"])
    moves = await calendar.do(free_place, calendar.on("Sate"))
    await calendar.do(place_stall_day, calendar.on("Kuih"), calendar.pitches["A1"])
    with pytest.raises(PitchTaken):
        await calendar.do(undo_moves, calendar.alley, moves)
    with pytest.raises(StallDayOver):
        await calendar.do(undo_moves, calendar.other_alley, moves)
    assert await calendar.places() == {"Kuih": "A1"}


async def test_a_stall_day_that_went_off_gives_its_place_to_who_comes(calendar: Calendar) -> None:
    await calendar.do(place_stall_day, calendar.on("Sate"), calendar.pitches["A1"])
    await calendar.change(calendar.on("Sate"), state="off")
    with pytest.raises(StallDayOver):
        await calendar.do(free_place, calendar.on("Sate"))
    await calendar.change(calendar.on("Sate"), state="on")
    assert await calendar.places() == {"Sate": "A1"}, "revived, it stands there again"
    await calendar.change(calendar.on("Sate"), state="off")
    await calendar.do(place_stall_day, calendar.on("Kuih"), calendar.pitches["A1"])
    assert await calendar.places() == {"Kuih": "A1"}


async def test_nothing_of_a_day_that_is_over_changes(calendar: Calendar) -> None:
    over, a2 = NOW + 200 * HOUR, calendar.pitches["A2"]
    await calendar.do(place_stall_day, calendar.on("Sate"), calendar.pitches["A1"])
    for action, *given in ((place_stall_day, a2), (swap_places, a2), (free_place,)):
        with pytest.raises(StallDayOver):
            await calendar.do(action, calendar.on("Sate"), *given, now=over)
    with pytest.raises(StallDayOver):
        await calendar.do(place_stall_day, 999_999_999, a2)
    assert await calendar.places() == {"Sate": "A1"}


async def test_only_organisers_and_only_places_of_the_alley(calendar: Calendar) -> None:
    there = await calendar.do(add_pitch, calendar.other_alley, PitchFacts(id=0, code="Z1"))
    with pytest.raises(PitchUnknown):
        await calendar.do(place_stall_day, calendar.on("Sate"), there)
    with pytest.raises(NotOrganiser):
        await calendar.do(place_stall_day, calendar.on("Sate"), calendar.pitches["A1"], actor=OWNER)
    assert await calendar.places() == {}


async def test_the_database_itself_refuses_a_clash_and_a_place_elsewhere(calendar: Calendar) -> None:
    there = await calendar.do(add_pitch, calendar.other_alley, PitchFacts(id=0, code="Z1"))

    def stand(session: Session, stall_day: int, pitch: int) -> None:
        row = session.get_one(StallDay, stall_day)
        session.add(
            PitchDay(
                stall_day_id=stall_day, pitch_id=pitch, market_day_id=row.market_day_id, alley_id=row.alley_id
            )
        )

    await calendar.store.write(stand, calendar.on("Sate"), calendar.pitches["A1"])
    for stall, pitch in (("Kuih", calendar.pitches["A1"]), ("Sate", calendar.pitches["A2"]), ("Kuih", there)):
        with pytest.raises(IntegrityError):
            await calendar.store.write(stand, calendar.on(stall), pitch)


async def test_places_are_added_changed_retired_and_taken_back(calendar: Calendar) -> None:
    made = await calendar.do(add_pitch, calendar.alley, PitchFacts(id=0, code=" ｂ-7 ", socket=True))
    facts = PitchFacts(id=made, code="B-7", metres=6, access=True)
    await calendar.do(change_pitch, facts)
    _, found = await calendar.store.read(alley_pitches, ORGANISER, calendar.alley)
    assert [pitch.code for pitch in found] == ["A1", "A2", "A10", "B-7"]
    assert found[-1] == facts
    with pytest.raises(PitchThere):
        await calendar.do(add_pitch, calendar.alley, PitchFacts(id=0, code="b-7"))
    await calendar.do(place_stall_day, calendar.on("Sate"), made)
    with pytest.raises(PitchInUse):
        await calendar.do(retire_pitch, made)
    await calendar.do(retire_pitch, made, now=NOW + 200 * HOUR)
    assert await calendar.places() == {"Sate": "B-7"}, "a past day keeps it"
    with pytest.raises(PitchUnknown):
        await calendar.do(change_pitch, facts)
    assert await calendar.do(add_pitch, calendar.alley, PitchFacts(id=0, code="B-7")) == made


@pytest.mark.parametrize("code", ["", " ", "A 1", "-1", "=1", "A1,", "_", "NINESIGNS", "A\u202e1", "<b>"])
async def test_an_unfit_code_is_refused(calendar: Calendar, code: str) -> None:
    with pytest.raises(PitchCodeUnfit):
        await calendar.do(add_pitch, calendar.alley, PitchFacts(id=0, code=code))


def test_a2_stands_before_a10() -> None:
    assert sorted(["A10", "B1", "A2", "10", "9", "A", "甲3"], key=code_order) == [
        "9",
        "10",
        "A",
        "A2",
        "A10",
        "B1",
        "甲3",
    ]


async def test_a_week_shows_who_stands_where_and_what_does_not_work_out(calendar: Calendar) -> None:
    await calendar.do(place_stall_day, calendar.on("Kopi"), calendar.pitches["A2"])
    week = await calendar.store.read(
        lambda session: alley_week(session, ORGANISER, calendar.alley, FRIDAY, now=NOW)
    )
    assert week.places == ("A1", "A2", "A10")
    assert week.standing["A2", SATURDAY].name == "Kopi"
    assert [each.name for each in week.without_place(SATURDAY)] == ["Kuih", "Mee", "Sate"]
    assert [(full.day, full.stalls, full.pitches) for full in week.full_days] == [(SATURDAY, 4, 3)]
    assert week.in_two_alleys == ()
    alleys = {alley.id: alley for alley in await calendar.store.read(calendar_alleys, ORGANISER, NOW)}
    here = alleys[calendar.alley]
    assert (here.pitches, here.placed, here.without_place, here.full_days) == (3, 1, 6, 1)


@pytest.mark.parametrize("seed", seeds(2, proof=20))
async def test_random_acts_by_four_at_once_never_overlap(calendar: Calendar, seed: int) -> None:
    """Every act ends with a reason or with a calendar without a clash."""
    rng, refused = Random(seed), list[Refusal]()
    days, pitches = [*calendar.stall_days.values()], [*calendar.pitches.values()]

    async def act(number: int) -> None:
        chance = Random(f"{seed}.{number}")
        for _ in range(12):
            stall_day, pitch = chance.choice(days), chance.choice(pitches)
            try:
                match chance.randrange(5):
                    case 0:
                        await calendar.do(free_place, stall_day)
                    case 1 | 2:
                        await calendar.do(place_stall_day, stall_day, pitch)
                    case 3:
                        moves = await calendar.do(swap_places, stall_day, pitch)
                        if chance.random() < 0.3:
                            await calendar.do(undo_moves, calendar.alley, moves)
                    case _:
                        await calendar.change(stall_day, state=chance.choice(("on", "off")))
            except Refusal as refusal:
                refused.append(refusal)

    await asyncio.gather(*(act(rng.randrange(10**9)) for _ in range(4)))
    assert {type(each) for each in refused} <= {PitchTaken, StallDayOver, PlacesChanged}
    for day in (FRIDAY, SATURDAY):
        codes = [*(await calendar.places(day)).values()]
        assert len(codes) == len(set(codes))

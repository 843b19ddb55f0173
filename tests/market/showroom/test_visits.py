"""Visits: booked, moved, cancelled; the host is never at two at once, whatever happens."""

import asyncio
from contextlib import suppress
from dataclasses import replace
from random import Random
from typing import Any

import pytest
from sqlmodel import Session, select

from locales.decision_reasons import DecisionReason
from market.actor import Actor
from market.admins import NO_ADMINS
from market.merge import accept_merge, offer_merge
from market.organiser.alleys import close_alley
from market.organiser.block import block
from market.organiser.stalls import turn_down
from market.person import Blocked
from market.privacy.forget import forget
from market.privacy.mydata import mydata
from market.refusal import Refusal
from market.showroom.available import showroom_page, times_near, times_on
from market.showroom.day_sheet import (
    day_sheet,
    mark_arrived,
    mark_left,
    mark_minutes,
    mark_missed,
    showroom_figures,
    take_walk_in,
)
from market.showroom.plan import (
    add_window,
    change_window,
    close_showroom_day,
    delete_window,
    reopen_showroom_day,
    visits_in_window,
    visits_on_day,
)
from market.showroom.refusals import (
    ShowroomClosed,
    SlotTaken,
    SlotTakenNear,
    UndoVisitOver,
    VisitAhead,
    VisitNotYet,
    VisitSettled,
    VisitsUnfit,
    VisitUnknown,
)
from market.showroom.slots import WindowTerms
from market.showroom.visit import undo_cancel, visits_ahead
from storage.notification import Notification
from storage.person import Person
from storage.showroom import ShowroomVisit, VisitState
from storage.stall import Stall, StallApproval
from tests.market.showroom.conftest import (
    AINA,
    KEN,
    MINUTE,
    MORNING,
    NOW,
    OTHER_STALL,
    ROS,
    SATURDAY,
    SITI,
    STALL,
    TEN,
    TOM,
    WEEK,
    WEI,
    ShowroomScenario,
)
from tests.merging import merge_by_word
from tests.people import add_person
from tests.seeds import seeds

ADMIN = Actor(KEN, is_configured_admin=True)
SECOND = TEN + 20 * MINUTE


async def times(showroom: ShowroomScenario, stall: int = STALL) -> list[int]:
    """The minutes after ten at which a visit can be booked on Saturday."""
    found = await showroom.store.read(times_on, stall, SATURDAY, showroom.now)
    return [(each.slot.starts_at - TEN) // MINUTE for each in found.times]


async def test_a_time_is_booked_once_and_then_no_longer_offered(showroom: ShowroomScenario) -> None:
    await showroom.window()
    page = await showroom.store.read(showroom_page, STALL, showroom.now)
    assert [(each.day - SATURDAY).days for each in page.days] == [0, 7, 14]
    visit = await showroom.book(TOM)
    assert await times(showroom) == [20, 40, 60, 80, 100, 120, 140, 160]
    with pytest.raises(SlotTakenNear) as taken:
        await showroom.book(AINA)
    assert taken.value.nearest == SECOND
    (ahead,) = await showroom.store.read(visits_ahead, TOM, showroom.now)
    assert (ahead.id, ahead.starts_at, ahead.state) == (visit, TEN, VisitState.BOOKED)
    with pytest.raises(VisitAhead):
        await showroom.book(TOM, SECOND)
    await showroom.check()


async def test_several_people_share_a_time_up_to_its_places(showroom: ShowroomScenario) -> None:
    await showroom.window(replace(MORNING, places=3))
    await showroom.book(TOM, people=2)
    with pytest.raises(SlotTakenNear):
        await showroom.book(AINA, people=2)
    await showroom.book(AINA, people=1)
    assert 0 not in await times(showroom)
    for people in (0, 4):
        with pytest.raises((SlotTaken, SlotTakenNear)):
            await showroom.book(SITI, SECOND, people=people)
    await showroom.check()


async def test_who_moves_keeps_the_old_time_until_they_have_the_new_one(showroom: ShowroomScenario) -> None:
    await showroom.window()
    visit, other = await showroom.book(TOM), await showroom.book(AINA, SECOND)
    with pytest.raises(SlotTakenNear):
        await showroom.move(TOM, visit, SECOND)
    assert (await showroom.visit(visit)).starts_at == TEN
    assert 0 not in await times(showroom)
    await showroom.cancel(AINA, other)
    await showroom.move(TOM, visit, SECOND)
    assert (await showroom.visit(visit)).starts_at == SECOND
    assert await times(showroom) == [0, 40, 60, 80, 100, 120, 140, 160]
    with pytest.raises(VisitUnknown):
        await showroom.move(AINA, visit, TEN)
    moved = await showroom.visit(visit)
    assert [moved.can_change(now) for now in (SECOND - MINUTE, SECOND)] == [True, False]
    showroom.now = SECOND
    with pytest.raises(VisitSettled):
        await showroom.move(TOM, visit, SECOND + 20 * MINUTE)
    await showroom.check()


async def test_moving_within_its_own_buffer_needs_no_other_place(showroom: ShowroomScenario) -> None:
    window = await showroom.window()
    visit = await showroom.book(TOM)
    await showroom.host(change_window, window, replace(MORNING, begins=610))
    await showroom.move(TOM, visit, TEN + 10 * MINUTE)
    assert (await showroom.visit(visit)).starts_at == TEN + 10 * MINUTE
    await showroom.check()


async def test_cancelling_is_undone_for_a_minute_where_the_place_is_left(showroom: ShowroomScenario) -> None:
    await showroom.window()
    visit = await showroom.book(TOM)
    await showroom.cancel(TOM, visit)
    await showroom.cancel(TOM, visit)
    assert 0 in await times(showroom)
    await showroom.store.write(undo_cancel, TOM, visit, showroom.now)
    assert 0 not in await times(showroom)
    await showroom.cancel(TOM, visit)
    other = await showroom.book(AINA)
    with pytest.raises(SlotTaken):
        await showroom.store.write(undo_cancel, TOM, visit, showroom.now)
    await showroom.cancel(AINA, other)
    await showroom.host(close_showroom_day, STALL, SATURDAY, now=showroom.now)
    with pytest.raises(SlotTaken):
        await showroom.store.write(undo_cancel, TOM, visit, showroom.now)
    await showroom.host(reopen_showroom_day, STALL, SATURDAY)
    showroom.now += MINUTE
    with pytest.raises(UndoVisitOver):
        await showroom.store.write(undo_cancel, TOM, visit, showroom.now)
    await showroom.check()


async def test_it_is_reminded_of_an_hour_before_and_follows_a_move(showroom: ShowroomScenario) -> None:
    await showroom.window()
    visit = await showroom.book(TOM)

    async def due() -> list[Any]:
        rows = select(Notification.due_at).where(Notification.kind == "VisitSoon")
        return await showroom.store.read(lambda session: list(session.exec(rows)))

    assert await due() == [TEN - 60 * MINUTE]
    await showroom.move(TOM, visit, SECOND)
    assert await due() == [SECOND - 60 * MINUTE]
    await showroom.cancel(TOM, visit)
    assert await due() == []


async def test_two_windows_and_two_stalls_of_one_host_never_overlap(showroom: ShowroomScenario) -> None:
    await showroom.window()
    await showroom.window(replace(MORNING, begins=605, ends=785, visit_minutes=20, buffer=0))
    await showroom.change(Stall, OTHER_STALL, owner_id=ROS)
    await showroom.window(replace(MORNING, begins=615), stall=OTHER_STALL)
    await showroom.book(TOM)
    assert await times(showroom) == [20, 25, 40, 45, 60, 65, 80, 85, 100, 105, 120, 125, 140, 145, 160, 165]
    assert await times(showroom, OTHER_STALL) == [35, 55, 75, 95, 115, 135, 155]
    await showroom.book(AINA, TEN + 25 * MINUTE)
    with pytest.raises(SlotTakenNear):
        await showroom.book(SITI, TEN + 35 * MINUTE, stall=OTHER_STALL)
    await showroom.check()


@pytest.mark.parametrize(
    "unfit",
    [{"visit_minutes": 30}, {"buffer": 7}, {"places": 9}, {"walk_in_every": 7}],
    ids=lambda unfit: next(iter(unfit)),
)
async def test_visits_that_are_not_offered_are_refused_however_they_are_asked_for(
    showroom: ShowroomScenario, unfit: dict[str, int]
) -> None:
    with pytest.raises(VisitsUnfit):
        await showroom.window(replace(MORNING, **unfit))
    window = await showroom.window()
    with pytest.raises(VisitsUnfit):
        await showroom.host(change_window, window, replace(MORNING, **unfit))


async def test_a_changed_or_deleted_window_leaves_what_is_booked(showroom: ShowroomScenario) -> None:
    window = await showroom.window()
    visit = await showroom.book(TOM, SECOND)
    await showroom.host(change_window, window, replace(MORNING, visit_minutes=20, buffer=10))
    facts = await showroom.visit(visit)
    assert (facts.starts_at, facts.ends_at) == (SECOND, SECOND + 15 * MINUTE)
    assert await times(showroom) == [60, 90, 120, 150], "the slots of 10:00 and 10:30 would overlap it"
    other = await showroom.window(replace(MORNING, weekday=6))
    for hours, visits in ((window, 1), (other, 0)):
        assert await showroom.store.read(visits_in_window, Actor(ROS), hours, showroom.now) == visits
    await showroom.host(delete_window, other)
    await showroom.host(delete_window, window)
    assert await times(showroom) == []
    sheet = await showroom.store.read(day_sheet, Actor(ROS), STALL, SATURDAY, now=showroom.now)
    assert [each.starts_at for each in sheet.slots] == [SECOND]
    await showroom.check()


async def test_a_closed_day_ends_its_visits_and_tells_their_people(showroom: ShowroomScenario) -> None:
    await showroom.window()
    visits = [await showroom.book(TOM), await showroom.book(AINA, TEN + WEEK)]
    for day, count in ((SATURDAY, 1), (SATURDAY.replace(day=SATURDAY.day + 1), 0)):
        assert await showroom.store.read(visits_on_day, Actor(ROS), STALL, day, showroom.now) == count
    assert await showroom.host(close_showroom_day, STALL, SATURDAY, now=showroom.now) == 1
    assert [(await showroom.visit(each)).state for each in visits] == [VisitState.ENDED, VisitState.BOOKED]
    assert await showroom.notified("VisitEnded") == [TOM]
    assert await times(showroom) == []
    with pytest.raises(SlotTakenNear):
        await showroom.book(TOM)
    await showroom.book(TOM, SECOND + WEEK)
    await showroom.host(reopen_showroom_day, STALL, SATURDAY)
    assert len(await times(showroom)) == 9
    await showroom.check()


async def test_the_day_sheet_and_what_the_host_records(showroom: ShowroomScenario) -> None:
    await showroom.window(replace(MORNING, walk_in_every=3))
    assert 40 not in await times(showroom)
    with pytest.raises(SlotTakenNear):
        await showroom.book(SITI, TEN + 40 * MINUTE)
    tom, aina = await showroom.book(TOM), await showroom.book(AINA, SECOND)
    with pytest.raises(VisitNotYet):
        await showroom.host(mark_arrived, tom, showroom.now)
    showroom.now = TEN + 2 * MINUTE
    await showroom.host(mark_arrived, tom, showroom.now)
    with pytest.raises(VisitNotYet):
        await showroom.host(mark_missed, aina, showroom.now)
    with pytest.raises(SlotTaken):
        await showroom.host(take_walk_in, STALL, TEN, now=showroom.now)
    walk_in = await showroom.host(take_walk_in, STALL, TEN + 40 * MINUTE, now=showroom.now)
    showroom.now = TEN + 19 * MINUTE
    await showroom.host(mark_left, tom, showroom.now)
    await showroom.host(mark_left, tom, showroom.now + MINUTE)
    assert (await showroom.visit(tom)).minutes == 17
    await showroom.host(mark_minutes, tom, 12, now=showroom.now)
    assert (await showroom.visit(tom)).minutes == 12
    showroom.now = TEN + 25 * MINUTE
    await showroom.host(mark_missed, aina, showroom.now)
    second = await showroom.host(take_walk_in, STALL, SECOND, now=showroom.now)
    with pytest.raises(SlotTaken):
        await showroom.host(mark_arrived, aina, showroom.now)
    sheet = await showroom.store.read(day_sheet, Actor(ROS), STALL, None, now=showroom.now)
    states = [[(each.id, each.state) for each in slot.visits] for slot in sheet.slots[:3]]
    assert states == [
        [(tom, VisitState.LEFT)],
        [(aina, VisitState.MISSED), (second, VisitState.HERE)],
        [(walk_in, VisitState.HERE)],
    ]
    assert [slot.left for slot in sheet.slots[:4]] == [0, 0, 0, 1]
    for settled in (mark_left, mark_arrived):
        with pytest.raises((VisitSettled, SlotTaken)):
            await showroom.host(settled, aina, showroom.now)
    await showroom.check()


async def test_figures_say_nothing_until_there_are_five(showroom: ShowroomScenario) -> None:
    await showroom.window()
    showroom.now = TEN
    for number in range(5):
        figures = await showroom.store.read(showroom_figures, Actor(ROS), STALL, showroom.now)
        assert (figures.came, figures.walk_in_share, figures.dwell) == (number, None, None)
        showroom.now = TEN + 20 * number * MINUTE
        if number == 2:
            visit = await showroom.host(book_and_arrive, showroom.now, now=showroom.now)
        else:
            visit = await showroom.host(take_walk_in, STALL, showroom.now, now=showroom.now)
        await showroom.host(mark_minutes, visit, 10 + number, now=showroom.now)
    figures = await showroom.store.read(showroom_figures, Actor(ROS), STALL, showroom.now)
    assert (figures.came, figures.timed, figures.dwell) == (5, 5, 12)
    assert figures.walk_in_share is not None
    assert float(figures.walk_in_share) == 0.8


def book_and_arrive(session: Session, actor: Actor, starts_at: Any, *, now: Any) -> int:
    """A visit of Tom's that was booked the day before."""
    from market.showroom.visit import VisitRequest, book_visit

    visit = book_visit(session, TOM, VisitRequest(stall=STALL, starts_at=starts_at), now - WEEK / 7)
    mark_arrived(session, actor, visit, now)
    return visit


async def test_an_unmarked_visit_is_over_when_its_person_books_again(showroom: ShowroomScenario) -> None:
    await showroom.window()
    first = await showroom.book(TOM)
    showroom.now = TEN + 15 * MINUTE
    await showroom.book(TOM, TEN + WEEK)
    assert (await showroom.visit(first)).state is VisitState.OVER
    await showroom.host(mark_arrived, first, showroom.now)
    assert (await showroom.visit(first)).state is VisitState.HERE
    await showroom.check()


async def test_a_forgotten_person_leaves_their_time_and_no_name(showroom: ShowroomScenario) -> None:
    await showroom.window()
    visit = await showroom.book(TOM)
    found = await showroom.store.read(mydata, TOM)
    assert [row["state"] for row in found["showroom_visit"]] == ["booked"]
    await showroom.store.write(forget, TOM, NOW)
    row = await showroom.store.read(lambda session: session.get_one(ShowroomVisit, visit))
    assert (row.state, row.person_id) == (VisitState.ENDED, None)
    assert await showroom.notified("VisitorGone") == [ROS]
    assert 0 in await times(showroom)
    await showroom.check()


async def test_a_blocked_person_s_visits_end_and_they_book_none(showroom: ShowroomScenario) -> None:
    await showroom.window()
    visit = await showroom.book(TOM)
    await showroom.store.write(block, ADMIN, TOM, NO_ADMINS, now=NOW)
    assert (await showroom.visit(visit)).state is VisitState.ENDED
    assert await showroom.notified("VisitorGone") == [ROS]
    with pytest.raises(Blocked):
        await showroom.book(TOM)
    await showroom.check()


async def end_by_block(showroom: ShowroomScenario) -> None:
    await showroom.store.write(block, ADMIN, ROS, NO_ADMINS, now=NOW)


async def end_by_forgetting(showroom: ShowroomScenario) -> None:
    await showroom.store.write(forget, ROS, NOW)


async def end_by_turning_down(showroom: ShowroomScenario) -> None:
    await showroom.store.write(turn_down, ADMIN, STALL, StallApproval.APPROVED, DecisionReason.PLACE, NOW)


async def end_by_closing_the_alley(showroom: ShowroomScenario) -> None:
    await showroom.store.write(close_alley, ADMIN, 1, NOW)


@pytest.mark.parametrize(
    "end", [end_by_block, end_by_forgetting, end_by_turning_down, end_by_closing_the_alley]
)
async def test_a_showroom_that_cannot_be_visited_gives_nothing(showroom: ShowroomScenario, end: Any) -> None:
    await showroom.window()
    visit = await showroom.book(TOM)
    await end(showroom)
    assert (await showroom.visit(visit)).state is VisitState.ENDED
    assert await showroom.notified("VisitEnded") == [TOM]
    assert await showroom.notified("VisitSoon") == []
    for asked in (showroom_page, times_near):
        values = (STALL, showroom.now) if asked is showroom_page else (STALL, TEN, showroom.now)
        with pytest.raises(ShowroomClosed):
            await showroom.store.read(asked, *values)
    with pytest.raises(ShowroomClosed):
        await showroom.book(AINA)
    await showroom.check()


async def test_of_two_accounts_that_become_one_the_asker_s_visit_stays(showroom: ShowroomScenario) -> None:
    await showroom.window()
    stays, goes = await showroom.book(TOM), await showroom.book(AINA, SECOND)
    offer = await showroom.store.write(offer_merge, TOM, NOW, Random(1))
    await showroom.store.write(accept_merge, AINA, offer.code, NOW, rng=Random(3))
    assert [(await showroom.visit(each)).state for each in (stays, goes)] == [
        VisitState.BOOKED,
        VisitState.ENDED,
    ]
    (ahead,) = await showroom.store.read(visits_ahead, TOM, NOW)
    assert ahead.id == stays
    await showroom.check()


async def test_a_host_whose_account_is_merged_is_still_busy(showroom: ShowroomScenario) -> None:
    await showroom.window()
    await showroom.book(TOM)
    await merge_by_word(showroom.store, SITI, ROS, KEN, now=NOW)
    assert 0 not in await times(showroom)
    with pytest.raises(SlotTakenNear):
        await showroom.book(AINA)
    await showroom.check()


CROWD = 200


async def crowd_books(showroom: ShowroomScenario, people: int, places: int) -> int:
    """Let so many people tap one time at once; return how many got it."""
    await showroom.window(replace(MORNING, places=places, ends=620))

    def add(session: Session) -> None:
        for person in range(1000, 1000 + people):
            add_person(session, person, first_name=f"C{person}", language="en", created_at=NOW)

    await showroom.store.write(add)

    async def tap(person: int) -> int:
        try:
            await showroom.book(person)
        except (SlotTaken, SlotTakenNear):
            return 0
        return 1

    return sum(await asyncio.gather(*(tap(1000 + number) for number in range(people))))


@pytest.mark.parametrize("people", [12, pytest.param(CROWD, marks=pytest.mark.proof)])
async def test_many_at_once_never_exceed_the_places(showroom: ShowroomScenario, people: int) -> None:
    assert await crowd_books(showroom, people, places=3) == 3
    await showroom.check()


LENGTHS, BUFFERS = (10, 15, 20), (0, 5, 10, 15)


def some_terms(rng: Random) -> WindowTerms:
    begins = 600 + 5 * rng.randrange(8)
    return WindowTerms(
        weekday=5,
        begins=begins,
        ends=begins + 60 + 5 * rng.randrange(6),
        visit_minutes=rng.choice(LENGTHS),
        buffer=rng.choice(BUFFERS),
        places=rng.randint(1, 3),
        walk_in_every=rng.choice((0, 0, 2, 3)),
    )


@pytest.mark.parametrize("seed", seeds(4, proof=60))
@pytest.mark.feature("S08")
async def test_no_host_is_at_two_visits_whatever_happens(showroom: ShowroomScenario, seed: int) -> None:
    """Two stalls of one host, windows that overlap and change, and all ways into a slot, some at the same moment."""
    rng = Random(seed)
    await showroom.change(Stall, OTHER_STALL, owner_id=ROS)
    windows = [await showroom.window(some_terms(rng), stall=stall) for stall in (STALL, OTHER_STALL)]
    showroom.now = TEN - 30 * MINUTE
    visits: list[int] = []

    async def step() -> None:
        stall, person = rng.choice((STALL, OTHER_STALL)), rng.choice((AINA, KEN, TOM, SITI, WEI))
        starts_at = await some_time(showroom, stall, rng)
        visit = rng.choice(visits) if visits else 0
        owner = (await showroom.visit(visit)) and await person_of(showroom, visit) if visit else 0
        kind = rng.choice(
            ("book", "book", "book", "move", "cancel", "undo", "walk", "walk", "mark", "window")
        )
        match kind:
            case "book":
                visits.append(await showroom.book(person, starts_at, rng.randint(1, 2), stall))
            case "move" if owner:
                await showroom.move(owner, visit, starts_at)
            case "cancel" if owner:
                await showroom.cancel(owner, visit)
            case "undo" if owner:
                await showroom.store.write(undo_cancel, owner, visit, showroom.now)
            case "walk":
                visits.append(await showroom.host(take_walk_in, stall, starts_at, now=showroom.now))
            case "mark" if visit:
                await showroom.host(rng.choice((mark_arrived, mark_left, mark_missed)), visit, showroom.now)
            case "window":
                if rng.random() < 0.3:
                    await showroom.host(close_showroom_day, stall, SATURDAY, now=showroom.now)
                    await showroom.host(reopen_showroom_day, stall, SATURDAY)
                elif len(windows) < 6:
                    windows.append(await showroom.host(add_window, stall, some_terms(rng)))
                else:
                    await showroom.host(change_window, rng.choice(windows), some_terms(rng))

    async def tried() -> None:
        with suppress(Refusal):
            await step()

    for _ in range(25):
        showroom.now += rng.choice((0, 0, 1, 5)) * MINUTE
        await asyncio.gather(*(tried() for _ in range(rng.choice((1, 1, 3)))))
        await showroom.check()
    assert visits


async def some_time(showroom: ShowroomScenario, stall: int, rng: Random) -> Any:
    """Mostly a time that is available, else any."""
    found = await showroom.store.read(times_near, stall, TEN, showroom.now)
    if found.times and rng.random() < 0.7:
        return rng.choice(found.times).slot.starts_at
    return TEN + 5 * rng.randrange(24) * MINUTE


async def person_of(showroom: ShowroomScenario, visit: int) -> int:
    row = await showroom.store.read(lambda session: session.get_one(ShowroomVisit, visit))
    return row.person_id or 0


async def test_a_blocked_host_plans_nothing(showroom: ShowroomScenario) -> None:
    await showroom.change(Person, ROS, blocked_at=NOW)
    with pytest.raises(Blocked):
        await showroom.window()

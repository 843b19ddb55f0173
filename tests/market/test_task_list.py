"""Lists of tasks of an alley: begun once, done by one, excepted with a reason, handed back with nothing open, and only by organisers."""

import asyncio
from datetime import timedelta
from random import Random
from typing import Any

import pytest
from sqlmodel import col, select

from market.actor import Actor, NotOrganiser
from market.admins import NO_ADMINS
from market.alley import AlleyUnknown
from market.city_rules import ANYWHERE, CityTask
from market.office.waiting import MatterKind, waiting_for_organisers
from market.organiser.stop import StoppedAlley, call_off, finish_next, stops_to_finish
from market.person import Blocked
from market.refusal import Refusal
from market.task_list.lists import (
    AlleyTasks,
    alley_tasks,
    begin_list,
    do_task,
    except_task,
    give_back_task,
    hand_back,
    overseen_task,
    take_task,
    undo_task,
)
from market.task_list.open_matters import AlleyMatterKind, open_matters
from market.task_list.refusals import (
    TaskListOver,
    TaskListRuns,
    TaskNeedsPhoto,
    TaskOpen,
    TaskSettled,
    TasksLeft,
)
from storage.person import Person
from storage.picture import Picture
from storage.stop import CallOffReason
from storage.store import Store
from storage.task_list import Task, TaskList, TaskListKind
from tests.evening import JO, NOW, ORGANISER, OWNER, TOM, Evening

HOUR, MINUTE = timedelta(hours=1), timedelta(minutes=1)
DOWN, OPENING = TaskListKind.TAKE_DOWN, TaskListKind.BEFORE_OPENING
OTHER = Actor(JO, is_configured_admin=True)
PHOTO = "cd" * 32


async def begun(store: Store, alley: int, kind: TaskListKind = DOWN) -> AlleyTasks:
    await store.write(begin_list, ORGANISER, alley, kind=kind, now=NOW)
    await store.write(add_photo)
    return await store.read(alley_tasks, ORGANISER, alley, kind)


def add_photo(session: Any) -> None:
    session.add(Picture(hash=PHOTO, width=1, height=1, data=b"-", stored_at=NOW))


async def test_a_list_has_the_tasks_of_its_city_with_their_due_times(store: Store, evening: Evening) -> None:
    found = await store.read(alley_tasks, ORGANISER, evening.alley, DOWN)
    assert found.list is None
    tasks = (await begun(store, evening.alley)).list
    assert tasks is not None
    expected = [(each.task.value, NOW + each.due_hours * HOUR, each.photo) for each in ANYWHERE.take_down]
    assert [(task.code, task.due_at, task.needs_photo) for task in tasks.tasks] == expected
    assert max(task.due_at for task in tasks.tasks if task.due_at) == NOW + 48 * HOUR
    with pytest.raises(TaskListRuns):
        await store.write(begin_list, ORGANISER, evening.alley, kind=DOWN, now=NOW)
    opening = (await begun_only(store, evening.alley)).list
    assert opening is not None
    assert {task.due_at for task in opening.tasks} == {NOW.replace(day=28, hour=10)}, "when the market opens"


async def begun_only(store: Store, alley: int) -> AlleyTasks:
    await store.write(begin_list, ORGANISER, alley, kind=OPENING, now=NOW)
    return await store.read(alley_tasks, ORGANISER, alley, OPENING)


@pytest.mark.feature("H07")
async def test_a_task_is_done_with_its_photo_excepted_with_its_reason_and_opened_again(
    store: Store, evening: Evening
) -> None:
    tasks = (await begun(store, evening.alley, OPENING)).list
    assert tasks is not None
    by_code = {CityTask(task.code): task.id for task in tasks.tasks}
    photo, noise = by_code[CityTask.PLACE_PHOTO], by_code[CityTask.LOW_NOISE]
    with pytest.raises(TaskNeedsPhoto):
        await store.write(do_task, ORGANISER, photo, now=NOW)
    await store.write(take_task, ORGANISER, photo)
    await store.write(take_task, OTHER, photo)
    await store.write(give_back_task, ORGANISER, photo)
    assert (await store.read(overseen_task, ORGANISER, photo)).owner == "Jo", "only the owner gives it back"
    await store.write(do_task, OTHER, photo, picture=PHOTO, now=NOW)
    with pytest.raises(TaskSettled):
        await store.write(take_task, ORGANISER, photo)
    await store.write(except_task, ORGANISER, noise, "The  generator is\nold", now=NOW)
    excepted = await store.read(overseen_task, ORGANISER, noise)
    assert (excepted.exception, excepted.settled_by) == ("The generator is old", "Ken")
    await store.write(undo_task, ORGANISER, photo)
    with pytest.raises(TaskOpen):
        await store.write(undo_task, ORGANISER, photo)
    again = await store.read(overseen_task, ORGANISER, photo)
    assert (again.settled_at, again.picture, again.owner) == (None, None, "Jo")
    with pytest.raises(TasksLeft):
        await store.write(hand_back, ORGANISER, tasks.id, NOW)
    for code, task in by_code.items():
        if code is not CityTask.LOW_NOISE:
            await store.write(do_task, ORGANISER, task, picture=PHOTO, now=NOW)
    await store.write(hand_back, ORGANISER, tasks.id, NOW + HOUR)
    ended = (await store.read(alley_tasks, ORGANISER, evening.alley, OPENING)).list
    assert ended is not None
    assert (ended.ended_at, ended.ended_by, ended.left) == (NOW + HOUR, "Ken", 0)
    for act in (undo_task, take_task):
        with pytest.raises(TaskListOver):
            await store.write(act, ORGANISER, noise)
    assert (await begun_only(store, evening.alley)).list != ended, "a new one may begin"


@pytest.mark.feature("H13")
async def test_an_alley_that_closes_for_good_has_48_hours_from_the_stop_and_its_open_matters(
    store: Store, evening: Evening
) -> None:
    before = await store.read(open_matters, ORGANISER, evening.alley)
    assert {each.kind for each in before} == {AlleyMatterKind.HOLDS, AlleyMatterKind.BOOKINGS}
    closing = {"reason": CallOffReason.AUTHORITY, "now": NOW}
    await store.write(call_off, ORGANISER, StoppedAlley(evening.alley), **closing)
    for stop in await store.read(stops_to_finish, NOW + 15 * MINUTE):
        while await store.write(finish_next, stop, NOW + 15 * MINUTE):
            pass
    tasks = (await store.read(alley_tasks, ORGANISER, evening.alley, DOWN)).list
    assert tasks is not None
    assert tasks.began_at == NOW
    assert await store.read(open_matters, ORGANISER, evening.alley) == (), "what was booked is cancelled"
    waiting = await store.read(waiting_for_organisers, ORGANISER, NO_ADMINS, NOW)
    due = [matter.due_at for matter in waiting if matter.kind is MatterKind.TASK]
    assert due == [task.due_at for task in tasks.tasks]
    await store.write(do_task, ORGANISER, tasks.tasks[0].id, now=NOW + HOUR)
    waiting = await store.read(waiting_for_organisers, ORGANISER, NO_ADMINS, NOW)
    assert sum(matter.kind is MatterKind.TASK for matter in waiting) == len(due) - 1


async def test_only_organisers_who_are_not_blocked_do_tasks(store: Store, evening: Evening) -> None:
    tasks = (await begun(store, evening.alley)).list
    assert tasks is not None
    task = tasks.tasks[0].id
    acts: list[tuple[Any, tuple[Any, ...], dict[str, Any]]] = [
        (begin_list, (evening.alley,), {"kind": OPENING, "now": NOW}),
        (take_task, (task,), {}),
        (give_back_task, (task,), {}),
        (do_task, (task,), {"now": NOW}),
        (except_task, (task, "Rain"), {"now": NOW}),
        (undo_task, (task,), {}),
        (hand_back, (tasks.id, NOW), {}),
    ]
    for actor in (OWNER, Actor(TOM)):
        for act, args, kwargs in acts:
            with pytest.raises(NotOrganiser):
                await store.write(act, actor, *args, **kwargs)
        for read, args in (
            (alley_tasks, (evening.alley, DOWN)),
            (overseen_task, (task,)),
            (open_matters, (1,)),
        ):
            with pytest.raises(NotOrganiser):
                await store.read(read, actor, *args)
    await store.write(lambda session: setattr(session.get_one(Person, ORGANISER.person), "blocked_at", NOW))
    for act, args, kwargs in acts:
        with pytest.raises(Blocked):
            await store.write(act, ORGANISER, *args, **kwargs)
    with pytest.raises(AlleyUnknown):
        await store.read(alley_tasks, OTHER, 999_999, DOWN)


@pytest.mark.parametrize("seed", range(6))
async def test_random_acts_of_two_organisers_leave_one_list_with_each_task_once(
    store: Store, evening: Evening, seed: int
) -> None:
    rng = Random(seed)
    await store.write(add_photo)
    await asyncio.gather(
        *(tried(store, begin_list, by, evening.alley, kind=DOWN, now=NOW) for by in (ORGANISER, OTHER))
    )
    tasks = [each.id for each in await store.read(lambda session: session.exec(select(Task)).all())]
    for _ in range(30):
        await asyncio.gather(*(one_act(store, rng, tasks) for _ in range(3)))
        await asyncio.gather(*(tried(store, hand_back, by, 1, NOW) for by in (ORGANISER, OTHER)))
    lists = await store.read(lambda session: session.exec(select(TaskList)).all())
    assert len(lists) == 1
    stored = await store.read(lambda session: session.exec(select(Task).order_by(col(Task.id))).all())
    assert [each.code for each in stored] == [each.task.value for each in ANYWHERE.take_down]
    if lists[0].ended_at:
        assert all(each.settled_at for each in stored), "a list is handed back with nothing open"
    for each in stored:
        assert (
            not each.needs_photo or each.exception or (each.picture_hash is not None) == bool(each.settled_at)
        )


async def one_act(store: Store, rng: Random, tasks: list[int | None]) -> None:
    actor, task = rng.choice((ORGANISER, OTHER)), rng.choice(tasks)
    match rng.randrange(6):
        case 0:
            await tried(store, take_task, actor, task)
        case 1:
            await tried(store, except_task, actor, task, "Rain", now=NOW)
        case 2:
            await tried(store, undo_task, actor, task)
        case _:
            await tried(store, do_task, actor, task, picture=rng.choice((None, PHOTO)), now=NOW)


async def tried(store: Store, action: Any, *args: Any, **kwargs: Any) -> None:
    try:
        await store.write(action, *args, **kwargs)
    except Refusal:
        return

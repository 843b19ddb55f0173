"""Lists of tasks of an alley: beginning one, doing its tasks, and handing it back (docs/task_list.md). For organisers."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy.orm import aliased
from sqlmodel import Session, col, func, select

from locales.user_text import REASON
from market.actor import Actor, require_organiser
from market.alley import AlleyUnknown, lock_organised_alley
from market.city_rules import CityRules, CityTask, rules_of
from market.person import lock_unblocked_person
from market.task_list.refusals import (
    TaskListOver,
    TaskListRuns,
    TaskNeedsPhoto,
    TaskOpen,
    TaskSettled,
    TasksLeft,
    TaskUnknown,
)
from market.text_checks import check_words, on_one_line
from storage.alley import Alley
from storage.market_day import StallDay, StallDayState
from storage.person import Person
from storage.task_list import Task, TaskList, TaskListKind


@dataclass(frozen=True, kw_only=True)
class TaskFacts:
    """A task of a list of an alley, by its `code`. `owner` and `settled_by` are first names, "" for nobody; `exception`: why it cannot be done.

    It `runs` until its list is handed back.
    """

    id: int
    list: int
    alley: int
    kind: TaskListKind
    zone: str
    code: str
    due_at: datetime | None
    needs_photo: bool
    owner_id: int | None
    owner: str
    settled_at: datetime | None
    settled_by: str
    exception: str
    picture: str | None
    runs: bool


@dataclass(frozen=True, kw_only=True)
class TaskListFacts:
    """The newest list of a kind of an alley with its tasks, the first due first; none without a list. `ended_by` handed it back."""

    id: int
    alley: int
    name: str
    zone: str
    kind: TaskListKind
    began_at: datetime
    ended_at: datetime | None
    ended_by: str
    tasks: tuple[TaskFacts, ...]

    @property
    def left(self) -> int:
        """Return how many tasks are open."""
        return sum(task.settled_at is None for task in self.tasks)


@dataclass(frozen=True, kw_only=True)
class AlleyTasks:
    """The newest list of a kind of an alley, None where none has begun."""

    alley: int
    name: str
    kind: TaskListKind
    list: TaskListFacts | None


def alley_tasks(session: Session, actor: Actor, alley: int, kind: TaskListKind) -> AlleyTasks:
    """Return the newest list of a kind of an alley. Raises NotOrganiser, AlleyUnknown."""
    require_organiser(session, actor)
    row = AlleyUnknown.unless(session.get(Alley, alley))
    of_kind = col(TaskList.alley_id) == alley, col(TaskList.kind) == kind
    newest = session.exec(select(TaskList).where(*of_kind).order_by(col(TaskList.id).desc()).limit(1)).first()
    found = None if newest is None else _list_facts(session, newest, row)
    return AlleyTasks(alley=alley, name=row.name, kind=kind, list=found)


def overseen_task(session: Session, actor: Actor, task: int) -> TaskFacts:
    """Return a task. Raises NotOrganiser, TaskUnknown."""
    require_organiser(session, actor)
    row = TaskUnknown.unless(session.get(Task, task))
    tasks = session.get_one(TaskList, row.list_id)
    alley = session.get_one(Alley, tasks.alley_id)
    return next(each for each in _list_facts(session, tasks, alley).tasks if each.id == task)


def begin_list(session: Session, actor: Actor, alley: int, *, kind: TaskListKind, now: datetime) -> None:
    """Begin a list of an alley with the tasks of its city. Raises NotOrganiser, Blocked, AlleyUnknown, TaskListRuns. locks: person, alley"""
    row = lock_organised_alley(session, actor, alley)
    if not add_list(session, row, kind, began_at=now, organiser=actor.person):
        raise TaskListRuns


def add_list(
    session: Session, alley: Alley, kind: TaskListKind, *, began_at: datetime, organiser: int | None
) -> bool:
    """Add a list to an alley that is locked, and return whether none ran before."""
    running = col(TaskList.alley_id) == alley.id, col(TaskList.kind) == kind, col(TaskList.ended_at).is_(None)
    if session.exec(select(TaskList.id).where(*running)).first() is not None:
        return False
    row = TaskList(alley_id=alley.id or 0, kind=kind, began_at=began_at, began_by=organiser)
    session.add(row)
    session.flush()
    rules = rules_of(alley.territory, alley.city)
    session.add_all(
        Task(list_id=row.id or 0, code=code, due_at=due_at, needs_photo=needs_photo)
        for code, due_at, needs_photo in _tasks(session, alley, kind, rules, began_at=began_at)
    )
    return True


def _tasks(
    session: Session, alley: Alley, kind: TaskListKind, rules: CityRules, *, began_at: datetime
) -> list[tuple[str, datetime | None, bool]]:
    """Return code, due time and whether a photo is asked for of each task of a kind."""
    if kind is TaskListKind.TAKE_DOWN:
        return [
            (each.task.value, began_at + timedelta(hours=each.due_hours), each.photo)
            for each in rules.take_down
        ]
    ahead = col(StallDay.alley_id) == alley.id, col(StallDay.state) == StallDayState.ON
    opens = select(func.min(StallDay.starts_at)).where(*ahead, col(StallDay.starts_at) > began_at)
    opens_at = session.exec(opens).one()
    return [(task.value, opens_at, task is CityTask.PLACE_PHOTO) for task in rules.before_opening]


def take_task(session: Session, actor: Actor, task: int) -> None:
    """Make this organiser the owner of an open task, also in the place of another.

    Raises NotOrganiser, Blocked, TaskUnknown, TaskListOver, TaskSettled. locks: person, task list, task
    """
    _lock_open(session, actor, task).owner_id = actor.person


def give_back_task(session: Session, actor: Actor, task: int) -> None:
    """Let an open task have no owner, if it is this organiser. Raises as `take_task`. locks: person, task list, task"""
    row = _lock_open(session, actor, task)
    if row.owner_id == actor.person:
        row.owner_id = None


def do_task(session: Session, actor: Actor, task: int, *, picture: str | None = None, now: datetime) -> None:
    """Note that a task is done, with the hash of a stored picture where it needs a photo.

    Raises as `take_task`, TaskNeedsPhoto. locks: person, task list, task
    """
    row = _lock_open(session, actor, task)
    if row.needs_photo and picture is None:
        raise TaskNeedsPhoto
    row.settled_at, row.settled_by, row.picture_hash = now, actor.person, picture


def except_task(session: Session, actor: Actor, task: int, reason: str, *, now: datetime) -> None:
    """Note that a task cannot be done, and why. Raises as `take_task`, TooLong. locks: person, task list, task"""
    words = check_words(on_one_line(reason), REASON)
    row = _lock_open(session, actor, task)
    row.settled_at, row.settled_by, row.exception = now, actor.person, words


def undo_task(session: Session, actor: Actor, task: int) -> None:
    """Open a task again. Raises NotOrganiser, Blocked, TaskUnknown, TaskListOver, TaskOpen. locks: person, task list, task"""
    row = _lock(session, actor, task)
    if row.settled_at is None:
        raise TaskOpen
    row.settled_at = row.settled_by = row.exception = row.picture_hash = None


def hand_back(session: Session, actor: Actor, tasks: int, now: datetime) -> None:
    """End a list of which no task is open, in this organiser's name.

    Raises NotOrganiser, Blocked, TaskUnknown, TaskListOver, TasksLeft. locks: person, task list
    """
    lock_unblocked_person(session, actor.person)
    require_organiser(session, actor)
    row = _lock_list(session, tasks)
    of_list = select(func.count()).select_from(Task).where(col(Task.list_id) == tasks)
    left = session.exec(of_list.where(col(Task.settled_at).is_(None))).one()
    if left:
        raise TasksLeft(left)
    row.ended_at, row.ended_by = now, actor.person


def _lock_open(session: Session, actor: Actor, task: int) -> Task:
    """Lock an open task of a list that runs, and return it. locks: person, task list, task"""
    row = _lock(session, actor, task)
    if row.settled_at is not None:
        raise TaskSettled
    return row


def _lock(session: Session, actor: Actor, task: int) -> Task:
    """Lock the list of a task for an organiser and return the task. locks: person, task list, task"""
    lock_unblocked_person(session, actor.person)
    require_organiser(session, actor)
    found = TaskUnknown.unless(session.get(Task, task))
    _lock_list(session, found.list_id)
    session.refresh(found, with_for_update={"key_share": True})
    return found


def _lock_list(session: Session, tasks: int) -> TaskList:
    """Lock a list that runs. Raises TaskUnknown, TaskListOver. locks: task list"""
    rows = select(TaskList).where(col(TaskList.id) == tasks).with_for_update(key_share=True)
    row = TaskUnknown.unless(session.exec(rows.execution_options(populate_existing=True)).first())
    if row.ended_at is not None:
        raise TaskListOver
    return row


def _list_facts(session: Session, row: TaskList, alley: Alley) -> TaskListFacts:
    owner, settler = aliased(Person), aliased(Person)
    rows = (
        select(Task, owner.first_name, settler.first_name)
        .outerjoin(owner, col(owner.id) == col(Task.owner_id))
        .outerjoin(settler, col(settler.id) == col(Task.settled_by))
        .where(col(Task.list_id) == row.id)
        .order_by(col(Task.due_at), col(Task.id))
    )
    ender = session.get(Person, row.ended_by) if row.ended_by else None
    return TaskListFacts(
        id=row.id or 0,
        alley=row.alley_id,
        name=alley.name,
        zone=alley.zone,
        kind=row.kind,
        began_at=row.began_at,
        ended_at=row.ended_at,
        ended_by=ender.first_name if ender else "",
        tasks=tuple(
            TaskFacts(
                id=task.id or 0,
                list=row.id or 0,
                alley=row.alley_id,
                kind=row.kind,
                zone=alley.zone,
                code=task.code,
                due_at=task.due_at,
                needs_photo=task.needs_photo,
                owner_id=task.owner_id,
                owner=owned_by or "",
                settled_at=task.settled_at,
                settled_by=done_by or "",
                exception=task.exception or "",
                picture=task.picture_hash,
                runs=row.ended_at is None,
            )
            for task, owned_by, done_by in session.exec(rows)
        ),
    )

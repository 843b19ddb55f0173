"""A list of tasks of an alley, and a task of it, for organisers."""

from collections.abc import Sequence

from markupsafe import Markup

from handlers.callbacks.task_list import (
    AskException,
    AskTaskPhoto,
    BeginTasks,
    DoTask,
    GiveBackTask,
    HandBackTasks,
    ShowTask,
    ShowTasks,
    TakeTask,
    UndoTask,
)
from handlers.callbacks.validity import ShowValidity
from handlers.ui.button_layout import layout_buttons
from handlers.ui.screen import Button, Screen, ScreenPicture
from locales.formats import format_datetime, format_number
from locales.say import Say
from locales.user_text import ALLEY, PERSON, REASON, sanitize_name
from market.task_list.lists import AlleyTasks, TaskFacts, TaskListFacts
from market.task_list.open_matters import OpenAlleyMatters
from market.task_list.task_words import list_name, open_matters_text, task_name
from market.validity import ValidityKind


def task_list(say: Say, found: AlleyTasks, matters: Sequence[OpenAlleyMatters]) -> Screen:
    """Shows a list with its tasks, each by its number, and what else is open of an alley that is taken down."""
    tasks, name = found.list, sanitize_name(found.name, ALLEY)
    heading = say("<b>{list}: {alley}</b>", list=list_name(say, found.kind), alley=name)
    begin = Button(label=say.label("Begin the list"), callback=BeginTasks(alley=found.alley, kind=found.kind))
    back = Button(
        label=say.label("Back"), callback=ShowValidity(kind=ValidityKind.PERMIT, holder_id=found.alley)
    )
    if tasks is None:
        text = Markup("\n").join((heading, say("Nobody has begun it. Its tasks are those of the city.")))
        return Screen(text=text, rows=layout_buttons([begin], [back]))
    numbered = list(enumerate(tasks.tasks, 1))
    lines = (
        heading,
        _standing(say, tasks),
        *(_task_line(say, number, task) for number, task in numbered),
        *([say("Still open there:")] if matters else []),
        *(open_matters_text(say, each) for each in matters),
    )
    numbers = [
        Button(label=format_number(say, number), callback=ShowTask(task=task.id)) for number, task in numbered
    ]
    hand_back = Button(
        label=say.label("Finish"),
        callback=HandBackTasks(alley=found.alley, kind=found.kind, tasks=tasks.id),
        style="primary",
    )
    is_ready = tasks.ended_at is None and not tasks.left
    return Screen(
        text=Markup("\n").join(lines),
        rows=layout_buttons(
            [hand_back] if is_ready else [], numbers, [begin] if tasks.ended_at else [], [back]
        ),
    )


def _standing(say: Say, tasks: TaskListFacts) -> Markup:
    if tasks.ended_at:
        at = format_datetime(say, tasks.ended_at, tasks.zone)
        if tasks.ended_by:
            return say("Finished {at}, {name}.", at=at, name=sanitize_name(tasks.ended_by, PERSON))
        return say("Finished {at}.", at=at)
    since = format_datetime(say, tasks.began_at, tasks.zone)
    if not tasks.left:
        return say("Since {at}. No task is open: you can finish it.", at=since)
    return say(
        "Since {at}. {done} of {total} settled.",
        at=since,
        done=format_number(say, len(tasks.tasks) - tasks.left),
        total=format_number(say, len(tasks.tasks)),
    )


def _task_line(say: Say, number: int, task: TaskFacts) -> Markup:
    """Returns "2. Bins are emptied · by Sat 10:00 · Ken"."""
    return Markup(" · ").join(
        (
            Markup("{}. {}").format(format_number(say, number), task_name(say, task.code)),
            *_state(say, task),
            *([sanitize_name(task.owner, PERSON)] if task.owner and not task.settled_at else []),
        )
    )


def _state(say: Say, task: TaskFacts) -> list[Markup]:
    if task.exception:
        return [say("cannot be done")]
    if task.settled_at:
        return [say("done")]
    if task.due_at:
        return [say("by {at}", at=format_datetime(say, task.due_at, task.zone))]
    return []


def task(say: Say, task: TaskFacts, reader: int) -> Screen:
    """Shows a task: until when, whose it is, and who did it, with its photo."""
    lines = [Markup("<b>{}</b>").format(task_name(say, task.code))]
    if task.settled_at:
        at = format_datetime(say, task.settled_at, task.zone)
        who = sanitize_name(task.settled_by, PERSON)
        lines.append(say("{at}, {name}", at=at, name=who) if who else Markup("{}").format(at))
    elif task.due_at:
        lines.append(say("By {at}.", at=format_datetime(say, task.due_at, task.zone)))
    if task.exception:
        lines.append(say("It cannot be done: {reason}", reason=sanitize_name(task.exception, REASON)))
    if task.owner and not task.settled_at:
        lines.append(say("{name} has taken it.", name=sanitize_name(task.owner, PERSON)))
    if task.needs_photo and not task.settled_at:
        lines.append(say("The city asks for a photo of it."))
    back = Button(label=say.label("Back"), callback=ShowTasks(alley=task.alley, kind=task.kind))
    return Screen(
        text=Markup("\n").join(lines),
        rows=layout_buttons(*_acts(say, task, reader), [back]),
        picture=ScreenPicture(key=task.picture) if task.picture else None,
    )


def _acts(say: Say, task: TaskFacts, reader: int) -> list[list[Button]]:
    if not task.runs:
        return []
    if task.settled_at:
        return [[Button(label=say.label("Undo"), callback=UndoTask(task=task.id))]]
    if task.needs_photo:
        done = Button(label=say.label("Send a photo"), callback=AskTaskPhoto(task=task.id), style="primary")
    else:
        done = Button(label=say.label("Done"), callback=DoTask(task=task.id), style="primary")
    own = task.owner_id == reader
    take = (
        Button(label=say.label("Give it back"), callback=GiveBackTask(task=task.id))
        if own
        else Button(label=say.label("I do it"), callback=TakeTask(task=task.id))
    )
    exception = Button(label=say.label("Cannot be done"), callback=AskException(task=task.id))
    return [[done], [take], [exception]]


def photo_ask(say: Say, task: TaskFacts) -> Screen:
    """Asks for the photo of a task."""
    text = say("{task}: send a photo of it here.", task=task_name(say, task.code))
    return _question(say, text, task)


def exception_ask(say: Say, task: TaskFacts) -> Screen:
    """Asks why a task cannot be done."""
    text = say("{task}: why can it not be done? Write it in a line.", task=task_name(say, task.code))
    return _question(say, text, task)


def _question(say: Say, text: Markup, task: TaskFacts) -> Screen:
    return Screen(
        text=text,
        rows=layout_buttons([Button(label=say.label("Cancel"), callback=ShowTask(task=task.id))]),
    )

"""Callbacks about the lists of tasks of an alley."""

from handlers.callbacks.callback import Callback
from storage.task_list import TaskListKind


class ShowTasks(Callback, prefix="ot"):
    """Shows the newest list of a kind of an alley, or offers to begin one."""

    alley: int
    kind: TaskListKind


class BeginTasks(Callback, prefix="otb", back=ShowTasks):
    alley: int
    kind: TaskListKind


class HandBackTasks(Callback, prefix="oth", back=ShowTasks):
    """Ends the list: nothing of it is open."""

    alley: int
    kind: TaskListKind
    tasks: int


class ShowTask(Callback, prefix="oi"):
    task: int


class TakeTask(Callback, prefix="oit", back=ShowTask):
    task: int


class GiveBackTask(Callback, prefix="oig", back=ShowTask):
    task: int


class DoTask(Callback, prefix="oid", back=ShowTask):
    task: int


class AskTaskPhoto(Callback, prefix="oif", back=ShowTask):
    """Asks for the photo that proves it."""

    task: int


class AskException(Callback, prefix="oie", back=ShowTask):
    """Asks why the task cannot be done."""

    task: int


class UndoTask(Callback, prefix="oiu", back=ShowTask):
    task: int

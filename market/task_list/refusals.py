"""Refusals of lists of tasks."""

from dataclasses import dataclass

from market.refusal import Refusal


@dataclass
class TaskUnknown(Refusal):
    pass


@dataclass
class TaskListRuns(Refusal):
    """The alley has such a list already."""


@dataclass
class TaskListOver(Refusal):
    """The list was handed back: its tasks stay as they are."""


@dataclass
class TaskSettled(Refusal):
    """Somebody was faster: the task is done, or was found not to be possible."""


@dataclass
class TaskOpen(Refusal):
    """There is nothing to undo: the task is open."""


@dataclass
class TaskNeedsPhoto(Refusal):
    """The city asks for a photo of it."""


@dataclass
class TasksLeft(Refusal):
    """The list is not handed back while `count` of its tasks are open."""

    count: int

"""Sentences of the refusals of lists of tasks."""

from collections.abc import Callable

from markupsafe import Markup

SENTENCES: dict[str, Callable[..., Markup]] = {
    "TaskUnknown": lambda say: say("This task is not here. See the tasks of the alley."),
    "TaskListRuns": lambda say: say("Somebody was quicker: the list runs already. See its tasks."),
    "TaskListOver": lambda say: say("The list is finished: its tasks stay as they are. Begin a new one."),
    "TaskSettled": lambda say: say("Somebody was quicker: it is settled. Undo opens it again."),
    "TaskOpen": lambda say: say("There is nothing to undo: the task is open. Do it, or say why not."),
    "TaskNeedsPhoto": lambda say: say("The city asks for a photo of it. Send one."),
    "TasksLeft": lambda say, count: say.many(
        "{count} task is open. Do it, or say why it cannot be done.",
        "{count} tasks are open. Do them, or say why they cannot be done.",
        count,
    ),
}

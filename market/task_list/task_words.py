"""Words of tasks, lists of tasks and open matters, for the chat and the office."""

from typing import assert_never

from markupsafe import Markup

from locales.say import Say
from market.city_rules import CityTask
from market.task_list.open_matters import AlleyMatterKind, OpenAlleyMatters
from storage.task_list import TaskListKind


def task_name(say: Say, code: str) -> str:
    """Return a task in a few words; its code, where no city has it any longer."""
    if code not in {task.value for task in CityTask}:
        return code
    match CityTask(code):
        case CityTask.LOW_NOISE:
            name = say.plain("Generators and music are quiet")
        case CityTask.NO_GLARE:
            name = say.plain("No lamp dazzles")
        case CityTask.MOTION_LIGHT:
            name = say.plain("Motion lights work")
        case CityTask.POWER:
            name = say.plain("Power is safe and dry")
        case CityTask.WAY_CLEAR:
            name = say.plain("The way is clear")
        case CityTask.PLACE_PHOTO:
            name = say.plain("A photo of the place")
        case CityTask.SALES_OVER:
            name = say.plain("Nobody sells")
        case CityTask.POWER_DISCONNECTED:
            name = say.plain("Power is disconnected")
        case CityTask.BINS_EMPTIED:
            name = say.plain("Bins are emptied")
        case CityTask.PACKAGING_COLLECTED:
            name = say.plain("Packaging is collected")
        case CityTask.EQUIPMENT_RETURNED:
            name = say.plain("Equipment is returned")
        case CityTask.NEIGHBOURS_TOLD:
            name = say.plain("Neighbours are told")
        case CityTask.WAY_SWEPT:
            name = say.plain("The way is swept")
        case CityTask.PLACE_HANDED_BACK:
            name = say.plain("The place is handed back")
        case unknown:
            assert_never(unknown)
    return name


def list_name(say: Say, kind: TaskListKind) -> str:
    """Return the name of a kind of list."""
    match kind:
        case TaskListKind.BEFORE_OPENING:
            return say.label("Before opening")
        case TaskListKind.TAKE_DOWN:
            return say.label("Taking down")
        case _:
            assert_never(kind)


def open_matters_text(say: Say, matters: OpenAlleyMatters) -> Markup:
    """Return how many matters of a kind are open."""
    count = matters.count
    match matters.kind:
        case AlleyMatterKind.HOLDS:
            return say.many("{count} hold waits for an answer", "{count} holds wait for an answer", count)
        case AlleyMatterKind.BOOKINGS:
            return say.many("{count} booking ahead", "{count} bookings ahead", count)
        case AlleyMatterKind.DEPOSITS:
            return say.many("{count} deposit not settled", "{count} deposits not settled", count)
        case AlleyMatterKind.PACKAGING:
            return say.many("{count} piece of packaging out", "{count} pieces of packaging out", count)
        case AlleyMatterKind.DAY_CLOSES:
            return say.many("{count} day not closed", "{count} days not closed", count)
        case AlleyMatterKind.CONFLICTS:
            return say.many(
                "{count} scan for a person to decide", "{count} scans for a person to decide", count
            )
        case _:
            assert_never(matters.kind)

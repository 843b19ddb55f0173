"""Words of tasks, lists of tasks and open matters, for the chat and the office."""

from typing import assert_never

from markupsafe import Markup

from locales.say import Say
from market.city_rules import CityTask
from market.task_list.open_matters import AlleyMatterKind, OpenAlleyMatters
from storage.task_list import TaskListKind


def task_name(say: Say, code: str) -> str:
    """Return a task in a few words; its code, where no city has it any longer."""
    names = {
        CityTask.LOW_NOISE: say.plain("Generators and music are quiet"),
        CityTask.NO_GLARE: say.plain("No lamp dazzles"),
        CityTask.MOTION_LIGHT: say.plain("Motion lights work"),
        CityTask.POWER: say.plain("Power is safe and dry"),
        CityTask.WAY_CLEAR: say.plain("The way is clear"),
        CityTask.PLACE_PHOTO: say.plain("A photo of the place"),
        CityTask.SALES_OVER: say.plain("Nobody sells"),
        CityTask.POWER_DISCONNECTED: say.plain("Power is disconnected"),
        CityTask.BINS_EMPTIED: say.plain("Bins are emptied"),
        CityTask.PACKAGING_COLLECTED: say.plain("Packaging is collected"),
        CityTask.EQUIPMENT_RETURNED: say.plain("Equipment is returned"),
        CityTask.NEIGHBOURS_TOLD: say.plain("Neighbours are told"),
        CityTask.WAY_SWEPT: say.plain("The way is swept"),
        CityTask.PLACE_HANDED_BACK: say.plain("The place is handed back"),
    }
    return names.get(CityTask(code), code) if code in {task.value for task in CityTask} else code


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

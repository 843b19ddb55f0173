"""The shows of a showroom, each from a day until the next one begins, as editable records of its stall."""

from collections.abc import Sequence
from datetime import date

from handlers.callbacks.editable import EditableKind
from handlers.callbacks.showroom import ShowDaySheet
from handlers.editable.record_kind import Deletion, NewRecord, RecordKind, TextField
from handlers.showroom.views import curation_line
from handlers.showroom.window_line import read_curation
from handlers.ui.context import HandlerContext
from handlers.ui.day_number import day_in, day_number
from handlers.ui.screen import Button
from locales.user_text import SHOW, sanitize_name
from market.showroom.available import Curation
from market.showroom.plan import ShowroomPlan, delete_curation, show_curation, showroom_plan
from market.showroom.refusals import CurationUnknown

EXAMPLE = "Batik, 5 dec"


async def _read_shows(ctx: HandlerContext, stall: int) -> tuple[ShowroomPlan, Sequence[Curation]]:
    plan = await ctx.read(showroom_plan, ctx.actor, stall, ctx.now)
    return plan, plan.curations


async def _show(ctx: HandlerContext, stall: int, name: str, begins_on: date) -> int:
    await ctx.act(show_curation, ctx.actor, stall, name, begins_on=begins_on, now=ctx.now)
    return day_number(begins_on)


RecordKind[ShowroomPlan, Curation](
    kind=EditableKind.SHOW,
    read=_read_shows,
    key=lambda show: day_number(show.begins_on),
    label=lambda say, show: sanitize_name(show.name, SHOW),
    title=lambda say, plan: [],
    empty=lambda say: say("Nothing is on show yet."),
    row=lambda say, _, show: curation_line(say, show),
    page=lambda say, _, show: [curation_line(say, show)],
    back=lambda say, stall: Button(label=say.label("Back"), callback=ShowDaySheet(stall=stall)),
    fields={
        "name": TextField(
            label=lambda say: say.label("Name"),
            question=lambda say, *_: say("What is on show?"),
            read=lambda ctx, plan, show, words: words,
            any_text=True,
        )
    },
    change=lambda ctx, stall, show, changes: _show(ctx, stall, changes["name"], show.begins_on),
    unknown=CurationUnknown,
    new=NewRecord(
        label=lambda say: say.label("Add a show"),
        question=lambda say: say(
            "Write what is on show and from which day, like: <code>{example}</code>. It lasts until the next one.",
            example=EXAMPLE,
        ),
        example=EXAMPLE,
        read=lambda ctx, words: read_curation(words, ctx.today),
        make=lambda ctx, stall, read: _show(ctx, stall, *read),
    ),
    deletion=Deletion(
        label=lambda say, _: say.label("Delete"),
        delete=lambda ctx, stall, show: ctx.act(
            delete_curation, ctx.actor, stall, show.begins_on, now=ctx.now
        ),
        values=lambda show: (show.name, str(day_number(show.begins_on))),
        undo=lambda ctx, stall, values: _show(ctx, stall, values[0], day_in(int(values[1]))),
    ),
)

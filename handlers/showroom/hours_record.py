"""The weekly hours of a showroom, as editable records of its stall."""

from collections.abc import Sequence
from dataclasses import replace

from markupsafe import Markup

from handlers.callbacks.editable import EditableKind
from handlers.callbacks.showroom import ShowDays, ShowDaySheet, ShowShowroomLink
from handlers.editable.record_kind import ChoiceField, Deletion, NewRecord, RecordKind, UndoValues
from handlers.showroom.views import people_text
from handlers.showroom.window_line import read_window
from handlers.ui.context import HandlerContext
from handlers.ui.screen import Button
from locales.formats import format_minute_of_day, format_repeat
from locales.say import Say
from locales.user_text import STALL, sanitize_name
from market.showroom.plan import (
    BUFFERS,
    PLACES,
    VISITS,
    WALK_INS,
    ShowroomPlan,
    WindowFacts,
    add_window,
    change_window,
    delete_window,
    showroom_plan,
    visits_in_window,
)
from market.showroom.refusals import WindowUnknown
from market.showroom.slots import MIDNIGHT, WindowTerms

EXAMPLE = "sat 10-13, 15 min, buffer 5"


async def read_hours_of(ctx: HandlerContext, stall: int) -> tuple[ShowroomPlan, Sequence[WindowFacts]]:
    plan = await ctx.read(showroom_plan, ctx.actor, stall, ctx.now)
    return plan, plan.windows


def hours_line(say: Say, terms: WindowTerms) -> Markup:
    words: dict[str, str | int | Markup] = {
        "begins": format_repeat(say, terms.begins, terms.weekday),
        "ends": format_minute_of_day(say, terms.ends % MIDNIGHT),
        "minutes": terms.visit_minutes,
        "people": people_text(say, terms.places),
    }
    line = (
        say(
            "{begins} to {ends}: visits of {minutes} min for {people}, {buffer} min between",
            buffer=terms.buffer,
            **words,
        )
        if terms.buffer
        else say("{begins} to {ends}: visits of {minutes} min for {people}, one after the other", **words)
    )
    if not terms.walk_in_every:
        return line
    return say("{hours}; one in {count} is for walk-ins", hours=line, count=terms.walk_in_every)


async def _booked_in(ctx: HandlerContext, window: WindowFacts) -> Markup | None:
    visits = await ctx.read(visits_in_window, ctx.actor, window.id, ctx.now)
    booked = ctx.say.many(
        "{count} visit is booked in them. It stays: to cancel it, close its day.",
        "{count} visits are booked in them. They stay: to cancel them, close their days.",
        visits,
    )
    question = ctx.say("Delete these hours? Nobody can book a visit in them after that.")
    return Markup("\n").join((hours_line(ctx.say, window.terms), question, booked)) if visits else None


def _terms_values(window: WindowFacts) -> UndoValues:
    return tuple(map(str, vars(window.terms).values()))


def _terms_of(values: UndoValues) -> WindowTerms:
    return WindowTerms(**dict(zip(WindowTerms.__dataclass_fields__, map(int, values), strict=True)))


RecordKind[ShowroomPlan, WindowFacts](
    kind=EditableKind.HOURS,
    read=read_hours_of,
    key=lambda window: window.id,
    label=lambda say, window: format_repeat(say, window.terms.begins, window.terms.weekday),
    title=lambda say, plan: [
        say("<b>Showroom: {stall}</b>", stall=sanitize_name(plan.stall_name, STALL)),
    ],
    empty=lambda say: say("No hours yet, so nobody can book a visit."),
    row=lambda say, _, window: hours_line(say, window.terms),
    page=lambda say, _, window: [hours_line(say, window.terms)],
    back=lambda say, stall: Button(label=say.label("Back"), callback=ShowDaySheet(stall=stall)),
    fields={
        "visit_minutes": ChoiceField(
            values=VISITS,
            current=lambda window: window.terms.visit_minutes,
            label=lambda say, minutes: say.label("{minutes} min a visit", minutes=minutes),
        ),
        "buffer": ChoiceField(
            values=BUFFERS,
            current=lambda window: window.terms.buffer,
            label=lambda say, minutes: (
                say.label("{minutes} min between", minutes=minutes)
                if minutes
                else say.label("No time between")
            ),
        ),
        "places": ChoiceField(
            values=tuple(PLACES),
            current=lambda window: window.terms.places,
            label=lambda say, places: say.label("{people} a visit", people=people_text(say, places)),
        ),
        "walk_in_every": ChoiceField(
            values=WALK_INS,
            current=lambda window: window.terms.walk_in_every,
            label=lambda say, every: (
                say.label("Walk-ins: 1 in {count}", count=every) if every else say.label("None for walk-ins")
            ),
        ),
    },
    change=lambda ctx, _, window, changes: ctx.act(
        change_window, ctx.actor, window.id, replace(window.terms, **changes)
    ),
    unknown=WindowUnknown,
    new=NewRecord(
        label=lambda say: say.label("Add hours"),
        question=lambda say: say(
            "Write the weekday and the hours, like: <code>{example}</code>. Add <code>2 people</code> or <code>walk-in 3</code> if you like.",
            example=EXAMPLE,
        ),
        example=EXAMPLE,
        read=lambda ctx, words: read_window(words, ctx.today),
        make=lambda ctx, stall, terms: ctx.act(add_window, ctx.actor, stall, terms),
    ),
    deletion=Deletion(
        label=lambda say, _: say.label("Delete hours"),
        delete=lambda ctx, _, window: ctx.act(delete_window, ctx.actor, window.id),
        warning=_booked_in,
        values=_terms_values,
        undo=lambda ctx, stall, values: ctx.act(add_window, ctx.actor, stall, _terms_of(values)),
    ),
    list_buttons=lambda say, stall, windows: [
        [Button(label=say.label("Link and QR"), callback=ShowShowroomLink(stall=stall))] if windows else [],
        [Button(label=say.label("Close a day"), callback=ShowDays(stall=stall))] if windows else [],
    ],
)

"""The screens of a showroom for its host: the day, the plan, and what is on show."""

import hashlib
from dataclasses import replace
from datetime import date

from markupsafe import Markup, escape

from handlers.callbacks.desk import ShowDesk
from handlers.callbacks.showroom import (
    AskCuration,
    AskDeleteWindow,
    AskWindow,
    ChangeWindow,
    CloseShowroomDay,
    DeleteCuration,
    DeleteWindow,
    MarkArrived,
    MarkLeft,
    MarkMissed,
    SetDay,
    ShowCurations,
    ShowDays,
    ShowDaySheet,
    ShowHostVisit,
    ShowPlan,
    ShowShowroomLink,
    ShowWindow,
    TakeWalkIn,
)
from handlers.showroom.slot_code import slot_code
from handlers.showroom.views import SHOW, STALL, curation_line, people_text, state_text
from handlers.ui.button_layout import fit_label, layout_buttons
from handlers.ui.day_number import day_number
from handlers.ui.paging import page_of, page_text, pager
from handlers.ui.screen import Button, Screen, ScreenPicture
from handlers.ui.share_link import share_link_button
from locales.formats import (
    format_date,
    format_datetime,
    format_decimal_number,
    format_list_and,
    format_minute_of_day,
    format_number,
    format_percent,
    format_repeat,
    format_time,
)
from locales.say import Say
from locales.user_text import sanitize_name
from market.showroom.day_sheet import DaySheet, SheetSlot, ShowroomFigures
from market.showroom.plan import BUFFERS, PLACES, VISITS, WALK_INS, ShowroomPlan, WindowFacts
from market.showroom.slots import DAY, MIDNIGHT, WindowTerms
from market.showroom.visit import VisitFacts
from storage.showroom import VisitState

PAGE = 8
WINDOW_EXAMPLE, SHOW_EXAMPLE = "sat 10-13, 15 min, buffer 5", "Batik, 5 dec"
MINUTES = (5, 10, 15, 20, 30, 45)


def day_page(say: Say, sheet: DaySheet, figures: ShowroomFigures, page: int) -> Screen:
    """Shows a day in the order of its slots, people as numbers."""
    part = page_of(sheet.slots, page, PAGE)
    head = say(
        "<b>Showroom: {stall}</b> · {day}",
        stall=sanitize_name(sheet.stall_name, STALL),
        day=format_date(say, sheet.day),
    )
    rows = [_slot_line(say, sheet, each) for each in part.shown] or [say("No visits on this day.")]
    groups = (
        *(_slot_buttons(say, sheet, each) for each in part.shown),
        *pager(
            say,
            part.number,
            part.pages,
            lambda other: ShowDaySheet(stall=sheet.stall, day=day_number(sheet.day), page=other),
        ),
        _day_steps(say, sheet),
        [
            Button(label=say.label("Hours"), callback=ShowPlan(stall=sheet.stall)),
            Button(label=say.label("On show"), callback=ShowCurations(stall=sheet.stall)),
        ],
        [Button(label=say.label("Desk"), callback=ShowDesk())],
    )
    return Screen(
        text=Markup("\n").join(
            (head, *rows, *page_text(say, part.number, part.pages), _figures_line(say, figures))
        ),
        rows=layout_buttons(*groups),
    )


def _day_steps(say: Say, sheet: DaySheet) -> list[Button]:
    return [
        Button(
            label=format_date(say, day),
            callback=ShowDaySheet(stall=sheet.stall, day=day_number(day)),
        )
        for day in (sheet.day - DAY, sheet.day + DAY)
    ]


def _slot_line(say: Say, sheet: DaySheet, slot: SheetSlot) -> Markup:
    clock = format_time(say, slot.starts_at, sheet.zone)
    visits = [
        say("{people}, {state}", people=people_text(say, each.people), state=state_text(say, each))
        for each in slot.visits
    ]
    if slot.left:
        left = say("kept for walk-ins") if slot.for_walk_ins else say("available: {count}", count=slot.left)
        visits.append(left)
    return say("{clock} · {visits}", clock=clock, visits=Markup("; ").join(visits))


def _slot_buttons(say: Say, sheet: DaySheet, slot: SheetSlot) -> list[Button]:
    clock = format_time(say, slot.starts_at, sheet.zone)
    visits = [Button(label=clock, callback=ShowHostVisit(visit=each.id)) for each in slot.visits]
    if not slot.left or sheet.day != sheet.today:
        return visits
    walk_in = Button(
        label=say.label("Walk-in {clock}", clock=clock),
        callback=TakeWalkIn(stall=sheet.stall, at=slot_code(slot.starts_at)),
    )
    return [*visits, walk_in]


def _figures_line(say: Say, figures: ShowroomFigures) -> Markup:
    """Returns what became of the visits of eight weeks, without what there was none of."""
    if not figures.came and not figures.missed:
        return say("No visits in the last eight weeks.")
    things = [say.many("{count} visit", "{count} visits", figures.came)] if figures.came else []
    if figures.walk_in_share:
        things.append(say("{share} walked in", share=format_percent(say, figures.walk_in_share)))
    if figures.missed:
        things.append(say.many("{count} did not come", "{count} did not come", figures.missed))
    head = say("Eight weeks: {things}.", things=format_list_and(say, things))
    if figures.walk_in_share is None:
        return say.sentences(head, say("Not enough yet for more."))
    if figures.dwell is None:
        return head
    stay = say(
        "Half stayed {minutes} min or longer (of {count}).",
        minutes=format_decimal_number(say, figures.dwell),
        count=figures.timed,
    )
    return say.sentences(head, stay)


def host_visit_page(say: Say, visit: VisitFacts) -> Screen:
    """Shows a visit to its host, with what can be marked."""
    marks = []
    if visit.state in (VisitState.BOOKED, VisitState.OVER, VisitState.MISSED):
        marks.append(
            Button(label=say.label("Arrived"), callback=MarkArrived(visit=visit.id), style="primary")
        )
    if visit.state is VisitState.HERE:
        marks.append(Button(label=say.label("Left now"), callback=MarkLeft(visit=visit.id), style="primary"))
    if visit.state in (VisitState.BOOKED, VisitState.OVER, VisitState.HERE):
        marks.append(Button(label=say.label("Did not come"), callback=MarkMissed(visit=visit.id)))
    came = visit.state in (VisitState.HERE, VisitState.LEFT)
    minutes = [
        Button(
            label=say.label("{minutes} min", minutes=count),
            callback=MarkLeft(visit=visit.id, minutes=count),
        )
        for count in MINUTES
        if came
    ]
    text = say(
        "{when}: {people}, {state}",
        when=format_datetime(say, visit.starts_at, visit.zone),
        people=people_text(say, visit.people),
        state=state_text(say, visit),
    )
    return Screen(
        text=text,
        rows=layout_buttons(
            marks, minutes, [Button(label=say.label("Back"), callback=ShowDaySheet(stall=visit.stall))]
        ),
    )


def hours_page(say: Say, plan: ShowroomPlan) -> Screen:
    """Shows the weekly hours."""
    rows = [_window_line(say, each.terms) for each in plan.windows]
    none = say("No hours yet, so nobody can book a visit.")
    groups = (
        *(
            [
                Button(
                    label=fit_label(format_repeat(say, each.terms.begins, each.terms.weekday)),
                    callback=ShowWindow(window=each.id),
                )
            ]
            for each in plan.windows
        ),
        [Button(label=say.label("Add hours"), callback=AskWindow(stall=plan.stall), style="primary")],
        [Button(label=say.label("Link and QR"), callback=ShowShowroomLink(stall=plan.stall))]
        if plan.windows
        else [],
        [Button(label=say.label("Close a day"), callback=ShowDays(stall=plan.stall))] if plan.windows else [],
        [Button(label=say.label("Back"), callback=ShowDaySheet(stall=plan.stall))],
    )
    return Screen(
        text=Markup("\n").join(
            (
                say("<b>Showroom: {stall}</b>", stall=sanitize_name(plan.stall_name, STALL)),
                *(rows or [none]),
            )
        ),
        rows=layout_buttons(*groups),
    )


def link_page(say: Say, plan: ShowroomPlan, link: str) -> Screen:
    """Shows the link of a showroom with its QR."""
    return Screen(
        text=Markup("\n").join(
            (
                say("<b>Showroom: {stall}</b>", stall=sanitize_name(plan.stall_name, STALL)),
                say("With this link or its QR, anybody sees what is on show and can book a visit."),
                escape(link),
            )
        ),
        picture=ScreenPicture(key=hashlib.sha256(link.encode()).hexdigest(), text=link),
        rows=layout_buttons(
            [share_link_button(say, link, plan.stall_name)],
            [Button(label=say.label("Back"), callback=ShowPlan(stall=plan.stall))],
        ),
    )


def _window_line(say: Say, terms: WindowTerms) -> Markup:
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


def window_page(say: Say, window: WindowFacts) -> Screen:
    """Shows weekly hours with what can be changed; each tap goes on to the next value."""
    terms = window.terms
    longer = replace(terms, visit_minutes=_after(VISITS, terms.visit_minutes))
    apart = replace(terms, buffer=_after(BUFFERS, terms.buffer))
    wider = replace(terms, places=_after(tuple(PLACES), terms.places))
    kept = replace(terms, walk_in_every=_after(WALK_INS, terms.walk_in_every))
    return Screen(
        text=_window_line(say, terms),
        rows=layout_buttons(
            [
                Button(
                    label=say.label("{minutes} min a visit", minutes=longer.visit_minutes),
                    callback=_change(window, longer),
                ),
                Button(
                    label=say.label("{minutes} min between", minutes=apart.buffer)
                    if apart.buffer
                    else say.label("No time between"),
                    callback=_change(window, apart),
                ),
                Button(
                    label=say.label("{people} a visit", people=people_text(say, wider.places)),
                    callback=_change(window, wider),
                ),
                Button(
                    label=say.label("Walk-ins: 1 in {count}", count=kept.walk_in_every)
                    if kept.walk_in_every
                    else say.label("No walk-ins kept"),
                    callback=_change(window, kept),
                ),
            ],
            [
                Button(
                    label=say.label("Delete hours"),
                    callback=AskDeleteWindow(window=window.id),
                    style="danger",
                )
            ],
            [Button(label=say.label("Back"), callback=ShowPlan(stall=window.stall))],
        ),
    )


def delete_confirm(say: Say, window: WindowFacts, visits: int) -> Screen:
    """Asks before hours are deleted, with the number of visits that are booked in them, which stay."""
    question = say("Delete these hours? Nobody can book a visit in them any more.")
    booked = say.many(
        "{count} visit is booked in them. It stays: to end it, close its day.",
        "{count} visits are booked in them. They stay: to end them, close their days.",
        visits,
    )
    rows = (_window_line(say, window.terms), question, *([booked] if visits else []))
    keep = Button(label=say.label("Keep hours"), callback=ShowWindow(window=window.id), style="primary")
    deletes = Button(label=say.label("Delete hours"), callback=DeleteWindow(window=window.id), style="danger")
    days = Button(label=say.label("Close a day"), callback=ShowDays(stall=window.stall))
    return Screen(
        text=Markup("\n").join(rows), rows=layout_buttons([keep], [days] if visits else [], [deletes])
    )


def close_day_confirm(say: Say, stall: int, day: date, visits: int) -> Screen:
    """Asks before a day is closed on which visits are booked: they end, and their people are told."""
    text = say.many(
        "Close {day}? {count} visit is booked on it. It ends for good, and we tell its visitor, who can choose another time.",
        "Close {day}? {count} visits are booked on it. They end for good, and we tell the visitors, who can choose another time.",
        visits,
        day=format_date(say, day),
    )
    keep = Button(label=say.label("Keep it open"), callback=ShowDays(stall=stall), style="primary")
    closes = Button(
        label=say.label("Close, end {count}", count=format_number(say, visits)),
        callback=CloseShowroomDay(stall=stall, day=day_number(day)),
        style="danger",
    )
    return Screen(text=text, rows=layout_buttons([keep], [closes]))


def _after(values: tuple[int, ...], value: int) -> int:
    return values[(values.index(value) + 1) % len(values)]


def _change(window: WindowFacts, terms: WindowTerms) -> ChangeWindow:
    return ChangeWindow(
        window=window.id,
        visit_minutes=terms.visit_minutes,
        buffer=terms.buffer,
        places=terms.places,
        walk_in_every=terms.walk_in_every,
    )


def ask_window(say: Say) -> Screen:
    """Says how hours are written."""
    return Screen(
        text=say(
            "Write the weekday and the hours, like: <code>{example}</code>. Add <code>2 people</code> or <code>walk-in 3</code> if you like.",
            example=WINDOW_EXAMPLE,
        ),
        reply_placeholder=WINDOW_EXAMPLE,
    )


def days_page(say: Say, plan: ShowroomPlan, page: int) -> Screen:
    """Shows the days ahead, each with a button that closes or opens it."""
    part = page_of(plan.days, page, PAGE)
    return Screen(
        text=Markup("\n").join(
            (
                say("Close a day: its visits end, and those who booked are told."),
                *page_text(say, part.number, part.pages),
            )
        ),
        rows=layout_buttons(
            *(
                [
                    Button(
                        label=say.label("Open {day}", day=format_date(say, each.day))
                        if each.closed
                        else say.label("Close {day}", day=format_date(say, each.day)),
                        callback=SetDay(
                            stall=plan.stall, day=day_number(each.day), closed=int(not each.closed)
                        ),
                    )
                ]
                for each in part.shown
            ),
            *pager(say, part.number, part.pages, lambda other: ShowDays(stall=plan.stall, page=other)),
            [Button(label=say.label("Back"), callback=ShowPlan(stall=plan.stall))],
        ),
    )


def curations_page(say: Say, plan: ShowroomPlan) -> Screen:
    """Shows what is on show and what comes."""
    rows = [curation_line(say, each) for each in plan.curations] or [say("Nothing is on show yet.")]
    return Screen(
        text=Markup("\n").join(rows),
        rows=layout_buttons(
            *(
                [
                    Button(
                        label=fit_label(say.label("Delete {show}", show=sanitize_name(each.name, SHOW))),
                        callback=DeleteCuration(stall=plan.stall, day=day_number(each.begins_on)),
                    )
                ]
                for each in plan.curations
            ),
            [Button(label=say.label("Add a show"), callback=AskCuration(stall=plan.stall), style="primary")],
            [Button(label=say.label("Back"), callback=ShowDaySheet(stall=plan.stall))],
        ),
    )


def ask_curation(say: Say) -> Screen:
    """Says how a show is written."""
    return Screen(
        text=say(
            "Write what is on show and from which day, like: <code>{example}</code>. It lasts until the next one.",
            example=SHOW_EXAMPLE,
        ),
        reply_placeholder=SHOW_EXAMPLE,
    )

"""The screens of a showroom for its host: the day, the plan, and what is on show."""

import hashlib
from datetime import date

from markupsafe import Markup, escape

from handlers.callbacks.desk import ShowDesk
from handlers.callbacks.editable import EditableKind, ShowRecords
from handlers.callbacks.showroom import (
    CloseShowroomDay,
    MarkArrived,
    MarkLeft,
    MarkMissed,
    SetDay,
    ShowDays,
    ShowDaySheet,
    ShowHostVisit,
    TakeWalkIn,
)
from handlers.showroom.slot_code import slot_code
from handlers.showroom.views import people_text, state_text
from handlers.ui.button_layout import layout_buttons
from handlers.ui.day_number import day_number
from handlers.ui.paging import page_of, page_text, pager
from handlers.ui.screen import Button, Screen, ScreenPicture
from handlers.ui.share_link import share_link_button
from locales.formats import (
    format_date,
    format_datetime,
    format_decimal_number,
    format_list_and,
    format_number,
    format_percent,
    format_time,
)
from locales.say import Say
from locales.user_text import STALL, sanitize_name
from market.showroom.day_sheet import DaySheet, SheetSlot, ShowroomFigures
from market.showroom.plan import ShowroomPlan
from market.showroom.slots import DAY
from market.showroom.visit import VisitFacts
from storage.showroom import VisitState

PAGE = 8
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
            Button(
                label=say.label("Hours"), callback=ShowRecords(kind=EditableKind.HOURS, owner=sheet.stall)
            ),
            Button(
                label=say.label("See what is on show"),
                callback=ShowRecords(kind=EditableKind.SHOW, owner=sheet.stall),
            ),
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
        say("{first}, {second}", first=people_text(say, each.people), second=state_text(say, each))
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
        return say.sentences(head, say("Not enough data yet for more figures."))
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
            [
                Button(
                    label=say.label("Back"), callback=ShowRecords(kind=EditableKind.HOURS, owner=plan.stall)
                )
            ],
        ),
    )


def close_day_confirm(say: Say, stall: int, day: date, visits: int) -> Screen:
    """Asks before a day is closed on which visits are booked: they end, and their people are told."""
    text = say.many(
        "Close {day}? {count} visit is booked. It is cancelled for good, and we tell the visitor, who can choose another time.",
        "Close {day}? {count} visits are booked. They are cancelled for good, and we tell the visitors, who can choose another time.",
        visits,
        day=format_date(say, day),
    )
    keep = Button(label=say.label("Keep it open"), callback=ShowDays(stall=stall), style="primary")
    closes = Button(
        label=say.label("Close, cancel {count}", count=format_number(say, visits)),
        callback=CloseShowroomDay(stall=stall, day=day_number(day)),
        style="danger",
    )
    return Screen(text=text, rows=layout_buttons([keep], [closes]))


def days_page(say: Say, plan: ShowroomPlan, page: int) -> Screen:
    """Shows the days ahead, each with a button that closes or opens it."""
    part = page_of(plan.days, page, PAGE)
    return Screen(
        text=Markup("\n").join(
            (
                say("Close a day: its visits are cancelled, and we tell everyone who booked."),
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
            [
                Button(
                    label=say.label("Back"), callback=ShowRecords(kind=EditableKind.HOURS, owner=plan.stall)
                )
            ],
        ),
    )

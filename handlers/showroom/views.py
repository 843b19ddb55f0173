"""The screens of a showroom for shoppers, and the messages about their visits."""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import assert_never

from markupsafe import Markup

from handlers.callbacks.callback import Callback
from handlers.callbacks.my_items import ShowMyItems
from handlers.callbacks.showroom import (
    BookVisit,
    CancelVisit,
    MoveVisit,
    SendVisitFile,
    ShowHostVisit,
    ShowMove,
    ShowMyVisits,
    ShowShowroom,
    ShowTimes,
    ShowVisit,
    UndoCancelVisit,
)
from handlers.callbacks.start import ShowStart
from handlers.showroom.slot_code import slot_code
from handlers.ui.button_layout import layout_buttons
from handlers.ui.day_number import day_number
from handlers.ui.paging import page_of, page_text, pager
from handlers.ui.reminder_buttons import stop_button
from handlers.ui.screen import Button, Document, Screen
from handlers.ui.share_link import share_link_button
from locales.formats import format_date, format_datetime, format_time
from locales.say import Say
from locales.user_text import ALLEY, SHOW, STALL, sanitize_name
from market.showroom.available import AvailableSlot, Curation, ShowroomPage, ShowroomTimes
from market.showroom.calendar_file import GONE
from market.showroom.host import Showroom
from market.showroom.notifications import EndReason
from market.showroom.visit import VisitFacts
from storage.showroom import VisitState

DAYS, TIMES, VISITS = 8, 12, 6


def showroom_screen(say: Say, facts: ShowroomPage, link: str, page: int) -> Screen:
    """Shows what is on show, and the days with available times. `link` opens this screen for anybody."""
    room, part = facts.showroom, page_of(facts.days, page, DAYS)
    shows = [curation_line(say, each) for each in (facts.on_show, facts.next_show) if each]
    times = say("Choose a day.") if facts.days else say("No time is available now. Please look again later.")
    return Screen(
        text=Markup("\n").join((_head(say, room), *shows, times, *page_text(say, part.number, part.pages))),
        rows=layout_buttons(
            [
                Button(
                    label=format_date(say, each.day),
                    callback=ShowTimes(stall=room.stall, day=day_number(each.day)),
                )
                for each in part.shown
            ],
            *pager(say, part.number, part.pages, lambda other: ShowShowroom(stall=room.stall, page=other)),
            [
                share_link_button(say, link, room.stall_name),
                Button(label=say.label("Back"), callback=ShowStart()),
            ],
        ),
    )


def curation_line(say: Say, show: Curation) -> Markup:
    """Returns what is on show, and from when until when."""
    name, first = sanitize_name(show.name, SHOW), format_date(say, show.begins_on)
    if show.ends_on is None:
        return say("<b>{show}</b>, from {day}", show=name, day=first)
    return say("<b>{show}</b>, {day} to {last}", show=name, day=first, last=format_date(say, show.ends_on))


def day_times(say: Say, offer: ShowroomTimes, day: int, page: int) -> Screen:
    """Shows the times of a day."""
    stall = offer.showroom.stall

    def book(choice: AvailableSlot) -> Button:
        label = format_time(say, choice.slot.starts_at, offer.showroom.zone)
        return Button(label=label, callback=_booking(offer.showroom, choice))

    return _times(
        say,
        offer,
        page,
        button=book,
        other=lambda other: ShowTimes(stall=stall, day=day, page=other),
        back=ShowShowroom(stall=stall),
    )


def near_times(say: Say, offer: ShowroomTimes) -> Screen:
    """Shows the times nearest to one that is taken."""
    stall = offer.showroom.stall

    def book(choice: AvailableSlot) -> Button:
        label = format_datetime(say, choice.slot.starts_at, offer.showroom.zone)
        return Button(label=label, callback=_booking(offer.showroom, choice))

    page = ShowShowroom(stall=stall)
    return _times(say, offer, 1, button=book, other=lambda _: page, back=page)


def move_times(say: Say, offer: ShowroomTimes, visit: VisitFacts, page: int) -> Screen:
    """Shows the times to which a visit can be moved."""

    def move(choice: AvailableSlot) -> Button:
        return Button(
            label=format_datetime(say, choice.slot.starts_at, visit.zone),
            callback=MoveVisit(visit=visit.id, at=slot_code(choice.slot.starts_at)),
        )

    return _times(
        say,
        offer,
        page,
        button=move,
        other=lambda other: ShowMove(visit=visit.id, page=other),
        back=ShowVisit(visit=visit.id),
    )


def _times(
    say: Say,
    offer: ShowroomTimes,
    page: int,
    *,
    button: Callable[[AvailableSlot], Button],
    other: Callable[[int], Callback],
    back: Callback,
) -> Screen:
    part = page_of(offer.times, page, TIMES)
    times = (
        say("Choose a time.") if offer.times else say("No time is available now. Please look again later.")
    )
    return Screen(
        text=Markup("\n").join((_head(say, offer.showroom), times, *page_text(say, part.number, part.pages))),
        rows=layout_buttons(
            [button(each) for each in part.shown],
            *pager(say, part.number, part.pages, other),
            [Button(label=say.label("Back"), callback=back)],
        ),
    )


def _booking(room: Showroom, choice: AvailableSlot) -> Callback:
    """Returns the callback that books a time for one, or asks how many come where it has places for more."""
    people = 1 if choice.slot.places == 1 else 0
    return BookVisit(stall=room.stall, at=slot_code(choice.slot.starts_at), people=people)


def ask_people(say: Say, room: Showroom, starts_at: datetime, left: int) -> Screen:
    """Asks how many people come, of those for whom there are places."""
    at = slot_code(starts_at)
    when = format_datetime(say, starts_at, room.zone)
    return Screen(
        text=Markup("\n").join((_head(say, room), say("{when}: how many people come?", when=when))),
        rows=layout_buttons(
            [
                Button(
                    label=say.label("{count} people", count=people) if people > 1 else say.label("1 person"),
                    callback=BookVisit(stall=room.stall, at=at, people=people),
                )
                for people in range(1, left + 1)
            ],
            [Button(label=say.label("Back"), callback=ShowShowroom(stall=room.stall))],
        ),
    )


def visit_page(say: Say, visit: VisitFacts, now: datetime) -> Screen:
    """Shows a visit to its person."""
    change = [
        Button(label=say.label("Move"), callback=ShowMove(visit=visit.id)),
        Button(label=say.label("Cancel visit"), callback=CancelVisit(visit=visit.id)),
    ]
    undo = Button(label=say.label("Undo (1 min)"), callback=UndoCancelVisit(visit=visit.id), style="primary")
    again = Button(label=say.label("Choose a time"), callback=ShowShowroom(stall=visit.stall))
    return Screen(
        text=Markup("\n").join((_visit_head(say, visit), _visit_line(say, visit))),
        rows=layout_buttons(
            change if visit.can_change(now) else [again],
            [undo] if visit.can_undo(now) else [],
            _calendar_buttons(say, visit, now),
            [Button(label=say.label("My items"), callback=ShowMyItems())],
        ),
    )


def _calendar_buttons(say: Say, visit: VisitFacts, now: datetime) -> list[Button]:
    """Returns the way to the file of a visit ahead; of one that is cancelled it tells the calendar so."""
    send = SendVisitFile(visit=visit.id)
    if visit.can_change(now):
        return [Button(label=say.label("Add to calendar"), callback=send, below=True)]
    if visit.state in GONE and visit.starts_at > now:
        return [Button(label=say.label("Remove from calendar"), callback=send, below=True)]
    return []


def visit_document(say: Say, visit: VisitFacts, data: bytes) -> Screen:
    """Returns the file of a visit with a word on what to do with it."""
    text = (
        say("Open this file to add the visit to your calendar. It reminds you an hour before.")
        if visit.state not in GONE
        else say("Open this file to mark the visit as cancelled in your calendar.")
    )
    back = Button(label=say.label("Show the visit"), callback=ShowVisit(visit=visit.id), below=True)
    document = Document(f"lorong-visit-{visit.id}.ics", data)
    return Screen(text=text, document=document, rows=layout_buttons([back]))


def my_visits(say: Say, visits: Sequence[VisitFacts], page: int) -> Screen:
    """Shows a person's visits ahead."""
    part = page_of(visits, page, VISITS)
    rows = [
        say(
            "{number}. {stall}, {when}",
            number=number,
            stall=sanitize_name(each.stall_name, STALL),
            when=format_datetime(say, each.starts_at, each.zone),
        )
        for number, each in part.numbered()
    ] or [say("You have no upcoming visit.")]
    return Screen(
        text=Markup("\n").join((*rows, *page_text(say, part.number, part.pages))),
        rows=layout_buttons(
            [
                Button(label=say.label("Visit {number}", number=number), callback=ShowVisit(visit=each.id))
                for number, each in part.numbered()
            ],
            *pager(say, part.number, part.pages, lambda other: ShowMyVisits(page=other)),
            [Button(label=say.label("Back"), callback=ShowMyItems())],
        ),
    )


def visit_soon(say: Say, visit: VisitFacts, notification: int) -> Screen:
    """The reminder an hour before a visit."""
    text = say(
        "Your visit to {stall}, {alley}, is at {when}.",
        stall=sanitize_name(visit.stall_name, STALL),
        alley=sanitize_name(visit.alley, ALLEY),
        when=format_datetime(say, visit.starts_at, visit.zone),
    )
    show = Button(label=say.label("Show the visit"), callback=ShowVisit(visit=visit.id), below=True)
    return Screen(text=text, rows=layout_buttons([show], [stop_button(say, notification)]))


def visit_ended(say: Say, visit: VisitFacts, reason: EndReason) -> Screen:
    """Tells somebody that the stall cannot keep their visit."""
    stall = sanitize_name(visit.stall_name, STALL)
    when = format_datetime(say, visit.starts_at, visit.zone)
    match reason:
        case EndReason.DAY:
            text = say(
                "Sorry, {stall} is closed on the day of your visit, {when}. Choose another time.",
                stall=stall,
                when=when,
            )
            again = Button(
                label=say.label("Choose a time"), callback=ShowShowroom(stall=visit.stall), below=True
            )
        case EndReason.SHOWROOM:
            text = say("Sorry, your visit to {stall}, {when}, cannot take place.", stall=stall, when=when)
            again = Button(label=say.label("My items"), callback=ShowMyItems(), below=True)
        case _:
            assert_never(reason)
    return Screen(text=text, rows=layout_buttons([again]))


def visitor_gone(say: Say, visit: VisitFacts) -> Screen:
    """Tells the host that a visitor will not come, and no name."""
    when = format_datetime(say, visit.starts_at, visit.zone)
    text = say("The visit of {when} is cancelled. The time is available again.", when=when)
    show = Button(label=say.label("Show the visit"), callback=ShowHostVisit(visit=visit.id), below=True)
    return Screen(text=text, rows=layout_buttons([show]))


def state_text(say: Say, visit: VisitFacts) -> str:
    """Returns what became of a visit."""
    match visit.state:
        case VisitState.BOOKED:
            return say.plain("booked")
        case VisitState.HERE:
            return say.plain("here")
        case VisitState.LEFT:
            return say.plain("left, {minutes} min", minutes=visit.minutes or 0)
        case VisitState.MISSED:
            return say.plain("did not come")
        case VisitState.OVER:
            return say.plain("not marked")
        case VisitState.CANCELLED | VisitState.ENDED:
            return say.plain("cancelled")
        case _:
            assert_never(visit.state)


def people_text(say: Say, people: int) -> Markup:
    return say.many("{count} person", "{count} people", people)


def _head(say: Say, room: Showroom) -> Markup:
    return say(
        "<b>Showroom: {stall}</b> · {alley}",
        stall=sanitize_name(room.stall_name, STALL),
        alley=sanitize_name(room.alley, ALLEY),
    )


def _visit_head(say: Say, visit: VisitFacts) -> Markup:
    return say(
        "<b>Showroom: {stall}</b> · {alley}",
        stall=sanitize_name(visit.stall_name, STALL),
        alley=sanitize_name(visit.alley, ALLEY),
    )


def _visit_line(say: Say, visit: VisitFacts) -> Markup:
    """Returns the time, the people and the state; what the host records of them is the host's."""
    ahead = visit.state in (VisitState.BOOKED, VisitState.CANCELLED, VisitState.ENDED)
    line = say(
        "{first}, {second}",
        first=format_datetime(say, visit.starts_at, visit.zone),
        second=people_text(say, visit.people),
    )
    return say("{label}: {value}", label=line, value=state_text(say, visit)) if ahead else line

"""The pages of rosters: a stall's shifts, the plan of one, one roster, one shift."""

from datetime import datetime

from markupsafe import Markup

from handlers.callbacks.desk import ShowDesk
from handlers.callbacks.roster import (
    AddPlace,
    AgreeExchange,
    AskAssign,
    AskExchange,
    AssignShift,
    CloseRoster,
    GiveBackShift,
    KeepShift,
    OfferShift,
    OpenRoster,
    PlanRoster,
    RemovePlace,
    ShowPlaces,
    ShowRoster,
    ShowShift,
    ShowShifts,
    TakeOffered,
    TakeOffShift,
    TakeShift,
)
from handlers.roster.form import RosterForm, shown_roster
from handlers.roster.words import (
    PERSON,
    empty_text,
    hours_text,
    name_of,
    part_row,
    place_words,
    roster_head,
    when_text,
    where_words,
)
from handlers.ui.button_layout import LABEL_WIDTHS, labelled, layout_buttons, shorten_label
from handlers.ui.screen import Button, Screen, Shown
from locales.formats import format_date, format_datetime, format_number, format_time_range
from locales.say import Say
from locales.user_text import sanitize_name, width
from market.market_day.shift_hours import hours_of_part
from market.roster.assign import UNDO
from market.roster.roster_facts import (
    Candidates,
    RosterDay,
    RosterFacts,
    RosterList,
    RosterPage,
    ShiftPage,
    ShiftPlace,
)
from market.roster.rule import GIVE_BACK, MAX_PARTS, MAX_PLACES, RosterPlan

LABEL = 20


def shift_list(say: Say, shifts: RosterList) -> Screen:
    """Shows the coming stall days with a roster, and those that could have one."""
    empty = say("No shifts are planned.")
    return Screen(
        text=Markup("\n").join(
            (
                say("<b>Shifts</b>"),
                *(_roster_row(say, roster, shifts.reader) for roster in shifts.rosters),
                *(() if shifts.rosters else (empty,)),
            )
        ),
        rows=layout_buttons(
            [
                Button(label=_day_label(say, roster.day), callback=ShowRoster(stall_day=roster.day.id))
                for roster in shifts.rosters
            ],
            [
                Button(
                    label=labelled(say, say.label("Plan"), _day_label(say, day)),
                    callback=PlanRoster(stall_day=day.id),
                )
                for day in shifts.without
            ],
            [Button(label=say.label("Desk"), callback=ShowDesk())],
        ),
    )


def plan_page(say: Say, day: RosterDay, plan: RosterPlan, suggested: int | None) -> Screen:
    """Asks how many people a stall day needs, in how many shifts. `suggested`: by the forecast, None where there is none."""
    parts = [hours_of_part(day.starts_at, day.ends_at, part, plan.parts) for part in range(plan.parts)]
    people = say.many("{count} person in each shift:", "{count} people in each shift:", plan.people)
    forecast = (
        [say("The forecast suggests {count} staff.", count=format_number(say, suggested))]
        if suggested
        else []
    )
    return Screen(
        text=Markup("\n").join(
            (
                roster_head(say, day),
                *forecast,
                people,
                *(Markup("{}").format(hours_text(say, hours, day.zone)) for hours in parts),
                say("Your helpers get one message. You can change the number of places later."),
            )
        ),
        rows=layout_buttons(
            [
                Button(
                    label=say.label("Open shifts"),
                    callback=OpenRoster(stall_day=day.id, people=plan.people, parts=plan.parts),
                    style="primary",
                )
            ],
            [
                Button(
                    label=say.label("+ 1 person") if people > plan.people else say.label("− 1 person"),
                    callback=PlanRoster(stall_day=day.id, people=people, parts=plan.parts),
                )
                for people in (plan.people - 1, plan.people + 1)
                if 1 <= people <= MAX_PLACES
            ],
            [
                Button(
                    label=_parts_label(say, parts),
                    callback=PlanRoster(stall_day=day.id, people=plan.people, parts=parts),
                )
                for parts in range(1, MAX_PARTS + 1)
                if parts != plan.parts
            ],
            [Button(label=say.label("Back"), callback=ShowShifts(stall=day.stall))],
        ),
    )


def roster_view(say: Say, page: RosterPage) -> Screen:
    """Shows who has which shift, with what the reader can do."""
    roster = page.roster
    closed = say("Closed: nobody can take, give back or swap shifts.")
    return Screen(
        text=Markup("\n").join(
            (
                roster_head(say, roster.day),
                *(part_row(say, roster, part) for part in range(len(roster.hours))),
                *(() if roster.is_open else (closed,)),
            )
        ),
        rows=layout_buttons(
            _take_buttons(say, page),
            [_place_button(say, page, place) for place in roster.places if _may_open(page, place)],
            _managing(say, page) if page.manages else [],
            [Button(label=say.label("Back"), callback=ShowShifts(stall=roster.day.stall))],
        ),
        shows=shown_roster(roster.day.id, RosterForm.ROSTER),
    )


def places_view(say: Say, page: RosterPage) -> Screen:
    """Shows the roster with buttons that change the number of places."""
    roster, zone = page.roster, page.roster.day.zone
    return Screen(
        text=Markup("\n").join(
            (
                roster_head(say, roster.day),
                *(part_row(say, roster, part) for part in range(len(roster.hours))),
            )
        ),
        rows=layout_buttons(
            *(
                [
                    Button(
                        label=say.label("1 more: {hours}", hours=hours_text(say, hours, zone)),
                        callback=AddPlace(stall_day=roster.day.id, part=part),
                    ),
                    Button(
                        label=say.label("1 fewer: {hours}", hours=hours_text(say, hours, zone)),
                        callback=RemovePlace(stall_day=roster.day.id, part=part),
                    ),
                ]
                for part, hours in enumerate(roster.hours)
            ),
            [Button(label=say.label("Back"), callback=ShowRoster(stall_day=roster.day.id))],
        ),
        shows=shown_roster(roster.day.id, RosterForm.PLACES),
    )


def shift_view(
    say: Say, shift: ShiftPage, now: datetime, undo: AssignShift | TakeOffShift | None = None
) -> Screen:
    """Shows one place. `undo` takes back what the stall just did."""
    place, page = shift.place, shift.page
    day = page.roster.day
    words = place_words(say, day, place)
    head = say(
        "<b>{when}</b>, {stall}, {alley}", when=words["when"], stall=words["stall"], alley=words["alley"]
    )
    asks = [
        say(
            "{person} would give {when} for it.",
            person=name_of(ask),
            when=when_text(say, ask.hours, day.zone),
        )
        for ask in shift.asks
    ]
    undoing = [Button(label=say.label("Undo (1 min)"), callback=undo, style="primary")] if undo else []
    return Screen(
        text=Markup("\n").join((head, *_state_rows(say, shift, now), *asks)),
        rows=layout_buttons(
            undoing,
            _holding(say, shift, now) if place.person == page.reader else _others(say, shift, now),
            _stall_buttons(say, shift, undo) if page.manages else [],
            [Button(label=say.label("Back"), callback=ShowRoster(stall_day=day.id))],
        ),
        shows=_shown_shift(shift, now, undo),
    )


def _shown_shift(shift: ShiftPage, now: datetime, undo: AssignShift | TakeOffShift | None) -> Shown:
    """Returns what a page of one place shows: until Undo goes, it is too late to give back, or the shift begins."""
    place, day = shift.place, shift.page.roster.day
    turns = (place.hours.starts_at - GIVE_BACK, place.hours.starts_at)
    until = next((turn for turn in turns if turn > now), None)
    if undo is None:
        return shown_roster(day.id, RosterForm.SHIFT, (place.id,), until=until)
    kind = RosterForm.OFF if isinstance(undo, AssignShift) else RosterForm.ASSIGNED
    until = now + UNDO
    return shown_roster(day.id, kind, (place.id, undo.person, int(until.timestamp())), until=until)


def candidates_view(say: Say, candidates: Candidates) -> Screen:
    """Asks whom to put down for an empty place."""
    when = when_text(say, candidates.place.hours, candidates.roster.day.zone)
    nobody = say("Nobody is available: all helpers have a shift then. Invite one under Staff.")
    return Screen(
        text=say("Who works on {when}?", when=when) if candidates.people else nobody,
        rows=layout_buttons(
            [
                Button(
                    label=shorten_label(sanitize_name(name, LABEL)),
                    callback=AssignShift(shift=candidates.place.id, person=person),
                )
                for person, name in candidates.people
            ],
            [Button(label=say.label("Back"), callback=ShowRoster(stall_day=candidates.roster.day.id))],
        ),
    )


def _roster_row(say: Say, roster: RosterFacts, reader: int) -> Markup:
    day = roster.day
    row = say(
        "<b>{day}</b>, {alley}, {hours}: {empty}",
        day=format_date(say, day.day),
        alley=where_words(day)["alley"],
        hours=format_time_range(say, day.starts_at, day.ends_at, day.zone),
        empty=empty_text(say, roster),
    )
    own = [
        say("Yours: {hours}", hours=hours_text(say, place.hours, day.zone))
        for place in roster.places
        if place.person == reader
    ]
    return Markup("\n").join((row, *own))


def _day_label(say: Say, day: RosterDay) -> str:
    return labelled(say, format_date(say, day.day), where_words(day)["alley"])


def _parts_label(say: Say, parts: int) -> str:
    return (
        say.label("One shift") if parts == 1 else say.label("{count} shifts", count=format_number(say, parts))
    )


def _take_buttons(say: Say, page: RosterPage) -> list[Button]:
    """Returns a button for each shift that the reader can take."""
    roster = page.roster
    if not page.helps or not roster.is_open:
        return []
    return [
        Button(
            label=say.label("Take {hours}", hours=hours_text(say, hours, roster.day.zone)),
            callback=TakeShift(stall_day=roster.day.id, part=part),
            style="primary",
        )
        for part, hours in enumerate(roster.hours)
        if roster.empty(part) and part not in page.busy
    ]


def _may_open(page: RosterPage, place: ShiftPlace) -> bool:
    """Returns whether there is something to do with a held place for the reader."""
    if place.person is None:
        return False
    return page.manages or place.person == page.reader or place.offered_at is not None


def _place_button(say: Say, page: RosterPage, place: ShiftPlace) -> Button:
    hours = hours_text(say, place.hours, page.roster.day.zone)
    own, room = say.label("Your shift"), LABEL_WIDTHS[1] - width(hours) - 2
    who = own if place.person == page.reader else shorten_label(sanitize_name(place.name, LABEL), room)
    return Button(label=labelled(say, who, hours), callback=ShowShift(shift=place.id))


def _managing(say: Say, page: RosterPage) -> list[Button]:
    """Returns what those who may post can do with a roster."""
    roster, zone = page.roster, page.roster.day.zone
    free = {place.part: place for place in reversed(roster.places) if place.person is None}
    assign = [
        Button(
            label=say.label("Assign {hours}", hours=hours_text(say, free[part].hours, zone)),
            callback=AskAssign(shift=free[part].id),
        )
        for part in sorted(free)
    ]
    # text: the number of people a shift needs
    places = Button(label=say.label("Places"), callback=ShowPlaces(stall_day=roster.day.id))
    close = Button(label=say.label("Close shifts"), callback=CloseRoster(stall_day=roster.day.id))
    again = Button(label=say.label("Open again"), callback=OpenRoster(stall_day=roster.day.id))
    return [*assign, places, close if roster.is_open else again]


def _state_rows(say: Say, shift: ShiftPage, now: datetime) -> list[Markup]:
    place = shift.place
    if place.person is None:
        return [say("Nobody has this shift.")]
    if place.person != shift.page.reader:
        rows = [say("{person} has this shift.", person=name_of(place))]
        offered = say("{person} offers it to the others.", person=name_of(place))
        return [*rows, *([offered] if place.offered_at else [])]
    until, zone = place.hours.starts_at - GIVE_BACK, shift.page.roster.day.zone
    if place.offered_at:
        return [say("Your shift. You offer it to the others; it stays yours until somebody takes it.")]
    if now <= until:
        back = say("You can give it back until {when}.", when=format_datetime(say, until, zone))
        return [say.sentences(say("Your shift."), back)]
    return [say("Your shift. It is too late to give it back; you can offer it to the others.")]


def _holding(say: Say, shift: ShiftPage, now: datetime) -> list[Button]:
    """Returns what the helper who has a place can do."""
    place = shift.place
    if not shift.page.roster.is_open or place.hours.starts_at <= now:
        return []
    if place.offered_at is None:
        back = Button(label=say.label("Give back"), callback=GiveBackShift(shift=place.id))
        offer = Button(label=say.label("Offer to others"), callback=OfferShift(shift=place.id))
        return [*([back] if now <= place.hours.starts_at - GIVE_BACK else []), offer]
    zone = shift.page.roster.day.zone
    agree = [
        Button(
            label=say.label("Swap for {when}", when=format_datetime(say, ask.hours.starts_at, zone)),
            callback=AgreeExchange(shift=place.id, given=ask.id),
            style="primary",
        )
        for ask in shift.asks
    ]
    return [*agree, Button(label=say.label("Keep it"), callback=KeepShift(shift=place.id))]


def _others(say: Say, shift: ShiftPage, now: datetime) -> list[Button]:
    """Returns what another helper can do with an offered place."""
    place, page = shift.place, shift.page
    offered = place.offered_at is not None and place.hours.starts_at > now
    if not offered or not page.helps or not page.roster.is_open:
        return []
    zone = page.roster.day.zone
    take = Button(label=say.label("Take it"), callback=TakeOffered(shift=place.id), style="primary")
    give = [
        Button(
            label=say.label("Give {when}", when=format_datetime(say, own.hours.starts_at, zone)),
            callback=AskExchange(shift=place.id, given=own.id),
        )
        for own in shift.own
    ]
    return [*([] if place.part in page.busy else [take]), *give]


def _stall_buttons(say: Say, shift: ShiftPage, undo: AssignShift | TakeOffShift | None) -> list[Button]:
    place = shift.place
    if place.person is None:
        return [Button(label=say.label("Assign"), callback=AskAssign(shift=place.id))]
    if undo:
        return []
    name = shorten_label(sanitize_name(place.name, PERSON), LABEL)
    off = TakeOffShift(shift=place.id, person=place.person)
    return [Button(label=say.label("Take off: {person}", person=name), callback=off, style="danger")]

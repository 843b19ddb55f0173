"""The packaging desk of a hub or a stall: what is here, and what there is to do."""

from collections.abc import Sequence
from datetime import datetime

from markupsafe import Markup

from handlers.callbacks.kiosk import ShowKiosk
from handlers.callbacks.packaging_desk import (
    ChooseStock,
    FinishWash,
    ShowCount,
    ShowCrates,
    ShowPackagingDesk,
    ShowSetApart,
    ShowWashing,
    StockWork,
    UndoWork,
    WashAll,
)
from handlers.callbacks.place import place_code
from handlers.callbacks.return_money import ShowOwed
from handlers.callbacks.scan import AskScan
from handlers.callbacks.start import ShowStart
from handlers.packaging.packaging_text import counted, counted_list, hub_head, place_name
from handlers.ui.button_layout import layout_buttons, shorten_label
from handlers.ui.screen import Button, Screen
from locales.formats import format_list_and, format_time
from locales.say import Say
from market.packaging.hub_facts import PackagingDesk
from market.packaging.place import PlaceFacts
from market.packaging.washing import WashFacts
from storage.packaging import PackagingState, Stream

CLEAN, RETURNED, WASHING, QUARANTINED = (
    PackagingState.CLEAN,
    PackagingState.RETURNED,
    PackagingState.WASHING,
    PackagingState.QUARANTINED,
)
ON_SHELVES = (CLEAN, RETURNED, WASHING, QUARANTINED)


def workplaces_page(say: Say, places: Sequence[PlaceFacts]) -> Screen:
    """Shows the places where a person works with packaging."""
    back = Button(label=say.label("Back"), callback=ShowStart())
    if not places:
        return Screen(
            text=say("You do not work at a hub. An organiser can add you."), rows=layout_buttons([back])
        )
    return Screen(
        text=say("Where are you working?"),
        rows=layout_buttons(
            *(
                [
                    Button(
                        label=shorten_label(place.name),
                        callback=ShowPackagingDesk(place=place_code(place.ref)),
                    )
                ]
                for place in places
            ),
            [back],
        ),
    )


def packaging_desk_page(say: Say, desk: PackagingDesk, now: datetime) -> Screen:
    """Shows the desk of a hub, or of a stall's packaging."""
    place = place_code(desk.place.ref)
    head = (
        hub_head(say, desk.hub, now)
        if desk.hub
        else say("<b>Packaging of {stall}</b>", stall=place_name(desk.place))
    )
    groups = (
        [
            Button(label=say.label("Scan"), callback=AskScan(place=place), style="primary"),
            _lend(say, place),
        ],
        [
            Button(label=say.label("Count"), callback=ShowCount(place=place)),
            Button(label=say.label("Move crates"), callback=ShowCrates(place=place)),
        ],
        [
            Button(label=say.label("Wash"), callback=ShowWashing(place=place)),
            Button(label=say.label("Set apart"), callback=ShowSetApart(place=place)),
        ],
        _owed_button(say, desk),
        [Button(label=say.label("Kiosk"), callback=ShowKiosk(place=place))] if desk.hub else [],
        undo_buttons(say, desk),
        [Button(label=say.label("Back"), callback=ShowStart())],
    )
    return Screen(
        text=Markup("\n").join((head, _here_text(say, desk), *_numbers_text(say, desk))),
        rows=layout_buttons(*groups),
    )


def _owed_button(say: Say, desk: PackagingDesk) -> list[Button]:
    """Returns the way to what came back and is not paid out, as from a kiosk."""
    if not desk.owed:
        return []
    owed = ShowOwed(place=place_code(desk.place.ref))
    return [Button(label=say.label("Refund, {count}", count=desk.owed), callback=owed)]


def _lend(say: Say, place: str) -> Button:
    return Button(label=say.label("Lend"), callback=ChooseStock(place=place, work=StockWork.LEND))


def _here_text(say: Say, desk: PackagingDesk) -> Markup:
    here: dict[int, int] = {}
    for each in desk.stock:
        if each.state in ON_SHELVES:
            here[each.packaging.id] = here.get(each.packaging.id, 0) + each.units
    kinds = {each.packaging.id: each.packaging for each in desk.stock}
    if not here:
        return say("Nothing is here yet. Count what you have, or take packaging back.")
    items = counted_list(say, kinds.values(), here)
    if desk.hub is None:
        return say("Here: {items}.", items=items)
    return say("Here: {items}; {percent} % full.", items=items, percent=desk.hub.percent_full)


def _numbers_text(say: Say, desk: PackagingDesk) -> list[Markup]:
    """Returns the numbers that there is something to do about, without zeros."""
    washing, apart = desk.units(WASHING), desk.units(QUARANTINED)
    clean, returned = desk.units(CLEAN), desk.units(RETURNED)
    sentences = (
        say("Clean: {count}.", count=clean) if clean else "",
        say("To wash: {count}.", count=returned) if returned else "",
        say("In the wash: {count}.", count=washing) if washing else "",
        say("Set apart: {count}.", count=apart) if apart else "",
        say("On the way here: {count}.", count=desk.arriving) if desk.arriving else "",
        say("Due this week: {count}.", count=desk.due) if desk.due else "",
        say("Late: {count}.", count=desk.late) if desk.late else "",
        say("To refund: {count}.", count=desk.owed) if desk.owed else "",
    )
    said = say.sentences(*sentences)
    return [said] if said else []


def undo_buttons(say: Say, desk: PackagingDesk) -> list[Button]:
    """Returns Undo, where the last work here can still be undone."""
    if not desk.undo:
        return []
    undo = UndoWork(place=place_code(desk.place.ref), movement=desk.undo)
    return [Button(label=say.label("Undo (1 min)"), callback=undo)]


def washing_page(say: Say, desk: PackagingDesk, washes: Sequence[WashFacts]) -> Screen:
    """Shows what is to be washed and what is in the wash."""
    place = place_code(desk.place.ref)
    waiting = [each for each in desk.stock if each.state is RETURNED]
    parts = [
        say(
            "To wash: {items}.",
            items=format_list_and(say, [counted(say, each.packaging, each.units) for each in waiting]),
        )
        if waiting
        else say("Nothing is to be washed."),
        *(_wash_text(say, desk, wash) for wash in washes),
    ]
    streams = {each.packaging.stream for each in waiting}
    groups = (
        [_wash_all_button(say, desk, stream, is_only_stream=len(streams) == 1) for stream in sorted(streams)],
        [Button(label=say.label("Wash some"), callback=ChooseStock(place=place, work=StockWork.WASH))]
        if waiting
        else [],
        [_clean_button(say, desk, wash) for wash in washes],
        undo_buttons(say, desk),
        [desk_button(say, desk.place)],
    )
    return Screen(
        text=Markup("\n").join(parts),
        rows=layout_buttons(*groups),
    )


def desk_button(say: Say, place: PlaceFacts) -> Button:
    """Returns the way back to the desk."""
    return Button(label=say.label("Back"), callback=ShowPackagingDesk(place=place_code(place.ref)))


def _wash_text(say: Say, desk: PackagingDesk, wash: WashFacts) -> Markup:
    return say(
        "In the wash since {time}: {items}.",
        time=format_time(say, wash.started_at, desk.place.zone),
        items=counted_list(say, wash.kinds, wash.units),
    )


def _wash_all_button(say: Say, desk: PackagingDesk, stream: Stream, *, is_only_stream: bool) -> Button:
    """Returns the button that washes a whole stream, which is named where both wait: they are washed apart."""
    units = sum(
        each.units for each in desk.stock if each.state is RETURNED and each.packaging.stream is stream
    )
    wash = WashAll(place=place_code(desk.place.ref), halal=stream is Stream.HALAL)
    if is_only_stream:
        label = say.label("Wash all {count}", count=units)
    elif stream is Stream.HALAL:
        label = say.label("Wash {count} halal", count=units)
    else:
        label = say.label("Wash {count} other", count=units)
    return Button(label=label, callback=wash)


def _clean_button(say: Say, desk: PackagingDesk, wash: WashFacts) -> Button:
    label = say.label("Clean: {count}", count=sum(wash.units.values()))
    return Button(label=label, callback=FinishWash(place=place_code(desk.place.ref), wash=wash.id))


def set_apart_page(say: Say, desk: PackagingDesk, *, may_release: bool) -> Screen:
    """Shows what is quarantined. `may_release`: the reader is an organiser, who lets it be washed again."""
    place = place_code(desk.place.ref)
    apart = [each for each in desk.stock if each.state is QUARANTINED]
    text = (
        say(
            "Set apart: {items}. An organiser decides whether it is washed again.",
            items=format_list_and(say, [counted(say, each.packaging, each.units) for each in apart]),
        )
        if apart
        else say("Nothing is set apart.")
    )

    def work(label: str, stock_work: StockWork) -> Button:
        return Button(label=label, callback=ChooseStock(place=place, work=stock_work))

    release = [work(say.label("Wash again"), StockWork.RELEASE)] if apart and may_release else []
    return Screen(
        text=text,
        rows=layout_buttons(
            [
                work(say.label("Damaged"), StockWork.DAMAGED),
                work(say.label("Mixed crate"), StockWork.MIXED),
                work(say.label("Worn out"), StockWork.RETIRE),
            ],
            release,
            undo_buttons(say, desk),
            [desk_button(say, desk.place)],
        ),
    )

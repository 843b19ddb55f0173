"""Crates between places: what is on the way here, what arrived, and where crates go."""

from collections.abc import Sequence
from datetime import datetime

from markupsafe import Markup

from handlers.callbacks.packaging_desk import (
    AddToHaul,
    AddUnitsToHaul,
    AskAdded,
    AskArrived,
    ChooseStock,
    ChooseTarget,
    ReceiveAll,
    ReceivePiece,
    ShowCrates,
    ShowHaul,
    StockWork,
)
from handlers.callbacks.place import place_code
from handlers.callbacks.scan import AskScan
from handlers.packaging.desk_views import desk_button, undo_buttons
from handlers.packaging.packaging_text import (
    counted,
    counted_list,
    packaging_label,
    place_name,
    state_label,
    state_text,
)
from handlers.ui.button_layout import layout_buttons, room_for_name, shorten_label
from handlers.ui.paging import page_of, page_text, pager
from handlers.ui.screen import Button, Screen
from locales.formats import format_datetime
from locales.say import Say
from market.packaging.hauling import HaulFacts
from market.packaging.hub_facts import PackagingDesk
from market.packaging.packaging_type import PackagingFacts
from market.packaging.place import PlaceFacts
from storage.packaging import Stream

PAGE, PIECES = 6, 12


def crates_page(
    say: Say,
    desk: PackagingDesk,
    hauls: Sequence[HaulFacts],
    number: int,
    *,
    sent: Sequence[HaulFacts],
    now: datetime,
) -> Screen:
    """Shows the crates that are on the way to a place, and those that were `sent` from it and have not arrived. Fresh ones take more in."""
    place, page = place_code(desk.place.ref), page_of(hauls, number, PAGE)
    rows = [say("{number}. {words}", number=at, words=haul_text(say, haul)) for at, haul in page.numbered()]
    groups = (
        *([_haul_button(say, place, at, haul)] for at, haul in page.numbered()),
        *pager(say, page.number, page.pages, lambda other: ShowCrates(place=place, page=other)),
        [Button(label=say.label("Send crates"), callback=ChooseTarget(place=place))],
        *([_add_button(say, place, haul)] for haul in sent[:PAGE] if haul.takes_more(now)),
        undo_buttons(say, desk),
        [desk_button(say, desk.place)],
    )
    return Screen(
        text=Markup("\n").join(
            (
                say("<b>On the way here:</b>") if hauls else say("No crates are on the way here."),
                *rows,
                *page_text(say, page.number, page.pages),
                *(_sent_text(say, haul) for haul in sent[:PAGE]),
            )
        ),
        rows=layout_buttons(*groups),
    )


def _sent_text(say: Say, haul: HaulFacts) -> Markup:
    """Returns what was sent and has not arrived: all of it, or what is missing since some of it was received."""
    if haul.received_at:
        return say(
            "Still missing at {place}, from what was sent {at}: {items}.",
            place=place_name(haul.target),
            at=format_datetime(say, haul.sent_at, haul.source.zone),
            items=counted_list(say, haul.kinds, haul.units),
        )
    return say(
        "Sent to {place}, not received yet: {items}.",
        place=place_name(haul.target),
        items=counted_list(say, haul.kinds, haul.units),
    )


def _add_button(say: Say, place: str, haul: HaulFacts) -> Button:
    room = room_for_name(say.label("Add to {place}", place="x"))
    label = say.label("Add to {place}", place=shorten_label(haul.target.name, room))
    return Button(label=label, callback=AddToHaul(place=place, haul=haul.id))


def adding_page(say: Say, desk: PackagingDesk, haul: HaulFacts) -> Screen:
    """Asks what else goes into crates on the way. Pieces with a number are scanned."""
    place = place_code(desk.place.ref)
    here = [each for each in desk.stock if each.state is haul.state]
    return Screen(
        text=Markup("\n").join(
            (
                _sent_text(say, haul),
                say(
                    "What else do you send with it? Choose it, or scan a piece or type its code, one by one."
                ),
            )
        ),
        rows=layout_buttons(
            *(
                [
                    Button(
                        label=state_label(say, each.packaging, each.state, each.units),
                        callback=AskAdded(place=place, haul=haul.id, packaging=each.packaging.id),
                    )
                ]
                for each in here
                if not each.packaging.single
            ),
            [Button(label=say.label("Scan"), callback=AskScan(place=place))],
            undo_buttons(say, desk),
            [Button(label=say.label("Back"), callback=ShowCrates(place=place))],
        ),
    )


def added_ask(say: Say, desk: PackagingDesk, haul: HaulFacts, kind: PackagingFacts) -> Screen:
    """Asks how many units of a type go along."""
    place, units = place_code(desk.place.ref), desk.of(kind.id, haul.state)
    everything = AddUnitsToHaul(place=place, haul=haul.id, packaging=kind.id, units=units)
    return Screen(
        text=say("How many do you send with it? Here: {items}.", items=counted(say, kind, units)),
        rows=layout_buttons(
            [Button(label=say.label("All {count}", count=units), callback=everything)],
            [Button(label=say.label("Back"), callback=AddToHaul(place=place, haul=haul.id))],
        ),
    )


def haul_text(say: Say, haul: HaulFacts) -> Markup:
    """Returns what is on the way, from where and since when."""
    return say(
        "{items}, {state}, from {place}, sent {at}.",
        items=counted_list(say, haul.kinds, haul.units),
        state=state_text(say, haul.state),
        place=place_name(haul.source),
        at=format_datetime(say, haul.sent_at, haul.target.zone),
    )


def _haul_button(say: Say, place: str, number: int, haul: HaulFacts) -> Button:
    return Button(
        label=f"{number} {shorten_label(haul.source.name, 26)}", callback=ShowHaul(place=place, haul=haul.id)
    )


def target_choice(say: Say, desk: PackagingDesk, places: Sequence[PlaceFacts], number: int) -> Screen:
    """Asks where crates go."""
    place, page = place_code(desk.place.ref), page_of(places, number, PAGE)
    back = Button(label=say.label("Back"), callback=ShowCrates(place=place))
    if not places:
        return Screen(
            text=say("There is no other hub or stall to send crates to."), rows=layout_buttons([back])
        )
    return Screen(
        text=Markup("\n").join((say("Where do the crates go?"), *page_text(say, page.number, page.pages))),
        rows=layout_buttons(
            *(
                [
                    Button(
                        label=shorten_label(target.name),
                        callback=ChooseStock(place=place, work=StockWork.SEND, target=place_code(target.ref)),
                    )
                ]
                for target in page.shown
            ),
            *pager(say, page.number, page.pages, lambda other: ChooseTarget(place=place, page=other)),
            [back],
        ),
    )


def haul_page(say: Say, desk: PackagingDesk, haul: HaulFacts) -> Screen:
    """Asks what arrived of a haul: all of it, all of it beside packaging of the other stream, or fewer."""
    place, units = place_code(desk.place.ref), sum(haul.units.values())
    back = Button(label=say.label("Back"), callback=ShowCrates(place=place))
    mixed = Button(
        label=say.label("All, mixed crate"), callback=ReceiveAll(place=place, haul=haul.id, mixed=True)
    )
    groups = (
        [
            Button(
                label=say.label("All {count} arrived", count=units),
                callback=ReceiveAll(place=place, haul=haul.id, mixed=False),
                style="primary",
            )
        ],
        [mixed] if haul.stream is Stream.HALAL else [],
        [_fewer_button(say, place, haul, packaging) for packaging in haul.crate.units],
        [
            Button(
                label=shorten_label(say.label("No. {number}", number=serial)),
                callback=ReceivePiece(place=place, haul=haul.id, asset=asset),
            )
            for asset, serial in list(haul.serials.items())[:PIECES]
            if sum(haul.units.values()) > 1
        ],
        [back],
    )
    return Screen(
        text=Markup("\n").join((haul_text(say, haul), say("What arrived?"))),
        rows=layout_buttons(*groups),
    )


def _fewer_button(say: Say, place: str, haul: HaulFacts, packaging: int) -> Button:
    """Returns the button for fewer, which names the packaging where there are several."""
    callback = AskArrived(place=place, haul=haul.id, packaging=packaging)
    if len(haul.kinds) == 1 and not haul.serials:
        return Button(label=say.label("Fewer arrived"), callback=callback)
    kind = next(each for each in haul.kinds if each.id == packaging)
    return Button(label=packaging_label(say, kind, haul.units[packaging]), callback=callback)


def arrived_ask(say: Say, kind: PackagingFacts, sent: int) -> Screen:
    """Asks how many units of a type arrived, of so many that are on the way."""
    return Screen(
        text=say(
            "How many arrived? Sent: {items}. Missing ones stay on the way, and we tell the sender.",
            items=counted(say, kind, sent),
        ),
        reply_placeholder="20",
    )


def number_note(say: Say, number: int | None, units: int | None = None) -> Markup:
    """Returns why a typed number does not fit: it is none, it is 0, or more than the `units` that were sent."""
    if number is None:
        return say("That is not a number. Write only the number, like 20.")
    if units is None or not number:
        return say("Write a number of 1 or more.")
    return say.many(
        "Only {count} was sent. Enter {count} here; add the extra ones under Count.",
        "Only {count} were sent. Enter {count} here; add the extra ones under Count.",
        units,
    )


def received_text(say: Say, left: HaulFacts, *, mixed: bool) -> Markup:
    """Returns what became of a haul: where it stands, and what is still on the way."""
    missing = sum(left.units.values())
    if missing:
        return say.many(
            "Received. {count} is still on the way; the sender is told.",
            "Received. {count} are still on the way; the sender is told.",
            missing,
        )
    if mixed:
        return say("Received. It is set apart, because it came in a mixed crate.")
    return say("Received. All of it has arrived.")

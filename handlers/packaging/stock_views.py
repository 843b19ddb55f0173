"""Work on units of one type: which, how many, and the counting of shelves."""

from datetime import datetime, timedelta
from typing import assert_never

from markupsafe import Markup

from handlers.callbacks.callback import Callback
from handlers.callbacks.packaging_desk import (
    AskStockCount,
    ChooseStock,
    ChooseUnits,
    CountType,
    ShowCount,
    ShowCrates,
    ShowPackagingDesk,
    ShowSetApart,
    ShowWashing,
    StockWork,
    WorkOnUnits,
)
from handlers.callbacks.place import place_code
from handlers.packaging.desk_views import desk_button, undo_buttons
from handlers.packaging.packaging_text import (
    counted,
    packaging_label,
    place_name,
    state_label,
    state_text,
    terms_text,
)
from handlers.ui.button_layout import layout_buttons
from handlers.ui.paging import page_of, page_text, pager
from handlers.ui.screen import Button, Screen
from locales.formats import format_list_and
from locales.say import Say
from locales.user_text import PACKAGING, sanitize_name
from market.packaging.hub_facts import PackagingDesk, StockCount
from market.packaging.packaging_type import PackagingFacts
from market.packaging.place import PlaceFacts
from market.packaging.stock import COUNTABLE
from market.ticket.bearer import MOST
from storage.packaging import PackagingState, Stream

CLEAN, RETURNED, QUARANTINED = (
    PackagingState.CLEAN,
    PackagingState.RETURNED,
    PackagingState.QUARANTINED,
)
PAGE = 6
OFFERED = (1, 2, 5, 10, 20)
"""Numbers of units that have a button, where there are more."""


def stock_choice(say: Say, desk: PackagingDesk, callback: ChooseStock, target: PlaceFacts | None) -> Screen:
    """Asks which packaging to work on. `target` is where crates go."""
    found = _workable(desk, callback.work)
    back = Button(label=say.label("Back"), callback=_back_from(callback.place, callback.work))
    if not found:
        return Screen(text=_none_text(say, callback.work), rows=layout_buttons([back]))
    page = page_of(found, callback.page, PAGE)

    def to(number: int) -> Callback:
        return callback.model_copy(update={"page": number})

    return Screen(
        text=Markup("\n").join(
            (_question(say, callback.work, target), *page_text(say, page.number, page.pages))
        ),
        rows=layout_buttons(
            *([_stock_button(say, callback, each)] for each in page.shown),
            *pager(say, page.number, page.pages, to),
            [back],
        ),
    )


def _workable(desk: PackagingDesk, work: StockWork) -> list[StockCount]:
    """Returns the stock that a kind of work is done on. What is lent may be in no books yet."""
    if work is StockWork.LEND:
        return [StockCount(kind, CLEAN, desk.of(kind.id, CLEAN)) for kind in desk.lent]
    states = _states(work)
    return [
        each
        for each in desk.stock
        if each.state in states and (work is not StockWork.MIXED or each.packaging.stream is Stream.HALAL)
    ]


def _states(work: StockWork) -> tuple[PackagingState, ...]:
    match work:
        case StockWork.LEND:
            return (CLEAN,)
        case StockWork.WASH:
            return (RETURNED,)
        case StockWork.SEND | StockWork.DAMAGED | StockWork.MIXED:
            return CLEAN, RETURNED
        case StockWork.RETIRE:
            return CLEAN, RETURNED, QUARANTINED
        case StockWork.RELEASE:
            return (QUARANTINED,)
        case _:
            assert_never(work)


def _question(say: Say, work: StockWork, target: PlaceFacts | None) -> Markup:
    match work:
        case StockWork.LEND:
            return say(
                "What do you lend? You get a returns ticket for it, even for someone without an account."
            )
        case StockWork.WASH:
            return say("What do you wash?")
        case StockWork.SEND:
            return say("What goes to {place}?", place=place_name(target) if target else "")
        case StockWork.DAMAGED:
            return say("What is damaged?")
        case StockWork.MIXED:
            return say("Which halal packaging was in a crate with other packaging?")
        case StockWork.RETIRE:
            return say("What is worn out? It leaves the stock for good.")
        case StockWork.RELEASE:
            return say("What may be washed again?")
        case _:
            assert_never(work)


def _none_text(say: Say, work: StockWork) -> Markup:
    match work:
        case StockWork.LEND:
            return say("There is no packaging yet. An organiser can add some.")
        case StockWork.WASH:
            return say("Nothing is to be washed.")
        case StockWork.SEND:
            return say("There is nothing here. Count what you have first.")
        case StockWork.DAMAGED | StockWork.RETIRE:
            return say("There is nothing here. Count what you have first.")
        case StockWork.MIXED:
            return say("There is no halal packaging here. Count what you have first.")
        case StockWork.RELEASE:
            return say("Nothing is set apart.")
        case _:
            assert_never(work)


def _back_from(place: str, work: StockWork) -> Callback:
    match work:
        case StockWork.LEND:
            return ShowPackagingDesk(place=place)
        case StockWork.WASH:
            return ShowWashing(place=place)
        case StockWork.SEND:
            return ShowCrates(place=place)
        case StockWork.DAMAGED | StockWork.MIXED | StockWork.RETIRE | StockWork.RELEASE:
            return ShowSetApart(place=place)
        case _:
            assert_never(work)


def _stock_button(say: Say, callback: ChooseStock, count: StockCount) -> Button:
    several = len(_states(callback.work)) > 1
    label = (
        state_label(say, count.packaging, count.state, count.units)
        if several
        else packaging_label(say, count.packaging, count.units)
    )
    chosen = ChooseUnits(
        place=callback.place,
        work=callback.work,
        packaging=count.packaging.id,
        state=count.state,
        target=callback.target,
    )
    return Button(label=label, callback=chosen)


def units_choice(
    say: Say, desk: PackagingDesk, kind: PackagingFacts, callback: ChooseUnits, *, now: datetime
) -> Screen:
    """Asks how many units of a type to work on."""
    here = desk.of(kind.id, callback.state)
    lends = callback.work is StockWork.LEND
    numbers = [*range(1, MOST + 1)] if lends else [number for number in OFFERED if number < here]
    all_of_it = (
        [] if lends or not here else [_units_button(callback, here, say.label("All {count}", count=here))]
    )
    return Screen(
        text=_lending_text(say, desk, kind, now) if lends else _how_many_text(say, kind, callback, here),
        rows=layout_buttons(
            all_of_it,
            [_units_button(callback, number, str(number)) for number in numbers],
            [
                Button(
                    label=say.label("Back"),
                    callback=ChooseStock(place=callback.place, work=callback.work, target=callback.target),
                )
            ],
        ),
    )


def _units_button(callback: ChooseUnits, units: int, label: str) -> Button:
    return Button(label=label, callback=WorkOnUnits(**dict(callback), units=units))


def _how_many_text(say: Say, kind: PackagingFacts, callback: ChooseUnits, here: int) -> Markup:
    return say(
        "How many? Tap a number, or write it. Here: {items}, {state}.",
        items=counted(say, kind, here),
        state=state_text(say, callback.state),
    )


def _lending_text(say: Say, desk: PackagingDesk, kind: PackagingFacts, now: datetime) -> Markup:
    due_at = now + timedelta(days=kind.terms.free_days)
    head = say("How many {item} do you lend?", item=sanitize_name(kind.name, PACKAGING))
    return Markup("\n").join((head, terms_text(say, desk.place, kind, due_at)))


def pieces_ask(say: Say, desk: PackagingDesk, kind: PackagingFacts) -> Screen:
    """Says that pieces with a number are handled one by one."""
    return Screen(
        text=say(
            "Each {item} has its own number. Scan the code on it, or write {example}.",
            item=sanitize_name(kind.name, PACKAGING),
            example=Markup("<code>{}/…</code>").format(kind.code),
        ),
        rows=layout_buttons([desk_button(say, desk.place)]),
    )


def count_choice(say: Say, desk: PackagingDesk, page_number: int) -> Screen:
    """Asks which packaging was counted."""
    kinds = _countable(desk)
    if not kinds:
        return Screen(
            text=say("There is no packaging yet. An organiser can add some."),
            rows=layout_buttons([desk_button(say, desk.place)]),
        )
    page, place = page_of(kinds, page_number, PAGE), place_code(desk.place.ref)

    def button(kind: PackagingFacts) -> Button:
        here = sum(desk.of(kind.id, state) for state in COUNTABLE)
        return Button(
            label=packaging_label(say, kind, here), callback=CountType(place=place, packaging=kind.id)
        )

    return Screen(
        text=Markup("\n").join((say("What did you count?"), *page_text(say, page.number, page.pages))),
        rows=layout_buttons(
            *([button(kind)] for kind in page.shown),
            *pager(say, page.number, page.pages, lambda number: ShowCount(place=place, page=number)),
            undo_buttons(say, desk),
            [desk_button(say, desk.place)],
        ),
    )


def _countable(desk: PackagingDesk) -> list[PackagingFacts]:
    """Returns the types that are counted: those here, and those that may be here."""
    known = {each.packaging.id: each.packaging for each in desk.stock} | {kind.id: kind for kind in desk.lent}
    return [known[packaging] for packaging in sorted(known) if not known[packaging].single]


def count_type_page(say: Say, desk: PackagingDesk, kind: PackagingFacts) -> Screen:
    """Shows what the books say of a type, and asks which of it was counted."""
    place = place_code(desk.place.ref)
    books = [
        # text: a number of units and their state, in a list
        say.plain("{count} {state}", count=desk.of(kind.id, state), state=state_text(say, state))
        for state in COUNTABLE
    ]

    def ask(label: str, state: PackagingState) -> Button:
        return Button(label=label, callback=AskStockCount(place=place, packaging=kind.id, state=state))

    return Screen(
        text=say(
            "<b>{item}</b>. Our records say: {items}. Which ones did you count?",
            item=sanitize_name(kind.name, PACKAGING),
            items=format_list_and(say, books),
        ),
        rows=layout_buttons(
            [
                ask(say.label("Clean"), CLEAN),
                ask(say.label("To wash"), RETURNED),
                ask(say.label("Set apart"), QUARANTINED),
            ],
            undo_buttons(say, desk),
            [Button(label=say.label("Back"), callback=ShowCount(place=place))],
        ),
    )


def difference_text(say: Say, difference: int) -> Markup:
    """Returns what a count changed in the books."""
    if not difference:
        return say("It matches our records.")
    if difference < 0:
        return say.many(
            "{count} is missing and now counts as lost.",
            "{count} are missing and now count as lost.",
            -difference,
        )
    return say.many("{count} more was found.", "{count} more were found.", difference)


def count_ask(say: Say, desk: PackagingDesk, kind: PackagingFacts, state: PackagingState) -> Screen:
    """Asks for the number that was counted."""
    return Screen(
        text=say(
            "How many did you count? Our records say: {items}, {state}.",
            items=counted(say, kind, desk.of(kind.id, state)),
            state=state_text(say, state),
        ),
        reply_placeholder="20",
    )

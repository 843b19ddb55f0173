"""Pages of a hub's or stall's packaging for organisers: its stock and cash, what is bought, what is lent on paper tickets."""

from collections.abc import Sequence
from datetime import datetime

from markupsafe import Markup

from handlers.callbacks.organiser_packaging import (
    AskPurchase,
    AskStrip,
    ChoosePurchase,
    ChooseStrip,
    LendStrip,
    LoseHaul,
    OverseeHaul,
    OverseeHub,
    OverseePlace,
    PrintLabels,
    PrintStrip,
    SettlePlace,
)
from handlers.callbacks.packaging_desk import ShowPackagingDesk
from handlers.callbacks.place import place_code
from handlers.callbacks.stall_application import ShowStallRequest
from handlers.organiser_packaging.packaging_text import stock_row, terms_text
from handlers.packaging.packaging_text import counted_list
from handlers.ui.button_layout import layout_buttons, shorten_label
from handlers.ui.paging import page_of, page_text, pager
from handlers.ui.screen import Button, Screen
from locales.formats import format_datetime, format_day, format_money, format_number
from locales.say import Say
from locales.units import format_units
from locales.user_text import NAME, sanitize_name
from market.packaging.hauling import HaulFacts
from market.packaging.overview import OverseenPlace
from market.packaging.packaging_type import PackagingFacts
from market.packaging.place import PlaceFacts, PlaceRef
from storage.packaging import PlaceKind

PAGE, ROWS, HAULS = 6, 20, 4


def place_page(say: Say, overview: OverseenPlace) -> Screen:
    """Shows what is in a place, and whose cash it has."""
    ref = overview.place.ref
    groups = (
        _supply_buttons(say, overview),
        [Button(label=say.label("Its desk"), callback=ShowPackagingDesk(place=place_code(ref)))],
        *([_haul_button(say, ref, haul)] for haul in overview.hauls[:HAULS]),
        [_settle_button(say, overview)] if overview.cash else [],
        [_place_back(say, ref)],
    )
    return Screen(
        text=Markup("\n").join(
            [
                say("<b>Packaging at {place}</b>", place=sanitize_name(overview.place.name, NAME)),
                *_stock_lines(say, overview),
                *(haul_line(say, haul) for haul in overview.hauls[:HAULS]),
                cash_text(say, overview.cash, overview.place, overview.territory),
            ]
        ),
        rows=layout_buttons(*groups),
    )


def _supply_buttons(say: Say, overview: OverseenPlace) -> list[Button]:
    """Returns the ways to get packaging into a place or out of it, for one that is not closed for good."""
    ref, hub = overview.place.ref, overview.desk.hub
    if hub is not None and hub.closed_at:
        return []
    return [
        Button(label=say.label("Buy"), callback=ChoosePurchase(kind=ref.kind, place=ref.id)),
        Button(label=say.label("Paper tickets"), callback=ChooseStrip(kind=ref.kind, place=ref.id)),
    ]


def haul_line(say: Say, haul: HaulFacts) -> Markup:
    """Returns what is on the way between two places, and since when."""
    return say(
        "On the way from {source} to {target} since {at}: {items}.",
        source=sanitize_name(haul.source.name, NAME),
        target=sanitize_name(haul.target.name, NAME),
        at=format_datetime(say, haul.sent_at, haul.source.zone),
        items=counted_list(say, haul.kinds, haul.units),
    )


def _haul_button(say: Say, ref: PlaceRef, haul: HaulFacts) -> Button:
    callback = OverseeHaul(kind=ref.kind, place=ref.id, haul=haul.id)
    return Button(label=say.label("Lost on the way?"), callback=callback)


def haul_ask(say: Say, ref: PlaceRef, haul: HaulFacts) -> Screen:
    """Asks an organiser whether what did not arrive is lost."""
    units = sum(haul.units.values())
    back = _to_place(say, ref)
    if not units:
        return Screen(text=say("These crates have all arrived."), rows=layout_buttons([back]))
    lose = Button(
        label=say.label("Count {count} as lost", count=units),
        callback=LoseHaul(kind=ref.kind, place=ref.id, haul=haul.id),
        style="danger",
    )
    return Screen(
        text=Markup("\n").join(
            (
                haul_line(say, haul),
                say("Is it lost? If it turns up later, count it where it is: then it is in the stock again."),
            )
        ),
        rows=layout_buttons([back], [lose]),
    )


def _stock_lines(say: Say, overview: OverseenPlace) -> list[Markup]:
    stock = overview.desk.stock
    lines = [stock_row(say, count) for count in stock[:ROWS]] or [say("Nothing is here.")]
    if len(stock) > ROWS:
        lines.append(say.many("and {count} more row", "and {count} more rows", len(stock) - ROWS))
    due, late = (format_number(say, count) for count in (overview.desk.due, overview.desk.late))
    if overview.desk.due:
        lines.append(say("Due within a week: {count}.", count=due))
    if overview.desk.late:
        lines.append(say("Late: {count}.", count=late))
    return lines


def cash_text(say: Say, cash: int, place: PlaceFacts, territory: str) -> Markup:
    """Returns whose money a place has."""
    amount = format_money(say, abs(cash), place.currency, territory)
    if not cash:
        return say("Its cash is settled.")
    if cash > 0:
        return say("It has {amount} of the market's money.", amount=amount)
    return say("The market owes it {amount}.", amount=amount)


def _settle_button(say: Say, overview: OverseenPlace) -> Button:
    ref, amount = (
        overview.place.ref,
        format_money(say, abs(overview.cash), overview.place.currency, overview.territory),
    )
    callback = SettlePlace(kind=ref.kind, place=ref.id, amount=abs(overview.cash), inward=overview.cash > 0)
    label = (
        say.label("I took {amount}", amount=amount)
        if overview.cash > 0
        else say.label("I gave {amount}", amount=amount)
    )
    return Button(label=label, callback=callback)


def _place_back(say: Say, ref: PlaceRef) -> Button:
    callback = OverseeHub(hub=ref.id) if ref.kind is PlaceKind.HUB else ShowStallRequest(stall=ref.id)
    return Button(label=say.label("Back"), callback=callback)


def _to_place(say: Say, ref: PlaceRef) -> Button:
    return Button(label=say.label("Back"), callback=OverseePlace(kind=ref.kind, place=ref.id))


def purchase_choice(say: Say, place: PlaceFacts, types: Sequence[PackagingFacts], page: int) -> Screen:
    """Asks what was bought for a place."""
    ref, part = place.ref, page_of(types, page, PAGE)
    text = (
        say("What did you buy for {place}?", place=sanitize_name(place.name, NAME))
        if types
        else say(
            "{place} takes no packaging yet. Choose what it takes first.",
            place=sanitize_name(place.name, NAME),
        )
    )
    return Screen(
        text=Markup("\n").join([text, *page_text(say, part.number, part.pages)]),
        rows=layout_buttons(
            *(
                [
                    Button(
                        label=shorten_label(sanitize_name(kind.name, NAME)),
                        callback=AskPurchase(kind=ref.kind, place=ref.id, packaging=kind.id),
                    )
                ]
                for kind in part.shown
            ),
            *pager(
                say,
                part.number,
                part.pages,
                lambda other: ChoosePurchase(kind=ref.kind, place=ref.id, page=other),
            ),
            [_to_place(say, ref)],
        ),
    )


def purchase_ask(say: Say, place: PlaceFacts, kind: PackagingFacts) -> Screen:
    """Asks how many were bought; pieces may be named by their numbers."""
    names = {"packaging": sanitize_name(kind.name, NAME), "place": sanitize_name(place.name, NAME)}
    text = (
        say(
            "How many {packaging} did you buy for {place}? Write how many, and we number them. Or write their numbers, like <code>A1 A2</code>.",
            **names,
        )
        if kind.single
        else say(
            "How many {packaging} did you buy for {place}? Write only the number, like <code>60</code>.",
            **names,
        )
    )
    return Screen(text=text, rows=layout_buttons([_to_place(say, place.ref)]))


def pieces_bought(
    say: Say, place: PlaceFacts, kind: PackagingFacts, serials: Sequence[str], *, first: int
) -> Screen:
    """Shows the numbers of new pieces, with the way to their labels. `first` is the id of the first."""
    text = say.many(
        "{count} piece of {packaging} is now at {place}: number {numbers}.",
        "{count} pieces of {packaging} are now at {place}: numbers {numbers}.",
        len(serials),
        packaging=sanitize_name(kind.name, NAME),
        place=sanitize_name(place.name, NAME),
        numbers=_numbers_text(say, serials),
    )

    def labels(label: str, cut: bool) -> Button:
        callback = PrintLabels(packaging=kind.id, first=first, count=len(serials), cut=cut)
        return Button(label=label, callback=callback, below=True)

    return Screen(
        text=text,
        rows=layout_buttons(
            [labels(say.label("Labels on A4"), True), labels(say.label("Label printer"), False)],
            [_to_place(say, place.ref)],
        ),
    )


def _numbers_text(say: Say, serials: Sequence[str]) -> Markup:
    if len(serials) < 2:
        return Markup("{}").format("".join(serials))
    # text: the first and the last of several numbers
    return say("{first} to {last}", first=serials[0], last=serials[-1])


def strip_choice(say: Say, place: PlaceFacts, types: Sequence[PackagingFacts], page: int) -> Screen:
    """Asks what is lent on paper tickets; single pieces go out by their own number."""
    ref, part = place.ref, page_of(types, page, PAGE)
    lines = [
        say(
            "A paper ticket lends one piece to whoever holds it, without Telegram. It counts as lent as soon as you tap Lend."
        ),
        say("What is lent?") if types else say("There is nothing here to lend on paper tickets."),
        *page_text(say, part.number, part.pages),
    ]
    return Screen(
        text=Markup("\n").join(lines),
        rows=layout_buttons(
            *(
                [
                    Button(
                        label=shorten_label(sanitize_name(kind.name, NAME)),
                        callback=AskStrip(kind=ref.kind, place=ref.id, packaging=kind.id),
                    )
                ]
                for kind in part.shown
            ),
            *pager(
                say,
                part.number,
                part.pages,
                lambda other: ChooseStrip(kind=ref.kind, place=ref.id, page=other),
            ),
            [_to_place(say, ref)],
        ),
    )


def strip_ask(say: Say, place: PlaceFacts, kind: PackagingFacts, limit: int) -> Screen:
    """Asks how many paper tickets are printed, `limit` at a time."""
    text = say(
        "How many paper tickets for {packaging}? Write a number, at most {most}. Ten fit on a page.",
        packaging=sanitize_name(kind.name, NAME),
        most=format_number(say, limit),
    )
    return Screen(text=text, rows=layout_buttons([_to_place(say, place.ref)]))


def strip_confirm(
    say: Say, overview: OverseenPlace, kind: PackagingFacts, units: int, *, due_at: datetime
) -> Screen:
    """Asks before units are lent on paper tickets, with the deposits that are to be taken."""
    place, ref = overview.place, overview.place.ref
    lines = [
        say(
            "Lend {units} of {packaging} from {place}, one on each ticket? Due {day}.",
            units=format_units(say, kind.unit, units),
            packaging=sanitize_name(kind.name, NAME),
            place=sanitize_name(place.name, NAME),
            day=format_day(say, due_at, place.zone),
        ),
        terms_text(say, kind.terms, kind.currency, overview.territory),
    ]
    if kind.terms.deposit:
        total = format_money(say, units * kind.terms.deposit, kind.currency, overview.territory)
        lines.append(say("Take {total} in deposits when you hand them over.", total=total))
    lend = LendStrip(kind=ref.kind, place=ref.id, packaging=kind.id, units=units)
    return Screen(
        text=Markup("\n").join(lines),
        rows=layout_buttons(
            [
                Button(
                    label=say.label("Lend {count}", count=format_number(say, units)),
                    callback=lend,
                    style="success",
                )
            ],
            [_to_place(say, ref)],
        ),
    )


def strip_lent(say: Say, ref: PlaceRef, first: int, units: int) -> Screen:
    """Confirms what is lent on paper tickets; they can be printed again while they are out."""
    text = say.many(
        "{count} is lent. Print its ticket and give it to the borrower.",
        "{count} are lent. Print their tickets and give one to each borrower.",
        units,
    )
    callback = PrintStrip(kind=ref.kind, place=ref.id, first=first, units=units)
    return Screen(
        text=text,
        rows=layout_buttons(
            [Button(label=say.label("Print tickets"), callback=callback, below=True, style="primary")],
            [_to_place(say, ref)],
        ),
    )

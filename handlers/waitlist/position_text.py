"""A person's position on a drop in words, and their next steps: components of the drop's card and their own cards."""

from collections.abc import Iterator

from markupsafe import Markup

from handlers.callbacks.deposit import ShowDeposit
from handlers.callbacks.gift import GiveHold, GiveTicket
from handlers.callbacks.my_items import ShowBlockers
from handlers.callbacks.ticket import ShowPickupTicket
from handlers.callbacks.waitlist import (
    AskSlot,
    AskUnits,
    AttendBooking,
    ConfirmHold,
    DeclineHold,
    LeaveWaitlist,
    ReleaseBooking,
    ShowBooking,
    ShowEntry,
)
from handlers.ui.button_layout import LABEL_WIDTHS, shorten_label
from handlers.ui.screen import Button
from handlers.waitlist.deposit_text import held_text
from handlers.waitlist.draw_position import draw_position_text, my_draw_button, units_asked
from handlers.waitlist.last_call import last_call_text, take_buttons
from handlers.waitlist.slot_labels import other_slots
from locales.formats import format_datetime, format_number
from locales.say import Say
from locales.units import admits, format_units
from market.drop.amounts import format_amount, format_total
from market.drop.draw_state import planned_result
from market.drop.facts import DropFacts, ItemFacts
from market.drop.item_text import item_name
from market.waitlist.position import ActiveBooking, ActiveHold, Position, PositionEntry, WaitingEntry
from storage.deposit import DepositState

Buttons = list[Button]


def position_rows(
    say: Say, drop: DropFacts, position: Position, calling: frozenset[int] = frozenset()
) -> list[Markup]:
    """Returns a sentence for each entry, hold and booking, after the item's name if there are several items.

    `calling`: the items whose available units go to the first person to tap.
    """
    items = {item.id: item for item in drop.items}
    return [
        _with_item_name(
            say, drop, items[each.item], _position_row(say, drop, items[each.item], each, calling=calling)
        )
        for each in position.all
    ]


def _with_item_name(say: Say, drop: DropFacts, item: ItemFacts, words: Markup) -> Markup:
    if len(drop.offered) == 1:
        return words
    return say("{label}: {value}", label=item_name(say, drop, item), value=words)


def _position_row(
    say: Say, drop: DropFacts, item: ItemFacts, position: PositionEntry, calling: frozenset[int]
) -> Markup:
    match position:
        case ActiveHold() if position.deposit == DepositState.SAID or drop.deposit_of(item):
            return held_text(say, drop, item, position)
        case ActiveHold():
            return say(
                "{units} held for you until {until}.",
                units=format_units(say, item.unit, position.units),
                until=format_datetime(say, position.until, drop.alley.zone),
            )
        case ActiveBooking():
            return booked_text(say, drop, item, position)
        case WaitingEntry() if item.id in calling:
            return say.sentences(waiting_text(say, drop, position), last_call_text(say, drop, position))
        case WaitingEntry():
            return waiting_text(say, drop, position)


def booked_text(say: Say, drop: DropFacts, item: ItemFacts, position: ActiveBooking) -> Markup:
    units = format_units(say, item.unit, position.units)
    if position.collected and admits(item.unit):
        return _admitted_text(say, position, units)
    if position.collected >= position.units:
        return say("Collected: {units}.", units=units)
    if position.collected:
        return say("Collected {count} of {units}.", count=position.collected, units=units)
    return say.sentences(say("Booked: {units}.", units=units), to_pay_text(say, drop, position))


def to_pay_text(say: Say, drop: DropFacts, position: ActiveBooking) -> Markup:
    """Returns what is to be paid at the stall for a booking."""
    total = format_total(say, drop, position.to_pay, position.loan_deposits)
    if position.paid:
        paid = format_amount(say, drop, position.paid)
        return say("Pay {price} at the stall, after your {deposit} deposit.", price=total, deposit=paid)
    if not position.to_pay and not position.loan_deposits:
        return say("Nothing to pay at the stall.")
    return say("Pay {amount} at the stall.", amount=total)


def _admitted_text(say: Say, position: ActiveBooking, units: Markup) -> Markup:
    if position.collected >= position.units:
        return say("You were there: {units}.", units=units)
    return say("Admitted {count} of {units}.", count=position.collected, units=units)


def attending_text(say: Say) -> Markup:
    return say("You said that you are coming.")


def waiting_text(say: Say, drop: DropFacts, position: WaitingEntry) -> Markup:
    """Returns the number and how many people are ahead, or the state of an entry in a draw."""
    if (drawn := draw_position_text(say, drop, position)) is not None:
        return drawn
    if position.number is None:
        draws_at = planned_result(drop) or drop.starts_at
        at = format_datetime(say, draws_at, drop.alley.zone)
        if position.units == 1:
            return say("You are in the draw. The result comes {at}.", at=at)
        units = units_asked(say, drop, position)
        return say("You are in the draw, for {units}. The result comes {at}.", units=units, at=at)
    return say.sentences(number_text(say, drop, position), ahead_text(say, position))


def number_text(say: Say, drop: DropFacts, position: WaitingEntry) -> Markup:
    number = format_number(say, position.number or 0)
    if position.units == 1:
        return say("Your number is {number}.", number=number)
    units = units_asked(say, drop, position)
    return say("Your number is {number}, for {units}.", number=number, units=units)


def ahead_text(say: Say, position: WaitingEntry) -> Markup:
    """Returns how many people are ahead, at most; this count never goes up."""
    if not position.ahead:
        return say("You are next.")
    return say.many(
        "At most {count} person is ahead of you.",
        "At most {count} people are ahead of you.",
        position.ahead,
    )


def served_text(say: Say, drop: DropFacts, position: WaitingEntry) -> list[Markup]:
    """Returns which numbers had their turn, and how often this entry was passed over; nothing before either."""
    rows = []
    if position.ahead and position.served_up_to:
        rows.append(
            say(
                "Numbers up to {number} have had their turn.",
                number=format_number(say, position.served_up_to),
            )
        )
    if position.ahead and position.skipped:
        rows.append(
            say.many(
                "People who wanted fewer went first 1 time of at most {most}.",
                "People who wanted fewer went first {count} times of at most {most}.",
                position.skipped,
                most=drop.skips,
            )
        )
    return rows


def position_buttons(
    say: Say, drop: DropFacts, position: Position, back_to: str, calling: frozenset[int] = frozenset()
) -> Iterator[Buttons]:
    for each in position.all:
        yield from buttons_for(say, drop, each, back_to, calling=calling)


def item_step(say: Say, drop: DropFacts, position: PositionEntry, back_to: str) -> Button:
    """Returns the one button for a position on a drop where its person has several: it opens its own card."""
    name = item_name(say, drop, drop.item(position.item))
    return Button(
        label=shorten_label(name, LABEL_WIDTHS[2]),
        callback=ShowEntry(item=position.item, back_to=back_to),
        style="primary" if isinstance(position, ActiveHold) else "",
    )


def buttons_for(
    say: Say, drop: DropFacts, position: PositionEntry, back_to: str, calling: frozenset[int] = frozenset()
) -> list[Buttons]:
    """Returns the buttons of one position, the main step first; a destructive one has its own row."""
    match position:
        case ActiveHold():
            has_deposit = any(drop.deposit_of(item) for item in drop.items if item.id == position.item)
            return hold_buttons(
                say,
                position.id,
                position.units,
                back_to,
                deposit=has_deposit or bool(position.deposit),
                is_reported=position.deposit == DepositState.SAID,
            )
        case ActiveBooking():
            return _booked_buttons(say, drop, position, back_to)
        case WaitingEntry() if position.item in calling:
            return take_buttons(say, drop, position, back_to)
        case WaitingEntry():
            draw = my_draw_button(say, drop, position, back_to)
            why = Button(
                label=say.label("Why the wait?"),
                callback=ShowBlockers(item=position.item, back_to=back_to),
                style="" if draw else "primary",
            )
            return [[draw or why, _change_button(say, drop, position, back_to)]]


def _change_button(say: Say, drop: DropFacts, position: WaitingEntry, back_to: str) -> Button:
    """Returns the way to another number of units, or out; where one unit is the limit, only out."""
    if drop.per_person == position.units == 1:
        return leave_button(say, position.item, back_to, in_draw=position.number is None)
    return Button(label=say.label("Change or leave"), callback=AskUnits(item=position.item, back_to=back_to))


def leave_button(say: Say, item: int, back_to: str, *, in_draw: bool = False) -> Button:
    """Returns the button that ends an entry. `in_draw`: it has no number yet."""
    label = say.label("Leave draw") if in_draw else say.label("Leave waitlist")
    return Button(label=label, callback=LeaveWaitlist(item=item, back_to=back_to))


def hold_buttons(
    say: Say, hold: int, units: int, back_to: str, deposit: bool, is_reported: bool = False
) -> list[Buttons]:
    """Returns the buttons of a hold. `deposit`: paying one confirms it; `is_reported`: its person said that they paid."""
    after = [
        Button(label=say.label("Decline"), callback=DeclineHold(hold=hold, back_to=back_to)),
        Button(
            label=say.label("Give to a friend"), callback=GiveHold(hold=hold, back_to=back_to), below=True
        ),
    ]
    if deposit:
        pay = Button(
            label=say.label("Deposit") if is_reported else say.label("Pay the deposit"),
            callback=ShowDeposit(hold=hold, back_to=back_to),
            style="" if is_reported else "primary",
        )
        return [[pay], after]
    confirm = Button(
        label=say.label("Confirm {count}", count=units),
        callback=ConfirmHold(hold=hold, units=units, back_to=back_to),
        style="success",
    )
    confirm_one = Button(
        label=say.label("Confirm {count}", count=1), callback=ConfirmHold(hold=hold, units=1, back_to=back_to)
    )
    return [[confirm, confirm_one] if units > 1 else [confirm], after]


def _booked_buttons(say: Say, drop: DropFacts, position: ActiveBooking, back_to: str) -> list[Buttons]:
    """Returns the buttons of a booking on its drop's card: the ticket, and the way to everything else."""
    change = Button(
        label=say.label("Change booking"), callback=ShowBooking(booking=position.id, back_to=back_to)
    )
    return [
        _coming_buttons(say, drop, position, back_to),
        [ticket_button(say, position)] if position.collected else [ticket_button(say, position), change],
    ]


def booking_buttons(
    say: Say, drop: DropFacts, position: ActiveBooking, back_to: str, *, changes: Buttons, card: Button
) -> list[Buttons]:
    """Returns the buttons of a booking's own card: `changes` are ways to change it, beside those that every booking has.

    What gives it up shares its row with nothing but the card.
    """
    ticket = ticket_button(say, position)
    if position.collected:
        return [[ticket], [*changes, card]]
    hour = Button(label=say.label("Another time"), callback=AskSlot(booking=position.id, back_to=back_to))
    give = Button(label=say.label("Give to a friend"), callback=GiveTicket(booking=position.id), below=True)
    release = Button(
        label=say.label("I can't come"), callback=ReleaseBooking(booking=position.id, back_to=back_to)
    )
    return [
        [ticket],
        _coming_buttons(say, drop, position, back_to),
        [*([hour] if other_slots(drop, position.item) else []), give, *changes],
        [release, card],
    ]


def ticket_button(say: Say, position: ActiveBooking) -> Button:
    return Button(
        label=say.label("Show ticket"),
        callback=ShowPickupTicket(booking=position.id),
        style="primary",
        below=True,
    )


def _coming_buttons(say: Say, drop: DropFacts, position: ActiveBooking, back_to: str) -> Buttons:
    """Returns the question of a drop that was moved: its people say again that they come."""
    if not drop.moved_from or position.coming or position.collected:
        return []
    return [
        Button(label=say.label("I am coming"), callback=AttendBooking(booking=position.id, back_to=back_to))
    ]

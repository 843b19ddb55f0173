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
)
from handlers.drop.amounts import format_amount
from handlers.drop.item_text import item_name
from handlers.ui.screen import Button
from handlers.waitlist.deposit_text import held_text
from handlers.waitlist.draw_position import draw_position_text, my_draw_button
from handlers.waitlist.last_call import last_call_text, take_buttons
from handlers.waitlist.slot_labels import other_slots
from locales.formats import format_datetime
from locales.say import Say
from locales.units import format_units
from market.drop.facts import DropFacts, ItemFacts
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
    return say("{item}: {status}", item=item_name(say, drop, item), status=words)


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
    if position.collected >= position.units:
        return say("Collected: {units}.", units=units)
    if position.collected:
        return say("Collected {count} of {units}.", count=position.collected, units=units)
    price = format_amount(say, drop, position.to_pay)
    if position.paid:
        paid = format_amount(say, drop, position.paid)
        return say(
            "Confirmed: {units}. Pay {price} at the stall, after your {deposit} deposit.",
            units=units,
            price=price,
            deposit=paid,
        )
    return say("Confirmed: {units}. Pay {price} at the stall.", units=units, price=price)


def attending_text(say: Say) -> Markup:
    return say("You said that you are coming.")


def waiting_text(say: Say, drop: DropFacts, position: WaitingEntry) -> Markup:
    """Returns the number and the most people that can be ahead; this count never goes up."""
    if (drawn := draw_position_text(say, drop, position)) is not None:
        return drawn
    if position.number is None:
        draws_at = drop.draws_at or drop.pot_until or drop.starts_at
        return say(
            "You have entered, for {units}. The draw is {at}.",
            units=position.units,
            at=format_datetime(say, draws_at, drop.alley.zone),
        )
    facts = {"number": position.number, "units": position.units}
    if not position.ahead:
        return say("You are number {number}, for {units}. You are next.", **facts)
    if not position.served_up_to:
        return say(
            "You are number {number}, for {units}: at most {ahead} ahead of you.",
            ahead=position.ahead,
            **facts,
        )
    words = say(
        "You are number {number}, for {units}. Numbers up to {served_up_to} have had their turn. At most {ahead} ahead of you.",
        served_up_to=position.served_up_to,
        ahead=position.ahead,
        **facts,
    )
    if not position.skipped:
        return words
    passed = say.many(
        "Someone who wanted fewer went first, 1 of at most {most} times.",
        "Someone who wanted fewer went first, {count} of at most {most} times.",
        position.skipped,
        most=drop.skips,
    )
    return say.sentences(words, passed)


def position_buttons(
    say: Say, drop: DropFacts, position: Position, back_to: str, calling: frozenset[int] = frozenset()
) -> Iterator[Buttons]:
    for each in position.all:
        yield from buttons_for(say, drop, each, back_to, calling=calling)


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
            return booking_buttons(say, drop, position, back_to)
        case WaitingEntry() if position.item in calling:
            return take_buttons(say, drop, position, back_to)
        case WaitingEntry():
            draw = my_draw_button(say, drop, position, back_to)
            why = Button(
                label=say.label("Why the wait?"), callback=ShowBlockers(), style="" if draw else "primary"
            )
            return [
                [draw] if draw else [],
                [why] if position.number or not draw else [],
                [
                    Button(
                        label=say.label("Change quantity"),
                        callback=AskUnits(item=position.item, back_to=back_to),
                    ),
                    Button(
                        label=say.label("Leave waitlist"),
                        callback=LeaveWaitlist(item=position.item, back_to=back_to),
                    ),
                ],
            ]


def hold_buttons(
    say: Say, hold: int, units: int, back_to: str, deposit: bool = False, is_reported: bool = False
) -> list[Buttons]:
    """Returns the buttons of a hold. `deposit`: paying one confirms it; `is_reported`: its person said that they paid."""
    after = [
        [Button(label=say.label("Decline"), callback=DeclineHold(hold=hold, back_to=back_to))],
        [
            Button(
                label=say.label("Give to a friend"), callback=GiveHold(hold=hold, back_to=back_to), below=True
            )
        ],
    ]
    if deposit:
        pay = Button(
            label=say.label("Deposit") if is_reported else say.label("Pay the deposit"),
            callback=ShowDeposit(hold=hold, back_to=back_to),
            style="" if is_reported else "primary",
        )
        return [[pay], *after]
    confirm = Button(
        label=say.label("Confirm {count}", count=units),
        callback=ConfirmHold(hold=hold, units=units, back_to=back_to),
        style="success",
    )
    confirm_one = Button(
        label=say.label("Confirm only 1"), callback=ConfirmHold(hold=hold, units=1, back_to=back_to)
    )
    return [[confirm], [confirm_one] if units > 1 else [], *after]


def booking_buttons(
    say: Say, drop: DropFacts, position: ActiveBooking, back_to: str, with_gift: bool = False
) -> list[Buttons]:
    """Returns the buttons of a booking; `with_gift` the one that gives it to a friend as well."""
    ticket = Button(
        label=say.label("Show ticket"),
        callback=ShowPickupTicket(booking=position.id),
        style="primary",
        below=True,
    )
    if position.collected:
        return [[ticket]]
    coming = Button(
        label=say.label("I am coming"), callback=AttendBooking(booking=position.id, back_to=back_to)
    )
    gift = Button(label=say.label("Give to a friend"), callback=GiveTicket(booking=position.id), below=True)
    hour = Button(label=say.label("Another time"), callback=AskSlot(booking=position.id, back_to=back_to))
    return [
        [ticket],
        [coming] if drop.moved_from and not position.coming else [],
        [hour] if other_slots(drop, position.item) else [],
        [gift] if with_gift else [],
        [
            Button(
                label=say.label("I can't come"), callback=ReleaseBooking(booking=position.id, back_to=back_to)
            )
        ],
    ]

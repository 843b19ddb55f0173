"""The state of a deposit, in a sentence: the same on the hold, the booking and the deposit's own page."""

from datetime import datetime
from typing import assert_never

from markupsafe import Markup

from handlers.drop.zone_text import format_deadline
from locales.formats import format_datetime, format_money
from locales.say import Say
from locales.units import format_units
from locales.user_text import STALL, sanitize_name
from market.drop.amounts import format_amount
from market.drop.facts import DropFacts, ItemFacts
from market.ledger.deposit_facts import DepositFacts
from market.waitlist.position import ActiveHold, HoldFacts
from storage.deposit import DepositState


def deposit_amount(say: Say, deposit: DepositFacts) -> str:
    """Returns the amount in the currency it was paid in."""
    return format_money(say, deposit.amount, deposit.currency, deposit.drop.alley.territory)


def deposit_state_text(say: Say, deposit: DepositFacts, now: datetime | None = None) -> Markup:
    """Returns the state for the payer. Before the stall confirms a payment, it is called unconfirmed.

    Without `now`, in a message that is not drawn again in time, no refund is called overdue.
    """
    zone = deposit.drop.alley.zone
    ended = format_datetime(say, deposit.ended_at or deposit.refund_until, zone)
    match deposit.state:
        case DepositState.ASKED if deposit.denied_at:
            return say(
                "{stall} has not received it yet. Held until {until}.",
                stall=sanitize_name(deposit.drop.stall.name, STALL),
                until=format_datetime(say, deposit.held_until, zone),
            )
        case DepositState.ASKED:
            return say(
                "Not paid yet. Held until {until}.", until=format_datetime(say, deposit.held_until, zone)
            )
        case DepositState.SAID:
            return say(
                "Not confirmed yet: waiting for {stall}. You do not need to do anything.",
                stall=sanitize_name(deposit.drop.stall.name, STALL),
            )
        case DepositState.PAID:
            return say(
                "Confirmed by the stall {at}. Full refund if you release it by {until}.",
                at=format_datetime(say, deposit.paid_at or deposit.refund_until, zone),
                until=format_datetime(say, deposit.refund_until, zone),
            )
        case DepositState.SETTLED:
            return say("Deducted from the price at the stall, {at}.", at=ended)
        case DepositState.KEPT:
            return say("Kept by the stall, {at}.", at=ended)
        case DepositState.DUE if now and deposit.is_overdue(now):
            return say(
                "Refund overdue: it should have come by {by}.", by=format_datetime(say, deposit.back_by, zone)
            )
        case DepositState.DUE:
            return say("Refund due by {by}.", by=format_datetime(say, deposit.back_by, zone))
        case DepositState.RETURNED:
            return say("The stall refunded it, {at}.", at=ended)
        case DepositState.VOID:
            return say("The hold has ended, so there is nothing to pay.")
        case DepositState.REVIEW:
            return say("We were offline during this drop. An organiser decides, and we tell you.")
        case _:
            assert_never(deposit.state)


def held_text(say: Say, drop: DropFacts, item: ItemFacts, position: ActiveHold) -> Markup:
    """Returns the state of a hold that a deposit confirms."""
    units = format_units(say, item.unit, position.units)
    if position.deposit == DepositState.SAID:
        return say(
            "{units} held for you. Deposit not confirmed yet: waiting for {stall}.",
            units=units,
            stall=sanitize_name(drop.stall.name, STALL),
        )
    return say(
        "{units} held for you until {until}. Deposit {deposit}, fully refundable until {refund}.",
        units=units,
        until=format_datetime(say, position.until, drop.alley.zone),
        deposit=format_amount(say, drop, position.units * drop.deposit_of(item)),
        refund=format_datetime(say, drop.refund_until or drop.starts_at, drop.alley.zone),
    )


def deposit_request_text(say: Say, hold: HoldFacts, total: Markup) -> Markup:
    """Returns the total and the deposit of a hold."""
    drop = hold.drop
    if hold.deposit == DepositState.SAID:
        return say(
            "You marked the deposit as paid. Not confirmed yet: waiting for {stall}.",
            stall=sanitize_name(drop.stall.name, STALL),
        )
    return say(
        "Total: {total}. Deposit now: {deposit}, fully refundable until {refund}. <b>Pay by {until}</b>, or it goes to the next person.",
        total=total,
        deposit=format_amount(say, drop, hold.units * hold.deposit_each),
        refund=format_datetime(say, drop.refund_until or drop.starts_at, drop.alley.zone),
        until=format_deadline(say, hold.until, drop.alley, hold.reader_zone),
    )

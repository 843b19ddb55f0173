"""How a deposit stands, in a sentence: said alike to who pays, on the claim, and on the drop's card."""

from markupsafe import Markup

from locales.formats import moment, money
from locales.say import Say
from locales.units import counted
from locales.words import name
from market.deposit.facts import DepositFacts
from market.drop.facts import DropFacts, LineFacts
from market.waitlist.standing import Held, HoldFacts

STALL = 40


def amount(say: Say, drop: DropFacts, minor: int) -> str:
    """In the alley's money."""
    return money(say, minor, drop.alley.currency, drop.alley.territory)


def sum_of(say: Say, deposit: DepositFacts) -> str:
    """As it was paid, whatever the currency."""
    return money(say, deposit.amount, deposit.currency, deposit.drop.alley.territory)


def state(say: Say, deposit: DepositFacts) -> Markup:
    """To who pays. What the stall has not seen is said to be unconfirmed."""
    zone = deposit.drop.alley.zone
    ended = moment(say, deposit.ended_at or deposit.refund_until, zone)
    match deposit.state:
        case "asked" if deposit.denied_at:
            return say(
                "{stall} has not received it yet. Held until {until}.",
                stall=name(deposit.drop.stall.name, STALL),
                until=moment(say, deposit.held_until, zone),
            )
        case "asked":
            return say("Not paid yet. Held until {until}.", until=moment(say, deposit.held_until, zone))
        case "said":
            return say(
                "Not confirmed yet: waiting for {stall}. You do not need to do anything.",
                stall=name(deposit.drop.stall.name, STALL),
            )
        case "paid":
            return say(
                "Confirmed by the stall {at}. Full refund if you cancel by {until}.",
                at=moment(say, deposit.paid_at or deposit.refund_until, zone),
                until=moment(say, deposit.refund_until, zone),
            )
        case "settled":
            return say("Deducted from the price at the stall, {at}.", at=ended)
        case "kept":
            return say("Kept by the stall, {at}.", at=ended)
        case "due":
            return say("Refund due by {by}.", by=moment(say, deposit.back_by, zone))
        case "returned":
            return say("The stall refunded it, {at}.", at=ended)
        case _:
            return say("The hold has ended, so there is nothing to pay.")


def held_words(say: Say, drop: DropFacts, line: LineFacts, own: Held) -> Markup:
    """Of a hold that is kept by a deposit."""
    units = counted(say, line.unit, own.units)
    if own.deposit == "said":
        return say(
            "{units} held for you. Deposit not confirmed yet: waiting for {stall}.",
            units=units,
            stall=name(drop.stall.name, STALL),
        )
    return say(
        "{units} held for you until {until}. Deposit {deposit}, fully refundable until {refund}.",
        units=units,
        until=moment(say, own.until, drop.alley.zone),
        deposit=amount(say, drop, own.units * drop.deposit_of(line)),
        refund=moment(say, drop.refund_until or drop.starts_at, drop.alley.zone),
    )


def asked_of_each(say: Say, drop: DropFacts) -> Markup:
    """On the drop's card, before anyone joins."""
    zone = drop.alley.zone
    return say(
        "Deposit to confirm: {deposit} each, fully refundable until {until}.",
        deposit=amount(say, drop, drop.deposit),
        until=moment(say, drop.refund_until or drop.starts_at, zone),
    )


def asked_words(say: Say, hold: HoldFacts, price: str) -> Markup:
    """What a hold costs that is kept by a deposit."""
    drop = hold.drop
    if hold.deposit == "said":
        return say(
            "You marked the deposit as paid. Not confirmed yet: waiting for {stall}.",
            stall=name(drop.stall.name, STALL),
        )
    return say(
        "Total {price}. Deposit now: {deposit}, fully refundable until {refund}. Pay by {until} ({city} time), or it goes to the next person.",
        price=price,
        deposit=amount(say, drop, hold.units * hold.deposit_each),
        refund=moment(say, drop.refund_until or drop.starts_at, drop.alley.zone),
        until=moment(say, hold.until, drop.alley.zone),
        city=drop.alley.city,
    )

"""Words about packaging that several pages of organisers share."""

from typing import assert_never

from markupsafe import Markup

from handlers.callbacks.organiser_packaging import OverseePackaging
from handlers.ui.screen import Button
from locales.formats import format_money
from locales.say import Say
from locales.units import format_units
from locales.user_text import NAME, sanitize_name
from market.packaging.hub_facts import StockCount
from market.packaging.packaging_type import PackagingTerms
from storage.packaging import PackagingPolicy, PackagingState, Stream


def packaging_back(say: Say) -> Button:
    """Returns the way back to the organisers' first screen about packaging."""
    return Button(label=say.label("Back"), callback=OverseePackaging())


def stream_word(say: Say, stream: Stream) -> Markup:
    """Returns which kind of packaging it is, of the two that never mix."""
    match stream:
        case Stream.HALAL:
            return say("halal")
        case Stream.OTHER:
            # text: packaging that is not of the halal kind
            return say("other")
        case _:
            assert_never(stream)


def state_word(say: Say, state: PackagingState) -> Markup:
    """Returns the state of packaging, after a number."""
    match state:
        case PackagingState.CLEAN:
            return say("clean")
        case PackagingState.OUT:
            # text: the state of packaging: on loan
            return say("out")
        case PackagingState.RETURNED:
            # text: the state of packaging: came back and is not washed yet
            return say("to wash")
        case PackagingState.WASHING:
            # text: the state of packaging
            return say("in the wash")
        case PackagingState.QUARANTINED:
            # text: the state of packaging: kept apart, as it is damaged or was in a mixed crate
            return say("set apart")
        case PackagingState.RETIRED:
            return say("retired")
        case PackagingState.LOST:
            return say("lost")
        case _:
            assert_never(state)


def terms_text(say: Say, terms: PackagingTerms, currency: str, territory: str) -> Markup:
    """Returns what a borrower is asked for, and when it is due."""
    amounts = {
        name: format_money(say, minor, currency, territory)
        for name, minor in (
            ("deposit", terms.deposit),
            ("fee", terms.fee_per_day),
            ("price", terms.price),
        )
    }
    due = say.many("Due after {count} day.", "Due after {count} days.", terms.free_days)
    match terms.policy:
        case PackagingPolicy.DEPOSIT:
            what = say("Deposit {deposit}, refunded in full.", deposit=amounts["deposit"])
        case PackagingPolicy.LATE_FEE:
            what = say(
                "No deposit. {fee} for each day too late, {price} at most.",
                fee=amounts["fee"],
                price=amounts["price"],
            )
        case _:
            assert_never(terms.policy)
    return say.sentences(what, due)


def stock_row(say: Say, count: StockCount) -> Markup:
    """Returns "Bowl: 12 units clean"."""
    return say(
        "{packaging}: {units} {state}",
        packaging=sanitize_name(count.packaging.name, NAME),
        units=format_units(say, count.packaging.unit, count.units),
        state=state_word(say, count.state),
    )

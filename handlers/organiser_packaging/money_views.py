"""Pages about the money of packaging for organisers: whose cash the places have, and what is late."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from markupsafe import Markup

from handlers.callbacks.organiser_packaging import (
    AskWriteOff,
    OverseePlace,
    ShowLateLoans,
    ShowPackagingMoney,
    ShowUnpaidFees,
    WriteOffLoan,
)
from handlers.organiser_packaging.packaging_text import packaging_back
from handlers.organiser_packaging.place_views import cash_text
from handlers.ui.button_layout import layout_buttons, shorten_label
from handlers.ui.danger_question import danger_question
from handlers.ui.paging import page_of, page_text, pager
from handlers.ui.screen import Button, Screen
from locales.formats import format_day, format_money, format_number
from locales.say import Say
from locales.units import format_units
from locales.user_text import NAME, sanitize_name
from market.drop.facts import AlleyFacts
from market.packaging.ledger import PlaceBalance
from market.packaging.loss import LateLoan

PAGE, PLACES, ALLEYS = 6, 6, 10


@dataclass(frozen=True)
class Left:
    """The money left to an alley, in minor units, and the number of unpaid late fees."""

    pot: int
    unpaid: int


def no_money_page(say: Say) -> Screen:
    """Shows that a market without an alley has no money."""
    return Screen(text=say("No alley yet, so there is no money."), rows=layout_buttons([packaging_back(say)]))


def packaging_money_page(
    say: Say, alley: AlleyFacts, balances: Sequence[PlaceBalance], *, left: Left, others: Sequence[AlleyFacts]
) -> Screen:
    """Shows whose cash the places of an alley have, those that have most of it first, and what was left to the alley."""
    lines = [
        say("<b>Packaging money, {alley}</b>", alley=sanitize_name(alley.name, NAME)),
        *(_balance_row(say, one, alley) for one in balances[:PLACES]),
        *([] if balances else [say("Every hub and stall is settled.")]),
        say(
            "Left to the alley by people: {amount}.",
            amount=format_money(say, left.pot, alley.currency, alley.territory),
        ),
    ]
    places = (
        [
            Button(
                label=shorten_label(sanitize_name(one.place.name, NAME)),
                callback=OverseePlace(kind=one.place.ref.kind, place=one.place.ref.id),
            )
        ]
        for one in balances[:PLACES]
    )
    alleys = [
        Button(
            label=shorten_label(sanitize_name(other.name, NAME)), callback=ShowPackagingMoney(alley=other.id)
        )
        for other in others[:ALLEYS]
    ]
    fees = Button(
        label=say.label("Unpaid fees, {count}", count=left.unpaid), callback=ShowUnpaidFees(alley=alley.id)
    )
    return Screen(
        text=Markup("\n").join(lines),
        rows=layout_buttons(*places, [fees] if left.unpaid else [], alleys, [packaging_back(say)]),
    )


def _balance_row(say: Say, one: PlaceBalance, alley: AlleyFacts) -> Markup:
    # text: a hub or stall, then whose money it has
    return say(
        "{label}: {value}",
        label=sanitize_name(one.place.name, NAME),
        value=cash_text(say, one.cash, one.place, alley.territory),
    )


def late_list(say: Say, late: Sequence[LateLoan], page: int, now: datetime) -> Screen:
    """Shows what is late, the latest first. What is not expected any more can be written off."""
    part = page_of(late, page, PAGE)
    lines = [_late_row(say, one) for one in part.shown] or [say("Nothing is late.")]
    buttons = (
        [Button(label=say.label("Write off no. {number}", number=place), callback=AskWriteOff(loan=one.id))]
        for place, one in part.numbered()
        if one.lost_from <= now
    )
    numbered = [Markup("{}. {}").format(place, row) for place, row in enumerate(lines, part.first)]
    return Screen(
        text=Markup("\n").join([*(numbered if late else lines), *page_text(say, part.number, part.pages)]),
        rows=layout_buttons(
            *buttons,
            *pager(say, part.number, part.pages, lambda other: ShowLateLoans(page=other)),
            [packaging_back(say)],
        ),
    )


def _late_row(say: Say, one: LateLoan) -> Markup:
    return say(
        "{units} of {packaging} from {place}: was due {day}, written off from {end} on.",
        units=format_units(say, one.unit, one.units),
        packaging=sanitize_name(one.packaging, NAME),
        place=sanitize_name(one.lender, NAME),
        day=format_day(say, one.due_at, one.zone),
        end=format_day(say, one.lost_from, one.zone),
    )


def write_off_confirm(say: Say, one: LateLoan) -> Screen:
    """Asks before a loan is written off."""
    text = say(
        "Write off {units} of {packaging} from {place}? The market keeps the deposit, and we tell the borrower. They can still bring it back.",
        units=format_units(say, one.unit, one.units),
        packaging=sanitize_name(one.packaging, NAME),
        place=sanitize_name(one.lender, NAME),
    )
    return danger_question(
        text,
        say.label("Write off {count}", count=format_number(say, one.units)),
        WriteOffLoan(loan=one.id),
        keep=say.label("Wait for it"),
    )

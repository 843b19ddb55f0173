"""Pages of the figures of packaging for organisers."""

from fractions import Fraction

from markupsafe import Markup

from handlers.callbacks.editable import EditableKind, ShowRecord
from handlers.callbacks.organiser_packaging import (
    AskSingleUse,
    DrawFigures,
    OverseePackaging,
    SendFigures,
    SendKindShares,
    ShowFigures,
    ShowKindShares,
)
from handlers.organiser_packaging.figures_text import figure_lines, figure_row, kind_lines
from handlers.ui.button_layout import layout_buttons
from handlers.ui.screen import Button, Document, Screen, ScreenPicture
from locales.formats import format_money, format_number, format_percent
from locales.say import Say
from locales.user_text import NAME, sanitize_name
from market.packaging.figures import break_even, expected_uses, needed_rate
from market.packaging.figures_of import TypeFigures, use_costs
from market.packaging.sold_in import KindShares


def figures_page(say: Say, figures: TypeFigures, zone: str) -> Screen:
    """Shows the figures of a type, each with its number and time."""
    packaging = figures.packaging.id
    lines = [
        say("<b>{packaging}: figures</b>", packaging=sanitize_name(figures.packaging.name, NAME)),
        *(figure_row(say, line) for line in figure_lines(say, figures, zone)),
        *_uses_rows(say, figures),
    ]
    return Screen(
        text=Markup("\n").join(lines),
        rows=layout_buttons(
            [
                Button(
                    label=say.label("As a picture"), callback=DrawFigures(packaging=packaging), below=True
                ),
                Button(label=say.label("As CSV"), callback=SendFigures(), below=True),
            ],
            [Button(label=say.label("Compare single use"), callback=AskSingleUse(packaging=packaging))],
            [
                Button(
                    label=say.label("Back"),
                    callback=ShowRecord(kind=EditableKind.PACKAGING, owner=0, record=packaging),
                )
            ],
        ),
    )


def _uses_rows(say: Say, figures: TypeFigures) -> list[Markup]:
    """Returns how often one is used at the return rate, against what is expected of it."""
    rate = figures.recent.back_28.value
    if rate is None:
        return []
    uses, expected = expected_uses(rate), figures.packaging.costs.expected_uses
    hoped = {
        "expected": format_number(say, expected),
        "needed": format_percent(say, needed_rate(expected)),
    }
    if uses is None:
        return [
            say(
                "So far, all come back. You expect {expected} uses of each, so {needed} must come back.",
                **hoped,
            )
        ]
    return [
        say(
            "If {rate} come back, one lasts {uses} uses. You expect {expected}, so {needed} must come back.",
            rate=format_percent(say, rate),
            uses=format_number(say, round(uses)),
            **hoped,
        )
    ]


def kind_shares_page(say: Say, shares: KindShares, zone: str) -> Screen:
    """Shows the share of units by what they were sold in, of the last whole weeks."""
    lines = [
        say("<b>Packaging of goods</b>"),
        *(figure_row(say, line) for line in kind_lines(say, shares, zone)),
        say("Units that were collected, or sold at a stall. Each stall says itself what packaging it uses."),
    ]
    return Screen(
        text=Markup("\n").join(lines),
        rows=layout_buttons(
            [Button(label=say.label("As CSV"), callback=SendKindShares(), below=True)],
            [Button(label=say.label("Back"), callback=OverseePackaging())],
        ),
    )


def kind_shares_file(say: Say, weeks: int, document: Document) -> Screen:
    """Gives the shares of each week as a file."""
    text = say.many(
        "Packaging of goods: {count} week. Empty cells: not enough data yet.",
        "Packaging of goods: {count} weeks. Empty cells: not enough data yet.",
        weeks,
    )
    back = Button(label=say.label("Back"), callback=ShowKindShares(), below=True)
    return Screen(text=text, rows=layout_buttons([back]), document=document)


def single_use_ask(say: Say, figures: TypeFigures) -> Screen:
    """Asks for the price of a single-use one."""
    text = say(
        "What does a single-use container cost that {packaging} replaces? Write only the amount, like <code>0.80</code>.",
        packaging=sanitize_name(figures.packaging.name, NAME),
    )
    back = Button(label=say.label("Back"), callback=ShowFigures(packaging=figures.packaging.id))
    return Screen(text=text, rows=layout_buttons([back]))


def break_even_page(say: Say, figures: TypeFigures, price: int) -> Screen:
    """Shows after how many uses one pays against a single-use one, and the return rate that takes. `price` is in minor units."""
    if not figures.packaging.costs.buy_cost:
        return _costs_first(say, figures)
    uses = break_even(use_costs(figures.packaging.costs), price)
    amounts = {
        "packaging": sanitize_name(figures.packaging.name, NAME),
        "price": format_money(say, price, figures.packaging.currency, figures.territory),
    }
    if uses is None:
        lines = [
            say(
                "{packaging} never costs less than single use at {price}: washing and hauling alone cost as much.",
                **amounts,
            )
        ]
    else:
        lines = [
            say.many(
                "{packaging} costs less than single use at {price} after {count} use.",
                "{packaging} costs less than single use at {price} after {count} uses.",
                uses,
                **amounts,
            ),
            say("For that, {rate} must come back.", rate=format_percent(say, needed_rate(uses))),
            _verdict(say, figures.recent.back_28.value, needed_rate(uses)),
        ]
    return Screen(
        text=Markup("\n").join(lines),
        rows=layout_buttons(
            [
                Button(
                    label=say.label("Another price"), callback=AskSingleUse(packaging=figures.packaging.id)
                ),
                Button(label=say.label("Figures"), callback=ShowFigures(packaging=figures.packaging.id)),
            ]
        ),
    )


def _costs_first(say: Say, figures: TypeFigures) -> Screen:
    """Says that nothing can be compared before it is known what one costs."""
    costs = Button(
        label=say.label("Costs"),
        callback=ShowRecord(kind=EditableKind.PACKAGING, owner=0, record=figures.packaging.id),
        style="primary",
    )
    back = Button(label=say.label("Figures"), callback=ShowFigures(packaging=figures.packaging.id))
    return Screen(
        text=say("Write what one costs to buy first. Then we can compare."),
        rows=layout_buttons([costs, back]),
    )


def _verdict(say: Say, rate: Fraction | None, needed: Fraction) -> Markup:
    if rate is None:
        return say("Too few have been lent to know yet.")
    now = format_percent(say, rate)
    if rate >= needed:
        return say("{rate} come back within 28 days, so it pays.", rate=now)
    return say("{rate} come back within 28 days, so it does not pay yet.", rate=now)


def figures_picture(say: Say, figures: TypeFigures, picture: str) -> Screen:
    """Gives the figures as a picture; its numbers are in the message above."""
    text = say(
        "The figures of {packaging}. The same numbers are in the message above.",
        packaging=sanitize_name(figures.packaging.name, NAME),
    )
    back = Button(
        label=say.label("Figures"), callback=ShowFigures(packaging=figures.packaging.id), below=True
    )
    return Screen(text=text, rows=layout_buttons([back]), picture=ScreenPicture(key=picture))


def figures_file(say: Say, rows: int, document: Document) -> Screen:
    """Gives all figures as a file."""
    text = (
        say.many(
            "The figures by week: {count} row. Empty cells: not enough data yet.",
            "The figures by week: {count} rows. Empty cells: not enough data yet.",
            rows,
        )
        if rows
        else say("No figures yet: nothing was lent in the last year.")
    )
    back = Button(label=say.label("Packaging"), callback=OverseePackaging(), below=True)
    return Screen(text=text, rows=layout_buttons([back]), document=document)

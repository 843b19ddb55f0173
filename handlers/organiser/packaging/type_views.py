"""Pages of packaging types: the first screen about packaging, the list, the guide that makes a type, and its page."""

from collections.abc import Sequence
from typing import assert_never

from markupsafe import Markup

from handlers.callbacks.organiser import ShowAdmin
from handlers.callbacks.organiser_packaging import (
    AskEndPackaging,
    AskPackagingCost,
    ChoosePackaging,
    CostField,
    EndPackaging,
    OverseeHubs,
    SendFigures,
    ShowCosts,
    ShowFigures,
    ShowKindShares,
    ShowLabels,
    ShowLateLoans,
    ShowPackagingMoney,
    ShowPackagingType,
    ShowPackagingTypes,
)
from handlers.organiser.packaging.choices import FREE_DAYS, UNITS, PackagingChoices, Pieces
from handlers.organiser.packaging.packaging_text import NAME, packaging_back, stream_word, terms_text
from handlers.ui.button_layout import fit_label, layout_buttons
from handlers.ui.paging import page_of, page_text, pager
from handlers.ui.screen import Button, Screen
from locales.formats import format_money, format_number
from locales.say import Say
from locales.units import format_units
from locales.user_text import sanitize_name
from market.packaging.overview import OverseenPackaging, PackagingOverview
from market.packaging.packaging_type import PackagingFacts, PackagingTerms
from storage.packaging import PackagingPolicy, Stream

PAGE = 6


def packaging_home(say: Say, overview: PackagingOverview) -> Screen:
    """Shows packaging at a glance. The next step of a market without any comes first."""
    lines = [say("<b>Returnable packaging</b>")]
    if not overview.types:
        lines.append(say("No packaging yet. Begin with a type, such as a cup with a deposit."))
    else:
        lines.append(
            say(
                "{types}, {hubs}.",
                types=say.many("{count} type", "{count} types", overview.types),
                hubs=say.many("{count} hub", "{count} hubs", overview.hubs),
            )
        )
        lines.append(_out_text(say, overview))
    types = Button(
        label=say.label("Types"),
        callback=ShowPackagingTypes(),
        style="primary" if not overview.types else "",
    )
    groups = (
        [types, Button(label=say.label("Hubs"), callback=OverseeHubs())],
        [
            Button(label=say.label("Money"), callback=ShowPackagingMoney()),
            Button(label=say.label("Late, {count}", count=overview.late), callback=ShowLateLoans()),
        ]
        if overview.types
        else [],
        [Button(label=say.label("Figures as CSV"), callback=SendFigures(), below=True)]
        if overview.types
        else [],
        [Button(label=say.label("Packaging of goods"), callback=ShowKindShares())],
        [Button(label=say.label("Back"), callback=ShowAdmin())],
    )
    return Screen(
        text=Markup("\n").join(lines),
        rows=layout_buttons(*groups),
    )


def _out_text(say: Say, overview: PackagingOverview) -> Markup:
    if not overview.out:
        return say("Nothing is out.")
    out = say.many("{count} is out.", "{count} are out.", overview.out)
    late = say.many("{count} of them is late.", "{count} of them are late.", overview.late)
    return say.sentences(out, late) if overview.late else out


def type_list(say: Say, types: Sequence[PackagingFacts], page: int) -> Screen:
    part = page_of(types, page, PAGE)
    lines = [_type_row(say, one) for one in part.shown] or [
        say("No packaging yet. A type says what a borrower pays and when it is due.")
    ]
    add = Button(
        label=say.label("New packaging"),
        callback=ChoosePackaging(),
        style="" if types else "primary",
    )
    return Screen(
        text=Markup("\n").join([*lines, *page_text(say, part.number, part.pages)]),
        rows=layout_buttons(
            *(
                [
                    Button(
                        label=fit_label(sanitize_name(one.name, NAME)),
                        callback=ShowPackagingType(packaging=one.id),
                    )
                ]
                for one in part.shown
            ),
            *pager(say, part.number, part.pages, lambda other: ShowPackagingTypes(page=other)),
            [add],
            [packaging_back(say)],
        ),
    )


def _type_row(say: Say, one: PackagingFacts) -> Markup:
    return say(
        "{packaging} · {stream}",
        packaging=sanitize_name(one.name, NAME),
        stream=stream_word(say, one.stream),
    )


def currency_choice(say: Say, currencies: Sequence[str]) -> Screen:
    """Asks in which money the prices of a new type are."""
    buttons = [Button(label=currency, callback=ChoosePackaging(choices=currency)) for currency in currencies]
    return _choice(say, say("In which currency are its prices?"), buttons, PackagingChoices())


def unit_choice(say: Say, choices: PackagingChoices) -> Screen:
    """Asks what a new type is counted in."""
    buttons = [
        Button(
            label=format_units(say, unit, 2).unescape(),
            callback=ChoosePackaging(choices=choices.with_answer(unit)),
        )
        for unit in UNITS
    ]
    return _choice(say, say("How do you count it?"), buttons, choices)


def stream_choice(say: Say, choices: PackagingChoices) -> Screen:
    """Asks which of the two kinds that never mix a new type is."""
    text = say(
        "Is it halal packaging? Halal and other packaging never share a crate, a wash or a shelf. This never changes."
    )
    labels = {Stream.HALAL: say.label("Halal"), Stream.OTHER: say.label("Other")}
    return _choice(say, text, _answers(choices, labels), choices)


def pieces_choice(say: Say, choices: PackagingChoices) -> Screen:
    """Asks whether each piece of a new type has a number."""
    text = say("By count, or does each piece have its own number and QR label?")
    labels = {
        Pieces.COUNTED: say.label("By count"),
        Pieces.SINGLE: say.label("Own numbers"),
        Pieces.WITH_LID: say.label("Numbers and a lid"),
    }
    return _choice(say, text, _answers(choices, labels), choices)


def policy_choice(say: Say, choices: PackagingChoices) -> Screen:
    """Asks what a borrower of a new type pays."""
    text = say(
        "What does a borrower pay? A deposit is refunded in full at any hub or stall. Without one, a fee is due for each day too late, up to a price."
    )
    labels = {
        PackagingPolicy.DEPOSIT: say.label("A deposit"),
        PackagingPolicy.LATE_FEE: say.label("Only when late"),
    }
    return _choice(say, text, _answers(choices, labels), choices)


def free_days_choice(say: Say, choices: PackagingChoices) -> Screen:
    """Asks when a new type is due."""
    buttons = [
        Button(
            label=say.many("{count} day", "{count} days", days).unescape(),
            callback=ChoosePackaging(choices=choices.with_answer(str(days))),
        )
        for days in FREE_DAYS
    ]
    return _choice(say, say("After how many days is it due?"), buttons, choices)


def _answers(
    choices: PackagingChoices, labels: dict[Stream, str] | dict[Pieces, str] | dict[PackagingPolicy, str]
) -> list[Button]:
    return [
        Button(label=label, callback=ChoosePackaging(choices=choices.with_answer(answer)))
        for answer, label in labels.items()
    ]


def _choice(say: Say, question: Markup, buttons: list[Button], choices: PackagingChoices) -> Screen:
    return Screen(text=question, rows=layout_buttons(buttons, _guide_back(say, choices)))


def _guide_back(say: Say, choices: PackagingChoices) -> list[Button]:
    """Returns the way to the question before, and out of the guide."""
    if choices.unit is None:
        return [Button(label=say.label("Back"), callback=ShowPackagingTypes())]
    return [
        Button(label=say.label("Back"), callback=ChoosePackaging(choices=choices.without_last)),
        Button(label=say.label("Cancel"), callback=ShowPackagingTypes()),
    ]


def deposit_ask(say: Say, choices: PackagingChoices) -> Screen:
    text = say("What is the deposit for one? Write only the amount, like <code>5</code>.")
    return Screen(text=text, rows=layout_buttons(_guide_back(say, choices)))


def fee_ask(say: Say, choices: PackagingChoices) -> Screen:
    text = say("What is the fee for each day too late? Write only the amount, like <code>0.50</code>.")
    return Screen(text=text, rows=layout_buttons(_guide_back(say, choices)))


def price_ask(say: Say, choices: PackagingChoices) -> Screen:
    text = say(
        "What is the most it can cost, if it never comes back? Write only the amount, like <code>12</code>."
    )
    return Screen(text=text, rows=layout_buttons(_guide_back(say, choices)))


def name_ask(say: Say, choices: PackagingChoices, terms: PackagingTerms, territory: str) -> Screen:
    """Asks for the name, the last answer: it makes the type."""
    lines = [
        say("What is it called? Its name is the last step."),
        terms_text(say, terms, choices.currency, territory),
        say("Borrowers are told this, so it never changes."),
    ]
    return Screen(text=Markup("\n").join(lines), rows=layout_buttons(_guide_back(say, choices)))


def packaging_page(say: Say, overview: OverseenPackaging) -> Screen:
    """Shows a type, with the ways to its figures, labels and costs."""
    kind = overview.facts
    packaging = kind.id
    ended = [say("Not lent any more. What is out still comes back.")] if kind.ended_at else []
    end = [Button(label=say.label("Stop lending it"), callback=AskEndPackaging(packaging=packaging))]
    return Screen(
        text=Markup("\n").join(
            [
                say(
                    "<b>{packaging}</b> · {stream}",
                    packaging=sanitize_name(kind.name, NAME),
                    stream=stream_word(say, kind.stream),
                ),
                *ended,
                terms_text(say, kind.terms, kind.currency, overview.territory),
                _books_text(say, overview),
            ]
        ),
        rows=layout_buttons(
            [
                Button(label=say.label("Figures"), callback=ShowFigures(packaging=packaging)),
                Button(label=say.label("Costs"), callback=ShowCosts(packaging=packaging)),
            ],
            [Button(label=say.label("Print labels"), callback=ShowLabels(packaging=packaging))],
            [] if kind.ended_at else end,
            [Button(label=say.label("Back"), callback=ShowPackagingTypes())],
        ),
    )


def _books_text(say: Say, overview: OverseenPackaging) -> Markup:
    if not overview.units:
        return say("None yet. Buy some for a hub or stall.")
    return say(
        "{units} in all, {count} out.",
        units=format_units(say, overview.facts.unit, overview.units),
        count=format_number(say, overview.out),
    )


def costs_page(say: Say, overview: OverseenPackaging) -> Screen:
    """Shows what a type costs the market; each cost can be changed."""
    kind, costs = overview.facts, overview.facts.costs
    money = {
        CostField.BUY: costs.buy_cost,
        CostField.WASH: costs.wash_cost,
        CostField.HAUL: costs.haul_cost,
    }
    lines = [
        say("<b>Costs of {packaging}</b>", packaging=sanitize_name(kind.name, NAME)),
        *(_cost_row(say, field, overview, minor) for field, minor in money.items()),
        say("It weighs {count} g.", count=format_number(say, costs.grams)),
        say.many(
            "It is expected to last {count} use.", "It is expected to last {count} uses.", costs.expected_uses
        ),
        say("Cost per use and break-even follow from this."),
    ]
    return Screen(
        text=Markup("\n").join(lines),
        rows=layout_buttons(
            [
                Button(
                    label=_cost_label(say, field), callback=AskPackagingCost(packaging=kind.id, field=field)
                )
                for field in CostField
            ],
            [Button(label=say.label("Back"), callback=ShowPackagingType(packaging=kind.id))],
        ),
    )


def _cost_row(say: Say, field: CostField, overview: OverseenPackaging, minor: int) -> Markup:
    amount = format_money(say, minor, overview.facts.currency, overview.territory)
    match field:
        case CostField.BUY:
            return say("To buy one: {amount}", amount=amount)
        case CostField.WASH:
            return say("To wash one: {amount}", amount=amount)
        case _:
            return say("To haul one, each use: {amount}", amount=amount)


def _cost_label(say: Say, field: CostField) -> str:
    match field:
        case CostField.BUY:
            # text: on a button: what it costs to buy one
            return say.label("Buying")
        case CostField.WASH:
            # text: on a button: what it costs to wash one
            return say.label("Washing")
        case CostField.HAUL:
            # text: on a button: what it costs to haul one
            return say.label("Hauling")
        case CostField.GRAMS:
            return say.label("Weight")
        case CostField.USES:
            return say.label("Expected uses")
        case _:
            assert_never(field)


def cost_ask(say: Say, overview: OverseenPackaging, field: CostField) -> Screen:
    """Asks for a cost, the weight or the expected uses."""
    packaging = sanitize_name(overview.facts.name, NAME)
    match field:
        case CostField.BUY:
            text = say(
                "What does one {packaging} cost to buy? Write only the amount, like <code>12</code>.",
                packaging=packaging,
            )
        case CostField.WASH:
            text = say(
                "What does it cost to wash one {packaging}? Write only the amount, like <code>0.30</code>.",
                packaging=packaging,
            )
        case CostField.HAUL:
            text = say(
                "What does it cost to haul one {packaging}, each use? Write only the amount, like <code>0.10</code>.",
                packaging=packaging,
            )
        case CostField.GRAMS:
            text = say(
                "How many grams does one {packaging} weigh? Write only the number, like <code>180</code>.",
                packaging=packaging,
            )
        case CostField.USES:
            text = say(
                "How many uses does one {packaging} last? Write only the number, like <code>100</code>.",
                packaging=packaging,
            )
        case _:
            assert_never(field)
    back = Button(label=say.label("Back"), callback=ShowCosts(packaging=overview.facts.id))
    return Screen(text=text, rows=layout_buttons([back]))


def end_confirm(say: Say, overview: OverseenPackaging) -> Screen:
    """Asks before a type is lent no more, for good."""
    name = sanitize_name(overview.facts.name, NAME)
    text = say(
        "Stop lending {packaging}? Stalls cannot choose it any more. What is out still comes back, and {count} are out. This cannot be undone.",
        packaging=name,
        count=format_number(say, overview.out),
    )
    return Screen(
        text=text,
        rows=layout_buttons(
            [
                Button(
                    label=say.label("Keep lending it"),
                    callback=ShowPackagingType(packaging=overview.facts.id),
                    style="primary",
                )
            ],
            [
                Button(
                    label=say.label("Stop lending it"),
                    callback=EndPackaging(packaging=overview.facts.id),
                    style="danger",
                )
            ],
        ),
    )

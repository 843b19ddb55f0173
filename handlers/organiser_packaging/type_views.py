"""Pages of packaging types: the first screen about packaging, the list, the guide that makes a type, and its page."""

from collections.abc import Sequence

from markupsafe import Markup

from handlers.callbacks.editable import EditableKind, ShowRecord, ShowRecords
from handlers.callbacks.organiser import ShowAdmin
from handlers.callbacks.organiser_packaging import (
    ChoosePackaging,
    EndPackaging,
    OverseeHubs,
    SendFigures,
    ShowKindShares,
    ShowLateLoans,
    ShowPackagingMoney,
)
from handlers.organiser_packaging.choices import FREE_DAYS, UNITS, PackagingChoices, Pieces
from handlers.organiser_packaging.packaging_text import terms_text
from handlers.ui.button_layout import layout_buttons
from handlers.ui.screen import Button, Screen
from locales.formats import format_number
from locales.say import Say
from locales.units import ItemUnit
from locales.user_text import NAME, sanitize_name
from market.packaging.overview import OverseenPackaging, PackagingOverview
from market.packaging.packaging_type import PackagingTerms
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
        callback=ShowRecords(kind=EditableKind.PACKAGING),
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


def currency_choice(say: Say, currencies: Sequence[str]) -> Screen:
    """Asks in which money the prices of a new type are."""
    buttons = [Button(label=currency, callback=ChoosePackaging(choices=currency)) for currency in currencies]
    return _choice(say, say("In which currency are its prices?"), buttons, PackagingChoices())


def unit_choice(say: Say, choices: PackagingChoices) -> Screen:
    """Asks what a new type is counted in."""
    buttons = [
        Button(
            label=_unit_label(say, unit),
            callback=ChoosePackaging(choices=choices.with_answer(unit)),
        )
        for unit in UNITS
    ]
    return _choice(say, say("How do you count it?"), buttons, choices)


def _unit_label(say: Say, unit: ItemUnit) -> str:
    match unit:
        case ItemUnit.CUP:
            return say.label("Cups")
        case ItemUnit.BOX:
            return say.label("Boxes")
        case ItemUnit.JAR:
            return say.label("Jars")
        case ItemUnit.PACK:
            return say.label("Packs")
        case _:
            return say.label("Units")


def stream_choice(say: Say, choices: PackagingChoices) -> Screen:
    """Asks which of the two kinds that never mix a new type is."""
    text = say(
        "Is it halal packaging? Halal and other packaging never share a crate, a wash or a shelf. You cannot change this later."
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
        "What does a borrower pay? A deposit is refunded in full at any hub or stall. Without one, a fee is due for each day late, up to a limit."
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
        return [Button(label=say.label("Back"), callback=ShowRecords(kind=EditableKind.PACKAGING))]
    return [
        Button(label=say.label("Back"), callback=ChoosePackaging(choices=choices.without_last)),
        Button(label=say.label("Cancel"), callback=ShowRecords(kind=EditableKind.PACKAGING)),
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
        say("Borrowers are told this, so you cannot change it later."),
    ]
    return Screen(text=Markup("\n").join(lines), rows=layout_buttons(_guide_back(say, choices)))


def end_confirm(say: Say, overview: OverseenPackaging) -> Screen:
    """Asks before a type is lent no more, for good."""
    name = sanitize_name(overview.facts.name, NAME)
    text = say(
        "Stop lending {packaging}? Stalls can no longer choose it. Pieces that are out ({count}) can still come back. This cannot be undone.",
        packaging=name,
        count=format_number(say, overview.out),
    )
    return Screen(
        text=text,
        rows=layout_buttons(
            [
                Button(
                    label=say.label("Keep lending it"),
                    callback=ShowRecord(kind=EditableKind.PACKAGING, owner=0, record=overview.facts.id),
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

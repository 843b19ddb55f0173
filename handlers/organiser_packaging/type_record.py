"""The packaging types of the market, as editable records: what one costs changes, what its borrowers were told does not."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

from markupsafe import Markup

from handlers.callbacks.editable import EditableKind
from handlers.callbacks.organiser_packaging import AskEndPackaging, ChoosePackaging, ShowFigures, ShowLabels
from handlers.editable.record_kind import RecordKind, TextField
from handlers.organiser_packaging.packaging_text import packaging_back, stream_word, terms_text
from handlers.stock.price_parsing import read_number, read_price_alone
from handlers.ui.context import HandlerContext
from handlers.ui.screen import Button
from locales.formats import format_money, format_number
from locales.say import Say
from locales.units import format_units
from locales.user_text import NAME, sanitize_name
from market.packaging.overview import OverseenPackaging, overseen_packaging, overseen_types
from market.packaging.packaging_type import PackagingFacts, change_costs
from market.packaging.refusals import PackagingTypeUnknown


async def _read_types(ctx: HandlerContext, _: int) -> tuple[None, Sequence[PackagingFacts]]:
    return None, await ctx.read(overseen_types, ctx.actor)


async def _read_type(
    ctx: HandlerContext, _: int, packaging: int
) -> tuple[OverseenPackaging | None, PackagingFacts]:
    overview = await ctx.read(overseen_packaging, ctx.actor, packaging)
    return overview, overview.facts


def _heading(say: Say, kind: PackagingFacts) -> Markup:
    name, stream = sanitize_name(kind.name, NAME), stream_word(say, kind.stream)
    return say("<b>{packaging}</b> · {stream}", packaging=name, stream=stream)


def _page(say: Say, overview: OverseenPackaging | None, kind: PackagingFacts) -> list[Markup]:
    assert overview is not None
    costs, territory = kind.costs, overview.territory
    buy, wash, haul = (
        format_money(say, minor, kind.currency, territory)
        for minor in (costs.buy_cost, costs.wash_cost, costs.haul_cost)
    )
    return [
        _heading(say, kind),
        *([say("No longer lent. Pieces that are out still come back.")] if kind.ended_at else []),
        terms_text(say, kind.terms, kind.currency, territory),
        _books_text(say, overview),
        say("To buy one: {amount}", amount=buy),
        say("To wash one: {amount}", amount=wash),
        say("To haul one, each use: {amount}", amount=haul),
        say("It weighs {count} g.", count=format_number(say, costs.grams)),
        say.many(
            "It is expected to last {count} use.", "It is expected to last {count} uses.", costs.expected_uses
        ),
        say("Cost per use and break-even follow from this."),
    ]


def _books_text(say: Say, overview: OverseenPackaging) -> Markup:
    if not overview.units:
        return say("None yet. Buy some for a hub or stall.")
    return say(
        "{units} in all, {count} out.",
        units=format_units(say, overview.facts.unit, overview.units),
        count=format_number(say, overview.out),
    )


def _page_buttons(say: Say, kind: PackagingFacts) -> list[list[Button]]:
    end = Button(label=say.label("Stop lending it"), callback=AskEndPackaging(packaging=kind.id))
    return [
        [
            Button(label=say.label("Figures"), callback=ShowFigures(packaging=kind.id)),
            Button(label=say.label("Print labels"), callback=ShowLabels(packaging=kind.id)),
        ],
        [] if kind.ended_at else [end],
    ]


Question = Callable[[Say, str], Markup]


def _typed(
    label: Callable[[Say], str], question: Question, read: Callable[..., int | None]
) -> TextField[Any, PackagingFacts]:
    return TextField(
        label=label,
        question=lambda say, _, kind: question(say, sanitize_name(kind.name, NAME)),
        read=read,
        not_read=lambda say: say("That is not a number. Write only the number, like 20."),
    )


def _amount(ctx: HandlerContext, _: object, kind: PackagingFacts, words: str) -> int | None:
    return read_price_alone(words, kind.currency, ctx.today)


def _count(_: HandlerContext, __: object, ___: PackagingFacts, words: str) -> int | None:
    return read_number(words)


RecordKind[OverseenPackaging | None, PackagingFacts](
    kind=EditableKind.PACKAGING,
    read=_read_types,
    read_one=_read_type,
    key=lambda kind: kind.id,
    label=lambda say, kind: sanitize_name(kind.name, NAME),
    title=lambda say, _: [],
    empty=lambda say: say("No packaging yet. A type says what a borrower pays and when it is due."),
    row=lambda say, _, kind: _heading(say, kind),
    page=_page,
    back=lambda say, _: packaging_back(say),
    fields={
        "buy_cost": _typed(
            # text: on a button: what it costs to buy one
            lambda say: say.label("Buying"),
            lambda say, name: say(
                "What does one {packaging} cost to buy? Write only the amount, like <code>12</code>.",
                packaging=name,
            ),
            _amount,
        ),
        "wash_cost": _typed(
            # text: on a button: what it costs to wash one
            lambda say: say.label("Washing"),
            lambda say, name: say(
                "What does it cost to wash one {packaging}? Write only the amount, like <code>0.30</code>.",
                packaging=name,
            ),
            _amount,
        ),
        "haul_cost": _typed(
            # text: on a button: what it costs to haul one
            lambda say: say.label("Hauling"),
            lambda say, name: say(
                "What does it cost to haul one {packaging}, each use? Write only the amount, like <code>0.10</code>.",
                packaging=name,
            ),
            _amount,
        ),
        "grams": _typed(
            lambda say: say.label("Weight"),
            lambda say, name: say(
                "How many grams does one {packaging} weigh? Write only the number, like <code>180</code>.",
                packaging=name,
            ),
            _count,
        ),
        "expected_uses": _typed(
            lambda say: say.label("Expected uses"),
            lambda say, name: say(
                "How many uses does one {packaging} last? Write only the number, like <code>100</code>.",
                packaging=name,
            ),
            _count,
        ),
    },
    change=lambda ctx, _, kind, changes: ctx.act(
        change_costs, ctx.actor, kind.id, replace(kind.costs, **changes)
    ),
    unknown=PackagingTypeUnknown,
    list_buttons=lambda say, _, kinds: [
        [
            Button(
                label=say.label("New packaging"), callback=ChoosePackaging(), style="" if kinds else "primary"
            )
        ]
    ],
    page_buttons=_page_buttons,
)

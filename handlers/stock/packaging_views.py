"""The page on which a vendor chooses what an item is sold in."""

from collections.abc import Sequence

from markupsafe import Markup

from handlers.callbacks.stock import ChangeDrop, ChoosePackagingOfItem, PickPackaging, PickPackagingKind
from handlers.stock.item_views import price_tag
from handlers.ui.button_layout import layout_buttons, shorten_label
from handlers.ui.paging import page_of, page_text, pager
from handlers.ui.screen import Button, Screen
from locales.packaging_kind import PackagingKind, packaging_kind_word
from locales.say import Say
from locales.user_text import PACKAGING, sanitize_name
from market.drop.facts import DropFacts, ItemFacts
from market.drop.item_text import item_name
from market.packaging.packaging_type import PackagingFacts

PAGE = 6


def packaging_choice(
    say: Say, drop: DropFacts, item: ItemFacts, types: Sequence[PackagingFacts], *, page: int
) -> Screen:
    """Asks in which packaging of the market an item goes out, with what a borrower of each pays, or in which of the stall."""
    part = page_of(types, page, PAGE)
    lines = [
        say(
            "What is {item} packed in? Now: {packaging}.",
            item=item_name(say, drop, item),
            packaging=_now_text(say, item),
        ),
        *(_type_row(say, drop, kind) for kind in part.shown),
        *([] if types else [say("The organisers have not made any packaging yet.")]),
        *page_text(say, part.number, part.pages),
    ]
    return Screen(
        text=Markup("\n").join(lines),
        rows=layout_buttons(
            *(
                [
                    Button(
                        label=shorten_label(sanitize_name(kind.name, PACKAGING)),
                        callback=PickPackaging(drop=drop.id, item=item.id, packaging=kind.id),
                    )
                ]
                for kind in part.shown
            ),
            *pager(
                say,
                part.number,
                part.pages,
                lambda other: ChoosePackagingOfItem(drop=drop.id, item=item.id, page=other),
            ),
            *_kind_buttons(say, drop, item),
            [Button(label=say.label("Back"), callback=ChangeDrop(drop=drop.id))],
        ),
    )


def _now_text(say: Say, item: ItemFacts) -> Markup:
    if item.packaging:
        return Markup("{}").format(sanitize_name(item.packaging.name, PACKAGING))
    if item.loan_deposit:
        return say("your own packaging, with a deposit")
    return Markup("{}").format(packaging_kind_word(say, item.sold_in)) if item.sold_in else say("not given")


def _kind_buttons(say: Say, drop: DropFacts, item: ItemFacts) -> list[list[Button]]:
    """Returns a button for each kind of packaging of the stall's own."""

    def pick(label: str, kind: PackagingKind) -> Button:
        return Button(label=label, callback=PickPackagingKind(drop=drop.id, item=item.id, kind=kind))

    return [
        [
            pick(say.label("No packaging"), PackagingKind.NONE),
            pick(say.label("Your own, returnable"), PackagingKind.RETURNABLE),
        ],
        [
            pick(say.label("Compostable"), PackagingKind.COMPOSTABLE),
            pick(say.label("Single use"), PackagingKind.SINGLE_USE),
        ],
    ]


def _type_row(say: Say, drop: DropFacts, kind: PackagingFacts) -> Markup:
    name = sanitize_name(kind.name, PACKAGING)
    if kind.terms.deposit:
        deposit = price_tag(say, drop, kind.terms.deposit)
        return say("{packaging}: deposit {deposit}", packaging=name, deposit=deposit)
    return say(
        "{packaging}: no deposit, {fee} a day when late",
        packaging=name,
        fee=price_tag(say, drop, kind.terms.fee_per_day),
    )

"""The fields of a drop and of its items whose new value is typed: label, question, reader and action of each."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from markupsafe import Markup

from handlers.callbacks.stock import DropField
from handlers.stock.item_views import price_tag
from handlers.stock.line_parser import parse_line
from handlers.stock.price_parsing import read_number, read_price_alone
from locales.say import Say
from market.drop.facts import DropFacts, ItemFacts
from market.drop.item_texts import ITEM_TEXTS, ItemText
from market.stock.change import (
    change_deposit,
    change_picture,
    change_price,
    change_quantity,
    change_tags,
    change_words,
    describe_item,
    rename_drop,
)

CLEARING_SIGNS = ("-", "–", "—")


@dataclass(frozen=True, kw_only=True)
class TypedValue:
    """Words, by the date of the market, for an item of a drop."""

    words: str
    drop: DropFacts
    item: ItemFacts
    today: date


@dataclass(frozen=True, kw_only=True)
class TypedDropField:
    """`read` returns the value, or None for words that are none; `change` is the action, which takes the item if it is of one, else the drop.

    `more` are further arguments of the action, `language` says that it takes the writer's. `any_text`: any words are a value.
    """

    label: Callable[[Say], str]
    question: Callable[[Say, DropFacts, ItemFacts], Markup]
    example: Callable[[Say], str]
    read: Callable[[TypedValue], Any]
    change: Callable[..., Any]
    is_of_item: bool = False
    any_text: bool = False
    language: bool = False
    more: Mapping[str, Any] | None = None

    def arguments(self, say: Say) -> dict[str, Any]:
        """Return the arguments of the action beside the value and the time."""
        return {**(self.more or {}), **({"language": say.language} if self.language else {})}


def _price(typed: TypedValue) -> int | None:
    return read_price_alone(typed.words, typed.drop.alley.currency, typed.today, name=typed.item.name)


def _tags(typed: TypedValue) -> tuple[str, ...] | None:
    tags = parse_line(typed.words, typed.drop.alley.currency, typed.today).stock.tags
    return tags if tags or typed.words.strip() in CLEARING_SIGNS else None


def _text(typed: TypedValue) -> str:
    return "" if typed.words.strip() in CLEARING_SIGNS else typed.words


def _of_item(name: str, text: ItemText) -> TypedDropField:
    return TypedDropField(
        label=text.label,
        question=lambda say, *_: text.question(say),
        example=text.example,
        read=_text,
        change=describe_item,
        is_of_item=True,
        any_text=True,
        more={"field": name},
    )


TYPED_FIELDS = {
    DropField.PRICE: TypedDropField(
        label=lambda say: say.label("Price"),
        question=lambda say, drop, item: say(
            "What is the price of one? Now {price}. Confirmed bookings keep their price.",
            price=price_tag(say, drop, item.price),
        ),
        example=lambda _: "8.50",
        read=_price,
        change=change_price,
        is_of_item=True,
    ),
    DropField.DEPOSIT: TypedDropField(
        label=lambda say: say.label("Packaging deposit"),
        question=lambda say, drop, item: say(
            "Packaging deposit for each? Now {price}.", price=price_tag(say, drop, item.loan_deposit)
        ),
        example=lambda _: "3",
        read=_price,
        change=change_deposit,
        is_of_item=True,
    ),
    DropField.QUANTITY: TypedDropField(
        label=lambda say: say.label("Quantity"),
        question=lambda say, *_: say("How many are there?"),
        example=lambda _: "12",
        read=lambda typed: read_number(typed.words),
        change=change_quantity,
        is_of_item=True,
    ),
    DropField.NAME: TypedDropField(
        label=lambda say: say.label("Name"),
        question=lambda say, *_: say("What is it called?"),
        example=lambda say: say.plain("Kuih lapis"),
        read=lambda typed: typed.words,
        change=rename_drop,
        any_text=True,
    ),
    DropField.WORDS: TypedDropField(
        label=lambda say: say.label("Description"),
        question=lambda say, *_: say("Describe it in one or two sentences."),
        example=lambda say: say.plain("Steamed this afternoon"),
        read=lambda typed: typed.words,
        change=change_words,
        any_text=True,
        language=True,
    ),
    DropField.TAGS: TypedDropField(
        label=lambda say: say.label("Tags"),
        question=lambda say, *_: say("Which tags? Write them all, or <code>-</code> for none."),
        example=lambda _: "#kuih #vegan",
        read=_tags,
        change=change_tags,
    ),
    DropField.PHOTO: TypedDropField(
        label=lambda say: say.label("Photo"),
        question=lambda say, *_: say("Send the new photo."),
        example=lambda say: say.plain("A photo"),
        read=lambda _: None,
        change=change_picture,
    ),
    **{DropField(name): _of_item(name, text) for name, text in ITEM_TEXTS.items()},
}

"""The texts of an item in the stall's own words, beside its name: how each is called, asked for and shown."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from markupsafe import Markup

from locales.formats import format_list_and
from locales.say import Say
from locales.user_text import quoted
from market.drop.facts import DropFacts, ItemFacts
from storage.drop import LONGEST_TEXT


@dataclass(frozen=True, kw_only=True)
class ItemText:
    """`row` is what people read of an item that has it, and `of_components` whether a set has those of its parts."""

    label: Callable[[Say], str]
    question: Callable[[Say], Markup]
    example: Callable[[Say], str]
    row: Callable[[Say, str], Markup]
    of_components: bool = True


ITEM_TEXTS = {
    "allergens": ItemText(
        label=lambda say: say.label("Allergens"),
        question=lambda say: say("Which allergens are in it? Write <code>-</code> for none."),
        example=lambda say: say.plain("peanuts, egg"),
        row=lambda say, said: say("Allergens, says the stall: {allergens}.", allergens=said),
    ),
    "options": ItemText(
        label=lambda say: say.label("Options"),
        question=lambda say: say(
            "Which options are there? Write them with a slash, like <code>hot / iced</code>, or <code>-</code> for none."
        ),
        example=lambda say: say.plain("hot / iced"),
        row=lambda say, said: say("Choose: {options}.", options=said),
        of_components=False,
    ),
}
"""By the field's name in `ItemDescription`."""
NO_TEXTS: dict[str, Any] = dict.fromkeys(ITEM_TEXTS, "")


def item_text_rows(say: Say, drop: DropFacts, item: ItemFacts) -> list[Markup]:
    """Return what is said of an item and its components, in the stall's own words and attributed to it."""
    inside = {component.item for component in item.components}
    components = tuple(other for other in drop.items if other.id in inside)
    rows = []
    for name, text in ITEM_TEXTS.items():
        said = (getattr(part, name) for part in (item, *(components if text.of_components else ())))
        named = dict.fromkeys(quoted(each, LONGEST_TEXT[name]) for each in said if each)
        rows += [text.row(say, format_list_and(say, [*named]))] if named else []
    return rows

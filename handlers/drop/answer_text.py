"""Answers to questions about a drop from its rows: how many are left, the price, when and where, what is in it. Pure functions."""

from collections.abc import Iterable
from datetime import datetime
from typing import assert_never

from markupsafe import Markup, escape

from handlers.drop.drop_question import DropQuestion, Topic
from locales.formats import day_hours, format_datetime, format_list_and
from locales.say import Say
from locales.search_vocabulary import DIETS, FOUND, NAMED_ALIKE
from locales.user_text import ALLEY, DROP, STALL, quoted, sanitize_name
from market.drop.facts import DropFacts, ItemFacts
from market.drop.item_text import age_mark, head_name, item_name, item_rows, own_tag_words
from market.drop.item_texts import ITEM_TEXTS
from market.drop.status import Status, status
from market.drop.status_text import FINISHED, status_text
from storage.drop import LONGEST_TEXT


def answer_text(say: Say, drop: DropFacts, question: DropQuestion, now: datetime) -> Markup:
    """Returns the name of a drop and what was asked of it; without a question what is left of it."""
    head = Markup("<b>{}</b>{} · {}").format(
        sanitize_name(head_name(drop), DROP), age_mark(drop), sanitize_name(drop.stall.name, STALL)
    )
    drop_status = status(drop, now)
    rows = (
        _contents_rows(say, drop, question.contents)
        if question.contents
        else _topic_rows(say, drop, drop_status, question.topic or Topic.LEFT)
    )
    state = [status_text(say, drop, drop_status)] if drop_status in FINISHED else []
    return Markup("\n").join((head, *rows, *state))


def says_nothing(drop: DropFacts, contents: Iterable[str]) -> bool:
    """Returns whether a stall says nothing of what may be in its goods, or whom they suit."""
    return any(not _tags_of(drop, group) and not _allergens(drop, group) for group in contents)


def _topic_rows(say: Say, drop: DropFacts, drop_status: Status, topic: Topic) -> list[Markup]:
    zone = drop.alley.zone
    hours = escape(day_hours(say, drop.starts_at, drop.ends_at, zone))
    state = [] if drop_status in FINISHED else _state_rows(say, drop, drop_status)
    match topic:
        case Topic.LEFT if drop_status is Status.FREE and len(drop.offered) == 1:
            return [
                say(
                    "{free} of {count} left, {when}.",
                    free=drop.free,
                    count=drop.quantity,
                    when=format_datetime(say, drop.starts_at, zone),
                )
            ]
        case Topic.LEFT:
            items = item_rows(say, drop, drop_status) if len(drop.offered) > 1 else []
            return [*state, *items, hours]
        case Topic.PRICE:
            return [*item_rows(say, drop, drop_status), *state, hours]
        case Topic.WHEN:
            return [hours, *_slot_rows(say, drop), *state]
        case Topic.WHERE:
            place = say(
                "{first}, {second}",
                first=sanitize_name(drop.stall.name, STALL),
                second=sanitize_name(drop.alley.name, ALLEY),
            )
            return [Markup(" · ").join((place, escape(drop.alley.city))), hours]
        case _:
            assert_never(topic)


def _state_rows(say: Say, drop: DropFacts, drop_status: Status) -> list[Markup]:
    return [text] if (text := status_text(say, drop, drop_status)) else []


def _slot_rows(say: Say, drop: DropFacts) -> list[Markup]:
    """Returns the slots of a drop in one line; nothing where it has none."""
    slots = [item_name(say, drop, item) for item in drop.offered if item.starts_at]
    return [Markup("{}").format(format_list_and(say, slots))] if slots else []


def _contents_rows(say: Say, drop: DropFacts, contents: Iterable[str]) -> list[Markup]:
    """Returns what the stall says: its tags, and the allergens of its items. What it does not say is nobody's guess."""
    tags = [tag for group in contents for tag in _tags_of(drop, group)]
    said = [say("{tags}, says the stall", tags=own_tag_words(dict.fromkeys(tags)))] if tags else []
    silent = [say("The stall does not say.")] if says_nothing(drop, contents) else []
    return [*said, *silent, *_allergen_rows(say, drop)]


def _allergen_rows(say: Say, drop: DropFacts) -> list[Markup]:
    return [_allergen_row(say, drop, item) for item in drop.items if item.allergens]


def _allergen_row(say: Say, drop: DropFacts, item: ItemFacts) -> Markup:
    words = ITEM_TEXTS["allergens"].row(say, quoted(item.allergens, LONGEST_TEXT["allergens"]))
    if len(drop.items) == 1:
        return words
    return say("{label}: {value}", label=item_name(say, drop, item), value=words)


def _tags_of(drop: DropFacts, group: str) -> list[str]:
    """Returns the tags by which the stall says that its goods are so, or that this is in them."""
    names = {*NAMED_ALIKE[group], *FOUND.get(group, ())}
    return [tag for tag in drop.tags if tag in names]


def _allergens(drop: DropFacts, group: str) -> bool:
    """Returns whether the allergens that every item states answer a question about what is in it."""
    return group not in DIETS and bool(drop.items) and all(item.allergens for item in drop.items)

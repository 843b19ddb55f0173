"""The name of an item where its drop is not named beside it, and with the options that were chosen."""

from collections.abc import Iterable

from locales.say import Say
from locales.user_text import ITEM, OPTION, sanitize_name


def item_title(say: Say, drop: str, item: str) -> str:
    """Returns an item's name, after that of its drop where it says too little alone: "Linangkit stitching, 10:00", "Hinava, small"."""
    words = sanitize_name(item, ITEM)
    if shares_a_word(drop, item):
        return words
    # text: a drop, and one of its slots
    return say.plain("{first}, {second}", first=sanitize_name(drop, ITEM), second=words)


def with_options(name: str, options: Iterable[tuple[str, int]], units: int) -> str:
    """Returns an item's name with the options of so many units of it, in the stall's own words: "Teh tarik (1 hot, 1 iced)", "Teh tarik (hot)"."""
    chosen = [
        sanitize_name(option, OPTION) if units == 1 else f"{count} {sanitize_name(option, OPTION)}"
        for option, count in options
    ]
    return f"{name} ({', '.join(chosen)})" if chosen else name


def shares_a_word(drop: str, item: str) -> bool:
    """Returns whether two names have a word in common, in whatever case."""
    return bool({*_words(drop)} & {*_words(item)})


def _words(name: str) -> list[str]:
    return [word.strip(",.:;()") for word in name.casefold().split()]

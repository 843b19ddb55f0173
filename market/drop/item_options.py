"""The options of an item, of which each unit has one, and which of them the units of a booking have. Pure functions."""

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass

from market.drop.refusals import OptionsUnfit

OPTIONS_FIELD = "options"
"""Of an `ItemDescription`."""
BETWEEN = "/"
FEWEST, MOST, LONGEST = 2, 6, 16
"""So many options has an item, and so many characters an option."""


@dataclass(frozen=True)
class ChosenOptions:
    """Options and how many units have each, in the order of the item's options; `unsaid` units have none yet."""

    units: tuple[tuple[str, int], ...]
    unsaid: int


def option_names(options: str) -> tuple[str, ...]:
    """Return the options of an item: "hot / iced" has two."""
    return tuple(name.strip() for name in options.split(BETWEEN)) if options else ()


def check_options(text: str) -> str:
    """Return options as they are stored, "hot / iced". Raises OptionsUnfit."""
    names = option_names(" ".join(text.split()))
    different = {name.casefold() for name in names if 1 <= len(name) <= LONGEST}
    if not FEWEST <= len(names) <= MOST or len(different) != len(names):
        raise OptionsUnfit(FEWEST, MOST, LONGEST)
    return f" {BETWEEN} ".join(names)


def chosen_options(options: str, chosen: str, units: int) -> ChosenOptions:
    """Return what so many units have of an item's options, by the digits in `chosen`. A digit for which the item has no option counts as unsaid."""
    names, counts = option_names(options), Counter(map(int, chosen[:units]))
    said = tuple((name, counts[place]) for place, name in enumerate(names) if counts[place])
    return ChosenOptions(said, units - sum(count for _, count in said) if names else 0)


def are_still_there(was: str, new: str, chosen: Collection[int]) -> bool:
    """Return whether what was chosen, by its places in the former options, is the same in new ones."""
    before, after = option_names(was), option_names(new)
    return all(before[place : place + 1] == after[place : place + 1] for place in chosen)

"""The parties of a drop in words, and their parts."""

from typing import assert_never

from markupsafe import Markup

from locales.formats import format_exact_percent
from locales.say import Say
from market.split.rule import SplitTerms
from storage.split import SplitRole


def party_name(say: Say, role: SplitRole) -> Markup:
    """Returns who a party is, within a sentence."""
    match role:
        case SplitRole.STALL:
            return say("the stall")
        case SplitRole.CREATOR:
            return say("the live seller")
        case SplitRole.HOST:
            return say("the host")
        case _:
            assert_never(role)


def part_text(say: Say, role: SplitRole, share: int) -> Markup:
    """Returns a party with its part: "Creator: 20 %"."""
    part = format_exact_percent(say, share)
    match role:
        case SplitRole.STALL:
            return say("Stall: {part}", part=part)
        case SplitRole.CREATOR:
            return say("Live seller: {part}", part=part)
        case SplitRole.HOST:
            return say("Host: {part}", part=part)
        case _:
            assert_never(role)


def terms_text(say: Say, terms: SplitTerms) -> Markup:
    """Returns the parts of all in one line."""
    parts = [part_text(say, role, terms.share(role)) for role in SplitRole if terms.share(role)]
    return Markup(" · ").join(parts)


def rule_text(say: Say) -> Markup:
    """Returns how amounts are divided."""
    return say.sentences(
        say(
            "Each sale is split by itself. The rest after rounding goes to the part that lost most by it; if equal, to the stall "
            "first, then the live seller, then the host."
        ),
        say(
            "A void takes back exactly what that sale gave. The difference from cash rounding is the stall's."
        ),
    )


def no_money_text(say: Say) -> Markup:
    """Returns that we pay nobody."""
    return say("We move no money: the statement says who owes whom, and you settle it among yourselves.")

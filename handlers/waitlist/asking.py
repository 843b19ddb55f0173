"""Which button joins: where the drop parts parties, one of two or more is asked first whether it may be."""

from handlers.ui.wish import Wish
from handlers.waitlist.callbacks import AskSplit, JoinWaitlist
from market.drop.facts import DropFacts


def join_wish(drop: DropFacts, line: int, party: int, at: str) -> Wish:
    if drop.fitting == "split" and 2 <= party <= drop.per_person:
        return AskSplit(line=line, party=party, where=at)
    return JoinWaitlist(line=line, party=party, where=at)

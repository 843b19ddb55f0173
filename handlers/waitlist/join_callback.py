"""The callback that joins. In a drop with partial holds, a request for two or more units is asked about them first."""

from handlers.callbacks.callback import Callback
from handlers.callbacks.waitlist import AskSplit, JoinWaitlist
from market.drop.facts import DropFacts
from storage.drop import Fitting


def join_callback(drop: DropFacts, item: int, units: int, back_to: str) -> Callback:
    if drop.fitting == Fitting.SPLIT and 2 <= units <= drop.per_person:
        return AskSplit(item=item, units=units, back_to=back_to)
    return JoinWaitlist(item=item, units=units, back_to=back_to)

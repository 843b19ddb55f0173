"""The sentence of each refusal: what happened, what can be done. Its button is on the screen that follows."""

from collections.abc import Callable, Mapping
from datetime import datetime

from markupsafe import Markup

from locales.formats import moment, number
from locales.say import Say
from locales.words import cut

Fact = str | int | datetime

# Each is also shown as an alert: at most 140 characters in English, so that 200 hold in every language.
SENTENCES: dict[str, Callable[..., Markup]] = {
    "LinkUnknown": lambda say: say("That link leads nowhere any more."),
    "StallUnknown": lambda say: say("This stall is not here any more."),
    "AlleyUnknown": lambda say: say("This alley is not here any more."),
    "DropUnknown": lambda say: say("This drop is not here any more."),
    "DayEmpty": lambda say, day: say("Nothing on {day} yet.", day=day),
    "PastMonth": lambda say: say("Past drops are not kept here."),
    "OpeningPassed": lambda say, opened: say("This opened {opened}.", opened=opened),
    "DropCancelled": lambda say, at: say("This drop was cancelled {at}.", at=at),
    "DropPaused": lambda say: say("The stall has paused this. Numbers and holds stay."),
    "ButtonForged": lambda say: say("This button is not one of ours. Here is where you are."),
    "NotOrganiser": lambda say: say("Only an organiser can do this."),
    "NotYourStall": lambda say, stall: say("Only the stall itself can do this: {stall}.", stall=stall),
    "QuantityTooLow": lambda say, least: say(
        "{least} are held or claimed, so {least} is the least.", least=number(say, least)
    ),
    "StallExists": lambda say, stall: say("You have a stall already: {stall}.", stall=stall),
    "NameUnfit": lambda say, most: say(
        "A name has 1 to {most} signs. Write it again.", most=number(say, most)
    ),
    "StallNotApproved": lambda say, asked: say(
        "An organiser has yet to approve your stall (asked {asked}). Your drop is kept.", asked=asked
    ),
    "StallTurnedDown": lambda say, reason: say(
        "Your stall was turned down: “{reason}”. Your drop is kept.", reason=cut(reason, 60)
    ),
    "WhenPassed": lambda say, at: say("{at} is over. Choose a later time.", at=at),
    "HoursUnfit": lambda say: say("A drop lasts at most 36 hours and begins within a year."),
    "NothingToSell": lambda say: say("Nothing to sell yet: the number is 0. Change it first."),
    "DropEntered": lambda say, count: say.many(
        "{count} person has joined, so it can be paused or cancelled, not undone.",
        "{count} people have joined, so it can be paused or cancelled, not undone.",
        count,
    ),
    "OtherMoney": lambda say, alley: say("Prices are in other money there: {alley}.", alley=cut(alley, 32)),
    "NumberUnfit": lambda say, most: say(
        "That number cannot be. It goes from 0 to {most}.", most=number(say, most)
    ),
    "NotAPicture": lambda say: say("That is no picture Lorong can read. Send it as a photo."),
    "PictureTooLarge": lambda say: say("That picture is too large: at most 5 MB and 25 megapixels."),
    "TooLong": lambda say, count, limit, over=None: say(
        "{count} of {limit} characters: {over} too many.",
        count=number(say, count),
        limit=number(say, limit),
        over=number(say, over or count - limit),
    ),
}
"""From a refusal's name to its sentence; the keyword arguments are its facts, times and names in words."""


def sentence(say: Say, refusal: str, facts: Mapping[str, Fact]) -> Markup:
    """What to tell the person; a `zone` among the facts is that of their times.

    KeyError: no such refusal, or times without a zone; TypeError: facts its sentence lacks or does not take.
    """
    words = {name: _word(say, fact, facts) for name, fact in facts.items() if name != "zone"}
    return SENTENCES[refusal](say, **words)


def _word(say: Say, fact: Fact, facts: Mapping[str, Fact]) -> str | int:
    return moment(say, fact, str(facts["zone"])) if isinstance(fact, datetime) else fact

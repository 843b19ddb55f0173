"""The sentence of each refusal: what happened, what can be done. Its button is on the screen that follows."""

from collections.abc import Callable, Mapping
from datetime import datetime

from markupsafe import Markup

from locales.formats import moment, number
from locales.reasons import reason as reason_in_words
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
        "Your stall was turned down: “{reason}”. Your drop is kept.", reason=reason_in_words(say, reason)
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
    "WaitlistNotOpen": lambda say, opens: say("This opens {opens}. Lorong can tell you then.", opens=opens),
    "WaitlistClosed": lambda say, closed: say(
        "This waitlist closed {closed}. Walk-ups may still find some at the stall.", closed=closed
    ),
    "DropOver": lambda say: say("This drop is over."),
    "AlreadyWaiting": lambda say, number, party: (
        say("You are in line already: number {number}, for {party}.", number=number, party=party)
        if number
        else say("You are in already, for {party}. The lot gives the numbers.", party=party)
    ),
    "AlreadyHolding": lambda say, units, until: say(
        "{units} held for you until {until}. Answer that first.", units=units, until=until
    ),
    "PartyTooBig": lambda say, most, had: (
        say("At most {most} a person here, and you asked for or have {had}.", most=most, had=had)
        if had
        else say("At most {most} a person here.", most=most)
    ),
    "HoldExpired": lambda say, until: say(
        "This hold ended {until} and went to the next. You can rejoin at the end.", until=until
    ),
    "HoldNotYours": lambda say: say("This is held for someone else."),
    "ClaimNotYours": lambda say: say("This claim is someone else’s."),
    "LineNotOffered": lambda say, line: say(
        "This comes only together with another: {line}.", line=cut(line, 40)
    ),
    "SlotFull": lambda say, at, left: (
        say.many(
            "{at} has {count} left, too few for you.", "{at} has {count} left, too few for you.", left, at=at
        )
        if left
        else say("{at} is full. Choose another hour, or wait for it.", at=at)
    ),
    "UnitsGone": lambda say, number: say(
        "Someone was quicker. You keep number {number} and hear of the next one.", number=number
    ),
    "GiftGone": lambda say: say("This was taken already, or it is not given any more."),
    "GiftOnce": lambda say: say("What the draw gave can be handed on once, and it was."),
    "OwnGift": lambda say: say("This link is for your friend. Until they take it, it stays yours."),
    "ClaimUnknown": lambda say: say("This claim is not here any more."),
    "NoShowTooSoon": lambda say, at: say(
        "They still have time to come. You can give it on from {at}.", at=at
    ),
    "NotWaiting": lambda say: say("You are not in this line any more."),
    "AlreadyCollected": lambda say: say("This was collected already, so it cannot be given back."),
    "Banned": lambda say: say("An organiser has shut this market to you. /support says who to ask."),
    "TicketUnknown": lambda say: say("No ticket has this code. It has 9 signs, like 7KQ2-M9XF-3."),
    "TicketNotYours": lambda say: say("This is not one of your tickets."),
    "TicketDone": lambda say, done, units, at, by: say(
        "{done} of {units} are done already: {at}, by {name}.",
        done=number(say, done),
        units=number(say, units),
        at=at,
        name=cut(by, 40) or "…",
    ),
    "TicketEnded": lambda say: say("This ticket is not valid any more."),
    "NotStaff": lambda say: say("Only a stall of this market takes packaging back."),
    "OwnPackaging": lambda say: say("This packaging is out with you, so somebody else has to take it back."),
    "PackagingIsBack": lambda say: say("Packaging of this came back already, so it cannot be undone."),
    "UndoOver": lambda say: say("A scan can be undone once, within a minute, by whoever made it."),
    "TooManyCodes": lambda say, again: say(
        "Many wrong codes. Type again from {again}, or scan the picture now.", again=again
    ),
    "PersonUnknown": lambda say: say("This person is not known here."),
    "LastOrganiser": lambda say: say("You are the last organiser. Name another one first."),
    "NamedBySettings": lambda say: say(
        "The settings of this bot name this person organiser, so only who runs it can change that."
    ),
    "OrganiserNotBanned": lambda say: say("This is an organiser. Take that role first."),
    "StallDecided": lambda say: say("Another organiser was quicker. This is how the stall stands now."),
    "AlleyUnfinished": lambda say: say("An alley needs a name and a place on the map."),
    "PlaceUnfit": lambda say: say(
        "That is no place on the map. Share a location, or type it like 5.98, 116.07"
    ),
    "ZoneUnknown": lambda say: say("That clock is not on the list. Choose one of these."),
    "NothingWritten": lambda say: say("There are no words to send yet. Write them first."),
    "NobodyToTell": lambda say: say("Nobody would get this. Choose others."),
    "BroadcastGone": lambda say: say("This was sent or stopped already."),
    "TextTooLong": lambda say, count, limit: say(
        "{count} of {limit} characters: {over} too many.",
        count=number(say, count),
        limit=number(say, limit),
        over=number(say, count - limit),
    ),
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

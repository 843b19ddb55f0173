"""The sentence of each refusal: what happened, what can be done. Its button is on the screen that follows."""

from collections.abc import Callable, Mapping
from datetime import date, datetime

from markupsafe import Markup

from locales.formats import full_day, moment, number
from locales.letter_refusals import SENTENCES as LETTERS
from locales.reasons import reason as reason_in_words
from locales.say import Say
from locales.words import cut

Fact = str | int | date

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
    "TooManyLines": lambda say, most: say(
        "A drop has at most {most} lines. Write fewer.", most=number(say, most)
    ),
    "PartUnfit": lambda say: say("What has parts of its own cannot be a part."),
    "CloseUnfit": lambda say, earliest, latest: say(
        "Entries close between {earliest} and {latest}. Choose a time between them.",
        earliest=earliest,
        latest=latest,
    ),
    "NoTimeToDraw": lambda say: say(
        "This begins too soon for a draw: entries are taken for an hour at least."
    ),
    "NotADraw": lambda say: say("This is no draw, so there are no chances to choose."),
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
    "DrawClosed": lambda say, closed: say(
        "Entries closed {closed}. You can join behind those drawn, once the draw is made.", closed=closed
    ),
    "DrawOpen": lambda say, closes: say("The list is published when entries close, {closes}.", closes=closes),
    "DrawUnknown": lambda say: say("Nothing is drawn here."),
    "DrawDecided": lambda say: say("This draw is made already."),
    "SignatureWrong": lambda say, at_round: say(
        "That is not the signature of round {round}. It has 96 signs; copy it again.",
        round=number(say, at_round),
    ),
    "DropOver": lambda say: say("This drop is over."),
    "AlreadyWaiting": lambda say, number, party: (
        say("You are in line already: number {number}, for {party}.", number=number, party=party)
        if number
        else say("You are in already, for {party}. The draw gives the numbers.", party=party)
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
    "DepositAsked": lambda say: say("A deposit is asked for this. Choose how to pay it."),
    "DepositNotAsked": lambda say: say("No deposit is asked for this. Keep it with one tap."),
    "DepositNotYours": lambda say: say("This deposit is someone else’s."),
    "DepositSaid": lambda say, stall: say(
        "You said it is paid, and the stall has yet to look: {stall}.", stall=cut(stall, 40)
    ),
    "DepositSeen": lambda say, at: say("The stall has seen this deposit: {at}. Nothing changed.", at=at),
    "DepositNotSeen": lambda say, stall, reference, until: say(
        "{stall} does not see {reference} yet. Held until {until}.",
        stall=cut(stall, 40),
        reference=reference,
        until=until,
    ),
    "DepositElsewhere": lambda say: say("This deposit has changed. Here is how it stands now."),
    "DepositDiffers": lambda say: say("This sum is not what is asked any more. Nothing was charged."),
    "DepositsNotAllowed": lambda say: say("An organiser first says that your stall may take deposits."),
    "WayShut": lambda say: say("The stall does not take it this way now. Choose another one."),
    "RefundTooLate": lambda say, until: say(
        "The refund ended {until}. A friend can still have your place.", until=until
    ),
    "PriceBelowDeposit": lambda say: say("People have been asked for a larger deposit than that already."),
    "PayeeGone": lambda say: say("This QR was confirmed or replaced meanwhile."),
    "QrNotPayment": lambda say: say("That is no payment QR of a bank. Send the QR by which you are paid."),
    "QrBroken": lambda say: say("Part of this QR is missing or was changed. Send the whole of it again."),
    "QrNameless": lambda say: say("This QR has no payee’s name in it. Ask your bank for one that has."),
    "QrOnce": lambda say: say("This QR is for one payment. Send the one without a sum."),
    "QrOtherMoney": lambda say, currency: say(
        "This QR is for other money than {currency}.", currency=currency
    ),
    "QrTooLong": lambda say, count, limit: say(
        "This QR has too many signs for a sum and a reference: {count} of {limit}.",
        count=number(say, count),
        limit=number(say, limit),
    ),
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
    **LETTERS,
}
"""From a refusal's name to its sentence; the keyword arguments are its facts, times and names in words."""


def sentence(say: Say, refusal: str, facts: Mapping[str, Fact]) -> Markup:
    """What to tell the person; a `zone` among the facts is that of their times.

    KeyError: no such refusal, or times without a zone; TypeError: facts its sentence lacks or does not take.
    """
    words = {name: _word(say, fact, facts) for name, fact in facts.items() if name != "zone"}
    return SENTENCES[refusal](say, **words)


def _word(say: Say, fact: Fact, facts: Mapping[str, Fact]) -> str | int:
    if isinstance(fact, datetime):
        return moment(say, fact, str(facts["zone"]))
    return full_day(say, fact) if isinstance(fact, date) else fact

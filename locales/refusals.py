"""The sentence of each refusal: what happened and what to do next. Its button is on the screen that follows."""

from collections.abc import Callable, Mapping
from datetime import date, datetime

from markupsafe import Markup

from locales.formats import format_datetime, format_long_date, format_number
from locales.notification_refusals import SENTENCES as LETTERS
from locales.rejection_reasons import rejection_reason as reason_in_words
from locales.say import Say
from locales.user_text import truncate

RefusalValue = str | int | date

# Each sentence is also an alert: at most 140 characters in English, so that 200 hold in every language.
SENTENCES: dict[str, Callable[..., Markup]] = {
    "LinkUnknown": lambda say: say("That link no longer works. Ask for a new one, or see /drops."),
    "StallUnknown": lambda say: say("This stall is no longer here. See /drops for what is on."),
    "AlleyUnknown": lambda say: say("This alley is no longer here. See /drops for what is on."),
    "DropUnknown": lambda say: say("This drop is no longer available. See /drops for what is on."),
    "DayEmpty": lambda say, day: say("Nothing on {day} yet. Choose another day.", day=day),
    "PastMonth": lambda say: say("Past drops are not shown here. Choose this month or a later one."),
    "OpeningPassed": lambda say, opened: say("This opened {opened}. You can join now.", opened=opened),
    "DropCancelled": lambda say, at: say("This drop was cancelled {at}. See /drops for others.", at=at),
    "DropPaused": lambda say: say("The stall has paused this. Numbers and holds are safe."),
    "ButtonForged": lambda say: say("That button does not work here. This is your screen now."),
    "NotOrganiser": lambda say: say("Only an organiser can do this. Questions? See /support."),
    "NotYourStall": lambda say, stall: say(
        "Only the stall can do this: {stall}. Ask someone there.", stall=stall
    ),
    "QuantityTooLow": lambda say, minimum: say(
        "On hold or booked already: {least}. Choose {least} or more.", least=format_number(say, minimum)
    ),
    "StallExists": lambda say, stall: say("You already have a stall: {stall}. See /stall.", stall=stall),
    "NameUnfit": lambda say, maximum: say(
        "A name has 1 to {most} characters. Write it again.", most=format_number(say, maximum)
    ),
    "StallNotApproved": lambda say, asked: say(
        "Your stall is waiting for approval (requested {asked}). Your drop is saved; publish it after that.",
        asked=asked,
    ),
    "StallTurnedDown": lambda say, reason: say(
        "Your stall was turned down: “{reason}”. Your drop is saved. Questions? See /support.",
        reason=reason_in_words(say, reason),
    ),
    "WhenPassed": lambda say, at: say("{at} has passed. Choose a later time.", at=at),
    "HoursUnfit": lambda say: say(
        "A drop lasts at most 36 hours and begins within a year. Choose other times."
    ),
    "NothingToSell": lambda say: say("The quantity is 0, so there is nothing to sell. Change it first."),
    "DropEntered": lambda say, count: say.many(
        "{count} person has joined, so you cannot undo this. Pause or cancel it instead.",
        "{count} people have joined, so you cannot undo this. Pause or cancel it instead.",
        count,
    ),
    "TooManyItems": lambda say, maximum: say(
        "A drop can have up to {most} items. Write fewer.", most=format_number(say, maximum)
    ),
    "ComponentUnfit": lambda say: say("A set cannot be part of another set. Choose a single item."),
    "CloseUnfit": lambda say, earliest, latest: say(
        "Entries close between {earliest} and {latest}. Choose a time between them.",
        earliest=earliest,
        latest=latest,
    ),
    "NoTimeToDraw": lambda say: say(
        "Too soon for a draw: entries must be open for at least an hour. Choose another rule."
    ),
    "NotADraw": lambda say: say("This is not a draw, so it has no chances. Choose the draw rule first."),
    "OtherMoney": lambda say, alley: say(
        "Prices there use another currency: {alley}. Choose another alley, or post it again.",
        alley=truncate(alley, 32),
    ),
    "NumberUnfit": lambda say, maximum: say(
        "That number is not possible. Choose 0 to {most}.", most=format_number(say, maximum)
    ),
    "NotAPicture": lambda say: say("Lorong cannot read that picture. Send it as a photo."),
    "PictureTooLarge": lambda say: say(
        "That picture is too large: at most 5 MB and 25 megapixels. Send a smaller one."
    ),
    "WaitlistNotOpen": lambda say, opens: say(
        "This opens {opens}. Tap “Notify me” and we notify you then.", opens=opens
    ),
    "WaitlistClosed": lambda say, closed: say(
        "This waitlist closed {closed}. You may still find some at the stall.", closed=closed
    ),
    "DrawClosed": lambda say, closed: say(
        "Entries closed {closed}. After the draw, you can join at the end.", closed=closed
    ),
    "DrawOpen": lambda say, closes: say(
        "The list is published when entries close, {closes}. Look again then.", closes=closes
    ),
    "DrawUnknown": lambda say: say("There is no draw for this. Join the waitlist instead."),
    "DrawDecided": lambda say: say("This draw has already taken place. Tap View draw to see it."),
    "SignatureWrong": lambda say, round_number: say(
        "That is not the signature of round {round}. It has 96 characters; copy it again.",
        round=format_number(say, round_number),
    ),
    "DropOver": lambda say: say("This drop has ended. See /drops for others."),
    "AlreadyWaiting": lambda say, number, units: (
        say("You are already waiting: number {number}, for {units}. See /mine.", number=number, units=units)
        if number
        else say("You have already entered, for {units}. The draw will give you a number.", units=units)
    ),
    "AlreadyHolding": lambda say, units, until: say(
        "You have {units} on hold until {until}. Answer that first.", units=units, until=until
    ),
    "TooManyUnits": lambda say, maximum, already_held: (
        say(
            "Limit {most} per person. You already asked for or have {had}. Choose fewer.",
            most=maximum,
            had=already_held,
        )
        if already_held
        else say("Limit: {most} per person. Choose fewer.", most=maximum)
    ),
    "HoldExpired": lambda say, until: say(
        "This hold ended {until} and went to the next person. You can rejoin at the end.", until=until
    ),
    "HoldNotYours": lambda say: say("This is held for someone else. See /mine for yours."),
    "BookingNotYours": lambda say: say("This booking is someone else’s. See /mine for yours."),
    "ItemNotOffered": lambda say, item: say(
        "{item} is only sold as part of a set. Choose the set.", item=truncate(item, 40)
    ),
    "SlotFull": lambda say, at, left: (
        say.many(
            "{at} has {count} left, too few for you. Choose fewer or another time.",
            "{at} has {count} left, too few for you. Choose fewer or another time.",
            left,
            at=at,
        )
        if left
        else say("{at} is full. Choose another time, or wait for it.", at=at)
    ),
    "UnitsGone": lambda say, number: say(
        "Someone else got it first. You keep number {number}, and we tell you about the next one.",
        number=number,
    ),
    "GiftGone": lambda say: say("Someone already accepted this, or it was withdrawn. Ask your friend."),
    "GiftAlreadyPassedOn": lambda say: say(
        "A place from a draw can be given to a friend only once, and it was. You can release it instead."
    ),
    "OwnGift": lambda say: say(
        "This link is for your friend: send it to them. Until they accept, it stays yours."
    ),
    "BookingUnknown": lambda say: say("This booking is no longer available. See /mine for yours."),
    "NoShowTooSoon": lambda say, at: say(
        "They still have time to come. You can pass it on from {at}.", at=at
    ),
    "NotWaiting": lambda say: say("You are no longer on this waitlist. You can join it again."),
    "AlreadyCollected": lambda say: say(
        "This was already collected, so you cannot release it. Talk to the stall."
    ),
    "Banned": lambda say: say(
        "An organiser has blocked you from this market. If this is a mistake, see /support."
    ),
    "TicketUnknown": lambda say: say(
        "No ticket has this code. Check it: codes have 9 characters, like 7KQ2-M9XF-3."
    ),
    "TicketNotYours": lambda say: say("This is not one of your tickets. See /tickets for yours."),
    "TicketDone": lambda say, done, units, at, by: say(
        "{done} of {units} are already done: {at}, by {name}. Scan the next ticket.",
        done=format_number(say, done),
        units=format_number(say, units),
        at=at,
        name=truncate(by, 40) or "…",
    ),
    "TicketEnded": lambda say: say("This ticket is no longer valid. See /tickets for yours."),
    "NotStaff": lambda say: say("Only a stall of this market takes packaging back. Bring it to one."),
    "OwnPackaging": lambda say: say("You have this packaging, so someone else must take it back."),
    "PackagingIsBack": lambda say: say(
        "Its packaging was already returned, so you cannot undo this. Scan the next ticket."
    ),
    "UndoExpired": lambda say: say(
        "Only the person who scanned can undo it, once, within a minute. Ask them."
    ),
    "TooManyCodes": lambda say, again: say(
        "Too many wrong codes. Type again after {again}, or scan the QR code now.", again=again
    ),
    "PersonUnknown": lambda say: say("This person is not known here. Search again."),
    "LastOrganiser": lambda say: say("You are the last organiser. Add another one first."),
    "NamedBySettings": lambda say: say(
        "The bot's settings make this person an organiser. Ask the bot's operator to change that."
    ),
    "OrganiserNotBanned": lambda say: say("This person is an organiser. Remove that role first."),
    "StallDecided": lambda say: say("Another organiser decided first. Here is how it stands now."),
    "AlleyUnfinished": lambda say: say("An alley needs a name and a place on the map. Add them first."),
    "PlaceUnfit": lambda say: say("That is not a location. Share one, or type it like 5.98, 116.07"),
    "DepositAsked": lambda say: say("This needs a deposit. Choose how to pay."),
    "DepositNotAsked": lambda say: say("No deposit is needed. Just tap Confirm."),
    "DepositNotYours": lambda say: say("This deposit is someone else’s. See /mine for yours."),
    "DepositReported": lambda say, stall: say(
        "You marked it as paid. {stall} has not checked yet; we tell you when it does.",
        stall=truncate(stall, 40),
    ),
    "DepositConfirmed": lambda say, at: say(
        "The stall confirmed this deposit {at}. See your ticket in /tickets.", at=at
    ),
    "DepositDenied": lambda say, stall, reference, until: say(
        "{stall} has not received {reference} yet. Held until {until}. Check your bank app.",
        stall=truncate(stall, 40),
        reference=reference,
        until=until,
    ),
    "DepositChanged": lambda say: say("This deposit has changed. Here is how it looks now."),
    "DepositDiffers": lambda say: say(
        "The amount has changed. You were not charged. Tap Pay again to see it."
    ),
    "DepositsNotAllowed": lambda say: say(
        "An organiser must allow deposits for your stall first. See /support."
    ),
    "PaymentWayClosed": lambda say: say("The stall does not accept this payment method now. Choose another."),
    "RefundTooLate": lambda say, until: say(
        "Refunds ended {until}. You can still give your place to a friend.", until=until
    ),
    "PriceBelowDeposit": lambda say: say(
        "The price cannot be lower than the deposit people were asked for. Choose a higher one."
    ),
    "PayeeGone": lambda say: say("This QR was confirmed or replaced in the meantime. Look again."),
    "QrNotPayment": lambda say: say("That is not a bank payment QR. Send the QR people use to pay you."),
    "QrBroken": lambda say: say("Part of this QR is missing or was changed. Send the whole of it again."),
    "QrNameless": lambda say: say("This QR has no payee’s name in it. Ask your bank for one that has."),
    "QrSinglePayment": lambda say: say("This QR is for one payment. Send the one without an amount."),
    "QrOtherMoney": lambda say, currency: say(
        "This QR is not in {currency}. Send one that is.", currency=currency
    ),
    "QrTooLong": lambda say, count, limit: say(
        "This QR has too many characters for an amount and a reference: {count} of {limit}. Send another.",
        count=format_number(say, count),
        limit=format_number(say, limit),
    ),
    "TextTooLong": lambda say, count, limit: say(
        "{count} of {limit} characters: {over} too many. Shorten it.",
        count=format_number(say, count),
        limit=format_number(say, limit),
        over=format_number(say, count - limit),
    ),
    "TooLong": lambda say, count, limit, over=None: say(
        "{count} of {limit} characters: {over} too many. Shorten it.",
        count=format_number(say, count),
        limit=format_number(say, limit),
        over=format_number(say, over or count - limit),
    ),
    **LETTERS,
}
"""Maps a refusal's name to its sentence; the keyword arguments are its facts, with times and names formatted."""


def sentence(say: Say, refusal: str, facts: Mapping[str, RefusalValue]) -> Markup:
    """Returns the sentence of a refusal; a `zone` among the facts is that of their times.

    Raises KeyError for an unknown refusal, or times without a zone; TypeError for missing or unknown facts.
    """
    words = {name: _word_of(say, fact, facts) for name, fact in facts.items() if name != "zone"}
    return SENTENCES[refusal](say, **words)


def _word_of(say: Say, fact: RefusalValue, facts: Mapping[str, RefusalValue]) -> str | int:
    if isinstance(fact, datetime):
        return format_datetime(say, fact, str(facts["zone"]))
    return format_long_date(say, fact) if isinstance(fact, date) else fact

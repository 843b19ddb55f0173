"""Refusals: why something was not done, as data. The sentence of each is in `locales/refusals.py`, under its class name and with its fields."""

from dataclasses import asdict, dataclass
from datetime import date, datetime


class Refusal(Exception):
    """Nothing was stored. Subclasses are dataclasses whose fields the sentence needs; times are aware UTC, in `zone` where one is named."""

    def facts(self) -> dict[str, str | int | date]:
        return asdict(self)  # type: ignore[call-overload, no-any-return]


@dataclass
class DropUnknown(Refusal):
    pass


@dataclass
class StallUnknown(Refusal):
    pass


@dataclass
class LinkUnknown(Refusal):
    pass


@dataclass
class OpeningPassed(Refusal):
    opened: datetime
    zone: str


@dataclass
class DropCancelled(Refusal):
    at: datetime
    zone: str


@dataclass
class DropPaused(Refusal):
    pass


@dataclass
class ButtonForged(Refusal):
    pass


@dataclass
class TooLong(Refusal):
    count: int
    limit: int


@dataclass
class WaitlistNotOpen(Refusal):
    opens: datetime
    zone: str


@dataclass
class WaitlistClosed(Refusal):
    closed: datetime
    zone: str


@dataclass
class DrawClosed(Refusal):
    closed: datetime
    zone: str


@dataclass
class DrawOpen(Refusal):
    """Nothing is published yet but the commitment."""

    closes: datetime
    zone: str


@dataclass
class DrawUnknown(Refusal):
    pass


@dataclass
class DrawDecided(Refusal):
    pass


@dataclass
class SignatureWrong(Refusal):
    round_number: int


@dataclass
class DropOver(Refusal):
    pass


@dataclass
class AlreadyWaiting(Refusal):
    """`number` 0: the draw has yet to give it."""

    number: int
    units: int


@dataclass
class AlreadyHolding(Refusal):
    units: int
    until: datetime
    zone: str


@dataclass
class TooManyUnits(Refusal):
    """`maximum` a person; `already_held` are held or claimed by this one already."""

    maximum: int
    already_held: int


@dataclass
class HoldExpired(Refusal):
    until: datetime
    zone: str


@dataclass
class HoldNotYours(Refusal):
    pass


@dataclass
class BookingNotYours(Refusal):
    pass


@dataclass
class NotWaiting(Refusal):
    pass


@dataclass
class AlreadyCollected(Refusal):
    """Nothing can be given back of what was collected."""


@dataclass
class QuantityTooLow(Refusal):
    minimum: int


@dataclass
class NotYourStall(Refusal):
    stall: str


@dataclass
class Banned(Refusal):
    pass


@dataclass
class NotOrganiser(Refusal):
    pass


@dataclass
class StallExists(Refusal):
    stall: str


@dataclass
class NameUnfit(Refusal):
    """No name, or one of more than `maximum` signs."""

    maximum: int


@dataclass
class StallNotApproved(Refusal):
    asked: datetime
    zone: str


@dataclass
class StallTurnedDown(Refusal):
    reason: str


@dataclass
class WhenPassed(Refusal):
    at: datetime
    zone: str


@dataclass
class HoursUnfit(Refusal):
    """A drop is over within a day and a half of its start, and no more than a year ahead."""


@dataclass
class NothingToSell(Refusal):
    pass


@dataclass
class DropEntered(Refusal):
    """People have joined: it cannot be undone any more."""

    count: int


@dataclass
class TooManyItems(Refusal):
    maximum: int


@dataclass
class ComponentUnfit(Refusal):
    """What has parts of its own cannot be a part."""


@dataclass
class CloseUnfit(Refusal):
    """Entries for a draw close between these two."""

    earliest: datetime
    latest: datetime
    zone: str


@dataclass
class NoTimeToDraw(Refusal):
    """The drop begins so soon that nobody could enter a draw for an hour."""


@dataclass
class NotADraw(Refusal):
    """Chances are a draw's alone."""


@dataclass
class OtherMoney(Refusal):
    """Prices in one currency cannot stand in an alley of another."""

    alley: str


@dataclass
class NumberUnfit(Refusal):
    maximum: int


@dataclass
class NotAPicture(Refusal):
    pass


@dataclass
class PictureTooLarge(Refusal):
    pass


@dataclass
class AlleyUnknown(Refusal):
    pass


@dataclass
class TicketUnknown(Refusal):
    pass


@dataclass
class TicketNotYours(Refusal):
    pass


@dataclass
class TicketDone(Refusal):
    """So many are collected or returned already; the last of them `at` a time `by` a first name."""

    done: int
    units: int
    at: datetime
    zone: str
    by: str


@dataclass
class TicketEnded(Refusal):
    pass


@dataclass
class NotStaff(Refusal):
    pass


@dataclass
class OwnPackaging(Refusal):
    pass


@dataclass
class PackagingIsBack(Refusal):
    pass


@dataclass
class UndoExpired(Refusal):
    pass


@dataclass
class TooManyCodes(Refusal):
    again: datetime
    zone: str


@dataclass
class PersonUnknown(Refusal):
    pass


@dataclass
class LastOrganiser(Refusal):
    pass


@dataclass
class NamedBySettings(Refusal):
    """The settings name this person organiser."""


@dataclass
class OrganiserNotBanned(Refusal):
    pass


@dataclass
class StallDecided(Refusal):
    """Another organiser was quicker."""


@dataclass
class AlleyUnfinished(Refusal):
    pass


@dataclass
class PlaceUnfit(Refusal):
    pass


@dataclass
class ZoneUnknown(Refusal):
    pass


@dataclass
class QuietHoursUnfit(Refusal):
    """No time of the day, or the same twice."""


@dataclass
class ReminderTooFar(Refusal):
    latest: date


@dataclass
class ReminderWordless(Refusal):
    pass


@dataclass
class TooManyReminders(Refusal):
    maximum: int


@dataclass
class NothingWritten(Refusal):
    """A broadcast without words."""


@dataclass
class NobodyToNotify(Refusal):
    pass


@dataclass
class BroadcastGone(Refusal):
    """It was sent, stopped, or is not this author's."""


@dataclass
class BroadcastPaused(Refusal):
    """Its letters wait."""


@dataclass
class BroadcastStopped(Refusal):
    """Its letters do not leave any more."""


@dataclass
class BroadcastUnderway(Refusal):
    """Some of its letters are still to come, so nobody knows yet who has it."""


@dataclass
class NobodyNew(Refusal):
    pass


@dataclass
class NotificationsGone(Refusal):
    """They are too old to be kept."""


@dataclass
class NothingArrived(Refusal):
    """There is nothing to correct or to take back."""


@dataclass
class RecallTooLate(Refusal):
    pass


@dataclass
class TextTooLong(Refusal):
    """Longer than one message of Telegram's."""

    count: int
    limit: int


@dataclass
class CaptionTooLong(Refusal):
    """Words that are written already, for a photo to come."""

    count: int
    limit: int


@dataclass
class TooManyButtons(Refusal):
    maximum: int


@dataclass
class TooFarAhead(Refusal):
    latest: datetime
    zone: str


@dataclass
class PromotionalTooSoon(Refusal):
    """`at`: when the next one may go."""

    at: datetime
    zone: str


@dataclass
class ItemNotOffered(Refusal):
    """`item` comes only as a part of another."""

    item: str


@dataclass
class SlotFull(Refusal):
    """`left` of what starts `at` are for a newcomer."""

    at: datetime
    zone: str
    left: int


@dataclass
class UnitsGone(Refusal):
    number: int


@dataclass
class GiftGone(Refusal):
    pass


@dataclass
class GiftAlreadyPassedOn(Refusal):
    pass


@dataclass
class OwnGift(Refusal):
    pass


@dataclass
class BookingUnknown(Refusal):
    pass


@dataclass
class NoShowTooSoon(Refusal):
    at: datetime
    zone: str


@dataclass
class DepositAsked(Refusal):
    """A hold of this drop is kept by its deposit."""


@dataclass
class DepositNotAsked(Refusal):
    pass


@dataclass
class DepositNotYours(Refusal):
    pass


@dataclass
class DepositReported(Refusal):
    """The stall was told that it is paid, and has yet to answer."""

    stall: str


@dataclass
class DepositConfirmed(Refusal):
    """Confirmed before: a second time changes nothing."""

    at: datetime
    zone: str


@dataclass(kw_only=True)
class DepositDenied(Refusal):
    """The stall said so a moment ago."""

    stall: str
    reference: str
    until: datetime
    zone: str


@dataclass
class DepositChanged(Refusal):
    """It stands otherwise by now."""


@dataclass
class DepositDiffers(Refusal):
    """Another sum or currency than is asked."""


@dataclass
class DepositsNotAllowed(Refusal):
    """An organiser has not said that this stall may take deposits."""


@dataclass
class PaymentWayClosed(Refusal):
    pass


@dataclass
class RefundTooLate(Refusal):
    until: datetime
    zone: str


@dataclass
class PriceBelowDeposit(Refusal):
    """People have been asked for more than this already."""


@dataclass
class PayeeGone(Refusal):
    """It was confirmed or replaced meanwhile."""


@dataclass
class QrNotPayment(Refusal):
    pass


@dataclass
class QrBroken(Refusal):
    """Its check sum does not fit: a sign was lost or changed."""


@dataclass
class QrNameless(Refusal):
    pass


@dataclass
class QrSinglePayment(Refusal):
    """It asks for a sum already."""


@dataclass
class QrOtherMoney(Refusal):
    currency: str


@dataclass
class QrTooLong(Refusal):
    count: int
    limit: int


@dataclass
class ReminderUnknown(Refusal):
    """Not this person's, or forgotten by now."""


@dataclass
class ReminderMoved(Refusal):
    """Its matter was moved, and it is written anew, to come `at` a later time."""

    at: datetime
    zone: str


@dataclass
class RemindersStopped(Refusal):
    """This person wants no more of this kind."""


@dataclass
class SnoozePassed(Refusal):
    """Tonight has begun."""


@dataclass
class SnoozeTooLate(Refusal):
    """It would come after its matter is over."""

    until: datetime
    zone: str


@dataclass
class LastDayOver(Refusal):
    """A licence or a permit does not end in the past."""


@dataclass
class LastDayTooFar(Refusal):
    """More than ten years ahead."""


@dataclass
class ValidityChanged(Refusal):
    """It ends on another day than a letter says."""


@dataclass
class MarketDayGone(Refusal):
    """Of the evenings that a letter tells of none takes place any more."""


@dataclass
class NotNeighbour(Refusal):
    """They do not want to hear of this alley's evenings any more."""

"""Callbacks about the vendor's own drops. A refused one falls back to the drop as it is now."""

from enum import StrEnum

from handlers.callbacks.callback import Callback
from locales.packaging_kind import PackagingKind
from storage.drop import DropPolicy, Fitting, Weighing


class DropField(StrEnum):
    """A field of a drop that a vendor changes. PRICE, DEPOSIT, QUANTITY, PACKAGING, ALLERGENS and OPTIONS are of one item, CLOSE and FITTING of its rule."""

    WHEN = "when"
    ALLEY = "alley"
    RULE = "rule"
    CLOSE = "close"
    FITTING = "fitting"
    LIMIT = "limit"
    WAITLIST = "waitlist"
    PRICE = "price"
    DEPOSIT = "deposit"
    QUANTITY = "quantity"
    PACKAGING = "packaging"
    ALLERGENS = "allergens"
    OPTIONS = "options"
    NAME = "name"
    WORDS = "words"
    TAGS = "tags"
    PHOTO = "photo"


ANY_NUMBER = -1


class AskStock(Callback, prefix="vp"):
    pass


class ShowExamples(Callback, prefix="vv"):
    pass


class PickReading(Callback, prefix="vpr", back=AskStock):
    """Takes one of the readings of an unclear message, counted from 1. The message is in the prompt."""

    number: int


class PostForStall(Callback, prefix="vps", back=AskStock):
    """Says for which stall the message in the prompt is stock, and what is written after it."""

    stall: int


class ShowMyDrop(Callback, prefix="vd"):
    """Shows the vendor's own drop, draft or published."""

    drop: int


class MyDropCallback(Callback, prefix=".", back=ShowMyDrop):
    drop: int


class ShowDropMenu(MyDropCallback, prefix="vdm"):
    """Shows what a stall does less often with a published drop."""


class PublishDrop(MyDropCallback, prefix="vb"):
    pass


class UndoDrop(MyDropCallback, prefix="vu"):
    pass


class UseSuggestedPrice(MyDropCallback, prefix="vr"):
    """Accepts the suggested price, in minor units; `missing` lists the fields left to ask ("quantity.when")."""

    price: int
    missing: str = ""


class ShowReadingReasons(MyDropCallback, prefix="vpy"):
    """Shows why the line was read as it was; `reasons` are those of `handlers.stock.reasons`, packed."""

    reasons: str


class PickQuantity(MyDropCallback, prefix="vgq"):
    """Sets the quantity of a drop's only item; `missing` lists the fields left to ask ("price.when")."""

    quantity: int
    missing: str = ""


class PickDepositPurpose(MyDropCallback, prefix="vgd"):
    """Says whether a deposit of an item, in minor units, is for the order or, with 0, for the packaging. `place` counts the items from 1."""

    place: int
    amount: int
    for_order: int


class MergeDrop(MyDropCallback, prefix="vgm"):
    """Adds the units of a draft to the published item that is the same."""

    item: int


class MarkAdults(MyDropCallback, prefix="v8"):
    """Says that the drop is for people of 18 and over, or with `adults` 0 for everyone."""

    adults: int


class ChangeDrop(MyDropCallback, prefix="vc"):
    pass


class AskChange(MyDropCallback, prefix="vk"):
    """Asks for a new value of `field`; `item` 0 is the first item."""

    field: DropField
    item: int = 0


class PickDay(MyDropCallback, prefix="vn"):
    """Moves the drop to `day`, such as 20261128, or asks before people are told."""

    day: int


class MoveDropTime(MyDropCallback, prefix="vnt"):
    """Moves the drop to `day` and hours, after the question; `start` and `end` in minutes of a day."""

    day: int
    start: int
    end: int


class ChooseDropAlley(MyDropCallback, prefix="vma"):
    """Asks to which alley the drop moves; `page` of the alleys, from 1 on."""

    page: int


class PickDropAlley(MyDropCallback, prefix="vm"):
    """Moves the drop to an alley, or asks before people are told."""

    alley: int


class MoveDropAlley(MyDropCallback, prefix="vmy"):
    """Moves the drop to an alley, after the question."""

    alley: int


class PickRule(MyDropCallback, prefix="vt"):
    policy: DropPolicy


class PickClosingTime(MyDropCallback, prefix="vte"):
    """Closes entries for the draw at this time, in minutes since 1970."""

    closes_minute: int


class PickWeighing(MyDropCallback, prefix="vtw"):
    weighing: Weighing


class PickFitting(MyDropCallback, prefix="vtf"):
    """Sets the fitting rule; `skips` applies to "fit" only."""

    fitting: Fitting
    skips: int


class ChoosePackagingOfItem(MyDropCallback, prefix="vkp"):
    """Asks in which packaging an item goes out; `page` of the types, from 1 on."""

    item: int
    page: int


class PickPackaging(MyDropCallback, prefix="vkq"):
    """Lets an item go out in a packaging type."""

    item: int
    packaging: int


class PickPackagingKind(MyDropCallback, prefix="vkk"):
    """Says what packaging of the stall an item is sold in."""

    item: int
    kind: PackagingKind


class PickLimit(MyDropCallback, prefix="vl"):
    limit: int


class PickWaitlistLimit(MyDropCallback, prefix="vlw"):
    """Sets how many units of an item may wait; ANY_NUMBER for no limit."""

    limit: int


class PauseDrop(MyDropCallback, prefix="vz"):
    pass


class ResumeDrop(MyDropCallback, prefix="vy"):
    pass


class AskCancel(MyDropCallback, prefix="vx"):
    pass


class CancelDrop(MyDropCallback, prefix="vq"):
    pass

"""A vendor's own drop: parsed, published, and its changes."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import assert_never
from zoneinfo import ZoneInfo

from markupsafe import Markup

from handlers.callbacks.desk import ShowDesk, ShowQuantity
from handlers.callbacks.forecast import ShowForecast
from handlers.callbacks.live import ShowLive
from handlers.callbacks.printing import PrintTags
from handlers.callbacks.series import AskSeries, ShowSeries
from handlers.callbacks.split import ShowShares
from handlers.callbacks.stock import (
    AskChange,
    AskStock,
    ChangeDrop,
    DropField,
    MarkAdults,
    MergeDrop,
    PauseDrop,
    PickDepositPurpose,
    PickQuantity,
    PublishDrop,
    ResumeDrop,
    ShowDropMenu,
    ShowExamples,
    ShowMyDrop,
    ShowReadingReasons,
    UndoDrop,
    UseSuggestedPrice,
)
from handlers.callbacks.template import SaveTemplate
from handlers.stock.forecast_text import forecast_line, forecast_reason
from handlers.stock.item_views import (
    has_several_items,
    items_text,
    packaging_deposit_rows,
    price_tag,
    vendor_item_rows,
)
from handlers.stock.line_parser import UnparsedSpan
from handlers.stock.missing_fields import DEPOSIT, PRICE
from handlers.stock.rule_views import entry_period_rows
from handlers.ui.button_layout import layout_buttons
from handlers.ui.reason_question import reason_lines
from handlers.ui.screen import Button, Screen, ScreenPicture
from locales.formats import (
    format_datetime,
    format_day,
    format_list_and,
    format_number,
    format_time,
    format_time_range,
)
from locales.say import Say
from locales.user_text import ALLEY, ITEM, WORDS, sanitize_name
from market.drop.facts import DropFacts, ItemFacts
from market.drop.item_text import own_tag_words
from market.drop.status_text import rule_text
from market.forecast.forecast import DayForecast, TooFewDays
from market.mix.shares import Mix, MixPart
from market.stock.items_ahead import ItemAhead
from market.stock.stock_line import StockLine
from storage.drop import DropPolicy, DropState

QUOTE, MAX_UNPARSED = 60, 8
QUICK_QUANTITIES = (5, 10, 20, 30)
SAMPLE_PRICE = 850
"""In minor units."""
EXAMPLE = "12 kuih lapis RM8.50"


def stock_ask(say: Say) -> Screen:
    return Screen(
        text=say(
            "Write what you are bringing in one message: how many, what, how much. For example: <code>{example}</code>. You can add a photo.",
            example=EXAMPLE,
        ),
        reply_placeholder=EXAMPLE,
    )


def not_stock_page(say: Say) -> Screen:
    return Screen(
        text=say(
            "Sorry, we did not understand that. Write how many, what and how much, like: <code>{example}</code>",
            example=EXAMPLE,
        ),
        reply_placeholder=EXAMPLE,
    )


def photo_without_stock(say: Say) -> Screen:
    return Screen(text=say("Nice photo. Now write: how many, what, how much?"), reply_placeholder=EXAMPLE)


def examples(say: Say) -> Screen:
    items = (
        "12 kuih lapis RM8.50",
        "kuih lapis x12 @8.50",
        "12 kuih lapis RM8.50 #vegan sat 7pm max 2",
        "60 kopi RM7 cawan RM3 esok 19:00-22:00",
        "12个 月饼 RM15 晚上7点",
        "8 batik RM35 sun 10am\n+ 16 kit\n8 batik RM35 sun 2pm\n+ kit",
    )
    shown = Markup("\n").join(Markup("<code>{}</code>").format(item) for item in items)
    return Screen(
        text=say("Examples you can copy:") + Markup("\n") + shown,
        rows=layout_buttons(
            [Button(label=say.label("Write one"), callback=AskStock(), style="primary")],
            [Button(label=say.label("Desk"), callback=ShowDesk())],
        ),
    )


def stock_unclear(say: Say, drop: DropFacts, unparsed: UnparsedSpan, missing: str) -> Screen:
    """Shows the unparsed text and the price it may mean; `missing` lists the fields left to ask."""
    price = price_tag(say, drop, unparsed.price or 0)
    text = say(
        "We understood {what}, but not “{words}”. Did you mean {price}?",
        what=items_text(say, drop),
        words=sanitize_name(unparsed.words, QUOTE),
        price=price,
    )
    return Screen(
        text=text,
        rows=layout_buttons(
            [
                Button(
                    label=say.label("Use {price}", price=price),
                    callback=UseSuggestedPrice(drop=drop.id, price=unparsed.price or 0, missing=missing),
                    style="primary",
                )
            ],
            [
                Button(
                    label=say.label("Another price"), callback=AskChange(drop=drop.id, field=DropField.PRICE)
                )
            ],
            [
                Button(label=say.label("Examples"), callback=ShowExamples()),
                Button(label=say.label("Undo"), callback=UndoDrop(drop=drop.id)),
            ],
        ),
    )


def quantity_choice(say: Say, drop: DropFacts, item: ItemFacts, missing: str) -> Screen:
    """Asks how many of a draft's only item there are; a number can be typed too. `missing` lists the fields left to ask, this one first."""
    return Screen(
        text=_how_many(say, drop, item),
        rows=layout_buttons(
            [
                Button(
                    label=format_number(say, count),
                    callback=PickQuantity(drop=drop.id, quantity=count, missing=missing),
                )
                for count in QUICK_QUANTITIES
            ],
            [Button(label=say.label("Discard draft"), callback=UndoDrop(drop=drop.id))],
        ),
    )


def quantity_ask(say: Say, drop: DropFacts, item: ItemFacts) -> Screen:
    """As `quantity_choice`, for one of several items."""
    return Screen(text=_how_many(say, drop, item), reply_placeholder="20")


def _how_many(say: Say, drop: DropFacts, item: ItemFacts) -> Markup:
    """Asks for a quantity, with the price if that is known."""
    name = sanitize_name(item.name, ITEM)
    if item.price:
        return say("How many {item}, at {price} each?", item=name, price=price_tag(say, drop, item.price))
    return say("How many {item}?", item=name)


def price_ask(say: Say, drop: DropFacts, item: ItemFacts) -> Screen:
    """Asks for the price of one unit of a draft's item."""
    return Screen(
        text=say("What is the price of 1 {item}?", item=sanitize_name(item.name, ITEM)),
        reply_placeholder=price_tag(say, drop, SAMPLE_PRICE),
    )


def deposit_purpose_choice(say: Say, drop: DropFacts, item: ItemFacts, *, place: int, amount: int) -> Screen:
    """Asks what the deposit of a draft's item is for, the order or the packaging; `place` is the item's, from 1."""

    def button(label: str, for_order: int) -> list[Button]:
        callback = PickDepositPurpose(drop=drop.id, place=place, amount=amount, for_order=for_order)
        return [Button(label=label, callback=callback, style="primary")]

    return Screen(
        text=say(
            "Deposit {price} for {item}: for the order, or for the packaging? People get the deposit for the packaging back when they return it.",
            price=price_tag(say, drop, amount),
            item=sanitize_name(item.name, ITEM),
        ),
        rows=layout_buttons(
            button(say.label("For the order"), 1),
            button(say.label("For the packaging"), 0),
            [Button(label=say.label("Discard draft"), callback=UndoDrop(drop=drop.id))],
        ),
    )


def limit_capped(say: Say, maximum: int) -> Markup:
    """Says that the limit that was written is higher than any."""
    return say(
        "Nobody can book more than {most} of a drop, so that is the limit.", most=format_number(say, maximum)
    )


def price_zero_confirm(say: Say, drop: DropFacts, missing: str) -> Screen:
    """Asks whether something costs nothing; `missing` lists the fields left to ask."""
    nothing = price_tag(say, drop, 0)
    name = sanitize_name(drop.items[0].name, ITEM)
    return Screen(
        text=say(
            "{count} {item} at {price} each?",
            count=format_number(say, drop.items[0].quantity),
            item=name,
            price=nothing,
        ),
        rows=layout_buttons(
            [
                Button(
                    label=say.label("Yes, {price}", price=nothing),
                    callback=UseSuggestedPrice(drop=drop.id, price=0, missing=missing),
                    style="primary",
                ),
                Button(
                    label=say.label("Set a price"), callback=AskChange(drop=drop.id, field=DropField.PRICE)
                ),
            ],
            [Button(label=say.label("Discard draft"), callback=UndoDrop(drop=drop.id))],
        ),
    )


def not_a_price_note(say: Say, drop: DropFacts) -> Markup:
    return say(
        "That is not a price. Write only the price, like {price}.", price=price_tag(say, drop, SAMPLE_PRICE)
    )


def unanswered_text(say: Say, drop: DropFacts, item: ItemFacts, field: DropField) -> Markup:
    """Says what a draft still lacks after its question ended."""
    name = sanitize_name(item.name, ITEM)
    if field == PRICE:
        return say("{item} still needs a price. It is saved as a draft.", item=name)
    if field == DEPOSIT:
        return say(
            "We still need to know what the deposit for {item} is for. It is saved as a draft.", item=name
        )
    return say("{item} still needs a quantity. It is saved as a draft.", item=name)


def begins_now_note(say: Say, drop: DropFacts, line: StockLine) -> Markup:
    """Says that a drop begins now because the hour its vendor wrote is over; empty where it begins as written."""
    zone = ZoneInfo(drop.alley.zone)
    start = drop.starts_at.astimezone(zone)
    if line.start is None or start.time() == line.start:
        return Markup()
    written = datetime.combine(start.date(), line.start, zone)
    return say(
        "{over} has passed, so it begins at {start}.",
        over=format_time(say, written, drop.alley.zone),
        start=format_time(say, drop.starts_at, drop.alley.zone),
    )


def published_unseen(say: Say, alley: str) -> Markup:
    """Says that a drop is published in an alley that is closed."""
    return say(
        "Published. Shoppers see it once {alley} opens again: the organisers closed it.",
        alley=sanitize_name(alley, ALLEY),
    )


def mix_broken_note(say: Say, mix: Mix, broken: Collection[MixPart]) -> Markup:
    """Says which limits of its alley's mix a market day is beyond since a drop was published."""
    words = {
        MixPart.LOCAL: say("fewer local stalls"),
        MixPart.CHAIN: say("more stalls of chains"),
        MixPart.TAG: say("more stalls with {tag}", tag=f"#{mix.tag}"),
    }
    return say(
        "That day now has {parts} than the organisers want. They may write to you.",
        parts=format_list_and(say, [words[part] for part in MixPart if part in broken]),
    )


def my_drop_page(
    say: Say,
    drop: DropFacts,
    link: str,
    forecast: DayForecast | TooFewDays | None = None,
) -> Screen:
    """Shows the status of a drop that was published, with the `forecast` of its day."""
    lines = (
        _state_text(say, drop),
        *(reason_lines(say, drop.hidden_reason) if drop.hidden_at else ()),
        *vendor_item_rows(say, drop),
        _time_and_place(say, drop),
        *_adults_rows(say, drop),
        *_forecast_rows(say, forecast),
    )
    groups = (
        [*_link_button(say, drop, link), *_tags_button(say, drop)],
        [*number_button(say, drop), *_undo_button(say, drop)],
        _change_buttons(say, drop),
        [
            Button(label=say.label("More"), callback=ShowDropMenu(drop=drop.id)),
            Button(label=say.label("Desk"), callback=ShowDesk()),
        ],
    )
    return Screen(
        text=Markup("\n").join(lines),
        rows=layout_buttons(*groups),
        picture=ScreenPicture(key=drop.picture) if drop.picture else None,
    )


def _link_button(say: Say, drop: DropFacts, link: str) -> list[Button]:
    """Returns the button that copies the link to a drop; none where the link leads nowhere, as organisers hid the drop."""
    return [] if drop.hidden_at else [Button(label=say.label("Copy link"), copy=link)]


def drop_menu(say: Say, drop: DropFacts, again: str = "") -> Screen:
    """Shows what a stall does less often with a published drop. `again` is the message that posts the same again."""
    return Screen(
        text=say("More for <b>{name}</b>.", name=sanitize_name(drop.name, ITEM)),
        rows=layout_buttons(
            [
                *_live_button(say, drop),
                *_shares_button(say, drop),
                Button(label=say.label("Forecast"), callback=ShowForecast()),
                *adults_button(say, drop),
            ],
            _repeat_buttons(say, drop, again),
            [Button(label=say.label("Back"), callback=ShowMyDrop(drop=drop.id))],
        ),
        picture=ScreenPicture(key=drop.picture) if drop.picture else None,
    )


def _change_buttons(say: Say, drop: DropFacts) -> list[Button]:
    """Returns the ways to change a drop and to pause or resume it; none where it is cancelled."""
    change = Button(label=say.label("Change"), callback=ChangeDrop(drop=drop.id))
    match drop.state:
        case DropState.PUBLISHED:
            return [change, Button(label=say.label("Pause"), callback=PauseDrop(drop=drop.id))]
        case DropState.PAUSED:
            resume = ResumeDrop(drop=drop.id)
            return [change, Button(label=say.label("Resume"), callback=resume, style="primary")]
        case DropState.DRAFT:
            return [change]
        case DropState.CANCELLED:
            return []
        case _:
            assert_never(drop.state)


def _undo_button(say: Say, drop: DropFacts) -> list[Button]:
    """Returns the way to unpublish a drop that nobody has joined."""
    if drop.state == DropState.CANCELLED or _joined_units(drop):
        return []
    return [Button(label=say.label("Undo"), callback=UndoDrop(drop=drop.id))]


def _repeat_buttons(say: Say, drop: DropFacts, again: str) -> list[Button]:
    copy = [Button(label=say.label("Copy as text"), copy=again)] if again else []
    save = Button(label=say.label("Save as usual drop"), callback=SaveTemplate(drop=drop.id))
    return [*copy, save, *_series_button(say, drop)]


def _series_button(say: Say, drop: DropFacts) -> list[Button]:
    """Returns the way to the series of a drop, or to one of what takes place without a draw."""
    if drop.series_id is not None:
        return [Button(label=say.label("Series"), callback=ShowSeries(series=drop.series_id))]
    if drop.state == DropState.CANCELLED or drop.policy == DropPolicy.DRAW:
        return []
    return [Button(label=say.label("Repeat weekly"), callback=AskSeries(drop=drop.id))]


def _forecast_rows(say: Say, forecast: DayForecast | TooFewDays | None) -> list[Markup]:
    """Returns a forecast with its reason; nothing where there are too few days for one, which its page says."""
    if not isinstance(forecast, DayForecast):
        return []
    return [forecast_line(say, forecast), forecast_reason(say, forecast)]


def adults_button(say: Say, drop: DropFacts) -> list[Button]:
    """Returns the button that says that a drop is for people of 18 and over, or for everyone again."""
    if drop.state == DropState.CANCELLED:
        return []
    if drop.adults_only:
        return [Button(label=say.label("Not only 18+"), callback=MarkAdults(drop=drop.id, adults=0))]
    return [Button(label=say.label("Only 18+"), callback=MarkAdults(drop=drop.id, adults=1))]


def _adults_rows(say: Say, drop: DropFacts) -> list[Markup]:
    """Returns what it means that a drop is for adults; nothing for another."""
    if not drop.adults_only:
        return []
    return [
        say(
            "18+: people say that they are 18 or older before they join. Check it again when you hand it over."
        )
    ]


def _live_button(say: Say, drop: DropFacts) -> list[Button]:
    """Returns the way to the live session of a drop that is published; one that is drawn has none."""
    has_one = drop.state == DropState.PUBLISHED and drop.policy == DropPolicy.QUEUE
    return [Button(label=say.label("Live session"), callback=ShowLive(drop=drop.id))] if has_one else []


def _shares_button(say: Say, drop: DropFacts) -> list[Button]:
    """Returns the way to how the drop is shared; there is one of a cancelled drop too, for what it took."""
    return [Button(label=say.label("Split takings"), callback=ShowShares(drop=drop.id))]


def _tags_button(say: Say, drop: DropFacts) -> list[Button]:
    button = Button(label=say.label("Price tags"), callback=PrintTags(drop=drop.id), below=True)
    return [] if drop.state == DropState.CANCELLED else [button]


def draft_page(
    say: Say,
    drop: DropFacts,
    unparsed: Sequence[UnparsedSpan] = (),
    *,
    same: ItemAhead | None = None,
    reasons: str = "",
) -> Screen:
    """Shows a draft. `reasons` say, packed, why the message was read so; `same` is the same item on sale that day."""
    why = ShowReadingReasons(drop=drop.id, reasons=reasons)
    parts = [
        say("Got it: {what}.", what=items_text(say, drop)),
        *vendor_item_rows(say, drop),
        *(
            words
            for item in drop.items
            if not has_several_items(drop)
            for words in packaging_deposit_rows(say, drop, item)
        ),
        *unparsed_rows(say, unparsed),
        _time_and_place(say, drop),
        rule_text(say, drop),
        *entry_period_rows(say, drop),
        Markup("{}").format(sanitize_name(drop.words, WORDS)) if drop.words else Markup(),
        own_tag_words(drop.tags),
        *_adults_rows(say, drop),
        say("Nobody sees it yet."),
        *_voice_rows(say, drop),
        _same_text(say, same) if same else Markup(),
    ]
    return Screen(
        text=Markup("\n").join(part for part in parts if part),
        rows=layout_buttons(
            *_publish_rows(say, drop, same),
            [
                Button(label=say.label("Change"), callback=ChangeDrop(drop=drop.id)),
                Button(label=say.label("Undo"), callback=UndoDrop(drop=drop.id)),
            ],
            adults_button(say, drop),
            [Button(label=say.label("Why?"), callback=why)] if reasons else [],
        ),
        picture=ScreenPicture(key=drop.picture) if drop.picture else None,
    )


def _voice_rows(say: Say, drop: DropFacts) -> list[Markup]:
    """Returns when the vendor sent a voice note for a draft."""
    if drop.voice_at is None:
        return []
    at = format_datetime(say, drop.voice_at, drop.alley.zone)
    return [say("Your voice note of {at} is above, in this chat. Only you can hear it.", at=at)]


def voice_not_read(say: Say) -> Screen:
    """Says what to type instead of a voice note."""
    return Screen(
        text=say(
            "We cannot listen to voice notes yet. Write it in one line, like: <code>{example}</code>",
            example=EXAMPLE,
        ),
        reply_placeholder=EXAMPLE,
    )


def drop_not_found(say: Say) -> Screen:
    """Says that a forwarded text names none of the stall's drops."""
    return Screen(
        text=say(
            "We could not tell which of your drops that is. Write what you are bringing, like: <code>{example}</code>",
            example=EXAMPLE,
        ),
        reply_placeholder=EXAMPLE,
    )


def _same_text(say: Say, same: ItemAhead) -> Markup:
    return say(
        "You already have {count} × {item} that day.",
        count=same.quantity,
        item=sanitize_name(same.title, ITEM),
    )


def _publish_rows(say: Say, drop: DropFacts, same: ItemAhead | None) -> list[list[Button]]:
    """Returns the button that publishes; where the same item is on sale that day, before it the one that adds to that."""
    if same is None:
        return [[Button(label=say.label("Publish"), callback=PublishDrop(drop=drop.id), style="primary")]]
    add = say.label("Add {count} to it", count=drop.items[0].quantity)
    return [
        [Button(label=add, callback=MergeDrop(drop=drop.id, item=same.id), style="primary")],
        [Button(label=say.label("Publish separately"), callback=PublishDrop(drop=drop.id))],
    ]


def _state_text(say: Say, drop: DropFacts) -> Markup:
    if drop.hidden_at and drop.state != DropState.CANCELLED:
        return say(
            "Hidden by the organisers: {what}. Nobody sees it; numbers and bookings stay. Questions? See /support.",
            what=items_text(say, drop),
        )
    match drop.state:
        case DropState.PAUSED:
            return say(
                "Paused: {what}. Numbers and holds are safe, and the time does not run.",
                what=items_text(say, drop),
            )
        case DropState.CANCELLED:
            return say(
                "Cancelled {at}: {what}.",
                at=format_datetime(say, drop.cancelled_at or drop.starts_at, drop.alley.zone),
                what=items_text(say, drop),
            )
        case DropState.DRAFT | DropState.PUBLISHED if not _joined_units(drop):
            return say("Published: {what}. Nobody has joined yet: share it now.", what=items_text(say, drop))
        case DropState.DRAFT | DropState.PUBLISHED:
            return say(
                "Published: {what}. {taken} on hold or booked.",
                what=items_text(say, drop),
                taken=sum(item.held + item.booked for item in drop.offered),
            )
        case _:
            assert_never(drop.state)


def _joined_units(drop: DropFacts) -> int:
    return sum(item.held + item.booked + item.waiting for item in drop.items)


def unparsed_rows(say: Say, unparsed: Sequence[UnparsedSpan]) -> list[Markup]:
    """Returns the text that was not understood, quoted; of a price for several together, how to post it."""
    return [_unparsed_row(say, sanitize_name(each.words, QUOTE), each) for each in unparsed[:MAX_UNPARSED]]


def _unparsed_row(say: Say, words: str, unparsed: UnparsedSpan) -> Markup:
    if unparsed.is_bundle_price:
        return say(
            '“{words}” is a price for several together. Post those as an item of their own, like <code>5x "2 kuih" RM15</code>.',
            words=words,
        )
    return say("We did not understand “{words}”.", words=words)


def _time_and_place(say: Say, drop: DropFacts) -> Markup:
    return say("{when}, {alley}.", when=time_text(say, drop), alley=sanitize_name(drop.alley.name, ALLEY))


def time_text(say: Say, drop: DropFacts) -> str:
    return hours_text(say, drop.starts_at, drop.ends_at, drop.alley.zone)


def hours_text(say: Say, starts_at: datetime, ends_at: datetime, zone: str) -> str:
    """Returns "Fri 27 Nov, 18:00 to 22:00"."""
    # text: a weekday and date, then "18:00 to 22:00"
    return say.plain(
        "{first}, {second}",
        first=format_day(say, starts_at, zone),
        second=format_time_range(say, starts_at, ends_at, zone),
    )


def number_button(say: Say, drop: DropFacts) -> list[Button]:
    """Returns the button for the quantity. With several items it asks which one first."""
    callback = AskChange(drop=drop.id, field=DropField.QUANTITY) if has_several_items(drop) else None
    return [
        Button(label=say.label("Quantity"), callback=callback or ShowQuantity(item=each.id))
        for each in drop.items[:1]
    ]

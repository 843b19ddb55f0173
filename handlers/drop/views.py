"""A drop's picture, its policy, its stall, and the notification when it opens."""

import hashlib
from collections.abc import Sequence
from datetime import datetime
from functools import lru_cache
from typing import assert_never

from markupsafe import Markup

from handlers.callbacks.alley import SendVenue
from handlers.callbacks.draw import ShowDraw
from handlers.callbacks.drop import ShowDrop, ShowStall, ShowStallDrops
from handlers.callbacks.follow import FollowStall, UnfollowStall
from handlers.callbacks.help_call import AskHelp
from handlers.callbacks.list_location import ListLocation
from handlers.callbacks.live import ShowLiveOrder
from handlers.callbacks.report import AskReport
from handlers.callbacks.showroom import ShowShowroom
from handlers.callbacks.start import ShowStart
from handlers.drop.calendar_views import calendar_button
from handlers.drop.placeholder_picture import motif
from handlers.drop.share_button import share_button
from handlers.drop.stream_text import stream_buttons, stream_text
from handlers.ui.button_layout import LABEL_WIDTHS, layout_buttons, shorten_label
from handlers.ui.help_button import help_button
from handlers.ui.paging import page_of, page_text, pager
from handlers.ui.screen import Button, Screen, ScreenPicture
from handlers.ui.telegram_calls import CAPTION_LIMIT, text_units
from locales.formats import format_datetime
from locales.say import Say
from locales.seller_words import seller_text
from locales.units import ItemUnit, format_units
from locales.user_text import ALLEY, DROP, STALL, WORDS, sanitize_name
from market.drop.draw_text import chances_text
from market.drop.facts import AlleyFacts, DropFacts
from market.drop.item_text import age_mark, head_name, tag_words
from market.drop.stall_words import description, own_words
from market.drop.status_text import rule_text, stop_text
from market.live.next_live import StallLive
from market.seller import SellerFacts
from storage.drop import DropPolicy, Fitting
from storage.stop import StopKind

PAGE = 5
NOT_LIVE = StallLive()
PLATE = 2
"""Raised when placeholder pictures are drawn another way, so that no phone is sent the former one again."""
TITLE = 32
"""Characters of a name on a page with much other text."""


def picture_of(drop: DropFacts) -> ScreenPicture:
    """Returns the vendor's photo, or else the placeholder picture."""
    return ScreenPicture(key=drop.picture) if drop.picture else placeholder_of(drop)


@lru_cache(maxsize=2048)
def placeholder_of(drop: DropFacts) -> ScreenPicture:
    """Returns the placeholder picture of a drop without a photo; always the same one."""
    drawn = motif(drop.tags, drop.name)
    return ScreenPicture(key=f"plate:{PLATE}:{drawn}:{drop.id}", motif=drawn, seed=drop.id)


def pictures_of(drops: Sequence[DropFacts], first: int = 1) -> ScreenPicture | None:
    """Returns the placeholder pictures of several drops in one, numbered from `first`; of one drop its own picture."""
    if len(drops) < 2:
        return picture_of(drops[0]) if drops else None
    plates = tuple((placeholder_of(drop).motif, drop.id) for drop in drops)
    key = hashlib.sha256(repr((plates, first)).encode()).hexdigest()
    return ScreenPicture(key=f"plates:{key[:40]}", plates=plates, first=first)


def closed_lines(say: Say, alley: AlleyFacts) -> list[Markup]:
    """Returns since when the organisers have closed an alley, for those who have booked there; nothing for an open one."""
    if alley.closed_at is None:
        return []
    at = format_datetime(say, alley.closed_at, alley.zone)
    return [say("The alley has been closed since {at}. Please do not come before it opens again.", at=at)]


def stop_lines(say: Say, kind: StopKind | None, until: datetime | None, zone: str) -> list[Markup]:
    """Returns that the organisers have stopped a market day, for those who have something there; nothing where they have not."""
    text = stop_text(say, kind, until, zone)
    return [text] if text else []


def drop_details(
    say: Say,
    drop: DropFacts,
    back_to: ListLocation,
    link: str,
    inline: bool = False,
    was_live: bool = False,
) -> Screen:
    """Shows what has no room on the card: the whole description, tags, what the policy means. `link` opens the card, `was_live`: it was sold live."""
    code = back_to.code
    texts = (_details_text(say, drop, limit) for limit in (WORDS.shown, WORDS.shown // 3, 0))
    text = next((text for text in texts if text_units(text) <= CAPTION_LIMIT), _details_text(say, drop, 0))
    stall = ShowStall(stall=drop.stall.id, drop=drop.id, back_to=code)
    groups = (
        [
            Button(label=say.label("Stall"), callback=stall),
            Button(
                label=say.label("Directions"),
                callback=SendVenue(alley=drop.alley.id, drop=drop.id),
                below=True,
            ),
        ],
        [share_button(say, drop, link, inline=inline), calendar_button(say, drop.id)],
        [Button(label=say.label("Copy link"), copy=link), *_draw_button(say, drop, code)],
        [Button(label=say.label("Live order"), callback=ShowLiveOrder(drop=drop.id))] if was_live else [],
        [
            Button(label=say.label("Report"), callback=AskReport(stall=drop.stall.id, drop=drop.id)),
            Button(label=say.label("Back"), callback=ShowDrop(drop=drop.id, back_to=code)),
        ],
    )
    return Screen(
        text=text,
        rows=layout_buttons(*groups),
        picture=picture_of(drop),
    )


def _details_text(say: Say, drop: DropFacts, words: int) -> Markup:
    """Returns the text with at most so many characters of the description."""
    head = Markup("<b>{}</b>{} · {}").format(
        sanitize_name(head_name(drop), TITLE), age_mark(drop), sanitize_name(drop.stall.name, TITLE)
    )
    parts = (
        head,
        *(description(say, drop, words) if words else []),
        tag_words(say, drop.tags),
        rule_text(say, drop),
        *_policy_explanation(say, drop),
        *([] if drop.per_person == 1 else [fitting_text(say, drop)]),
    )
    return Markup("\n").join(part for part in parts if part)


def _draw_button(say: Say, drop: DropFacts, back_to: str) -> list[Button]:
    drawn = next((item for item in drop.items if item.draw), None)
    if drawn is None:
        return []
    return [Button(label=say.label("The draw"), callback=ShowDraw(item=drawn.id, back_to=back_to))]


def _policy_explanation(say: Say, drop: DropFacts) -> list[Markup]:
    match drop.policy:
        case DropPolicy.DRAW:
            return [
                say(
                    "Everyone who joins in time is in the draw, first or last. Anyone can check that nobody chose the order."
                ),
                *chances_text(say, drop),
            ]
        case DropPolicy.POT:
            return [
                say(
                    "Everyone who joins in the first minutes is in a draw, so a slow phone loses nothing. Later, you take the next number."
                )
            ]
        case DropPolicy.QUEUE:
            return [
                say(
                    "You get a number when you join, and it never changes. The lowest number goes first when something becomes available."
                )
            ]
        case _:
            assert_never(drop.policy)


def fitting_text(say: Say, drop: DropFacts) -> Markup:
    """Returns what the fitting rule means for people who wait and want more than one."""
    if drop.fitting == Fitting.SPLIT:
        return say(
            "If you agreed to split, you get what is left when it is your turn and keep waiting for the rest."
        )
    if drop.fitting == Fitting.STRICT or not drop.skips:
        return say("If too few are left for the next person, everyone waits until there are enough.")
    return say.many(
        "If too few are left for you, someone who wants fewer may go first, once.",
        "If too few are left for you, people who want fewer may go first, up to {count} times.",
        drop.skips,
    )


def stall_card(
    say: Say,
    drops: tuple[DropFacts, ...],
    back_to: ListLocation,
    back: int,
    page: int,
    followed: bool = False,
    showroom: bool = False,
    seller: SellerFacts | None = None,
    live: StallLive = NOT_LIVE,
    new: frozenset[int] = frozenset(),
) -> Screen:
    """Shows a stall, who sells there, and a page of its coming drops, those that are `new` marked; `back` is the drop it was opened from, 0 for none."""
    stall, part = drops[0].stall, page_of(drops, page, PAGE)
    head = Markup("<b>{}</b> · {}").format(
        sanitize_name(stall.name, STALL), sanitize_name(stall.alley.name, ALLEY)
    )
    words = own_words(say, stall.words, stall.language, WORDS.shown)
    sells = [seller_text(say, seller.name, seller.contact)] if seller else []
    live_drop = next((drop for drop in drops if drop.id == live.next_drop), None)
    rows = [*_live_text(say, live, live_drop), *_new_text(say, drops, new)]
    rows += [_stall_row(say, place, drop, is_new=drop.id in new) for place, drop in part.numbered()]
    rows += page_text(say, part.number, part.pages)
    buttons = [
        Button(
            label=shorten_label(f"{place} {sanitize_name(drop.name, 24)}", LABEL_WIDTHS[2]),
            callback=ShowDrop(drop=drop.id, back_to=back_to.code),
            line=place,
        )
        for place, drop in part.numbered()
    ]
    back_callback = ShowDrop(drop=back, back_to=back_to.code) if back else ShowStart()
    follow = _follow_button(say, stall.id, back, back_to, followed=followed)
    live_buttons = [_live_button(say, live_drop, back_to, runs=live.runs), follow] if live_drop else []
    report = Button(label=say.label("Report"), callback=AskReport(stall=stall.id, drop=0))
    alley = next((drop.alley for drop in drops if drop.id == back), drops[0].alley)
    source = AskHelp(alley=alley.id, stall=stall.id, drop=back)
    groups = (
        [*live_buttons, *stream_buttons(say, live.stream_url)],
        buttons,
        *pager(
            say,
            part.number,
            part.pages,
            lambda other: ShowStallDrops(stall=stall.id, drop=back, page=other),
        ),
        [Button(label=say.label("Visit the showroom"), callback=ShowShowroom(stall=stall.id))]
        if showroom
        else [],
        [
            *([] if live_drop else [follow]),
            report,
            help_button(say, source),
            Button(label=say.label("Back"), callback=back_callback),
        ],
    )
    return Screen(
        text=Markup("\n").join(line for line in (head, *words, *sells, *rows) if line),
        rows=layout_buttons(*groups),
    )


def _stall_row(say: Say, place: int, drop: DropFacts, is_new: bool) -> Markup:
    name, when = (
        sanitize_name(drop.name, DROP) + age_mark(drop),
        format_datetime(say, drop.starts_at, drop.alley.zone),
    )
    if is_new:
        return say("{number}. {drop} · {when} · new", number=place, drop=name, when=when)
    return say("{number}. {drop} · {when}", number=place, drop=name, when=when)


def _live_text(say: Say, live: StallLive, drop: DropFacts | None) -> list[Markup]:
    """Returns what is live now or next, and where the stall streams."""
    stream = stream_text(say, live.stream_url)
    if drop is None:
        return stream
    name, when = (
        sanitize_name(drop.name, DROP) + age_mark(drop),
        format_datetime(say, drop.starts_at, drop.alley.zone),
    )
    if live.runs:
        return [say("<b>Live now</b>: {drop}, {when}.", drop=name, when=when), *stream]
    return [say("<b>Next live</b>: {drop}, {when}.", drop=name, when=when), *stream]


def _live_button(say: Say, drop: DropFacts, back_to: ListLocation, runs: bool) -> Button:
    label = say.label("Live now") if runs else say.label("Next live")
    return Button(label=label, callback=ShowDrop(drop=drop.id, back_to=back_to.code), style="primary")


def _new_text(say: Say, drops: Sequence[DropFacts], new: frozenset[int]) -> list[Markup]:
    """Returns how many of a followed stall's drops are new; nothing where none is."""
    count = sum(drop.id in new for drop in drops)
    return (
        [say.many("New since your visit: {count} drop.", "New since your visit: {count} drops.", count)]
        if count
        else []
    )


def _follow_button(say: Say, stall: int, drop: int, back_to: ListLocation, followed: bool) -> Button:
    if followed:
        return Button(
            label=say.label("Unfollow stall"),
            callback=UnfollowStall(stall=stall, drop=drop, back_to=back_to.code),
        )
    return Button(
        label=say.label("Follow stall"), callback=FollowStall(stall=stall, drop=drop, back_to=back_to.code)
    )


def drop_opened_message(say: Say, drop: DropFacts, back_to: ListLocation) -> Screen:
    """Tells a person that a drop has opened. It stays in the chat, so its times are absolute."""
    text = say(
        "{drop}, {stall}: opened {at}. {units}, on {day}.",
        drop=sanitize_name(drop.name, DROP) + age_mark(drop),
        stall=sanitize_name(drop.stall.name, STALL),
        at=format_datetime(say, drop.opens_at, drop.alley.zone),
        units=format_units(say, drop.offered[0].unit if drop.offered else ItemUnit.PIECE, drop.quantity),
        day=format_datetime(say, drop.starts_at, drop.alley.zone),
    )
    return Screen(
        text=Markup("\n").join((text, rule_text(say, drop))),
        rows=layout_buttons(
            [
                Button(
                    label=say.label("Details"),
                    callback=ShowDrop(drop=drop.id, back_to=back_to.code),
                    style="primary",
                )
            ]
        ),
    )

"""The pages of a draw: its published data, how to check it, and the notification of its result."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime

from markupsafe import Markup

from handlers.callbacks.draw import SendEntry, SendProof, ShowDraw, ShowProof, ShowProofHelp
from handlers.callbacks.drop import ShowDrop
from handlers.callbacks.list_location import ListLocation
from handlers.drop.views import TITLE, picture_of, placeholder_of
from handlers.ui.button_layout import layout_buttons
from handlers.ui.screen import Button, Document, Screen, ScreenPicture
from handlers.waitlist.draw_position import in_line_text
from handlers.waitlist.position_text import leave_button
from handlers.waitlist.views import ANYWHERE, held_message
from locales.formats import format_list_and, format_number, format_ordinal, format_time
from locales.item_title import shares_a_word
from locales.say import Say
from locales.user_text import ITEM, STALL, sanitize_name
from market.draw.published_draw import DrawnFacts, OwnDrawEntry, PublishedDraw
from market.drop.draw_text import (
    chances_text,
    closed_text,
    draw_status_rows,
    proof_steps,
    source_text,
    trust_text,
)
from market.drop.facts import DrawFacts, DropFacts, ItemFacts
from market.drop.item_text import full_name
from storage.beacon_kind import BeaconKind
from storage.drop import DropState
from storage.waitlist import EntryState

BUCKETS = 6
"""Entry times shown at most; the proof file has all."""

Buttons = list[Button]


def draw_card(say: Say, page: PublishedDraw, back_to: ListLocation) -> Screen:
    """Shows a draw in plain words: open, closed or drawn."""
    draw = _draw_of(page)
    parts = [
        _head(page.drop, page.item),
        *draw_status_rows(say, page.drop, page.item, draw),
        *_my_result_rows(say, page, draw),
        trust_text(say, draw),
    ]
    proof = Button(
        label=say.label("Proof, for experts"), callback=ShowProof(item=page.item.id, back_to=back_to.code)
    )
    back = Button(label=say.label("Back"), callback=ShowDrop(drop=page.drop.id, back_to=back_to.code))
    picture = result_picture(page.drop, page.item) if draw.drawn_at else picture_of(page.drop)
    return Screen(
        text=Markup("\n").join(parts),
        rows=layout_buttons([proof], [back]),
        picture=picture,
    )


def result_picture(drop: DropFacts, item: ItemFacts) -> ScreenPicture:
    """Returns the picture of a result, the same for everybody, so that it is drawn and Telegram gets it once."""
    plate = placeholder_of(drop)
    return ScreenPicture(key=f"draw:{item.id}:{plate.key}", motif=plate.motif, seed=plate.seed, draw=item.id)


def draw_proof(say: Say, page: PublishedDraw, back_to: ListLocation, public_url: str = "") -> Screen:
    """Shows what proves a draw. `public_url` is the address of the market's pages, "" for none."""
    draw = _draw_of(page)
    parts = [
        _head(page.drop, page.item),
        source_text(say, draw),
        *([trust_text(say, draw)] if draw.beacon == BeaconKind.LOCAL else []),
        *([_entry_times_row(say, page.joined, page.drop.alley.zone)] if page.joined else []),
        *_my_entry_rows(say, page.own_entry),
        *_published_rows(say, page, draw),
    ]
    return Screen(
        text=Markup("\n").join(parts),
        rows=layout_buttons(*_proof_buttons(say, page, draw, back_to.code, public_url=public_url)),
        picture=picture_of(page.drop),
    )


def _draw_of(page: PublishedDraw) -> DrawFacts:
    draw = page.item.draw
    assert draw is not None
    return draw


def _head(drop: DropFacts, item: ItemFacts) -> Markup:
    """Returns the item with its drop, or with its stall where the two names say the same."""
    beside = (
        sanitize_name(drop.stall.name, STALL)
        if shares_a_word(drop.name, item.name)
        else sanitize_name(drop.name, TITLE)
    )
    return Markup("<b>{}</b> · {}").format(sanitize_name(item.name, ITEM), beside)


def _my_result_rows(say: Say, page: PublishedDraw, draw: DrawFacts) -> Iterator[Markup]:
    entry = page.own_entry
    if entry is None or (page.drop.state == DropState.CANCELLED and not draw.drawn_at):
        return
    if entry.number is None:
        yield say("You are in the draw.")
    else:
        yield say(
            "You came {place} of {count}.",
            place=format_ordinal(say, entry.number),
            count=format_number(say, draw.entries),
        )


def _entry_times_row(say: Say, joined: Sequence[tuple[datetime, int]], zone: str) -> Markup:
    times = [
        say("{at} {count}", at=format_time(say, starts_at, zone), count=format_number(say, count)).unescape()
        for starts_at, count in joined[-BUCKETS:]
    ]
    return say(
        "People who joined in each ten minutes (start and number): {times}.",
        times=format_list_and(say, times),
    )


def _my_entry_rows(say: Say, entry: OwnDrawEntry | None) -> Iterator[Markup]:
    if entry is None:
        return
    yield say.many(
        "Your entry is {pseudonym}, with {count} chance.",
        "Your entry is {pseudonym}, with {count} chances.",
        entry.weight,
        pseudonym=entry.pseudonym,
    )


def _published_rows(say: Say, page: PublishedDraw, draw: DrawFacts) -> Iterator[Markup]:
    """Returns the published values, shortened; the proof file has them whole."""
    published = (
        (say("Seal"), draw.commitment),
        (say("Root of the list"), page.root),
        (say("Secret"), page.secret),
        (say("Seed"), page.seed),
    )
    for words, value in published:
        if value:
            short = Markup("<code>{}…{}</code>").format(value[:8], value[-4:])
            yield say("{label}: {value}", label=words, value=short)


def _proof_buttons(
    say: Say, page: PublishedDraw, draw: DrawFacts, back_to: str, public_url: str
) -> Iterator[Buttons]:
    item = page.item.id
    files = []
    if draw.closed_at:
        proof = SendProof(item=item, back_to=back_to)
        files.append(Button(label=say.label("Proof file"), callback=proof, style="primary", below=True))
    if page.own_entry:
        own = SendEntry(item=item, back_to=back_to)
        files.append(Button(label=say.label("My entry"), callback=own, below=True))
    yield files
    yield [
        Button(label=say.label("Copy the seal"), copy=draw.commitment),
        Button(label=say.label("How to check"), callback=ShowProofHelp(item=item, back_to=back_to)),
    ]
    if public_url:
        yield [Button(label=say.label("In the browser"), url=f"{public_url}/draw/{draw.name}")]
    yield [Button(label=say.label("Back"), callback=ShowDraw(item=item, back_to=back_to))]


def proof_help(say: Say, page: PublishedDraw, back_to: ListLocation) -> Screen:
    """Explains how the draw works, step by step, and what a proof cannot show."""
    steps = [
        *proof_steps(say),
        say(
            "The proof file has everything. {command}, or a short script, checks it again.",
            command="lorong proof verify",
        ),
        say("It cannot show whether one person joined with many accounts, or whether entries were invented."),
    ]
    return Screen(
        text=Markup("\n").join((_head(page.drop, page.item), *steps, *chances_text(say, page.drop))),
        rows=layout_buttons(
            [Button(label=say.label("Back"), callback=ShowProof(item=page.item.id, back_to=back_to.code))]
        ),
        picture=picture_of(page.drop),
    )


def file_sent(say: Say, page: PublishedDraw, back_to: ListLocation, file: Document) -> Screen:
    """Returns the published data as a file."""
    text = closed_text(say, page.drop, page.drop.draws) or _head(page.drop, page.item)
    back = Button(
        label=say.label("View draw"), callback=ShowDraw(item=page.item.id, back_to=back_to.code), below=True
    )
    return Screen(text=text, rows=layout_buttons([back]), document=file)


def drawn_message(say: Say, drawn: DrawnFacts) -> Screen:
    """Tells a person whether they were drawn, with the hold if there is one. It stays in the chat, so its times are absolute."""
    check = Button(
        label=say.label("Check the draw"),
        callback=ShowDraw(item=drawn.item.id, back_to=ANYWHERE.code),
        below=True,
    )
    card = Button(
        label=say.label("Details"), callback=ShowDrop(drop=drawn.drop.id, back_to=ANYWHERE.code), below=True
    )
    item = full_name(say, drawn.drop, drawn.item)
    place = _place_text(say, drawn)
    if drawn.hold:
        heading = say("<b>You were drawn: {units} × {item}.</b>", units=drawn.hold.units, item=item)
        screen = held_message(say, drawn.hold, Markup("\n").join((heading, *place)))
        screen = replace(screen, rows=(*screen.rows[:-1], *layout_buttons([check, card])))
    elif drawn.state not in (EntryState.WAITING, EntryState.LEFT, EntryState.CLOSED):
        heading = say("<b>You were drawn: {item}.</b>", item=item)
        screen = Screen(text=Markup("\n").join((heading, *place)), rows=layout_buttons([check, card]))
    else:
        heading, waits = say("<b>Not drawn: {item}.</b>", item=item), drawn.state == EntryState.WAITING
        ahead = [in_line_text(say, max(0, drawn.number - 1 - drawn.served_up_to))] if waits else []
        leave = [leave_button(say, drawn.item.id, ANYWHERE.code)] if waits else []
        screen = Screen(
            text=Markup("\n").join((heading, *place, *ahead)), rows=layout_buttons([check, card], leave)
        )
    return replace(screen, picture=result_picture(drawn.drop, drawn.item))


def _place_text(say: Say, drawn: DrawnFacts) -> list[Markup]:
    """Returns how many were drawn and the reader's place; nothing for who came after the list was closed."""
    if drawn.number > drawn.entries:
        return []
    return [
        say(
            "{drawn} of {count} were drawn; you came {place}.",
            drawn=format_number(say, drawn.drawn),
            count=format_number(say, drawn.entries),
            place=format_ordinal(say, drawn.number),
        )
    ]

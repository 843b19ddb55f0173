"""The pages of a draw: its published data, how to check it, and the notification of its result."""

from collections.abc import Iterator, Sequence
from datetime import datetime

from markupsafe import Markup

from handlers.callbacks.draw import SendEntry, SendProof, ShowDraw, ShowProofHelp
from handlers.callbacks.drop import ShowDrop
from handlers.callbacks.list_location import ListLocation
from handlers.callbacks.waitlist import LeaveWaitlist
from handlers.drop.draw_text import beacon_name, chances_text, closed_text
from handlers.drop.item_text import ITEM
from handlers.drop.views import TITLE, picture_of
from handlers.ui.button_layout import layout_buttons
from handlers.ui.screen import Button, Document, Screen
from handlers.waitlist.views import ANYWHERE, held_message
from locales.formats import format_datetime, format_list_and, format_number, format_time
from locales.say import Say
from locales.user_text import sanitize_name
from market.draw.published_draw import DrawnFacts, OwnDrawEntry, PublishedDraw
from market.drop.draw_state import closing
from market.drop.facts import DrawFacts, DropFacts, ItemFacts
from storage.beacon_kind import BeaconKind
from storage.waitlist import EntryState

BUCKETS = 6
"""Entry times shown at most; the proof file has all."""

Buttons = list[Button]


def draw_card(say: Say, page: PublishedDraw, back_to: ListLocation, public_url: str = "") -> Screen:
    """Shows a draw: open, closed or drawn. `public_url` is the address of the market's pages, "" for none."""
    draw = page.item.draw
    assert draw is not None
    parts = [
        _head(page.drop, page.item),
        *_status_rows(say, page, draw),
        *_my_entry_rows(say, draw, page.own_entry),
        *_published_rows(say, page, draw),
    ]
    return Screen(
        text=Markup("\n").join(parts),
        rows=layout_buttons(*_buttons(say, page, draw, back_to.code, public_url=public_url)),
        picture=picture_of(page.drop),
    )


def _head(drop: DropFacts, item: ItemFacts) -> Markup:
    return Markup("<b>{}</b> · {}").format(sanitize_name(item.name, ITEM), sanitize_name(drop.name, TITLE))


def _status_rows(say: Say, page: PublishedDraw, draw: DrawFacts) -> Iterator[Markup]:
    zone = page.drop.alley.zone
    if draw.drawn_at:
        yield say(
            "Drawn {at} by round {round} of {beacon}: {count}.",
            at=format_datetime(say, draw.drawn_at, zone),
            round=format_number(say, draw.round or 0),
            beacon=beacon_name(say, draw.beacon),
            count=say.many("{count} entry", "{count} entries", draw.entries),
        )
    elif closed := closed_text(say, page.drop, [draw]):
        yield closed
    else:
        yield say(
            "Entries close {closes}; {count} so far.",
            closes=format_datetime(say, closing(page.drop) or page.drop.starts_at, zone),
            count=format_number(say, draw.entries),
        )
        yield say(
            "Public randomness ({beacon}) decides. Which round is fixed when entries close.",
            beacon=beacon_name(say, draw.beacon),
        )
        yield from chances_text(say, page.drop)
    if draw.beacon == BeaconKind.LOCAL:
        yield say("This random source is for testing only: the organiser could predict it.")
    if page.joined:
        yield _entry_times_row(say, page.joined, zone)


def _entry_times_row(say: Say, joined: Sequence[tuple[datetime, int]], zone: str) -> Markup:
    times = [
        say("{at} {count}", at=format_time(say, starts_at, zone), count=format_number(say, count)).unescape()
        for starts_at, count in joined[-BUCKETS:]
    ]
    return say("Entries per ten minutes, starting at: {times}.", times=format_list_and(say, times))


def _my_entry_rows(say: Say, draw: DrawFacts, entry: OwnDrawEntry | None) -> Iterator[Markup]:
    if entry is None:
        return
    yield say.sentences(
        say.many(
            "Your entry is {pseudonym}, with {count} chance.",
            "Your entry is {pseudonym}, with {count} chances.",
            entry.weight,
            pseudonym=entry.pseudonym,
        ),
        say.many(
            "{count} hash leads from your entry to the root.",
            "{count} hashes lead from your entry to the root.",
            len(entry.path),
        ),
    )
    if entry.number:
        yield say(
            "The draw gave you number {number} of {count}.",
            number=format_number(say, entry.number),
            count=format_number(say, draw.entries),
        )


def _published_rows(say: Say, page: PublishedDraw, draw: DrawFacts) -> Iterator[Markup]:
    published = (
        (say("Commitment"), draw.commitment),
        (say("Root of the list"), page.root),
        (say("Secret"), page.secret),
        (say("Seed"), page.seed),
    )
    for words, value in published:
        if value:
            yield say("{label}: {value}", label=words, value=Markup("<code>{}</code>").format(value))


def _buttons(
    say: Say, page: PublishedDraw, draw: DrawFacts, back_to: str, public_url: str
) -> Iterator[Buttons]:
    item = page.item.id
    if draw.closed_at:
        yield [
            Button(
                label=say.label("Proof file"),
                callback=SendProof(item=item, back_to=back_to),
                style="primary",
                below=True,
            )
        ]
    if page.own_entry:
        yield [
            Button(label=say.label("My entry"), callback=SendEntry(item=item, back_to=back_to), below=True)
        ]
    yield [Button(label=say.label("How to check"), callback=ShowProofHelp(item=item, back_to=back_to))]
    yield [Button(label=say.label("Copy the commitment"), copy=draw.commitment)]
    if public_url:
        yield [Button(label=say.label("In the browser"), url=f"{public_url}/draw/{draw.name}")]
    yield [Button(label=say.label("Back"), callback=ShowDrop(drop=page.drop.id, back_to=back_to))]


def proof_help(say: Say, page: PublishedDraw, back_to: ListLocation) -> Screen:
    """Explains how the draw works, step by step, and what a proof cannot show."""
    draw = page.item.draw
    assert draw is not None
    steps = [
        say("1. Before anyone enters, we publish the hash of a secret: the commitment."),
        say(
            "2. At closing we publish the list under random names, its root, the secret, and the round that decides."
        ),
        say(
            "3. Secret and round together give the seed. Each entry’s hash with it is its score; the lowest is number 1."
        ),
        say(
            "The proof file has everything. {command}, or a page of 100 lines, checks it again.",
            command="lorong proof verify",
        ),
        say(
            "It cannot show whether one person entered with many accounts, or whether entries were invented."
        ),
    ]
    return Screen(
        text=Markup("\n").join((_head(page.drop, page.item), *steps, *chances_text(say, page.drop))),
        rows=layout_buttons(
            [Button(label=say.label("Back"), callback=ShowDraw(item=page.item.id, back_to=back_to.code))]
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
    """Tells a person their number, and the hold if there is one. It stays in the chat, so its times are absolute."""
    number_text = say(
        "{item}: the draw gave you number {number} of {count}.",
        item=sanitize_name(drawn.item.name, ITEM),
        number=format_number(say, drawn.number),
        count=format_number(say, drawn.entries),
    )
    check = [
        Button(
            label=say.label("Check the draw"),
            callback=ShowDraw(item=drawn.item.id, back_to=ANYWHERE.code),
            below=True,
        )
    ]
    card = [
        Button(
            label=say.label("Details"),
            callback=ShowDrop(drop=drawn.drop.id, back_to=ANYWHERE.code),
            below=True,
        )
    ]
    if drawn.hold:
        held = held_message(say, drawn.hold)
        return Screen(text=number_text + "\n" + held.text, rows=(*held.rows, *layout_buttons(check)))
    if drawn.state != EntryState.WAITING:
        return Screen(text=number_text, rows=layout_buttons(check, card))
    ahead = say.many(
        "At most {count} person is ahead of you.",
        "At most {count} people are ahead of you.",
        max(0, drawn.number - 1 - drawn.served_up_to),
    )
    leave_button = [
        Button(
            label=say.label("Leave waitlist"),
            callback=LeaveWaitlist(item=drawn.item.id, back_to=ANYWHERE.code),
        )
    ]
    return Screen(text=number_text + "\n" + ahead, rows=layout_buttons(check, card, leave_button))

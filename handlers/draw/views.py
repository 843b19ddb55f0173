"""The pages of a draw: what is published of it, how it is drawn and checked, and the letter of who was drawn."""

from collections.abc import Iterator, Sequence
from datetime import datetime

from markupsafe import Markup

from handlers.draw.callbacks import (
    SendEntry,
    SendProof,
    ShowDraw,
    ShowProofHelp,
)
from handlers.draw.words import beacon_name, chances_words, closed_words
from handlers.drop.callbacks import ShowDrop
from handlers.drop.lines import LINE
from handlers.drop.views import TITLE, picture_of
from handlers.drop.where import Where
from handlers.ui.rows import packed
from handlers.ui.screen import Button, Document, Screen
from handlers.waitlist.callbacks import LeaveWaitlist
from handlers.waitlist.views import ANYWHERE, held_letter
from locales.formats import clock, listed, moment, number
from locales.say import Say
from locales.words import name
from market.draw.beacon import LOCAL
from market.draw.published import DrawnFacts, Mine, PublishedDraw
from market.draw.state import closing
from market.drop.facts import DrawFacts, DropFacts, LineFacts

BUCKETS = 6
"""So many times of entering at most; the proof file has all."""

Buttons = list[Button]


def draw_card(say: Say, page: PublishedDraw, where: Where, public_url: str = "") -> Screen:
    """A draw as far as it is: open, closed or drawn; `public_url` is where its page in the browser is, "" where there is none."""
    draw = page.line.draw
    assert draw is not None
    parts = [
        _head(page.drop, page.line),
        *_stands(say, page, draw),
        *_mine(say, draw, page.mine),
        *_facts(say, page, draw),
    ]
    return Screen(
        Markup("\n").join(parts),
        packed(*_steps(say, page, draw, where.code, public_url)),
        picture_of(page.drop),
    )


def _head(drop: DropFacts, line: LineFacts) -> Markup:
    return Markup("<b>{}</b> · {}").format(name(line.name, LINE), name(drop.name, TITLE))


def _stands(say: Say, page: PublishedDraw, draw: DrawFacts) -> Iterator[Markup]:
    zone = page.drop.alley.zone
    if draw.drawn_at:
        yield say(
            "Drawn {at} by round {round} of {beacon}: {count}.",
            at=moment(say, draw.drawn_at, zone),
            round=number(say, draw.round or 0),
            beacon=beacon_name(say, draw.beacon),
            count=say.many("{count} entry", "{count} entries", draw.entries),
        )
    elif closed := closed_words(say, page.drop, [draw]):
        yield closed
    else:
        yield say(
            "Entries close {closes}; {count} so far.",
            closes=moment(say, closing(page.drop) or page.drop.starts_at, zone),
            count=number(say, draw.entries),
        )
        yield say(
            "Public randomness ({beacon}) decides. Which round is fixed when entries close.",
            beacon=beacon_name(say, draw.beacon),
        )
        yield from chances_words(say, page.drop)
    if draw.beacon == LOCAL:
        yield say("This random source is for testing only: the organiser could predict it.")
    if page.joined:
        yield _joined(say, page.joined, zone)


def _joined(say: Say, joined: Sequence[tuple[datetime, int]], zone: str) -> Markup:
    times = [
        say("{at} {count}", at=clock(say, at, zone), count=number(say, count)).unescape()
        for at, count in joined[-BUCKETS:]
    ]
    return say("Entries per ten minutes, starting at: {times}.", times=listed(say, times))


def _mine(say: Say, draw: DrawFacts, mine: Mine | None) -> Iterator[Markup]:
    if mine is None:
        return
    yield say.sentences(
        say.many(
            "Your entry is {pseudonym}, with {count} chance.",
            "Your entry is {pseudonym}, with {count} chances.",
            mine.weight,
            pseudonym=mine.pseudonym,
        ),
        say.many(
            "{count} hash leads from your entry to the root.",
            "{count} hashes lead from your entry to the root.",
            len(mine.path),
        ),
    )
    if mine.number:
        yield say(
            "The draw gave you number {number} of {count}.",
            number=number(say, mine.number),
            count=number(say, draw.entries),
        )


def _facts(say: Say, page: PublishedDraw, draw: DrawFacts) -> Iterator[Markup]:
    published = (
        (say("Commitment"), draw.commitment),
        (say("Root of the list"), page.root),
        (say("Secret"), page.secret),
        (say("Seed"), page.seed),
    )
    for words, value in published:
        if value:
            yield say("{label}: {value}", label=words, value=Markup("<code>{}</code>").format(value))


def _steps(say: Say, page: PublishedDraw, draw: DrawFacts, at: str, public_url: str) -> Iterator[Buttons]:
    line = page.line.id
    if draw.closed_at:
        yield [Button(say.label("Proof file"), SendProof(line=line, where=at), style="primary", below=True)]
    if page.mine:
        yield [Button(say.label("My entry"), SendEntry(line=line, where=at), below=True)]
    yield [Button(say.label("How to check"), ShowProofHelp(line=line, where=at))]
    yield [Button(say.label("Copy the commitment"), copy=draw.commitment)]
    if public_url:
        yield [Button(say.label("In the browser"), url=f"{public_url}/draw/{draw.name}")]
    yield [Button(say.label("Back"), ShowDrop(drop=page.drop.id, where=at))]


def proof_help(say: Say, page: PublishedDraw, where: Where) -> Screen:
    """How it is drawn, step by step, and what a proof cannot show."""
    draw = page.line.draw
    assert draw is not None
    steps = [
        say("1. Before anyone enters, Lorong publishes the hash of a secret: the commitment."),
        say(
            "2. At closing it publishes the list under random names, its root, the secret, and the round that decides."
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
        Markup("\n").join((_head(page.drop, page.line), *steps, *chances_words(say, page.drop))),
        packed([Button(say.label("Back"), ShowDraw(line=page.line.id, where=where.code))]),
        picture_of(page.drop),
    )


def file_sent(say: Say, page: PublishedDraw, where: Where, file: Document) -> Screen:
    """The published data, for whoever checks it."""
    text = closed_words(say, page.drop, page.drop.draws) or _head(page.drop, page.line)
    back = Button(say.label("View draw"), ShowDraw(line=page.line.id, where=where.code), below=True)
    return Screen(text, packed([back]), document=file)


def drawn_letter(say: Say, drawn: DrawnFacts) -> Screen:
    """The number, and the hold where there is one. Kept, so its times are absolute."""
    gave = say(
        "{line}: the draw gave you number {number} of {count}.",
        line=name(drawn.line.name, LINE),
        number=number(say, drawn.number),
        count=number(say, drawn.entries),
    )
    check = [
        Button(say.label("Check the draw"), ShowDraw(line=drawn.line.id, where=ANYWHERE.code), below=True)
    ]
    card = [Button(say.label("Details"), ShowDrop(drop=drawn.drop.id, where=ANYWHERE.code), below=True)]
    if drawn.hold:
        held = held_letter(say, drawn.hold)
        return Screen(gave + "\n" + held.text, (*held.rows, *packed(check)))
    if drawn.state != "waiting":
        return Screen(gave, packed(check, card))
    ahead = say.many(
        "At most {count} person is ahead of you.",
        "At most {count} people are ahead of you.",
        max(0, drawn.number - 1 - drawn.turned),
    )
    leave = [Button(say.label("Leave waitlist"), LeaveWaitlist(line=drawn.line.id, where=ANYWHERE.code))]
    return Screen(gave + "\n" + ahead, packed(check, card, leave))

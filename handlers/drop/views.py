"""What is seen of one drop: its card, its rule, its stall."""

from collections.abc import Iterable
from datetime import datetime
from functools import lru_cache

from markupsafe import Markup

from handlers.draw.words import chances_words, public_draw_step
from handlers.drop.callbacks import (
    ForgetOpening,
    RemindOpening,
    ShowDrop,
    ShowDrops,
    ShowPolicy,
    ShowStall,
)
from handlers.drop.lines import first_line, line_rows, tag_words
from handlers.drop.plate import motif
from handlers.drop.standing import DONE, rule, standing
from handlers.drop.where import Where
from handlers.start.callbacks import ShowStart
from handlers.ui.rows import narrow, packed
from handlers.ui.screen import Button, Picture, Screen
from handlers.ui.showing import ALERT_LIMIT, CAPTION_LIMIT, units
from handlers.waitlist.joining import join_steps
from handlers.waitlist.steps import own_steps, own_words
from locales.formats import day, hours, language_in, moment
from locales.say import Say
from locales.units import counted
from locales.words import name
from market.drop.facts import DropFacts
from market.drop.status import Status, status
from market.waitlist.standing import NOTHING, Standing

DROP, STALL, ALLEY, WORDS = 64, 40, 32, 300
TITLE = 32
"""Where a page says much else."""
ROOM = CAPTION_LIMIT - ALERT_LIMIT
"""For a card: what is said above it, after a stale tap, must fit as well."""


def drop_card(
    say: Say,
    drop: DropFacts,
    where: Where,
    now: datetime,
    link: str,
    asked: bool = False,
    before: int = 0,
    after: int = 0,
    own: Standing = NOTHING,
) -> Screen:
    """`asked`: this person is told at opening; `before` and `after` are the neighbours in the list, 0 where there is none;
    `own`: what this person has on it."""
    return _card(say, drop, where, status(drop, now), link, asked, before, after, own, drop.calling(now))


@lru_cache(maxsize=2048)
def _card(
    say: Say,
    drop: DropFacts,
    where: Where,
    stands: Status,
    link: str,
    asked: bool,
    before: int,
    after: int,
    own: Standing,
    calling: frozenset[int],
) -> Screen:
    """Kept, for a drop that opens is looked at by everybody."""
    at = where.code
    neighbours = [(say.label("Previous drop"), before), (say.label("Next drop"), after)]
    return Screen(
        text=_card_text(say, drop, stands, own, calling),
        picture=picture_of(drop),
        rows=packed(
            *own_steps(say, drop, own, at, calling),
            _opening(say, drop, stands, at, asked),
            *join_steps(say, drop, stands, own, at),
            public_draw_step(say, drop, stands, own, at),
            [
                Button(say.label("How it is shared"), ShowPolicy(drop=drop.id, where=at)),
                Button(say.label("Stall"), ShowStall(stall=drop.stall.id, drop=drop.id, where=at)),
            ],
            [Button(say.label("Copy link"), copy=link)],
            [Button(label, ShowDrop(drop=other, where=at)) for label, other in neighbours if other],
            [back_to_list(say, where)],
        ),
    )


def picture_of(drop: DropFacts) -> Picture:
    """The vendor's photo, or else the drop's plate."""
    return Picture(drop.picture) if drop.picture else plate_of(drop)


@lru_cache(maxsize=2048)
def plate_of(drop: DropFacts) -> Picture:
    """The plate that stands for a drop without a photo; the same one for ever."""
    drawn = motif(drop.tags, drop.name)
    return Picture(f"plate:{drawn}:{drop.id}", drawn, drop.id)


def back_to_list(say: Say, where: Where) -> Button:
    """A list of one day was opened from the month."""
    return Button(say.label("Back"), ShowDrops(where=where.code))


def _opening(say: Say, drop: DropFacts, stands: Status, at: str, asked: bool) -> list[Button]:
    if stands is not Status.UPCOMING:
        return []
    if asked:
        return [Button(say.label("Stop this alert"), ForgetOpening(drop=drop.id, where=at))]
    return [Button(say.label("Notify me"), RemindOpening(drop=drop.id, where=at), style="primary")]


def _card_text(say: Say, drop: DropFacts, stands: Status, own: Standing, calling: frozenset[int]) -> Markup:
    head = Markup("<b>{}</b> · {}").format(name(drop.name, DROP), name(drop.stall.name, STALL))
    place = say(
        "{when}, {hours}, {alley} ({city} time)",
        when=day(say, drop.starts_at, drop.alley.zone),
        hours=hours(say, drop.starts_at, drop.ends_at, drop.alley.zone),
        alley=name(drop.alley.name, ALLEY),
        city=drop.alley.city,
    )
    theirs = own_words(say, drop, own, calling)
    whole_line = own.all and len(drop.offered) == 1 and stands is not Status.PAUSED
    ruled = () if stands in DONE else (rule(say, drop),)
    public = () if whole_line else (standing(say, drop, stands), *ruled)
    end = (*_moved(say, drop), *theirs, *public)
    whole = (head, place, *line_rows(say, drop, stands), *_words(say, drop), tag_words(say, drop.tags), *end)
    short = (head, place, *line_rows(say, drop, stands), *end)
    shortest = (head, place, *([] if stands in DONE else first_line(say, drop, stands)), *end)
    return next((text for text in map(_joined, (whole, short)) if units(text) <= ROOM), _joined(shortest))


def _moved(say: Say, drop: DropFacts) -> list[Markup]:
    if drop.moved_from is None or drop.state == "cancelled":
        return []
    zone = drop.alley.zone
    return [
        say(
            "Moved to {now} (was {was}).",
            now=moment(say, drop.starts_at, zone),
            was=moment(say, drop.moved_from, zone),
        )
    ]


def _joined(parts: Iterable[Markup]) -> Markup:
    return Markup("\n").join(part for part in parts if part)


def _words(say: Say, drop: DropFacts) -> list[Markup]:
    if not drop.words:
        return []
    words = Markup("{}").format(name(drop.words, WORDS))
    if drop.language != say.language:
        words = say("{words} (in {language})", words=words, language=language_in(say, drop.language))
    return [words]


def policy_page(say: Say, drop: DropFacts, where: Where) -> Screen:
    """Why this rule: what it means for who joins."""
    match drop.policy:
        case "draw":
            why = say(
                "Everyone who enters in time is in the draw, first or last. The numbers come from a "
                "sealed secret and public randomness that nobody can predict, so anyone can check them."
            )
            why = Markup("\n").join((why, *chances_words(say, drop)))
        case "pot":
            why = say(
                "Everyone who joins in the first minutes enters a draw, so a slow phone loses nothing, "
                "and anyone can check the numbers. Later, you take the next number."
            )
        case _:
            why = say(
                "You get a number when you join, and it never changes. Any that become available go to the lowest waiting number."
            )
    parts = [
        Markup("<b>{}</b>").format(name(drop.name, TITLE)),
        rule(say, drop),
        why,
        *_party_words(say, drop),
    ]
    return Screen(
        Markup("\n").join(parts),
        packed([Button(say.label("Back"), ShowDrop(drop=drop.id, where=where.code))]),
        picture=picture_of(drop),
    )


def _party_words(say: Say, drop: DropFacts) -> list[Markup]:
    """What the rule for parties means for who waits."""
    if drop.per_person == 1:
        return []
    if drop.fitting == "split":
        return [
            say(
                "If you agreed to split, you get what is left when it is your turn and keep waiting for the rest."
            )
        ]
    if drop.fitting == "strict" or not drop.skips:
        return [say("The rest is kept for the person whose turn it is, so a large request is never skipped.")]
    return [
        say(
            "People who want fewer may go first, but only a few times. After that, everyone waits for the larger request."
        )
    ]


def stall_card(say: Say, drops: tuple[DropFacts, ...], where: Where, back: int) -> Screen:
    """A stall and what it has ahead; `back` is the drop it was opened from, 0 for none."""
    stall = drops[0].stall
    head = Markup("<b>{}</b> · {}").format(name(stall.name, STALL), name(stall.alley.name, ALLEY))
    words = Markup("{}").format(name(stall.words, WORDS))
    if stall.words and stall.language != say.language:
        words = say("{words} (in {language})", words=words, language=language_in(say, stall.language))
    rows = [
        say(
            "{number}. {drop} · {when}",
            number=place,
            drop=name(drop.name, DROP),
            when=moment(say, drop.starts_at, drop.alley.zone),
        )
        for place, drop in enumerate(drops[:5], 1)
    ]
    buttons = [
        Button(f"{place} {narrow(name(drop.name, 24), 26)}", ShowDrop(drop=drop.id, where=where.code))
        for place, drop in enumerate(drops[:5], 1)
    ]
    leave = ShowDrop(drop=back, where=where.code) if back else ShowStart()
    return Screen(
        Markup("\n").join(part for part in (head, words, *rows) if part),
        packed(*([button] for button in buttons), [Button(say.label("Back"), leave)]),
    )


def opened(say: Say, drop: DropFacts, where: Where) -> Screen:
    """The letter at opening: kept, so its times are absolute."""
    text = say(
        "{drop}, {stall}: opened {at}. {units}, on {day}.",
        drop=name(drop.name, DROP),
        stall=name(drop.stall.name, STALL),
        at=moment(say, drop.opens_at, drop.alley.zone),
        units=counted(say, drop.offered[0].unit if drop.offered else "piece", drop.quantity),
        day=moment(say, drop.starts_at, drop.alley.zone),
    )
    return Screen(
        Markup("\n").join((text, rule(say, drop))),
        packed([Button(say.label("Details"), ShowDrop(drop=drop.id, where=where.code), style="primary")]),
    )

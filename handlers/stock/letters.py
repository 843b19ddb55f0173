"""The letters about a drop that was changed, moved, paused, cancelled or is over. They are kept, so their times are absolute."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from markupsafe import Markup

from handlers.desk.callbacks import ShowDesk
from handlers.desk.views import line_row
from handlers.drop.callbacks import ShowDrop, ShowDrops
from handlers.drop.where import Where
from handlers.stall.views import asked_letter
from handlers.ticket.callbacks import ShowReturns
from handlers.ui.rows import packed
from handlers.ui.screen import Button, Screen
from handlers.waitlist.callbacks import ConfirmClaim, ReleaseClaim
from locales.formats import day, day_hours, moment, money
from locales.say import Say
from locales.units import counted
from locales.words import name, tagged
from market.alley import alley_names
from market.desk import day_numbers
from market.drop.browse import any_drop, drop_card
from market.drop.facts import DropFacts
from market.drop.planned import Wanted
from market.refusal import DropCancelled
from market.stall import stall_state
from market.ticket.out import out_with
from storage.store import Store

DROP, STALL, ALLEY, WORDS = 64, 40, 32, 200
WHERE = Where(Wanted("all")).code


async def drop_changed(say: Say, store: Store, facts: Mapping[str, Any]) -> Screen:
    """What was and what is."""
    drop = await _standing(store, facts)
    keeps = (
        [say("The price of your booking does not change.")]
        if facts["claim"] and facts["what"] == "price"
        else []
    )
    text = Markup("\n").join((_about(say, drop), _change(say, drop, facts), *keeps))
    return Screen(text, packed(*_answers(say, facts), [_card(say, drop)]))


async def drop_moved(say: Say, store: Store, facts: Mapping[str, Any]) -> Screen:
    drop = await _standing(store, facts)
    alleys = {alley.id: alley.name for alley in await store.read(alley_names)}
    zone = drop.alley.zone
    begin, end = (datetime.fromisoformat(facts[field]) for field in ("starts_at", "ends_at"))
    text = say(
        "Moved: {drop}, {stall}. Was: {was}, {old}. Now: {now}, {new}.",
        drop=name(drop.name, DROP),
        stall=name(drop.stall.name, STALL),
        was=day_hours(say, begin, end, zone),
        old=name(alleys.get(facts["alley"], ""), ALLEY),
        now=day_hours(say, drop.starts_at, drop.ends_at, zone),
        new=name(drop.alley.name, ALLEY),
    )
    return Screen(text, packed(*_answers(say, facts), [_card(say, drop)]))


async def drop_paused(say: Say, store: Store, facts: Mapping[str, Any]) -> Screen:
    drop = await _standing(store, facts)
    text = say("The stall has paused this. Numbers and holds are safe, and the time does not run.")
    return Screen(Markup("\n").join((_about(say, drop), text)), packed([_card(say, drop)]))


async def drop_resumed(say: Say, store: Store, facts: Mapping[str, Any]) -> Screen:
    drop = await _standing(store, facts)
    text = say("Resumed. Holds got the paused time back.")
    return Screen(Markup("\n").join((_about(say, drop), text)), packed([_card(say, drop)]))


async def drop_cancelled(say: Say, store: Store, facts: Mapping[str, Any]) -> Screen:
    drop = await store.read(any_drop, facts["drop"])
    at = moment(say, drop.cancelled_at or drop.starts_at, drop.alley.zone)
    if drop.reason:
        text = say(
            "Cancelled {at}: “{reason}”. Your place or booking has ended.",
            at=at,
            reason=name(drop.reason, WORDS),
        )
    else:
        text = say("Cancelled {at}. Your place or booking has ended.", at=at)
    return Screen(Markup("\n").join((_about(say, drop), text)), packed([_others(say)]))


async def drop_ended(say: Say, store: Store, facts: Mapping[str, Any]) -> Screen:
    drop = await store.read(any_drop, facts["drop"])
    text = say("This has ended and no more became available. Thank you for waiting.")
    return Screen(Markup("\n").join((_about(say, drop), text)), packed([_others(say)]))


async def claim_missed(say: Say, store: Store, facts: Mapping[str, Any]) -> Screen:
    drop = await store.read(any_drop, facts["drop"])
    text = say(
        "This has ended and your booking was not collected. Next time, tap “Cannot come” so someone else can have it."
    )
    return Screen(Markup("\n").join((_about(say, drop), text)), packed([_others(say)]))


async def drop_thanks(say: Say, store: Store, facts: Mapping[str, Any]) -> Screen:
    """And what is out with them, by when it comes back."""
    drop = await store.read(any_drop, facts["drop"])
    out = await store.read(out_with, facts["claim"])
    parts = [_about(say, drop), say("Thank you for coming.")]
    if out is None:
        return Screen(Markup("\n").join(parts), packed([_others(say)]))
    parts.append(
        say(
            "To return: {units}, by {by}, at any stall of this market. You get {deposit} back.",
            units=counted(say, out.unit, out.units),
            by=day(say, out.due_at, drop.alley.zone),
            deposit=_money(say, drop, out.deposit),
        )
    )
    returns = Button(say.label("My returns"), ShowReturns(), style="primary", below=True)
    return Screen(Markup("\n").join(parts), packed([returns], [_others(say)]))


async def numbers_of_day(say: Say, store: Store, facts: Mapping[str, Any]) -> Screen:
    """To the stall, when its hours are over."""
    over = await store.read(day_numbers, facts["drop"])
    head = say(
        "Ended: {drop}, {when}.",
        drop=name(over.drop.name, DROP),
        when=day(say, over.drop.starts_at, over.drop.alley.zone),
    )
    rows = [line_row(say, over.drop, line) for line in over.lines]
    return Screen(
        Markup("\n").join((head, *rows)), packed([Button(say.label("Desk"), ShowDesk(), below=True)])
    )


async def stall_asked(say: Say, store: Store, facts: Mapping[str, Any]) -> Screen:
    """To an organiser."""
    return asked_letter(say, await store.read(stall_state, facts["stall"]))


async def _standing(store: Store, facts: Mapping[str, Any]) -> DropFacts:
    """Raises DropUnknown, DropCancelled: then there is nothing to tell any more."""
    drop = await store.read(drop_card, facts["drop"])
    if drop.state == "cancelled":
        raise DropCancelled(drop.cancelled_at or drop.starts_at, drop.alley.zone)
    return drop


def _about(say: Say, drop: DropFacts) -> Markup:
    return say(
        "{drop}, {stall}, {when}.",
        drop=name(drop.name, DROP),
        stall=name(drop.stall.name, STALL),
        when=moment(say, drop.starts_at, drop.alley.zone),
    )


def _change(say: Say, drop: DropFacts, facts: Mapping[str, Any]) -> Markup:
    was, new = facts["was"], facts["new"]
    match facts["what"]:
        case "price":
            return say(
                "Price changed from {was} to {now}.", was=_money(say, drop, was), now=_money(say, drop, new)
            )
        case "deposit":
            return say(
                "Packaging deposit changed from {was} to {now}.",
                was=_money(say, drop, was),
                now=_money(say, drop, new),
            )
        case "limit":
            return say("Limit per person: was {was}, now {now}.", was=was, now=new)
        case "name":
            return say("Renamed from {was} to {now}.", was=name(was, DROP), now=name(new, DROP))
        case "tags":
            return _retagged(say, was, new)
        case "picture":
            return say("New picture.")
        case _ if not was:
            return say("New description: “{now}”.", now=name(new, WORDS))
        case _:
            return say(
                "Description changed from “{was}” to “{now}”.", was=name(was, WORDS), now=name(new, WORDS)
            )


def _retagged(say: Say, was: str, new: str) -> Markup:
    old, now = tagged(was.split()), tagged(new.split())
    if not new:
        return say("Tags removed: {was}.", was=old)
    if not was:
        return say("Tags: {now}.", now=now)
    return say("Tags changed from {was} to {now}.", was=old, now=now)


def _answers(say: Say, facts: Mapping[str, Any]) -> list[list[Button]]:
    claim = facts["claim"]
    if not claim:
        return []
    coming = ConfirmClaim(claim=claim, where=WHERE)
    return [
        [Button(say.label("I am coming"), coming, style="primary", below=True)],
        [Button(say.label("Cannot come"), ReleaseClaim(claim=claim, where=WHERE), below=True)],
    ]


def _card(say: Say, drop: DropFacts) -> Button:
    return Button(say.label("Details"), ShowDrop(drop=drop.id, where=WHERE), below=True)


def _others(say: Say) -> Button:
    return Button(say.label("Other drops"), ShowDrops(where=WHERE), below=True)


def _money(say: Say, drop: DropFacts, minor: int) -> str:
    return money(say, minor, drop.alley.currency, drop.alley.territory)

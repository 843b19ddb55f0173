"""Joining, waiting, being offered, keeping, giving back."""

from handlers.drop.routes import card
from handlers.drop.where import Where
from handlers.ui.routes import Routes
from handlers.ui.screen import Screen, Shown
from handlers.ui.tap import Tap
from handlers.waitlist import choice_views, views
from handlers.waitlist.callbacks import (
    AskParty,
    AskSlot,
    AskSplit,
    ConfirmClaim,
    DeclineHold,
    JoinSplit,
    JoinWaitlist,
    KeepHold,
    LeaveWaitlist,
    MoveSlot,
    ReleaseClaim,
    ShowClaim,
    ShowEntry,
    ShowHold,
    TakeUnits,
)
from locales.formats import moment
from locales.words import name
from market.drop.browse import drop_card
from market.drop.facts import DropFacts
from market.waitlist.actions import confirm, decline, keep, leave, release
from market.waitlist.crowd import Wanted
from market.waitlist.joining import JOINING
from market.waitlist.last import take
from market.waitlist.slot import move
from market.waitlist.standing import (
    HoldFacts,
    Standing,
    Waiting,
    drop_of_line,
    held_facts,
    own_claim,
    own_hold,
    standing,
)

routes = Routes()


@routes.wish(JoinWaitlist)
async def join_line(tap: Tap, wish: JoinWaitlist) -> Shown:
    return await _join(tap, wish, split=False)


@routes.wish(JoinSplit)
async def join_split(tap: Tap, wish: JoinSplit) -> Shown:
    return await _join(tap, wish, split=True)


async def _join(tap: Tap, wish: JoinWaitlist | JoinSplit, split: bool) -> Shown:
    """What one has now came with joining, but for what a parted party waits for; what everybody sees of the drop is on the shelf."""
    wanted = Wanted(tap.person, wish.line, wish.party, tap.now, split)
    joined = await tap.together(JOINING, wanted)
    drop = await tap.look(drop_of_line, wish.line)
    line = drop.line(wish.line)
    where = Where.read(wish.where)
    if joined.held is not None and joined.split:
        return _held(tap, await tap.read(own_hold, tap.person, joined.held.id), where)
    if joined.held is not None:
        return _held(tap, held_facts(drop, line, joined.number or 0, joined.held), where)
    toast = (
        tap.say.plain("Your number is {number}.", number=joined.number)
        if joined.number
        else tap.say.plain("You have entered. The draw will give you a number.")
    )
    own = Waiting(line.id, joined.number, joined.party, joined.skipped, joined.turned, split=joined.split)
    return Shown(views.entry_card(tap.say, drop, line, own, where, tap.now), toast=toast)


def _held(tap: Tap, hold: HoldFacts, where: Where) -> Shown:
    until = moment(tap.say, hold.until, hold.drop.alley.zone)
    toast = tap.say.plain("Held for you until {until}.", until=until)
    return Shown(views.hold_card(tap.say, hold, where), toast=toast)


@routes.wish(ShowEntry)
async def show_entry(tap: Tap, wish: ShowEntry) -> Screen:
    return await _entry(tap, wish.line, Where.read(wish.where))


async def _entry(tap: Tap, line: int, where: Where) -> Screen:
    """What is theirs in this line as it is now, else the drop's card, where everybody sees it."""
    drop, own = await _ground(tap, line)
    held = [one for one in own.held if one.line == line]
    waiting = _waiting(own, line)
    claimed = [one for one in own.claimed if one.line == line]
    if held:
        return views.hold_card(tap.say, await tap.read(own_hold, tap.person, held[0].id), where)
    if waiting:
        row = drop.line(line)
        return views.entry_card(tap.say, drop, row, waiting, where, tap.now)
    if claimed:
        return views.claim_card(tap.say, await tap.read(own_claim, tap.person, claimed[0].id), where)
    return await card(tap, await tap.read(drop_card, drop.id), where)


async def _ground(tap: Tap, line: int) -> tuple[DropFacts, Standing]:
    drop = await tap.read(drop_of_line, line)
    return drop, await tap.read(standing, tap.person, drop.id, tap.now)


def _waiting(own: Standing, line: int) -> Waiting | None:
    return next((one for one in own.waiting if one.line == line), None)


@routes.wish(AskParty)
async def ask_party(tap: Tap, wish: AskParty) -> Screen:
    drop, own = await _ground(tap, wish.line)
    line = drop.line(wish.line)
    return choice_views.party_choice(tap.say, drop, line, _waiting(own, wish.line), Where.read(wish.where))


@routes.wish(AskSplit)
async def ask_split(tap: Tap, wish: AskSplit) -> Screen:
    drop = await tap.read(drop_of_line, wish.line)
    return choice_views.split_choice(tap.say, drop, drop.line(wish.line), wish.party, Where.read(wish.where))


@routes.wish(TakeUnits)
async def take_units(tap: Tap, wish: TakeUnits) -> Shown:
    taken = await tap.act(take, tap.person, wish.line, tap.now, tap.house.dice)
    if taken.claim is None:
        return _held(tap, await tap.read(own_hold, tap.person, taken.hold), Where.read(wish.where))
    return await _claimed(tap, taken.claim, Where.read(wish.where))


@routes.wish(LeaveWaitlist)
async def leave_line(tap: Tap, wish: LeaveWaitlist) -> Shown:
    await tap.act(leave, tap.person, wish.line, tap.now)
    screen = await card(tap, await tap.read(drop_of_line, wish.line), Where.read(wish.where))
    note = tap.say("You left the waitlist. If you rejoin, you start at the end.")
    return Shown(screen, toast=tap.say.plain("You left the waitlist."), note=note)


@routes.wish(ShowHold)
async def show_hold(tap: Tap, wish: ShowHold) -> Screen:
    where = Where.read(wish.where)
    hold = await tap.read(own_hold, tap.person, wish.hold)
    if hold.claim is not None:
        return views.claim_card(tap.say, await tap.read(own_claim, tap.person, hold.claim), where)
    return views.hold_card(tap.say, hold, where)


@routes.wish(KeepHold)
async def keep_hold(tap: Tap, wish: KeepHold) -> Shown:
    claim = await tap.act(keep, tap.person, wish.hold, wish.units, tap.now, tap.house.dice)
    return await _claimed(tap, claim, Where.read(wish.where))


async def _claimed(tap: Tap, claim: int, where: Where) -> Shown:
    kept = await tap.read(own_claim, tap.person, claim)
    line = name(kept.line.name, 24)
    toast = tap.say.plain("Confirmed: {count} × {line}.", count=kept.claimed.units, line=line)
    return Shown(views.claim_card(tap.say, kept, where), toast=toast)


@routes.wish(DeclineHold)
async def decline_hold(tap: Tap, wish: DeclineHold) -> Shown:
    number = await tap.act(decline, tap.person, wish.hold, tap.now)
    hold = await tap.read(own_hold, tap.person, wish.hold)
    note = views.thanks(tap.say, hold.drop, hold.line, hold.units, number)
    screen = views.hold_card(tap.say, hold, Where.read(wish.where))
    return Shown(screen, toast=tap.say.plain("Declined."), note=note)


@routes.wish(ShowClaim)
async def show_claim(tap: Tap, wish: ShowClaim) -> Screen:
    claim = await tap.read(own_claim, tap.person, wish.claim)
    return views.claim_card(tap.say, claim, Where.read(wish.where))


@routes.wish(ReleaseClaim)
async def release_claim(tap: Tap, wish: ReleaseClaim) -> Shown:
    number = await tap.act(release, tap.person, wish.claim, tap.now)
    return await released(tap, wish.claim, wish.where, number)


async def released(tap: Tap, claim_id: int, where: str, number: int | None) -> Shown:
    """What was given up, and the number it went to."""
    claim = await tap.read(own_claim, tap.person, claim_id)
    note = views.thanks(tap.say, claim.drop, claim.line, claim.claimed.units, number)
    screen = views.claim_card(tap.say, claim, Where.read(where))
    return Shown(screen, toast=tap.say.plain("Released, thank you."), note=note)


@routes.wish(ConfirmClaim)
async def confirm_claim(tap: Tap, wish: ConfirmClaim) -> Shown:
    await tap.act(confirm, tap.person, wish.claim, tap.now)
    screen = await show_claim(tap, ShowClaim(claim=wish.claim, where=wish.where))
    return Shown(screen, toast=tap.say.plain("The stall knows that you are coming."))


@routes.wish(AskSlot)
async def ask_slot(tap: Tap, wish: AskSlot) -> Screen:
    """Of a claim that was moved or ended meanwhile, the card of its drop: how things are now."""
    claim = await tap.read(own_claim, tap.person, wish.claim)
    where = Where.read(wish.where)
    if claim.state != "claimed":
        return await card(tap, claim.drop, where)
    return choice_views.slot_choice(tap.say, claim, where)


@routes.wish(MoveSlot)
async def move_slot(tap: Tap, wish: MoveSlot) -> Shown:
    moved = await tap.act(move, tap.person, wish.claim, wish.line, tap.now, tap.house.dice)
    claim = await tap.read(own_claim, tap.person, moved)
    at = moment(tap.say, claim.line.starts_at or claim.drop.starts_at, claim.drop.alley.zone)
    screen = views.claim_card(tap.say, claim, Where.read(wish.where))
    return Shown(screen, toast=tap.say.plain("Moved to {at}.", at=at))

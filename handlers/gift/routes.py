"""Giving to a friend, and taking what a friend gives."""

from handlers.drop.where import Where
from handlers.gift import views
from handlers.gift.callbacks import GiveHold, GiveTicket, ShowGift, TakeGift
from handlers.ticket.views import claim_ticket
from handlers.ui.routes import Routes
from handlers.ui.screen import Screen, Shown
from handlers.ui.tap import Tap
from handlers.waitlist.callbacks import ShowHold
from handlers.waitlist.routes import show_hold
from handlers.waitlist.views import ANYWHERE
from locales.formats import moment
from market.ticket.own import own_claim_ticket
from market.waitlist.gift import Accepted, gift_by_code, give_claim, give_hold, take_gift
from market.waitlist.standing import own_hold

routes = Routes()


@routes.wish(GiveHold)
async def give_a_hold(tap: Tap, wish: GiveHold) -> Screen:
    offered = await tap.act(give_hold, tap.person, wish.hold, tap.now, tap.house.dice)
    hold = await tap.read(own_hold, tap.person, wish.hold)
    link = _link(tap, offered.code)
    return views.given_hold(tap.say, hold, link, offered.until, Where.read(wish.where))


@routes.wish(GiveTicket)
async def give_a_ticket(tap: Tap, wish: GiveTicket) -> Screen:
    offered = await tap.act(give_claim, tap.person, wish.claim, tap.now, tap.house.dice)
    ticket = await tap.read(own_claim_ticket, tap.person, wish.claim)
    link = _link(tap, offered.code)
    return views.given_ticket(tap.say, wish.claim, link, offered.until, ticket.alley.zone)


def _link(tap: Tap, code: str) -> str:
    return f"https://t.me/{tap.house.username}?start=g_{code}"


@routes.link("g")
async def open_gift(tap: Tap, code: str) -> Screen:
    gift = await tap.read(gift_by_code, tap.person, code, tap.now)
    if gift.taken:
        return await _accepted(tap, gift.taken)
    return views.gift_offered(tap.say, gift, code)


@routes.wish(ShowGift)
async def show_gift(tap: Tap, wish: ShowGift) -> Screen:
    return await open_gift(tap, wish.code)


@routes.wish(TakeGift)
async def take_a_gift(tap: Tap, wish: TakeGift) -> Shown:
    accepted = await tap.act(take_gift, tap.person, wish.code, tap.now, tap.house.dice)
    return Shown(await _accepted(tap, accepted), toast=await _toast(tap, accepted))


async def _accepted(tap: Tap, accepted: Accepted) -> Screen:
    if accepted.claim is not None:
        return claim_ticket(tap.say, await tap.read(own_claim_ticket, tap.person, accepted.claim), tap.now)
    return await show_hold(tap, ShowHold(hold=accepted.hold or 0, where=ANYWHERE.code))


async def _toast(tap: Tap, accepted: Accepted) -> str:
    if accepted.hold is None:
        return tap.say.plain("It is yours.")
    hold = await tap.read(own_hold, tap.person, accepted.hold)
    return tap.say.plain(
        "Held for you until {until}.", until=moment(tap.say, hold.until, hold.drop.alley.zone)
    )

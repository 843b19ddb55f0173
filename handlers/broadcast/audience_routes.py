"""Whom a broadcast is for, and of which kind it is."""

from handlers.broadcast import audience_views as views
from handlers.broadcast import labels
from handlers.broadcast.audience_views import PAGE, Option
from handlers.broadcast.callbacks import (
    AimBroadcast,
    ChooseAudience,
    ChooseKind,
    EditBroadcast,
    PickKind,
    TurnAudience,
)
from handlers.drop.where import carried
from handlers.ui.routes import Routes
from handlers.ui.screen import Screen
from handlers.ui.tap import Tap
from locales.languages import LANGUAGES
from locales.words import name
from market.alley import alley_names
from market.broadcast.audience import ROLES, Audience
from market.broadcast.choices import coming_drops, tags_in_use
from market.broadcast.doing import DOINGS
from market.broadcast.draft import Draft, broadcast_draft
from market.broadcast.preparing import aim, aim_at_any, choose_kind
from market.broadcast.sending import last_sent

routes = Routes()

SORT = {
    "alley": "alleys",
    "language": "languages",
    "role": "roles",
    "tag": "tags",
    "doing": "doings",
    "drop": "drop",
}


@routes.command("broadcast")
async def broadcast(tap: Tap, words: str) -> Screen:
    draft = await own(tap)
    last = await tap.read(last_sent, tap.acting)
    return views.audience_home(tap.say, draft, len(await tap.look(alley_names)), last)


@routes.wish(EditBroadcast)
async def edit(tap: Tap, wish: EditBroadcast) -> Screen:
    return await broadcast(tap, "")


async def own(tap: Tap) -> Draft:
    """The draft of whoever taps. Raises NotOrganiser."""
    return await tap.read(broadcast_draft, tap.acting, tap.house.admins, tap.house.zone, tap.now)


@routes.wish(ChooseAudience)
async def choose(tap: Tap, wish: ChooseAudience) -> Screen:
    return await _choices(tap, wish.what, 1)


@routes.wish(TurnAudience)
async def turn(tap: Tap, wish: TurnAudience) -> Screen:
    return await _choices(tap, wish.what, wish.page)


@routes.wish(AimBroadcast)
async def aimed(tap: Tap, wish: AimBroadcast) -> Screen:
    """The page on which it was tapped, with the count as it is now."""
    sort = SORT.get(wish.what, "")
    if wish.value in ("-", "0"):
        await tap.act(aim_at_any, tap.acting, sort, tap.now)
        return await _choices(tap, wish.what, 1)
    await tap.act(aim, tap.acting, sort, _value(sort, wish.value), tap.now)
    values = [each.value for each in await _options(tap, wish.what)]
    page = values.index(wish.value) // PAGE + 1 if wish.value in values else 1
    return await _choices(tap, wish.what, page)


def _value(sort: str, value: str) -> int | str:
    if sort not in ("alleys", "drop"):
        return value
    return int(value) if value.isascii() and value.isdecimal() and len(value) < 10 else 0


async def _choices(tap: Tap, what: str, page: int) -> Screen:
    draft = await own(tap)
    options = await _options(tap, what)
    return views.audience_choice(tap.say, draft, what, options, _chosen(draft.audience, what), page)


def _chosen(audience: Audience, what: str) -> list[str]:
    if what == "drop":
        return [str(audience.drop)] if audience.drop else []
    return [str(one) for one in getattr(audience, SORT.get(what, "alleys"))]


async def _options(tap: Tap, what: str) -> list[Option]:
    match what:
        case "language":
            return [Option(one.name, one.code) for one in LANGUAGES]
        case "role":
            return [Option(labels.role_option(tap.say, one), one) for one in ROLES]
        case "doing":
            return [Option(labels.doing_option(tap.say, one), one) for one in DOINGS]
        case "tag":
            tags = [tag for tag in await tap.read(tags_in_use, tap.acting) if carried(tag)]
            return [Option(f"#{tag}", tag) for tag in tags]
        case "drop":
            drops = await tap.read(coming_drops, tap.acting, tap.now)
            return [Option(labels.choice_label(tap.say, one, tap.house.zone), str(one.id)) for one in drops]
        case _:
            alleys = await tap.look(alley_names)
            return [Option(name(alley.name, 32), str(alley.id)) for alley in alleys]


@routes.wish(ChooseKind)
async def choose_kinds(tap: Tap, wish: ChooseKind) -> Screen:
    return views.kind_choice(tap.say, await own(tap))


@routes.wish(PickKind)
async def pick_kind(tap: Tap, wish: PickKind) -> Screen:
    await tap.act(choose_kind, tap.acting, wish.kind, tap.now)
    return await choose_kinds(tap, ChooseKind())

"""Start, the screen everything can be reached from, and free text."""

from handlers.drop.list_views import PAGE, found_list
from handlers.start import views
from handlers.start.callbacks import ShowStart
from handlers.ui.callbacks import Inert
from handlers.ui.routes import Routes
from handlers.ui.screen import Reply, Screen, Shown, Toast
from handlers.ui.tap import Tap
from market.alley import alley_names
from market.drop.browse import drop_cards, planned
from market.drop.planned import Wanted, found
from market.refusal import TooLong
from market.waitlist.standing import mine

routes = Routes()

FIRST = 3
LONGEST = 200
"""Signs: more is not a search."""


@routes.command("start")
async def start(tap: Tap, words: str) -> Screen:
    return await welcome(tap, first=tap.new)


@routes.wish(ShowStart)
async def show_start(tap: Tap, wish: ShowStart) -> Screen:
    return await welcome(tap)


@routes.wish(Inert)
async def nothing(tap: Tap, wish: Inert) -> Toast:
    return Toast("")


@routes.command("cancel")
async def cancel(tap: Tap, words: str) -> Shown:
    if tap.expects:
        await tap.ask("")
        return Shown(await welcome(tap), note=tap.say("Cancelled. Nothing was changed."))
    return Shown(await welcome(tap), note=tap.say("There is nothing to cancel. Here is what is on."))


async def welcome(tap: Tap, first: bool = False) -> Screen:
    """What is on this weekend, or else the next drop there is."""
    everything = await tap.look(planned, tap.minute)
    chosen = Wanted("weekend").chosen(everything, tap.today)
    cards = await tap.look(drop_cards, tuple(drop.id for drop in chosen[:FIRST] or everything[:1]))
    cities = dict.fromkeys(alley.city for alley in await tap.look(alley_names))
    me = await tap.known()
    own = await tap.read(mine, tap.person, tap.now) if me and me.entered else ()
    has_stall = me is not None and me.has_stall
    organiser = tap.acting.named or (me is not None and me.organises)
    return views.welcome(
        tap.say, tuple(cities), cards, chosen, tap.today, tap.now, first, own, has_stall, organiser
    )


async def free_text(tap: Tap, words: str) -> Reply:
    """A search among the drops; for nonsense, one sentence and what is nearest. Raises TooLong."""
    if len(words) > LONGEST:
        raise TooLong(len(words), LONGEST)
    hits = found(await tap.look(planned, tap.minute), words)
    if not hits:
        return Shown(await welcome(tap), note=tap.say("Nothing found with that name. Here is what is on."))
    return found_list(
        tap.say, await tap.look(drop_cards, tuple(drop.id for drop in hits[:PAGE])), len(hits), tap.now
    )


async def not_text(tap: Tap) -> Shown:
    """A sticker, a voice, a photo: nothing that Lorong reads."""
    return Shown(await welcome(tap), note=tap.say("I only understand text and buttons. Here is what is on."))

"""Choosing the rule of a drop of one's own."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from handlers.stock import rule_views
from handlers.stock.callbacks import PickClose, PickFitting, PickRule, PickWeighing
from handlers.stock.line import read_line
from handlers.stock.routes import done
from handlers.ui.routes import Routes
from handlers.ui.screen import Screen, Shown
from handlers.ui.tap import Tap
from market.drop.closing import close_choices, close_said
from market.drop.facts import DropFacts
from market.drop.rule import change_fitting, change_rule, change_weighing, plan_draw

routes = Routes()


async def ask_rule(tap: Tap, facts: DropFacts, what: str) -> Screen:
    """Which rule, until when one enters a draw ("close"), or what becomes of parties ("fitting")."""
    if what == "close":
        await tap.ask(f"change:{facts.id}/close")
        return _close_choice(tap, facts)
    if what == "fitting":
        return rule_views.fitting_choice(tap.say, facts)
    return rule_views.rule_choice(tap.say, facts)


async def close_told(tap: Tap, facts: DropFacts, words: str) -> Shown:
    today = tap.now.astimezone(ZoneInfo(facts.alley.zone)).date()
    said = read_line(words, facts.alley.currency, today).stock
    closes_at = close_said(said, facts.starts_at, facts.alley.zone)
    if closes_at is None:
        return Shown(_close_choice(tap, facts), note=tap.say("I did not understand that."))
    await tap.act(plan_draw, tap.acting, facts.id, closes_at, tap.now)
    return await done(tap, facts.id)


@routes.wish(PickRule)
async def pick_rule(tap: Tap, wish: PickRule) -> Shown:
    await tap.act(change_rule, tap.acting, wish.drop, wish.policy, tap.now)
    return await done(tap, wish.drop)


@routes.wish(PickClose)
async def pick_close(tap: Tap, wish: PickClose) -> Shown:
    closes_at = datetime(1970, 1, 1, tzinfo=UTC) + timedelta(minutes=wish.at)
    await tap.act(plan_draw, tap.acting, wish.drop, closes_at, tap.now)
    return await done(tap, wish.drop)


@routes.wish(PickWeighing)
async def pick_weighing(tap: Tap, wish: PickWeighing) -> Shown:
    await tap.act(change_weighing, tap.acting, wish.drop, wish.weighing, tap.now)
    return await done(tap, wish.drop)


@routes.wish(PickFitting)
async def pick_fitting(tap: Tap, wish: PickFitting) -> Shown:
    await tap.act(change_fitting, tap.acting, wish.drop, wish.fitting, wish.skips, tap.now)
    return await done(tap, wish.drop)


def _close_choice(tap: Tap, facts: DropFacts) -> Screen:
    choices = close_choices(facts.starts_at, tap.now, facts.alley.zone)
    return rule_views.close_choice(tap.say, facts, choices)

"""Routes of hubs for organisers: open, change, staff, what it takes, close."""

from dataclasses import replace
from datetime import time

from handlers.callbacks.organiser_packaging import (
    AcceptHubInvite,
    AskCloseHub,
    AskHub,
    AskHubChange,
    AskHubHelper,
    CancelHubInvite,
    CloseHub,
    HubField,
    InviteHubHelper,
    NameHubHelper,
    OverseeHub,
    OverseeHubs,
    RemoveHubHelper,
    SetHubDay,
    ShowHubDays,
    ShowHubFields,
    ShowHubHelpers,
    ShowHubSlots,
    StopPackaging,
    TakePackaging,
)
from handlers.callbacks.packaging_desk import ShowWorkplaces
from handlers.organiser_packaging import hub_views as views
from handlers.packaging.desk_routes import show_workplaces
from handlers.stock.hours_parsing import read_drop_hours
from handlers.stock.price_parsing import read_number
from handlers.stock.prompts import LONGEST_PROMPT
from handlers.ui.context import HandlerContext
from handlers.ui.prompt import NoAnswer, Prompt
from handlers.ui.routes import Routes
from handlers.ui.screen import Done, Screen, ScreenReply
from locales.user_text import HUB, SEARCH, sanitize_name
from market.organiser.alleys import open_alleys
from market.organiser.people import find_people
from market.packaging.hub import (
    HubPlan,
    change_hub,
    close_hub,
    name_hub_staff,
    open_hub,
    remove_hub_staff,
    stop_packaging,
    take_packaging,
)
from market.packaging.hub_facts import HubFacts, hub_helpers
from market.packaging.hub_invite import (
    accept_hub_invite,
    cancel_hub_invite,
    hub_invitation,
    invite_hub_staff,
    open_hub_invites,
)
from market.packaging.overview import overseen_hub, overseen_hubs, overseen_types
from market.refusal import ButtonForged, NameUnfit
from market.text_checks import check_name, check_words

routes = Routes()

DAY_MINUTES = 24 * 60


class NewHubPrompt(Prompt, name="hub", returns_to=AskHub):
    """The next field of a new hub: its name, then its hours, then its room. Minutes are of the alley's day."""

    alley: int
    hub_name: str = ""
    opens: int = 0
    closes: int = 0

    @property
    def field(self) -> HubField:
        """Returns what is asked next."""
        if not self.hub_name:
            return HubField.NAME
        return HubField.CAPACITY if self.closes else HubField.HOURS

    @property
    def takes_any_text(self) -> bool:
        return self.field is HubField.NAME


class HubChangePrompt(Prompt, name="hub-change", returns_to=AskHubChange):
    """Another value of a hub's field."""

    hub: int
    field: HubField

    @property
    def takes_any_text(self) -> bool:
        return self.field in (HubField.NAME, HubField.LOCATION)


class HubHelperPrompt(Prompt, name="hub-helper", returns_to=AskHubHelper, free_words=True):
    """A name or an id of who is to work at a hub."""

    hub: int


@routes.callback(OverseeHubs)
async def oversee_hubs(ctx: HandlerContext, callback: OverseeHubs) -> Screen:
    return views.hub_list(ctx.say, await ctx.read(overseen_hubs, ctx.actor), callback.page)


@routes.callback(OverseeHub)
async def oversee_hub(ctx: HandlerContext, callback: OverseeHub) -> Screen:
    hub = await _hub(ctx, callback.hub)
    return views.organiser_hub_page(ctx.say, hub, await ctx.read(hub_helpers, ctx.actor, hub.id))


async def _hub(ctx: HandlerContext, hub: int) -> HubFacts:
    return await ctx.read(overseen_hub, ctx.actor, hub)


@routes.callback(AskHub)
async def ask_hub(ctx: HandlerContext, callback: AskHub) -> Screen:
    """Asks for the alley, unless there is one alone; then for the name."""
    alleys = await ctx.read(open_alleys, ctx.actor)
    alley = alleys[0].id if len(alleys) == 1 else callback.alley
    if alley not in {each.id for each in alleys}:
        return views.hub_alley_choice(ctx.say, alleys)
    return await _ask(ctx, NewHubPrompt(alley=alley))


async def _ask_new_hub(ctx: HandlerContext, prompt: NewHubPrompt) -> Screen:
    return views.new_hub_ask(ctx.say, prompt.field)


async def _ask(ctx: HandlerContext, prompt: NewHubPrompt) -> Screen:
    await ctx.set_prompt(prompt)
    return await _ask_new_hub(ctx, prompt)


@routes.prompt(NewHubPrompt, ask_again=_ask_new_hub)
async def new_hub_received(ctx: HandlerContext, prompt: NewHubPrompt, words: str) -> Screen | Done:
    """Takes the next field; with the last one the hub is open."""
    match prompt.field:
        case HubField.NAME:
            named = prompt.model_copy(update={"hub_name": check_name(words, HUB)})
            if len(named.pack(ctx.now)) > LONGEST_PROMPT:
                raise NameUnfit(HUB.longest)
            return await _ask(ctx, named)
        case HubField.HOURS:
            opens, closes = _hours_in(ctx, words)
            return await _ask(ctx, prompt.model_copy(update={"opens": opens, "closes": closes}))
        case _:
            return await _open(ctx, prompt, _capacity_in(ctx, words))


async def _open(ctx: HandlerContext, prompt: NewHubPrompt, capacity: int) -> Done:
    plan = HubPlan(
        name=prompt.hub_name,
        location="",
        opens_minute=prompt.opens,
        closes_minute=prompt.closes,
        capacity=capacity,
    )
    opened = await ctx.act(open_hub, ctx.actor, prompt.alley, plan, now=ctx.now, rng=ctx.services.rng)
    note = ctx.say("Opened: {hub}.", hub=sanitize_name(prompt.hub_name, HUB))
    return Done(then=OverseeHub(hub=opened), note=note)


def _hours_in(ctx: HandlerContext, words: str) -> tuple[int, int]:
    """Returns the minutes at which a hub opens and closes, the latter perhaps after midnight. Raises NoAnswer."""
    hours = read_drop_hours(words, ctx.today)
    if hours is None or hours.start is None or hours.end is None:
        raise NoAnswer(ctx.say("We did not understand that."))
    opens, closes = _minute(hours.start), _minute(hours.end)
    return opens, closes if closes > opens else closes + DAY_MINUTES


def _capacity_in(ctx: HandlerContext, words: str) -> int:
    number = read_number(words)
    if number is None:
        raise NoAnswer(ctx.say("We did not understand that."))
    return number


def _minute(clock: time) -> int:
    return clock.hour * 60 + clock.minute


@routes.callback(ShowHubFields)
async def show_fields(ctx: HandlerContext, callback: ShowHubFields) -> Screen:
    return views.hub_fields_page(ctx.say, await _hub(ctx, callback.hub))


@routes.question(HubChangePrompt)
async def ask_change(ctx: HandlerContext, callback: AskHubChange) -> Screen:
    await _hub(ctx, callback.hub)
    return views.hub_change_ask(ctx.say, callback.hub, callback.field)


@routes.prompt(HubChangePrompt)
async def change_received(ctx: HandlerContext, prompt: HubChangePrompt, words: str) -> Done:
    plan = _changed_plan(ctx, _plan_of(await _hub(ctx, prompt.hub)), prompt.field, words)
    await ctx.act(change_hub, ctx.actor, prompt.hub, plan)
    return Done(ctx.say.plain("Changed."), OverseeHub(hub=prompt.hub))


def _plan_of(hub: HubFacts) -> HubPlan:
    return HubPlan(**{name: getattr(hub, name) for name in HubPlan.__dataclass_fields__})


def _changed_plan(ctx: HandlerContext, plan: HubPlan, field: HubField, words: str) -> HubPlan:
    """Returns the plan with the typed value. Raises NoAnswer."""
    match field:
        case HubField.NAME:
            return replace(plan, name=words)
        case HubField.LOCATION:
            return replace(plan, location=words)
        case HubField.CAPACITY:
            return replace(plan, capacity=_capacity_in(ctx, words))
        case HubField.HOURS:
            opens, closes = _hours_in(ctx, words)
            return replace(plan, opens_minute=opens, closes_minute=closes)


@routes.callback(ShowHubDays)
async def show_days(ctx: HandlerContext, callback: ShowHubDays) -> Screen:
    return views.hub_days_page(ctx.say, await _hub(ctx, callback.hub))


@routes.callback(SetHubDay)
async def set_day(ctx: HandlerContext, callback: SetHubDay) -> Done:
    if callback.day not in views.DAYS:
        raise ButtonForged
    plan = _plan_of(await _hub(ctx, callback.hub))
    bit = 1 << callback.day
    weekdays = plan.weekdays | bit if callback.is_open else plan.weekdays & ~bit
    await ctx.act(change_hub, ctx.actor, callback.hub, replace(plan, weekdays=weekdays))
    return Done(ctx.say.plain("Changed."))


@routes.callback(ShowHubSlots)
async def show_slots(ctx: HandlerContext, callback: ShowHubSlots) -> Screen:
    hub, types = await _hub(ctx, callback.hub), await ctx.read(overseen_types, ctx.actor)
    return views.hub_slots_page(ctx.say, hub, types, callback.page)


@routes.callback(TakePackaging)
async def take_packaging_tapped(ctx: HandlerContext, callback: TakePackaging) -> Done:
    await ctx.act(take_packaging, ctx.actor, callback.hub, callback.packaging)
    return Done(ctx.say.plain("The hub takes it now."))


@routes.callback(StopPackaging)
async def stop_packaging_tapped(ctx: HandlerContext, callback: StopPackaging) -> Done:
    await ctx.act(stop_packaging, ctx.actor, callback.hub, callback.packaging)
    return Done(ctx.say.plain("The hub no longer takes it."))


@routes.callback(ShowHubHelpers)
async def show_helpers(ctx: HandlerContext, callback: ShowHubHelpers) -> Screen:
    hub = await _hub(ctx, callback.hub)
    helpers = await ctx.read(hub_helpers, ctx.actor, hub.id)
    invites = await ctx.read(open_hub_invites, ctx.actor, hub.id, ctx.now)
    return views.hub_helpers_page(ctx.say, hub, helpers, invites)


@routes.callback(InviteHubHelper)
async def invite_helper(ctx: HandlerContext, callback: InviteHubHelper) -> Screen:
    hub = await _hub(ctx, callback.hub)
    offer = await ctx.act(invite_hub_staff, ctx.actor, hub.id, now=ctx.now, rng=ctx.services.rng)
    link = f"https://t.me/{ctx.services.username}?start=u_{offer.code}"
    return views.hub_invite_link(ctx.say, hub, link, offer.until)


@routes.callback(CancelHubInvite)
async def cancel_invite_tapped(ctx: HandlerContext, callback: CancelHubInvite) -> Done:
    await ctx.act(cancel_hub_invite, ctx.actor, callback.hub, callback.invite)
    return Done(ctx.say.plain("Cancelled. The link no longer works."))


@routes.link("u")
async def open_hub_invitation(ctx: HandlerContext, code: str) -> Screen:
    offered = await ctx.read(hub_invitation, ctx.person, code, ctx.services.admins, now=ctx.now)
    return views.hub_invitation_page(ctx.say, offered, code)


@routes.callback(AcceptHubInvite)
async def accept_hub_invite_tapped(ctx: HandlerContext, callback: AcceptHubInvite) -> ScreenReply:
    """Lets the reader work at the hub, and shows where they work."""
    admins = ctx.services.admins
    taken = await ctx.act(accept_hub_invite, ctx.person, callback.code, admins, now=ctx.now)
    note = ctx.say(
        "You work at {hub} from now on. /desk brings you here.", hub=sanitize_name(taken.hub_name, HUB)
    )
    return ScreenReply(await show_workplaces(ctx, ShowWorkplaces()), note=note)


@routes.question(HubHelperPrompt)
async def ask_helper(ctx: HandlerContext, callback: AskHubHelper) -> Screen:
    hub = await _hub(ctx, callback.hub)
    return views.helper_ask(ctx.say, hub)


@routes.prompt(HubHelperPrompt)
async def helper_received(ctx: HandlerContext, prompt: HubHelperPrompt, words: str) -> Done:
    """Shows who matches; nobody is named before one of them is tapped."""
    check_words(words, SEARCH)
    hub = await _hub(ctx, prompt.hub)
    count, found = await ctx.read_slowly(find_people, ctx.actor, words, ctx.services.admins)
    return Done(then=views.helpers_found(ctx.say, hub, words, count=count, people=found))


@routes.callback(NameHubHelper)
async def name_helper(ctx: HandlerContext, callback: NameHubHelper) -> Done:
    await ctx.act(name_hub_staff, ctx.actor, callback.hub, callback.person, now=ctx.now)
    return Done(ctx.say.sentences(ctx.say("Added."), ctx.say("We told them.")))


@routes.callback(RemoveHubHelper)
async def remove_helper(ctx: HandlerContext, callback: RemoveHubHelper) -> Done:
    await ctx.act(remove_hub_staff, ctx.actor, callback.hub, callback.person, now=ctx.now)
    return Done(ctx.say.sentences(ctx.say("Removed."), ctx.say("We told them.")))


@routes.callback(AskCloseHub)
async def ask_close(ctx: HandlerContext, callback: AskCloseHub) -> Screen:
    return views.hub_close_confirm(ctx.say, await _hub(ctx, callback.hub))


@routes.callback(CloseHub)
async def close_hub_tapped(ctx: HandlerContext, callback: CloseHub) -> Done:
    await ctx.act(close_hub, ctx.actor, callback.hub, ctx.now)
    return Done(ctx.say.plain("Closed."))

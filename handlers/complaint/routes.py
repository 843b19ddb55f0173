"""Routes of complaints: that it is loud now, and the organisers' answers."""

from functools import partial

from handlers.callbacks.complaint import (
    AcknowledgeComplaint,
    AskComplaintAnswer,
    AskLoud,
    GiveBackComplaint,
    SayLoud,
    ShowComplaint,
    ShowComplaints,
    TakeComplaint,
)
from handlers.complaint import views
from handlers.ui.context import HandlerContext
from handlers.ui.prompt import Prompt
from handlers.ui.routes import Routes
from handlers.ui.screen import Done, Screen
from market.complaint.answer import (
    acknowledge_complaint,
    close_complaint,
    give_back_complaint,
    take_complaint,
)
from market.complaint.complain import Grievance, complain
from market.complaint.facts import overseen_complaint, overseen_complaints
from market.help_call.facts import HelpPlace, help_offer
from market.link_secret import draw_secret
from storage.complaint import ComplaintKind

routes = Routes()


class ComplaintAnswerPrompt(Prompt, name="complaint answer", returns_to=AskComplaintAnswer, free_words=True):
    """The words with which a complaint is closed."""

    complaint: int


@routes.callback(AskLoud)
async def ask_loud(ctx: HandlerContext, callback: AskLoud) -> Screen:
    place, admins = HelpPlace(alley=callback.alley), ctx.services.admins
    offer = await ctx.read(help_offer, place, None, admins, now=ctx.now)
    return views.loud_ask(ctx.say, offer, callback)


@routes.callback(SayLoud)
async def say_loud(ctx: HandlerContext, callback: SayLoud) -> Screen:
    """Stores a complaint with nothing of who complains, unless they did within the hour; then it leads to that one."""
    made, services = draw_secret(ctx.services.rng), ctx.services
    alley, loud, origin = callback.alley, Grievance(kind=ComplaintKind.NOISE), f"person {ctx.person}"
    store = partial(ctx.act, complain, alley, loud, made, admins=services.admins, now=ctx.now)
    secret = await services.complaint_budget.store_once(alley, origin, made, store=store, now=ctx.now)
    address = f"{services.public_url}/complaint/{secret}" if services.public_url else ""
    return views.loud_said(ctx.say, callback, address)


@routes.callback(ShowComplaints)
async def show_complaints(ctx: HandlerContext, callback: ShowComplaints) -> Screen:
    return views.complaint_list(ctx.say, await ctx.read(overseen_complaints, ctx.actor, callback.alley))


@routes.callback(ShowComplaint)
async def show_complaint(ctx: HandlerContext, callback: ShowComplaint) -> Screen:
    found = await ctx.read(overseen_complaint, ctx.actor, callback.complaint)
    return views.complaint(ctx.say, found, ctx.person)


@routes.callback(AcknowledgeComplaint)
async def acknowledge_complaint_tapped(ctx: HandlerContext, callback: AcknowledgeComplaint) -> Done:
    await ctx.act(acknowledge_complaint, ctx.actor, callback.complaint, ctx.now)
    return Done(ctx.say.plain("Noted: it was seen."))


@routes.callback(TakeComplaint)
async def take_complaint_tapped(ctx: HandlerContext, callback: TakeComplaint) -> Done:
    await ctx.act(take_complaint, ctx.actor, callback.complaint, ctx.now)
    return Done(ctx.say.plain("It is yours."))


@routes.callback(GiveBackComplaint)
async def give_back_complaint_tapped(ctx: HandlerContext, callback: GiveBackComplaint) -> Done:
    await ctx.act(give_back_complaint, ctx.actor, callback.complaint)
    return Done(ctx.say.plain("Anybody may take it."))


@routes.question(ComplaintAnswerPrompt)
async def ask_complaint_answer(ctx: HandlerContext, callback: AskComplaintAnswer) -> Screen:
    return views.answer_ask(ctx.say, await ctx.read(overseen_complaint, ctx.actor, callback.complaint))


@routes.prompt(ComplaintAnswerPrompt)
async def complaint_answer_received(ctx: HandlerContext, prompt: ComplaintAnswerPrompt, words: str) -> Done:
    await ctx.act(close_complaint, ctx.actor, prompt.complaint, words, now=ctx.now)
    return Done(
        ctx.say.plain("Closed. Your answer is on the board."), ShowComplaint(complaint=prompt.complaint)
    )

"""Routes of the list of organisers: who is one, and who is made one or is one no longer."""

from handlers.callbacks.organiser import AppointOrganiser, AskAppointment, RemoveOrganiser, ShowOrganisers
from handlers.organiser import role_views as views
from handlers.people.views import person_card
from handlers.ui.context import HandlerContext
from handlers.ui.routes import Routes
from handlers.ui.screen import Done, Screen
from market.organiser.people import person_page
from market.organiser.roles import name_organiser, organisers, remove_organiser

routes = Routes()


@routes.callback(ShowOrganisers)
async def show_organisers(ctx: HandlerContext, callback: ShowOrganisers) -> Screen:
    named = await ctx.read(organisers, ctx.actor, ctx.services.admins)
    return views.organiser_list(ctx.say, named, ctx.services.zone, callback.page)


@routes.callback(AskAppointment)
async def ask_appointment(ctx: HandlerContext, callback: AskAppointment) -> Screen:
    person = await ctx.read(person_page, ctx.actor, callback.person, ctx.services.admins)
    if person.organiser or person.blocked_at:
        return person_card(ctx.say, person, ctx.services.zone)
    return views.appointment_confirm(ctx.say, person)


@routes.callback(AppointOrganiser)
async def appoint_organiser(ctx: HandlerContext, callback: AppointOrganiser) -> Done:
    await ctx.act(name_organiser, ctx.actor, callback.person, ctx.services.admins, now=ctx.now)
    person = await ctx.read(person_page, ctx.actor, callback.person, ctx.services.admins)
    return Done(
        ctx.say.plain("Made organiser. We told them.")
        if person.reachable
        else ctx.say.plain("Made organiser. We cannot reach them: please tell them yourself.")
    )


@routes.callback(RemoveOrganiser)
async def remove_organiser_tapped(ctx: HandlerContext, callback: RemoveOrganiser) -> Done:
    await ctx.act(remove_organiser, ctx.actor, callback.person, ctx.services.admins, now=ctx.now)
    return Done(ctx.say.plain("Removed as organiser. We told them."))

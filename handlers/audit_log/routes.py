"""Routes for the audit log."""

from handlers.audit_log.views import audit_log
from handlers.callbacks.audit_log import ShowAuditLog
from handlers.ui.context import HandlerContext
from handlers.ui.routes import Routes
from handlers.ui.screen import Screen
from market.audit_log import audit_page

routes = Routes()


@routes.callback(ShowAuditLog)
async def show_audit_log(ctx: HandlerContext, callback: ShowAuditLog) -> Screen:
    return audit_log(ctx.say, await ctx.read(audit_page, ctx.actor, callback.page), ctx.services.zone)

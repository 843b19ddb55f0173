"""The routes of every feature, and with them all messages, which handlers show again."""

import handlers.adults.routes
import handlers.alley.routes
import handlers.broadcast.audience_routes
import handlers.broadcast.button_routes
import handlers.broadcast.draft_routes
import handlers.broadcast.preview_routes
import handlers.broadcast.progress_routes
import handlers.broadcast.report_routes
import handlers.broadcast.schedule_routes
import handlers.counter.routes
import handlers.deposit.routes
import handlers.deposit.screenshot_routes
import handlers.deposit.stall_routes
import handlers.desk.routes
import handlers.draw.routes
import handlers.drop.routes
import handlers.editable.routes
import handlers.follow.routes
import handlers.forecast.routes
import handlers.gift.routes
import handlers.help.routes
import handlers.kiosk.routes
import handlers.language.routes
import handlers.last_minute_offer.routes
import handlers.live.routes
import handlers.live.stream_routes
import handlers.merge.routes
import handlers.messages
import handlers.my_items.routes
import handlers.neighbour.routes
import handlers.organiser.alley_routes
import handlers.organiser.audit_routes
import handlers.organiser.first_organiser_routes
import handlers.organiser.opening_routes
import handlers.organiser.outbox_routes
import handlers.organiser.packaging.figures_routes
import handlers.organiser.packaging.hub_routes
import handlers.organiser.packaging.money_routes
import handlers.organiser.packaging.place_routes
import handlers.organiser.packaging.print_routes
import handlers.organiser.packaging.type_routes
import handlers.organiser.people_routes
import handlers.organiser.routes
import handlers.organiser.settlement_routes
import handlers.own_reminder.routes
import handlers.packaging.crate_routes
import handlers.packaging.desk_routes
import handlers.packaging.hub_routes
import handlers.packaging.stock_routes
import handlers.printing.routes
import handlers.privacy.routes
import handlers.recovery.routes
import handlers.reminder.routes
import handlers.report.routes
import handlers.roster.routes
import handlers.sale.routes
import handlers.scan.piece_routes
import handlers.scan.return_routes
import handlers.scan.routes
import handlers.seller.routes
import handlers.settings.reminder_routes
import handlers.settings.routes
import handlers.showroom.host_routes
import handlers.showroom.routes
import handlers.split.routes
import handlers.staff.routes
import handlers.stall.routes
import handlers.stall_closing.routes
import handlers.start.routes
import handlers.stock.change_routes
import handlers.stock.correction_routes
import handlers.stock.routes
import handlers.stock.rule_routes
import handlers.stock.template_routes
import handlers.support.routes
import handlers.ticket.routes
import handlers.validity.fee_routes
import handlers.validity.licence_routes
import handlers.validity.routes
import handlers.waitlist.card_routes
import handlers.waitlist.routes
from handlers.conversation.stock_or_answer import meaning_routes
from handlers.editable_kinds import KINDS as KINDS
from handlers.ui.routes import Routes

ROUTES = (
    handlers.organiser.routes.routes,
    handlers.organiser.alley_routes.routes,
    handlers.organiser.people_routes.routes,
    handlers.organiser.outbox_routes.routes,
    handlers.organiser.audit_routes.routes,
    handlers.organiser.settlement_routes.routes,
    handlers.organiser.first_organiser_routes.routes,
    handlers.organiser.opening_routes.routes,
    handlers.organiser.packaging.type_routes.routes,
    handlers.organiser.packaging.hub_routes.routes,
    handlers.organiser.packaging.place_routes.routes,
    handlers.organiser.packaging.money_routes.routes,
    handlers.organiser.packaging.figures_routes.routes,
    handlers.organiser.packaging.print_routes.routes,
    handlers.broadcast.audience_routes.routes,
    handlers.broadcast.draft_routes.routes,
    handlers.broadcast.button_routes.routes,
    handlers.broadcast.preview_routes.routes,
    handlers.broadcast.schedule_routes.routes,
    handlers.broadcast.progress_routes.routes,
    handlers.broadcast.report_routes.routes,
    handlers.start.routes.routes,
    handlers.drop.routes.routes,
    handlers.draw.routes.routes,
    handlers.waitlist.card_routes.routes,
    handlers.waitlist.routes.routes,
    handlers.follow.routes.routes,
    handlers.gift.routes.routes,
    handlers.my_items.routes.routes,
    handlers.ticket.routes.routes,
    handlers.printing.routes.routes,
    handlers.deposit.routes.routes,
    handlers.deposit.screenshot_routes.routes,
    handlers.deposit.stall_routes.routes,
    handlers.validity.routes.routes,
    handlers.validity.licence_routes.routes,
    handlers.validity.fee_routes.routes,
    handlers.scan.routes.routes,
    handlers.counter.routes.routes,
    handlers.live.routes.routes,
    handlers.live.stream_routes.routes,
    handlers.split.routes.routes,
    handlers.last_minute_offer.routes.routes,
    handlers.sale.routes.routes,
    handlers.scan.return_routes.routes,
    handlers.scan.piece_routes.routes,
    handlers.packaging.hub_routes.routes,
    handlers.packaging.desk_routes.routes,
    handlers.packaging.stock_routes.routes,
    handlers.packaging.crate_routes.routes,
    handlers.kiosk.routes.routes,
    handlers.language.routes.routes,
    handlers.settings.routes.routes,
    handlers.settings.reminder_routes.routes,
    handlers.own_reminder.routes.routes,
    handlers.help.routes.routes,
    handlers.support.routes.routes,
    handlers.report.routes.routes,
    handlers.privacy.routes.routes,
    handlers.merge.routes.routes,
    handlers.recovery.routes.routes,
    handlers.roster.routes.routes,
    handlers.showroom.host_routes.routes,
    handlers.showroom.routes.routes,
    handlers.staff.routes.routes,
    handlers.stall.routes.routes,
    handlers.stock.change_routes.routes,
    handlers.stock.correction_routes.routes,
    handlers.stock.rule_routes.routes,
    handlers.stock.template_routes.routes,
    handlers.stock.routes.routes,
    handlers.desk.routes.routes,
    handlers.forecast.routes.routes,
    handlers.adults.routes.routes,
    handlers.seller.routes.routes,
    handlers.editable.routes.routes,
    handlers.stall_closing.routes.routes,
    handlers.alley.routes.routes,
    handlers.neighbour.routes.routes,
    handlers.reminder.routes.routes,
)
"""Handlers of photos and locations are asked in this order."""


def all_routes() -> Routes:
    """Returns the routes of every feature in one table."""
    routes = Routes().include(ROUTES)
    return routes.include([meaning_routes(routes)])

"""Every feature's routes."""

from handlers.alley.routes import routes as directions
from handlers.broadcast.progress_routes import routes as progress
from handlers.broadcast.report_routes import routes as report
from handlers.broadcast.routes import routes as broadcast
from handlers.deposit.routes import routes as deposit
from handlers.deposit.stall_routes import routes as stall_deposit
from handlers.desk.routes import routes as desk
from handlers.draw.routes import routes as draw
from handlers.drop.routes import routes as drop
from handlers.gift.routes import routes as gift
from handlers.help.routes import routes as help_
from handlers.language.routes import routes as language
from handlers.my_items.routes import routes as mine
from handlers.neighbour.routes import routes as neighbour
from handlers.organiser.alley_routes import routes as alley
from handlers.organiser.outbox_routes import routes as mail
from handlers.organiser.people_routes import routes as people
from handlers.organiser.routes import routes as organiser
from handlers.own_reminder.routes import routes as own_reminder
from handlers.privacy.routes import routes as privacy
from handlers.reminder.routes import routes as reminder
from handlers.scan.routes import routes as scan
from handlers.settings.reminder_routes import routes as reminders
from handlers.settings.routes import routes as settings
from handlers.stall.routes import routes as stall
from handlers.start.routes import routes as start
from handlers.stock.change_routes import routes as changes
from handlers.stock.routes import routes as stock
from handlers.stock.rule_routes import routes as rules
from handlers.ticket.routes import routes as ticket
from handlers.ui.routes import Routes
from handlers.validity.routes import routes as paper
from handlers.waitlist.routes import routes as waitlist


def all_routes() -> Routes:
    return Routes().include(
        organiser,
        alley,
        people,
        mail,
        broadcast,
        progress,
        report,
        start,
        drop,
        draw,
        waitlist,
        gift,
        mine,
        ticket,
        deposit,
        stall_deposit,
        paper,
        scan,
        language,
        settings,
        reminders,
        own_reminder,
        help_,
        privacy,
        stall,
        changes,
        rules,
        stock,
        desk,
        directions,
        neighbour,
        reminder,
    )

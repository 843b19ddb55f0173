"""Every feature's routes."""

from handlers.drop.routes import routes as drop
from handlers.help.routes import routes as help_
from handlers.language.routes import routes as language
from handlers.mine.routes import routes as mine
from handlers.privacy.routes import routes as privacy
from handlers.settings.routes import routes as settings
from handlers.start.routes import routes as start
from handlers.ui.routes import Routes
from handlers.waitlist.routes import routes as waitlist


def all_routes() -> Routes:
    return Routes().include(start, drop, waitlist, mine, language, settings, help_, privacy)

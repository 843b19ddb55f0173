"""The routes of every feature, and with them all messages, which handlers show again."""

import handlers.messages  # noqa: F401 - registers them
from handlers.conversation.stock_or_answer import meaning_routes
from handlers.editable_kinds import KINDS as KINDS
from handlers.feature_modules import import_features
from handlers.ui.routes import Routes

UNASKED = (
    "handlers.scan.routes",
    "handlers.counter.routes",
    "handlers.stock.change_routes",
    "handlers.stock.routes",
)
"""What takes a photo that nobody asked for, or one of something else: after all others, in this order."""

ROUTES = tuple(
    module.routes
    for module in sorted(
        import_features("routes"),
        key=lambda module: UNASKED.index(module.__name__) if module.__name__ in UNASKED else -1,
    )
)


def all_routes() -> Routes:
    """Returns the routes of every feature in one table."""
    routes = Routes().include(ROUTES)
    return routes.include([meaning_routes(routes)])

"""Preparing a broadcast."""

from handlers.broadcast.audience_routes import routes as audience
from handlers.broadcast.button_routes import routes as buttons
from handlers.broadcast.draft_routes import routes as draft
from handlers.broadcast.preview_routes import routes as preview
from handlers.broadcast.schedule_routes import routes as when
from handlers.ui.routes import Routes

routes = Routes().include(audience, draft, buttons, preview, when)

"""All that is drawn again: importing this module registers the kinds of every feature."""

from handlers.feature_modules import import_features
from handlers.message_registry import RenderContext
from handlers.shown_registry import shown

__all__ = ["RenderContext", "shown"]

import_features("shown")

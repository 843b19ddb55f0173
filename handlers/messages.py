"""All messages: importing this module registers the views of every feature."""

from handlers.feature_modules import import_features
from handlers.message_registry import RenderContext, messages

__all__ = ["RenderContext", "messages"]

import_features("messages")

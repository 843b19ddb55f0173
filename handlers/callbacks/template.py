"""Callbacks of a stall's templates, which people read as usual drops."""

from handlers.callbacks.callback import Callback
from handlers.callbacks.desk import ShowDesk
from handlers.callbacks.stock import MyDropCallback


class ShowTemplates(Callback, prefix="vuu"):
    """Lists the stall's templates."""

    def fallback(self) -> Callback:
        return ShowDesk()


class SaveTemplate(MyDropCallback, prefix="vus"):
    """Saves a drop as the usual one of its weekday."""


class TemplateCallback(Callback, prefix="."):
    template: int

    def fallback(self) -> Callback:
        return ShowTemplates()


class PostTemplate(TemplateCallback, prefix="vup"):
    """Publishes a template on a day, such as 20261204."""

    day: int

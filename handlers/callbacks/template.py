"""Callbacks of a stall's templates, which people read as usual drops."""

from handlers.callbacks.callback import Callback
from handlers.callbacks.desk import ShowDesk
from handlers.callbacks.stock import MyDropCallback


class ShowTemplates(Callback, prefix="vuu", back=ShowDesk):
    """Lists the stall's templates."""


class SaveTemplate(MyDropCallback, prefix="vus"):
    """Saves a drop as the usual one of its weekday."""


class TemplateCallback(Callback, prefix=".", back=ShowTemplates):
    template: int


class PostTemplate(TemplateCallback, prefix="vup"):
    """Publishes a template on a day, such as 20261204."""

    day: int

"""All kinds of editable records: importing this module registers them."""
# ruff: noqa: F401 - each import registers a kind

from handlers.alley import access_record as _access
from handlers.alley import pitch_record as _pitch
from handlers.editable.record_kind import KINDS
from handlers.organiser_packaging import type_record as _type
from handlers.showroom import hours_record as _hours
from handlers.showroom import show_record as _show
from handlers.stock import template_record as _template

__all__ = ["KINDS"]

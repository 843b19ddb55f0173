"""Editable records of each kind, for the screens that all kinds have in common."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from handlers.editable.record_kind import TextField
from handlers.editable.views import OneRecord, RecordList
from handlers.editable_kinds import KINDS
from market.access import AccessFacts, AlleyAccess
from market.calendar.pitches import AlleyPitches, PitchFacts
from market.packaging.overview import OverseenPackaging
from market.packaging.packaging_type import PackagingFacts
from market.showroom.available import Curation
from market.showroom.plan import ShowroomPlan, WindowFacts
from market.stock.template import TemplateFacts
from tests.screens.sample_data import CHOICES
from tests.screens.sample_values import SampleValues

RECORDS: dict[str, tuple[Any, Any]] = {
    "HOURS": (ShowroomPlan, WindowFacts),
    "SHOW": (ShowroomPlan, Curation),
    "PACKAGING": (OverseenPackaging, PackagingFacts),
    "PITCH": (AlleyPitches, PitchFacts),
    "ACCESS": (AlleyAccess, AccessFacts),
    "TEMPLATE": (bool, TemplateFacts),
}
"""What the list of a kind is about, and its records."""


def one_of_each() -> Iterator[OneRecord]:
    values = SampleValues(full=True)
    assert {kind.name for kind in KINDS} == RECORDS.keys()
    for kind in KINDS.values():
        about, record = (values.value(hint, "") for hint in RECORDS[kind.kind.name])
        yield OneRecord(kind=kind, owner=7, about=about, record=record)


def all_asked(one: OneRecord) -> Iterator[OneRecord]:
    """Yield the record with each of its fields that are typed."""
    for field in one.kind.fields.values():
        if isinstance(field, TextField):
            yield replace(one, asked=field)


def add_record_choices() -> None:
    """Let each view of editable records be shown for each kind."""
    pages = tuple(one_of_each())
    lists = [RecordList(kind=one.kind, owner=7, about=one.about, records=(one.record,) * 9) for one in pages]
    CHOICES["RecordList"] = (
        *lists,
        *(replace(each, about=False, records=()) for each in lists if _is_plain(each)),
    )
    CHOICES["OneRecord"] = pages
    CHOICES["delete_confirm.one"] = tuple(one for one in pages if one.kind.deletion)
    CHOICES["field_ask.one"] = tuple(asked for one in pages for asked in all_asked(one))
    CHOICES["new_record_ask.kind"] = tuple(kind for kind in KINDS.values() if kind.new)


def _is_plain(listed: RecordList) -> bool:
    """Return whether the head of a list needs nothing of what it is about."""
    return RECORDS[listed.kind.kind.name][0] not in (ShowroomPlan, AlleyPitches, AlleyAccess)

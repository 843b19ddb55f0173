"""The audit log as organisers read it in the office, in English."""

from locales.say import speak
from market.actor import Actor
from market.audit_log import AuditLine, audit_lines
from market.paging import PageKey
from storage.store import Store
from tests.journeys.harness import without_bidi_marks
from web.office.log_words import change_text

SIZE = 50


async def log_lines(store: Store, organiser: Actor) -> list[AuditLine]:
    """Return the newest entries, the newest first."""
    return [*(await store.read(audit_lines, organiser, PageKey(), size=SIZE)).rows]


async def log_words(store: Store, organiser: Actor) -> list[str]:
    """Return the newest entries in words."""
    say = speak("en")
    return [
        without_bidi_marks(change_text(say, line).striptags()) for line in await log_lines(store, organiser)
    ]

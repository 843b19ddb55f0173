"""The words of a stall about a drop and about its day."""

from markupsafe import Markup

from locales.formats import format_language
from locales.say import Say
from locales.user_text import NOTE, sanitize_name
from market.drop.facts import DropFacts


def description(say: Say, drop: DropFacts, limit: int) -> list[Markup]:
    """Returns the stall's own words, marked with their language where the reader's is another."""
    if not drop.words:
        return []
    words = Markup("{}").format(sanitize_name(drop.words, limit))
    if drop.language != say.language:
        words = say("{words} (in {language})", words=words, language=format_language(say, drop.language))
    return [words]


def note_lines(say: Say, note: str) -> list[Markup]:
    """Returns what a stall says of all of its day; nothing where it says nothing."""
    return [say("The stall says: “{note}”", note=sanitize_name(note, NOTE))] if note else []

"""The words of a stall about a drop and about its day."""

from markupsafe import Markup

from locales.formats import format_language
from locales.say import Say
from locales.user_text import NOTE, sanitize_name
from market.drop.facts import DropFacts


def description(say: Say, drop: DropFacts, limit: int) -> list[Markup]:
    """Returns the stall's own words about a drop, as `own_words` does."""
    return own_words(say, drop.words, drop.language, limit)


def own_words(say: Say, words: str, language: str, limit: int) -> list[Markup]:
    """Returns words of a stall, at most so many characters, marked with their language where the reader's is another; nothing for none."""
    if not words:
        return []
    shown = Markup("{}").format(sanitize_name(words, limit))
    if language == say.language:
        return [shown]
    return [say("{words} (in {language})", words=shown, language=format_language(say, language))]


def note_lines(say: Say, note: str) -> list[Markup]:
    """Returns what a stall says of all of its day; nothing where it says nothing."""
    return [say("The stall says: “{note}”", note=sanitize_name(note, NOTE))] if note else []

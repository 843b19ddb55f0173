"""What a broadcast says, a text in each language: step 2 of 4."""

from collections.abc import Iterator, Sequence

from markupsafe import Markup

from handlers.broadcast.callbacks import (
    AskDiscard,
    AskPhoto,
    AskWording,
    DiscardDraft,
    EditBroadcast,
    EditDrafts,
    PreviewBroadcast,
    RemovePhoto,
    RemoveWording,
    ShowButtons,
    ShowPhoto,
    ShowWording,
)
from handlers.ui.rows import narrow, packed
from handlers.ui.screen import Button, Picture, Screen, Style
from locales.formats import language_in, listed, number
from locales.languages import LANGUAGES
from locales.say import Say
from locales.words import cut, name
from market.broadcast.draft import Draft
from market.broadcast.wording import LONGEST, LONGEST_CAPTION, chosen, units

QUOTED = 600


def drafts(say: Say, draft: Draft) -> Screen:
    """Each language that somebody reads or that is written: how long its words are, or what is read in their stead."""
    codes = languages_of(draft)
    missing = [code for code in codes if code not in draft.words]
    write = [
        Button(
            say.label("Write {language}", language=narrow(language_in(say, code), 18)),
            AskWording(language=code),
            style=_first(not draft.words and code == missing[0]),
        )
        for code in missing
    ]
    written = [Button(narrow(language_in(say, code)), ShowWording(language=code)) for code in draft.words]
    more = [Button(say.label("Photo"), ShowPhoto()), Button(say.label("Buttons"), ShowButtons())]
    preview = Button(say.label("Preview"), PreviewBroadcast(), style=_first(bool(draft.words)))
    throw = [Button(say.label("Discard"), AskDiscard())] if draft.id else []
    return Screen(
        Markup("\n").join([*_wordings(say, draft, codes), *_attached(say, draft)]),
        packed([preview], write, written, more, [*throw, Button(say.label("Back"), EditBroadcast())]),
    )


def _first(is_it: bool) -> Style:
    return "primary" if is_it else ""


def languages_of(draft: Draft) -> list[str]:
    """Those it is for, the one with the most readers first, and whatever is written besides."""
    counts = dict(draft.readers.languages)
    meant = draft.audience.languages or [language.code for language in LANGUAGES]
    codes = dict.fromkeys([*meant, *draft.words])
    return sorted(codes, key=lambda code: -counts.get(code, 0))


def longest(draft: Draft) -> int:
    return LONGEST_CAPTION if draft.announcement.picture else LONGEST


def _wordings(say: Say, draft: Draft, codes: Sequence[str]) -> Iterator[Markup]:
    counts = dict(draft.readers.languages)
    for code in codes:
        language = language_in(say, code)
        if code in draft.words:
            count, limit = number(say, units(draft.words[code])), number(say, longest(draft))
            yield say(
                "{language}: {count} of {limit} characters.", language=language, count=count, limit=limit
            )
        elif other := chosen(draft.words, code):
            yield say.many(
                "{language}: missing, {count} person would read {other}.",
                "{language}: missing, {count} people would read {other}.",
                counts.get(code, 0),
                language=language,
                other=language_in(say, other),
            )
        else:
            yield say.many(
                "{language}: missing, {count} person reads it.",
                "{language}: missing, {count} people read it.",
                counts.get(code, 0),
                language=language,
            )


def _attached(say: Say, draft: Draft) -> Iterator[Markup]:
    if draft.announcement.picture:
        yield say("With a photo.")
    if draft.announcement.buttons:
        names = [name(link.name, 40) for link in draft.announcement.buttons]
        yield say("Buttons: {names}.", names=listed(say, names))


def wording_ask(say: Say, draft: Draft, language: str) -> Screen:
    text = say(
        "Write it in {language}, up to {limit} characters. It is sent exactly as you type it.",
        language=language_in(say, language),
        limit=number(say, longest(draft)),
    )
    return Screen(text, ask=say.plain("Lorong Bakau opens at 17:00 on Friday"))


def wording(say: Say, draft: Draft, language: str) -> Screen:
    """How it begins."""
    words = draft.words[language]
    head = say(
        "{language}: {count} of {limit} characters.",
        language=language_in(say, language),
        count=number(say, units(words)),
        limit=number(say, longest(draft)),
    )
    return Screen(
        head + "\n\n" + cut(words, QUOTED),
        packed(
            [Button(say.label("Write it again"), AskWording(language=language), style="primary")],
            [Button(say.label("Remove"), RemoveWording(language=language))],
            [Button(say.label("Back"), EditDrafts())],
        ),
    )


def photo(say: Say, picture: str) -> Screen:
    return Screen(
        say("This photo appears above the text."),
        packed(
            [Button(say.label("Another photo"), AskPhoto(), style="primary")],
            [Button(say.label("Remove"), RemovePhoto())],
            [Button(say.label("Back"), EditDrafts())],
        ),
        Picture(picture),
    )


def photo_ask(say: Say) -> Screen:
    text = say(
        "Send the photo. With a photo, each language can have up to {limit} characters.",
        limit=number(say, LONGEST_CAPTION),
    )
    return Screen(text, ask=say.plain("A photo, with its words or without"))


def left_out(say: Say, language: str) -> Markup:
    """What was typed below a photo that was asked for."""
    return say(
        "{language} already had a text, so the words under your photo were not used.",
        language=language_in(say, language),
    )


def discard_confirm(say: Say) -> Screen:
    return Screen(
        say("Discard this broadcast? Its text, photo and audience will be lost."),
        packed(
            [Button(say.label("Keep the draft"), EditDrafts(), style="primary")],
            [Button(say.label("Discard broadcast"), DiscardDraft(), style="danger")],
        ),
    )

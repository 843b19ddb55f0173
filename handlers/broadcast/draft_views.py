"""Step 2 of 4 of a broadcast: its text in each language."""

from collections.abc import Iterator, Sequence

from markupsafe import Markup

from handlers.callbacks.broadcast import (
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
from handlers.ui.button_layout import layout_buttons, shorten_label
from handlers.ui.screen import Button, Screen, ScreenPicture, Style
from locales.formats import format_language, format_list_and, format_number
from locales.languages import LANGUAGES
from locales.say import Say
from locales.user_text import sanitize_name, truncate
from market.broadcast.draft import BroadcastDraft
from market.broadcast.wording import LONGEST, LONGEST_CAPTION, language_for, utf16_units

QUOTED = 600


def drafts(say: Say, draft: BroadcastDraft) -> Screen:
    """Shows each language that has readers or a text: the length of the text, or the language read instead."""
    codes = languages_of(draft)
    missing = [code for code in codes if code not in draft.words]
    write = [
        Button(
            label=say.label("Write {language}", language=shorten_label(format_language(say, code), 18)),
            callback=AskWording(language=code),
            style=_primary_if(not draft.words and code == missing[0]),
        )
        for code in missing
    ]
    written = [
        Button(label=shorten_label(format_language(say, code)), callback=ShowWording(language=code))
        for code in draft.words
    ]
    more = [
        Button(label=say.label("Photo"), callback=ShowPhoto()),
        Button(label=say.label("Buttons"), callback=ShowButtons()),
    ]
    preview = Button(
        label=say.label("Preview"), callback=PreviewBroadcast(), style=_primary_if(bool(draft.words))
    )
    discard = [Button(label=say.label("Discard"), callback=AskDiscard())] if draft.id else []
    groups = (
        [preview],
        write,
        written,
        more,
        [*discard, Button(label=say.label("Back"), callback=EditBroadcast())],
    )
    return Screen(
        text=Markup("\n").join([*_wordings(say, draft, codes), *_attached(say, draft)]),
        rows=layout_buttons(*groups),
    )


def _primary_if(is_it: bool) -> Style:
    return "primary" if is_it else ""


def languages_of(draft: BroadcastDraft) -> list[str]:
    """Returns the audience's languages, most readers first, then other languages with a text."""
    counts = dict(draft.readers.languages)
    meant = draft.audience.languages or [language.code for language in LANGUAGES]
    codes = dict.fromkeys([*meant, *draft.words])
    return sorted(codes, key=lambda code: -counts.get(code, 0))


def longest(draft: BroadcastDraft) -> int:
    return LONGEST_CAPTION if draft.announcement.picture else LONGEST


def _wordings(say: Say, draft: BroadcastDraft, codes: Sequence[str]) -> Iterator[Markup]:
    counts = dict(draft.readers.languages)
    for code in codes:
        language = format_language(say, code)
        if code in draft.words:
            count, limit = (
                format_number(say, utf16_units(draft.words[code])),
                format_number(say, longest(draft)),
            )
            yield say(
                "{language}: {count} of {limit} characters.", language=language, count=count, limit=limit
            )
        elif not counts.get(code):
            yield say("{language}: missing, and nobody reads it.", language=language)
        elif other := language_for(draft.words, code):
            yield say.many(
                "{language}: missing, {count} person would read {other}.",
                "{language}: missing, {count} people would read {other}.",
                counts[code],
                language=language,
                other=format_language(say, other),
            )
        else:
            yield say.many(
                "{language}: missing, {count} person reads it.",
                "{language}: missing, {count} people read it.",
                counts[code],
                language=language,
            )


def _attached(say: Say, draft: BroadcastDraft) -> Iterator[Markup]:
    if draft.announcement.picture:
        yield say("With a photo.")
    if draft.announcement.buttons:
        names = [sanitize_name(link.name, 40) for link in draft.announcement.buttons]
        yield say("Buttons: {names}.", names=format_list_and(say, names))


def wording_ask(say: Say, draft: BroadcastDraft, language: str) -> Screen:
    text = say(
        "Write it in {language}, up to {limit} characters. It is sent exactly as you type it.",
        language=format_language(say, language),
        limit=format_number(say, longest(draft)),
    )
    return Screen(text=text, reply_placeholder=say.plain("Lorong Bakau opens at 17:00 on Friday"))


def wording(say: Say, draft: BroadcastDraft, language: str) -> Screen:
    """Returns the beginning of a text."""
    words = draft.words[language]
    head = say(
        "{language}: {count} of {limit} characters.",
        language=format_language(say, language),
        count=format_number(say, utf16_units(words)),
        limit=format_number(say, longest(draft)),
    )
    return Screen(
        text=head + "\n\n" + truncate(words, QUOTED),
        rows=layout_buttons(
            [
                Button(
                    label=say.label("Write it again"), callback=AskWording(language=language), style="primary"
                )
            ],
            [Button(label=say.label("Remove"), callback=RemoveWording(language=language))],
            [Button(label=say.label("Back"), callback=EditDrafts())],
        ),
    )


def photo(say: Say, picture: str) -> Screen:
    return Screen(
        text=say("This photo appears above the text."),
        rows=layout_buttons(
            [Button(label=say.label("Another photo"), callback=AskPhoto(), style="primary")],
            [Button(label=say.label("Remove"), callback=RemovePhoto())],
            [Button(label=say.label("Back"), callback=EditDrafts())],
        ),
        picture=ScreenPicture(key=picture),
    )


def photo_ask(say: Say) -> Screen:
    text = say(
        "Send the photo. With a photo, each language can have up to {limit} characters.",
        limit=format_number(say, LONGEST_CAPTION),
    )
    return Screen(text=text, reply_placeholder=say.plain("A photo, with or without a caption"))


def left_out_text(say: Say, language: str) -> Markup:
    """Returns the sentence about the part of a caption that was not used."""
    return say(
        "{language} already had a text, so the words under your photo were not used.",
        language=format_language(say, language),
    )


def discard_confirm(say: Say) -> Screen:
    return Screen(
        text=say("Discard this broadcast? Its text, photo and audience will be lost."),
        rows=layout_buttons(
            [Button(label=say.label("Keep it"), callback=EditDrafts(), style="primary")],
            [Button(label=say.label("Discard broadcast"), callback=DiscardDraft(), style="danger")],
        ),
    )

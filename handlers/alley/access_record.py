"""The access facts of an alley, as editable records: an answer, and a short line."""

from dataclasses import replace
from typing import Any

from markupsafe import Markup

from handlers.callbacks.editable import EditableKind
from handlers.callbacks.validity import ShowValidity
from handlers.editable.record_kind import ChoiceField, RecordKind, TextField
from handlers.ui.context import HandlerContext
from handlers.ui.screen import Button
from locales.access_words import access_answer, access_name
from locales.say import Say
from locales.user_text import ACCESS_WORDS, ALLEY, sanitize_name
from market.access import AccessFacts, AlleyAccess, alley_access, set_access
from market.refusal import ButtonForged
from market.validity import ValidityKind
from storage.access import AccessAnswer, AccessKind

KINDS, ANSWERS = list(AccessKind), list(AccessAnswer)


def _line(say: Say, fact: AccessFacts) -> Markup:
    name = Markup("<b>{}</b>").format(access_name(say, fact.kind))
    words = [sanitize_name(fact.words, ACCESS_WORDS)] if fact.words else []
    return Markup(" · ").join((name, access_answer(say, fact.answer), *words))


async def _change(ctx: HandlerContext, alley: int, fact: AccessFacts, changes: dict[str, Any]) -> None:
    values = {**changes, "answer": ANSWERS[changes["answer"]]} if "answer" in changes else changes
    await ctx.act(set_access, ctx.actor, alley, replace(fact, **values), now=ctx.now)


RecordKind[AlleyAccess, AccessFacts](
    kind=EditableKind.ACCESS,
    read=lambda ctx, alley: ctx.read(alley_access, ctx.actor, alley),
    key=lambda fact: KINDS.index(fact.kind) + 1,
    label=lambda say, fact: access_name(say, fact.kind),
    title=lambda say, about: [
        say("<b>Coming to {alley}</b>", alley=sanitize_name(about.alley, ALLEY)),
        say("Everybody reads what is known, on the page of the alley."),
    ],
    empty=lambda say: say("Nothing is known."),
    row=lambda say, _, fact: _line(say, fact),
    page=lambda say, _, fact: [_line(say, fact)],
    back=lambda say, alley: Button(
        label=say.label("Back"), callback=ShowValidity(kind=ValidityKind.PERMIT, holder_id=alley)
    ),
    fields={
        "answer": ChoiceField(
            values=tuple(range(len(ANSWERS))),
            current=lambda fact: ANSWERS.index(fact.answer),
            label=lambda say, value: access_answer(say, ANSWERS[value]),
        ),
        "words": TextField(
            label=lambda say: say.label("Short line"),
            question=lambda say, _, fact: say(
                "{fact}: what should people know? One line, such as where it is. Write “-” for none.",
                fact=access_name(say, fact.kind),
            ),
            read=lambda ctx, _, __, words: "" if words.strip() in {"-", "–", "—"} else words,
            any_text=True,
        ),
    },
    change=_change,
    unknown=ButtonForged,
)

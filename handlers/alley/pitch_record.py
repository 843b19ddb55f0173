"""The places of an alley, as editable records: a code, metres, a socket, a way for a car."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from markupsafe import Markup

from handlers.callbacks.editable import EditableKind
from handlers.callbacks.power import AskPower
from handlers.callbacks.validity import ShowValidity
from handlers.editable.record_kind import ChoiceField, Deletion, NewRecord, RecordKind, TextField, UndoValues
from handlers.stock.power_reading import not_watts, read_watts
from handlers.stock.price_parsing import read_number
from handlers.ui.context import HandlerContext
from handlers.ui.screen import Button
from locales.formats import format_number
from locales.say import Say
from locales.user_text import ALLEY, PITCH_CODE, sanitize_name
from market.calendar.pitches import (
    AlleyPitches,
    PitchFacts,
    add_pitch,
    alley_pitches,
    change_pitch,
    retire_pitch,
)
from market.calendar.refusals import PitchUnknown
from market.validity import ValidityKind
from storage.pitch import MOST_METRES
from storage.power import PowerKind


def _line(say: Say, pitch: PitchFacts) -> Markup:
    parts = [
        say("<b>{place}</b>", place=sanitize_name(pitch.code, PITCH_CODE)),
        say.many("{count} metre", "{count} metres", pitch.metres),
        *_socket_text(say, pitch),
        *([say("a car can stop there")] if pitch.access else []),
    ]
    return Markup(" · ").join(parts)


def _socket_text(say: Say, pitch: PitchFacts) -> list[Markup]:
    if pitch.socket and pitch.watts:
        return [say("with a socket of {watts} W", watts=format_number(say, pitch.watts))]
    return [say("with a socket")] if pitch.socket else []


def _yes_or_no(
    current: Callable[[PitchFacts], bool], yes: Callable[[Say], str], no: Callable[[Say], str]
) -> ChoiceField[PitchFacts]:
    return ChoiceField(
        values=(0, 1),
        current=lambda pitch: int(current(pitch)),
        label=lambda say, value: yes(say) if value else no(say),
    )


def _read_metres(_: HandlerContext, __: AlleyPitches, ___: PitchFacts, words: str) -> int | None:
    metres = read_number(words)
    return metres if metres is not None and 1 <= metres <= MOST_METRES else None


def _values(pitch: PitchFacts) -> UndoValues:
    numbers = pitch.metres, int(pitch.socket), int(pitch.access), pitch.watts
    return pitch.code, *map(str, numbers)


def _facts(values: UndoValues) -> PitchFacts:
    code, metres, socket, access, *watts = values
    return PitchFacts(
        id=0,
        code=code,
        metres=int(metres),
        socket=socket == "1",
        access=access == "1",
        watts=int("".join(watts) or "0"),
    )


async def _change(ctx: HandlerContext, _: int, pitch: PitchFacts, changes: dict[str, Any]) -> None:
    """Changes a field of a place. One that gives so many watts has a socket."""
    changed = replace(pitch, **changes)
    has_socket = changed.socket or bool(changes.get("watts"))
    await ctx.act(change_pitch, ctx.actor, replace(changed, socket=has_socket), ctx.now)


RecordKind[AlleyPitches, PitchFacts](
    kind=EditableKind.PITCH,
    read=lambda ctx, alley: ctx.read(alley_pitches, ctx.actor, alley),
    key=lambda pitch: pitch.id,
    label=lambda say, pitch: sanitize_name(pitch.code, PITCH_CODE),
    title=lambda say, about: [say("<b>Places of {alley}</b>", alley=sanitize_name(about.alley, ALLEY))],
    empty=lambda say: say("No place yet. Stalls come without one until you add some."),
    row=lambda say, _, pitch: _line(say, pitch),
    page=lambda say, _, pitch: [_line(say, pitch)],
    back=lambda say, alley: Button(
        label=say.label("Back"), callback=ShowValidity(kind=ValidityKind.PERMIT, holder_id=alley)
    ),
    fields={
        "metres": TextField(
            label=lambda say: say.label("Metres"),
            question=lambda say, _, pitch: say(
                "How many metres along the alley has {place}? Write only the number.",
                place=sanitize_name(pitch.code, PITCH_CODE),
            ),
            read=_read_metres,
            not_read=lambda say: say(
                "Write a number of metres from 1 to {most}, like 3.", most=str(MOST_METRES)
            ),
        ),
        "socket": _yes_or_no(
            lambda pitch: pitch.socket,
            yes=lambda say: say.label("Has a socket"),
            no=lambda say: say.label("Has no socket"),
        ),
        "access": _yes_or_no(
            lambda pitch: pitch.access,
            yes=lambda say: say.label("A car can stop"),
            no=lambda say: say.label("No car can stop"),
        ),
        "watts": TextField(
            label=lambda say: say.label("Watts of the socket"),
            question=lambda say, _, pitch: say(
                "How many watts does the socket of {place} give? Write 0 if it is not known.",
                place=sanitize_name(pitch.code, PITCH_CODE),
            ),
            read=lambda _, __, ___, words: read_watts(words),
            not_read=not_watts,
        ),
    },
    change=_change,
    list_buttons=lambda say, alley, _: [
        [
            Button(
                label=say.label("Watts of all sockets"), callback=AskPower(kind=PowerKind.ALLEY, owner=alley)
            )
        ]
    ],
    unknown=PitchUnknown,
    new=NewRecord(
        label=lambda say: say.label("Add a place"),
        question=lambda say: say("What is written at the place? One word, like <code>A3</code>."),
        example="A3",
        read=lambda ctx, words: words,
        make=lambda ctx, alley, code: ctx.act(
            add_pitch, ctx.actor, alley, PitchFacts(id=0, code=code), now=ctx.now
        ),
    ),
    deletion=Deletion(
        label=lambda say, _: say.label("Delete place"),
        delete=lambda ctx, _, pitch: ctx.act(retire_pitch, ctx.actor, pitch.id, ctx.now),
        values=_values,
        undo=lambda ctx, alley, values: ctx.act(add_pitch, ctx.actor, alley, _facts(values), now=ctx.now),
    ),
)

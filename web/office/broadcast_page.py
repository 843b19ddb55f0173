"""The form of a broadcast in the office: audience and texts, beside what readers get and how many they are now."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Literal, Protocol

from aiohttp import web
from markupsafe import Markup
from pydantic import BeforeValidator, Field

from locales.formats import format_language
from locales.say import Say
from market.broadcast.activity import Activity
from market.broadcast.audience import Audience, AudienceRole, Criterion
from market.broadcast.preparing import WrittenDraft
from market.broadcast.wording import LONGEST
from market.office_session import OfficeReader
from storage.broadcast import BroadcastKind
from web.office.message_pages import MESSAGES, NEW_BROADCAST
from web.office.office_form import OfficeForm, add_office_form
from web.office.office_page import Office, OfficeRequest, office_html, way_path
from web.office.screens import OfficeWay, PageScreen
from web.parts.form import Control, ControlKind, FieldOffer, PageForm, ShownForm

NONE = "0"
"""The value of no drop and of no evening."""
CHANGED = "changed"
"""The parameter of the page where what was to be sent is not what the preview showed."""


@dataclass(frozen=True, kw_only=True)
class OfferedChoices:
    """The choices of a part of the audience by their values, and the question who is meant."""

    question: Markup
    choices: Mapping[str, str]


@dataclass(frozen=True, kw_only=True)
class ShownDraft:
    """The draft of a broadcast as it is now. `summary` says who gets it, how many they are and when; `previews` are what they get, by language.

    `send_label` is that of the button that sends it, "" where there is nothing to send or nobody to send it to.
    """

    written: WrittenDraft
    offered: Mapping[Criterion, OfferedChoices]
    summary: tuple[Markup, ...]
    previews: Mapping[str, PageScreen]
    send_label: str


class BroadcastDrafts(Protocol):
    """The chat's own drafts: one a person."""

    async def load(self, reader: OfficeReader, say: Say) -> ShownDraft:
        """Return the draft of whoever is signed in. Raises NotOrganiser."""
        ...

    async def write(self, reader: OfficeReader, say: Say, written: WrittenDraft, *, number: int) -> bool:
        """Make the draft what is written, once for a number, and return whether that changed it. Raises as `write_draft` does."""
        ...


def _unix_lines(words: object) -> object:
    """Return words with one sign at the end of a line, as a browser counts them."""
    return words.replace("\r\n", "\n") if isinstance(words, str) else words


def _words(code: str) -> Control:
    return Control(label=lambda say: format_language(say, code), kind=ControlKind.LINES)


RowId = Annotated[int, Field(ge=0, le=2**31 - 1)]
Words = Annotated[str, BeforeValidator(_unix_lines), Field(max_length=LONGEST)]
ShortText = Annotated[str, Field(max_length=64, pattern=r"^[^\x00]*$")]
TEXTS = {"en": "english", "ms": "malay", "zh_Hans": "chinese"}
"""The field of the text in each language."""


class BroadcastForm(PageForm):
    """A broadcast as it is written at a table. No choice of a part of the audience means everybody."""

    english: Annotated[Words, _words("en")] = ""
    malay: Annotated[Words, _words("ms")] = ""
    chinese: Annotated[Words, _words("zh_Hans")] = ""
    kind: Annotated[
        BroadcastKind,
        Control(
            label=lambda say: say.label("Type"),
            hint=lambda say: say.plain(
                "A promotion reaches nobody who opted out, and there is at most one a week."
            ),
            kind=ControlKind.CHOICE,
            choices=lambda say: {
                BroadcastKind.OPERATIONAL: say.label("Notice"),
                BroadcastKind.PROMOTIONAL: say.label("Promotion"),
            },
        ),
    ] = BroadcastKind.OPERATIONAL
    evening: Annotated[RowId, Control(label=lambda say: say.label("Booked for"), kind=ControlKind.CHOICE)] = 0
    alley: Annotated[
        tuple[RowId, ...], Control(label=lambda say: say.label("Alley"), kind=ControlKind.SEVERAL)
    ] = ()
    language: Annotated[
        tuple[ShortText, ...], Control(label=lambda say: say.label("Language"), kind=ControlKind.SEVERAL)
    ] = ()
    role: Annotated[
        tuple[AudienceRole, ...], Control(label=lambda say: say.label("Role"), kind=ControlKind.SEVERAL)
    ] = ()
    tag: Annotated[
        tuple[ShortText, ...], Control(label=lambda say: say.label("Tag"), kind=ControlKind.SEVERAL)
    ] = ()
    doing: Annotated[
        tuple[Activity, ...], Control(label=lambda say: say.label("Activity"), kind=ControlKind.SEVERAL)
    ] = ()
    drop: Annotated[RowId, Control(label=lambda say: say.label("Drop"), kind=ControlKind.CHOICE)] = 0
    then: Annotated[Literal["", "send"], Control(label=lambda say: "", kind=ControlKind.BUTTONS)] = ""

    @property
    def written(self) -> WrittenDraft:
        """Return what the form says."""
        audience = Audience(
            alleys=self.alley,
            languages=self.language,
            roles=self.role,
            tags=self.tag,
            activities=self.doing,
            drop=self.drop,
            market_day=self.evening,
        )
        words = {code: getattr(self, name) for code, name in TEXTS.items()}
        return WrittenDraft(
            audience=audience,
            kind=self.kind,
            words={code: text for code, text in words.items() if text},
        )


def add_broadcast_page(app: web.Application, office: Office, drafts: BroadcastDrafts) -> None:
    """Add `/office/messages/new`. `?evening=ID` is for who booked on a market day."""

    async def show(office_request: OfficeRequest, form: ShownForm) -> str:
        draft = await drafts.load(office_request.reader, office_request.page.say)
        return broadcast_html(office, office_request, draft, form)

    async def act(office_request: OfficeRequest, form: BroadcastForm, number: int) -> str:
        reader, say = office_request.reader, office_request.page.say
        is_changed = await drafts.write(reader, say, form.written, number=number)
        if not form.then:
            return f"{NEW_BROADCAST}#preview"
        return f"{NEW_BROADCAST}?{CHANGED}=1" if is_changed else way_path(office, OfficeWay.CONFIRM_BROADCAST)

    page = OfficeForm(
        path=NEW_BROADCAST,
        kind=BroadcastForm,
        button=lambda say: say.label("Show preview"),
        show=show,
        act=act,
        params=(Criterion.MARKET_DAY, CHANGED),
    )
    add_office_form(app, office, page)


def broadcast_html(office: Office, office_request: OfficeRequest, draft: ShownDraft, form: ShownForm) -> str:
    """Return the page: the form, and beside it the draft as it is stored."""
    page_request, say = office_request.page, office_request.page.say
    evening = page_request.params.get(Criterion.MARKET_DAY, "")
    return office_html(
        "office_broadcast.html",
        office,
        office_request,
        title=say.plain("New broadcast"),
        here=MESSAGES,
        form=form.offering(_offers(draft, evening)),
        notice=say("You changed something: please look at the preview once more, then send it.")
        if CHANGED in page_request.params
        else "",
        summary_label=say.plain("Readers and time"),
        summary=draft.summary,
        preview_label=say("As others get it"),
        previews={format_language(say, code): screen for code, screen in draft.previews.items()},
        ways=(
            (say.plain("Photo and buttons"), way_path(office, OfficeWay.BROADCAST_DRAFT)),
            (say.plain("When"), way_path(office, OfficeWay.BROADCAST_TIME)),
        ),
    )


def _offers(draft: ShownDraft, evening: str) -> dict[str, FieldOffer]:
    """Return what each field begins with: the draft, and what can be chosen now. An evening that is asked for replaces the audience."""
    written = draft.written
    is_offered = evening in draft.offered[Criterion.MARKET_DAY].choices
    audience = Audience(market_day=int(evening)) if is_offered else written.audience
    fields = {
        criterion.value: FieldOffer(
            value=_value(criterion, audience), choices=each.choices, hint=each.question
        )
        for criterion, each in draft.offered.items()
    }
    words = {name: FieldOffer(value=written.words.get(code, "")) for code, name in TEXTS.items()}
    send = {"send": draft.send_label} if draft.send_label else {}
    return {
        **words,
        **fields,
        "kind": FieldOffer(value=written.kind),
        "then": FieldOffer(value="", choices=send),
    }


def _value(criterion: Criterion, audience: Audience) -> str | tuple[str, ...]:
    """Return what is chosen, as its field has it: a drop and an evening are one or none."""
    chosen = tuple(map(str, audience.chosen(criterion)))
    if criterion in (Criterion.DROP, Criterion.MARKET_DAY):
        return chosen[0] if chosen else NONE
    return chosen

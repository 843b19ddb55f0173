"""The mix of an alley in the office: limits, the shares of the market days ahead, and where each stall is from."""

from collections.abc import Awaitable, Callable, Sequence
from fractions import Fraction
from typing import Annotated, Literal, assert_never

from aiohttp import web
from markupsafe import Markup
from pydantic import BeforeValidator, Field

from locales.formats import format_list_and, format_long_date, format_number, format_percent
from locales.say import Say
from locales.user_text import ALLEY, STALL, sanitize_name
from market.actor import Actor, StallUnknown
from market.mix.record import AlleyMix, MixDay, OriginOfStall, set_mix, set_origin
from market.mix.shares import FEWEST, Mix, MixPart
from market.paging import KeyPage
from storage.mix import TAG_LENGTH, Origin
from web.office.alley_pages import ALLEYS, alley_path, mix_path
from web.office.office_form import ActOnce, OfficeForm, add_office_form
from web.office.office_page import Office, OfficeRequest, office_html
from web.parts.form import Control, ControlKind, FieldOffer, PageForm, ShownForm
from web.parts.table import Column, TablePart, shown_table

Percent = Annotated[Annotated[int, Field(ge=0, le=100)] | None, BeforeValidator(lambda typed: typed or None)]


class MixForm(PageForm):
    """The limits of an alley, in percent."""

    least_local: Annotated[
        Percent,
        Control(
            label=lambda say: say.plain("Local stalls at least, in percent"),
            hint=lambda say: say.plain("Empty: no limit."),
        ),
    ] = None
    most_chain: Annotated[
        Percent, Control(label=lambda say: say.plain("Stalls of chains at most, in percent"))
    ] = None
    tag: Annotated[
        str,
        Field(max_length=TAG_LENGTH),
        Control(
            label=lambda say: say.plain("Category"),
            hint=lambda say: say.plain("A tag of drops, such as coffee."),
        ),
    ] = ""
    most_tag: Annotated[
        Percent, Control(label=lambda say: say.plain("Stalls with this tag at most, in percent"))
    ] = None

    beyond: Annotated[
        Literal["told", "refused"],
        Control(
            label=lambda say: say.plain("A stall that breaks a limit"),
            kind=ControlKind.CHOICE,
            choices=lambda say: {
                "told": say.plain("can publish, and is told"),
                "refused": say.plain("can't publish for that day"),
            },
        ),
    ] = "told"

    @property
    def mix(self) -> Mix:
        """Return the limits that the form says."""
        return Mix(
            least_local=self.least_local,
            most_chain=self.most_chain,
            most_tag=self.most_tag,
            tag=self.tag,
            blocks=self.beyond == "refused",
        )


class OriginForm(PageForm):
    """Where a stall is from."""

    origin: Annotated[
        Literal["local", "elsewhere", "chain", "unknown"],
        Control(
            label=lambda say: say.plain("Origin"),
            kind=ControlKind.CHOICE,
            choices=lambda say: {_value(origin): origin_name(say, origin) for origin in (None, *Origin)},
        ),
    ]


def _value(origin: Origin | None) -> str:
    return origin.value if origin else "unknown"


def add_mix_pages(
    app: web.Application,
    office: Office,
    load: Callable[[Actor, int], Awaitable[AlleyMix]],
    act: ActOnce,
) -> None:
    """Add `/office/alleys/ID/mix`, and `/office/alleys/ID/mix/STALL` for the origin of a stall."""

    async def found(office_request: OfficeRequest) -> AlleyMix:
        return await load(office_request.reader.actor, int(office_request.page.code))

    async def show_mix(office_request: OfficeRequest, form: ShownForm) -> str:
        return mix_html(office, office_request, await found(office_request), form)

    async def change_mix(office_request: OfficeRequest, form: MixForm, number: int) -> str:
        alley = int(office_request.page.code)
        who = office_request.reader, office_request.page.say
        await act(*who, set_mix, number=number, alley=alley, mix=form.mix)
        return mix_path(alley)

    async def show_origin(office_request: OfficeRequest, form: ShownForm) -> str:
        stall = _named_stall(office_request, await found(office_request))
        return origin_html(office, office_request, stall, form)

    async def change_origin(office_request: OfficeRequest, form: OriginForm, number: int) -> str:
        alley = await found(office_request)
        stall = _named_stall(office_request, alley).stall
        origin = None if form.origin == "unknown" else Origin(form.origin)
        who = office_request.reader, office_request.page.say
        await act(*who, set_origin, number=number, stall=stall, origin=origin)
        return mix_path(alley.alley)

    path = f"{ALLEYS}/{{code:[0-9]{{1,9}}}}/mix"
    mix = OfficeForm(
        path=path,
        kind=MixForm,
        button=lambda say: say.label("Set these limits"),
        show=show_mix,
        act=change_mix,
    )
    origin = OfficeForm(
        path=f"{path}/{{serial:[0-9]{{1,9}}}}",
        kind=OriginForm,
        button=lambda say: say.label("Record the origin"),
        show=show_origin,
        act=change_origin,
    )
    add_office_form(app, office, mix)
    add_office_form(app, office, origin)


def origin_name(say: Say, origin: Origin | None) -> str:
    """Return the origin of a stall in words."""
    match origin:
        case Origin.LOCAL:
            return say.plain("Local")
        case Origin.ELSEWHERE:
            return say.plain("From elsewhere")
        case Origin.CHAIN:
            return say.plain("Of a chain")
        case None:
            return say.plain("Not known")
        case _:
            assert_never(origin)


def mix_html(office: Office, office_request: OfficeRequest, found: AlleyMix, form: ShownForm) -> str:
    """Return the page of the mix of an alley."""
    page_request, say = office_request.page, office_request.page.say
    days: TablePart[MixDay] = TablePart(
        caption=say("Market days ahead"),
        columns=day_columns(found.mix),
        page=KeyPage(found.days),
        nothing=say("No stall has published anything yet."),
        name="days",
    )
    stalls: TablePart[OriginOfStall] = TablePart(
        caption=say("Stalls"),
        columns=stall_columns(found.alley),
        page=KeyPage(found.stalls),
        nothing=say("No stall stands here yet."),
        name="stalls",
    )
    return office_html(
        "office_mix.html",
        office,
        office_request,
        title=sanitize_name(found.name, ALLEY),
        here=ALLEYS,
        tables=[shown_table(page_request, days), shown_table(page_request, stalls)],
        form_heading=say("Limits"),
        form_lines=(
            say(
                "A day with fewer than {count} stalls breaks no limit. A stall of unknown origin counts as neither local nor of a chain.",
                count=FEWEST,
            ),
        ),
        form=form.offering(_offers(found.mix)),
        ways=((say.plain("Permits"), alley_path(found.alley)),),
    )


def origin_html(office: Office, office_request: OfficeRequest, stall: OriginOfStall, form: ShownForm) -> str:
    """Return the page on which the origin of a stall is recorded."""
    say, alley = office_request.page.say, int(office_request.page.code)
    return office_html(
        "office_mix.html",
        office,
        office_request,
        title=sanitize_name(stall.name, STALL),
        here=ALLEYS,
        tables=[],
        form_heading=say("Where is this stall from?"),
        form_lines=(),
        form=form.offering({"origin": FieldOffer(value=_value(stall.origin))}),
        ways=((say.plain("Mix of stalls"), mix_path(alley)),),
    )


def _named_stall(office_request: OfficeRequest, found: AlleyMix) -> OriginOfStall:
    """Return the stall of this alley that the address names. Raises StallUnknown."""
    named = office_request.page.serial
    return StallUnknown.unless(next((stall for stall in found.stalls if str(stall.stall) == named), None))


def day_columns(mix: Mix) -> Sequence[Column[MixDay]]:
    """Return the columns of market days: each share as a count of its stalls, and what is beyond its limit."""

    def of_stalls(say: Say, row: MixDay, count: int) -> Markup:
        share = format_percent(say, Fraction(count, row.shares.stalls))
        return say(
            "{count} of {total}, {share}",
            count=format_number(say, count),
            total=format_number(say, row.shares.stalls),
            share=share,
        )

    tagged = (
        Column[MixDay](
            label=lambda say: say("With {tag}", tag=f"#{mix.tag}"),
            value=lambda say, row: of_stalls(say, row, row.shares.tagged),
        ),
    )
    return (
        Column(
            label=lambda say: say("Day"),
            value=lambda say, row: format_long_date(say, row.day),
            raw=lambda row: row.day,
        ),
        Column(label=lambda say: say("Local"), value=lambda say, row: of_stalls(say, row, row.shares.local)),
        Column(label=lambda say: say("Chains"), value=lambda say, row: of_stalls(say, row, row.shares.chain)),
        *(tagged if mix.tag else ()),
        Column(label=lambda say: say("Not known"), value=lambda say, row: row.shares.unknown, is_number=True),
        Column(label=lambda say: say("Limits"), value=lambda say, row: _breach_text(say, row, mix)),
    )


def _breach_text(say: Say, row: MixDay, mix: Mix) -> str:
    broken = row.shares.breaches(mix)
    if not broken:
        return say("kept")
    words = {
        MixPart.LOCAL: say.plain("too few local stalls"),
        MixPart.CHAIN: say.plain("too many stalls of chains"),
        MixPart.TAG: say.plain("too many stalls with {tag}", tag=f"#{mix.tag}"),
    }
    return format_list_and(say, [words[part] for part in MixPart if part in broken])


def stall_columns(alley: int) -> Sequence[Column[OriginOfStall]]:
    """Return the columns of stalls, each of which leads to where its origin is recorded."""
    return (
        Column(
            label=lambda say: say("Stall"),
            value=lambda say, row: sanitize_name(row.name, STALL),
            link=lambda row: f"{mix_path(alley)}/{row.stall}",
        ),
        Column(label=lambda say: say("Origin"), value=lambda say, row: origin_name(say, row.origin)),
    )


def _offers(mix: Mix) -> dict[str, FieldOffer]:
    """Return what the fields begin with: the limits as they are."""
    return {
        "least_local": FieldOffer(value=_typed(mix.least_local)),
        "most_chain": FieldOffer(value=_typed(mix.most_chain)),
        "most_tag": FieldOffer(value=_typed(mix.most_tag)),
        "tag": FieldOffer(value=mix.tag),
        "beyond": FieldOffer(value="refused" if mix.blocks else "told"),
    }


def _typed(limit: int | None) -> str:
    return "" if limit is None else str(limit)

"""Sample sheets for the tests of printing."""

from dataclasses import replace

from handlers.callbacks.printing import TicketPaper
from handlers.ui.sheet import (
    BookingLine,
    BookingSheet,
    FigureLine,
    FigureSheet,
    LabelPaper,
    LabelSheet,
    LicenceSheet,
    Poster,
    PosterSheet,
    RollPosterSheet,
    Sheet,
    Slip,
    SmallQr,
    StripSheet,
    Tag,
    TagSheet,
    TicketSheet,
)
from storage.ticket import TicketKind

LINK = "https://t.me/a_market_with_a_long_name_bot?start=t_7KQ2M9XF30123456789abcdefABCDEF"
LONG_LINK = f"HTTPS://MARKET.EXAMPLE.ORG/T/{'A1B2C3D4E5' * 14}"[:178].ljust(178, "7")
"""As long as that of a signed ticket."""

TICKET = TicketSheet(
    language="en",
    paper=TicketPaper.A6,
    kind=TicketKind.PICKUP,
    word="PICKUP",
    quantity="2 ×",
    title="Kuih lapis, box of 9",
    lines=("Dapur Nenek Ros, Lorong Bakau", "Fri 27 Nov, 18:00 to 22:00"),
    code="7KQ2-M9XF-3",
    hint="Show this ticket or say the code.",
    seed=3,
    link=LINK,
)
RETURNS = replace(
    TICKET,
    language="zh_Hans",
    kind=TicketKind.RETURNS,
    word="归还",
    quantity="2 盒",
    title="退还 RM6.00",
    lines=("Dapur Nenek Ros，Lorong Bakau", "12月11日周五前"),
    hint="请出示此票或说出票码。",
    link=LONG_LINK,
)
LICENCE = LicenceSheet(
    language="ms",
    word="Kad lesen",
    title="Dapur Nenek Ros",
    place="Lorong Bakau",
    lines=("Imbas untuk melihat sama ada lesen kami sah.", "Scan to see if our licence is valid."),
    seed=3,
    link="https://market.example.org/L/7KQ2M9XF7KQ2M9XF",
)
POSTERS = PosterSheet(
    "ms",
    (
        Poster(
            title="Lorong Bakau",
            lines=("Lihat apa yang ada, sertai, ambil.", "See what is on, join, pick up."),
            address="t.me/lorong_demo_bot",
            seed=1,
            link="https://t.me/lorong_demo_bot",
        ),
    ),
)
HELP = SmallQr(("Saya perlu bantuan", "I need help"), "HTTPS://MARKET.EXAMPLE.ORG/Y/BAKAU/HELP")
PERMIT = SmallQr(
    ("Permit hingga Jum 29 Jan 2027", "Permit until Fri 29 Jan 2027"),
    f"HTTPS://MARKET.EXAMPLE.ORG/P/{'AEDQI' * 27}",
)
COMPLAINT = SmallQr(
    ("Terlalu bising? Terlalu terang?", "Too loud? Too bright?"), "HTTPS://MARKET.EXAMPLE.ORG/N/BAKAU"
)
GATE = PosterSheet("ms", (replace(POSTERS.posters[0], help=HELP, complaint=COMPLAINT, permit=PERMIT),))
MENU = Poster(
    title="Dapur Nenek Ros",
    lines=("Lihat menu.", "扫码看菜单。"),
    address="market.example/s/abcde",
    seed=3,
    link="HTTPS://MARKET.EXAMPLE/S/ABCDE",
)
ROLL_MENU = RollPosterSheet("ms", MENU, "ABCDE")


def tags(count: int, link: str = LINK) -> TagSheet:
    """Return a sheet with so many price tags."""
    tag = Tag(
        item="月饼 Kuih lapis",
        price="RM8.50",
        stall="Dapur Nenek Ros",
        lines=("Imbas untuk menyertai.", "Scan to join."),
        link=link,
    )
    return TagSheet(
        language="ms",
        title="Kuih",
        tags=tuple(replace(tag, item=f"Kuih {each}") for each in range(count)),
        seed=4,
    )


def slip(link: str = LINK) -> Slip:
    return Slip(word="CUP 0.4 l", code="7KQ2-M9XF-3", lines=("Lorong Bakau",), link=link)


def labels(count: int, paper: LabelPaper = LabelPaper.ROLL, link: str = LINK) -> LabelSheet:
    return LabelSheet(language="en", title="Labels", paper=paper, labels=(slip(link),) * count)


def strip(count: int, link: str = LINK) -> StripSheet:
    return StripSheet(
        language="en", title="Bearer tickets", kind=TicketKind.RETURNS, slips=(slip(link),) * count
    )


def bookings(count: int, name: str = "2 × Kuih lapis, box of 9") -> BookingSheet:
    """Return a list of so many bookings."""
    line = BookingLine(code="7KQ2-M9XF-3", goods=name, state="1 of 2 collected, to pay: RM11.50")
    return BookingSheet(
        language="en",
        title="Fri 27 Nov, Lorong Bakau",
        stall=name,
        hint="Keep this list to yourself.",
        lines=(line,) * count,
    )


FIGURES = FigureSheet(
    language="zh_Hans",
    title="碗：数据",
    lines=(
        FigureLine(label="14 天内归还", value="75 %", note="10月26日 至 11月22日 借出 240 件", share=0.75),
        FigureLine(label="Cost per use", value="not enough data yet", note="of 3 uses; at least 20 needed"),
    ),
)


ALL: dict[str, Sheet] = {
    "a ticket": TICKET,
    "a returns ticket": RETURNS,
    "a ticket on 58 mm": replace(TICKET, paper=TicketPaper.ROLL),
    "a returns ticket on 58 mm": replace(RETURNS, paper=TicketPaper.ROLL),
    "a licence card": LICENCE,
    "a poster": POSTERS,
    "a poster of a gate": GATE,
    "a poster on 58 mm": ROLL_MENU,
    "price tags": tags(9),
    "labels": labels(2),
    "labels to cut": labels(46, LabelPaper.A4),
    "a strip": strip(10),
    "a list of bookings": bookings(60),
    "an empty list of bookings": bookings(0),
    "figures as a PNG": FIGURES,
}

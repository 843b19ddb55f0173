"""The statement of a week, as a message and as a file."""

from fractions import Fraction

from markupsafe import Markup

from handlers.callbacks.sale import SendStatement, ShowSaleDay, ShowStatement
from handlers.sale.statement_file import statement_csv
from handlers.ui.button_layout import layout_buttons
from handlers.ui.screen import Button, Document, Screen
from locales.formats import format_date, format_list_and, format_money, format_percent, format_weight
from locales.packaging_kind import packaging_kind_word
from locales.say import Say
from market.sale.movements import MAX_WEEKS_BACK
from market.sale.statement import Margin, Statement


def statement_page(say: Say, statement: Statement) -> Screen:
    """Shows the sums of a week."""
    return Screen(
        text=Markup("\n").join((_head(say, statement), *_lines(say, statement))),
        rows=layout_buttons(
            [
                Button(
                    label=say.label("As CSV"),
                    callback=SendStatement(stall=statement.stall, weeks=statement.weeks_back),
                    style="primary",
                    below=True,
                )
            ],
            _other_weeks(say, statement),
            [Button(label=say.label("Back"), callback=ShowSaleDay(stall=statement.stall))],
        ),
    )


def statement_document(say: Say, statement: Statement) -> Screen:
    """Returns all movements of a week as a file."""
    name = f"lorong-{statement.first:%Y%m%d}-{statement.last:%Y%m%d}.csv"
    return Screen(text=_head(say, statement), document=Document(name, statement_csv(statement)))


def _head(say: Say, statement: Statement) -> Markup:
    # text: the first and the last day of a week
    return say(
        "<b>{first} to {last}</b>",
        first=format_date(say, statement.first),
        last=format_date(say, statement.last),
    )


def _lines(say: Say, statement: Statement) -> list[Markup]:
    figures, deposits = statement.figures, statement.deposits

    def amount(minor: int) -> str:
        return format_money(say, minor, statement.money.currency, statement.money.territory)

    if not statement.movements:
        return [say("Nothing was sold, paid or handed over.")]
    days = say.many("{count} market day.", "{count} market days.", statement.market_days)
    lines = [
        (
            figures.sold or statement.value,
            say.sentences(
                days,
                say.many(
                    "{count} sale, {amount}.",
                    "{count} sales, {amount}.",
                    figures.sold,
                    amount=amount(statement.value),
                ),
            ),
        ),
        (figures.cash_sales, say("Walk-in sales in cash: {amount}.", amount=amount(figures.cash_sales))),
        (figures.qr_sales, say("Walk-in sales by QR: {amount}.", amount=amount(figures.qr_sales))),
        (
            figures.handed_over,
            say("Bookings, paid at the stall: {amount}.", amount=amount(figures.handed_over)),
        ),
        (figures.by_qr, say("Of that, paid by QR: {amount}.", amount=amount(figures.by_qr))),
        (
            deposits.counted,
            say("Deposits counted towards the price: {amount}.", amount=amount(deposits.counted)),
        ),
        (deposits.received, say("Deposits received: {amount}.", amount=amount(deposits.received))),
        (deposits.refunded, say("Deposits refunded: {amount}.", amount=amount(deposits.refunded))),
        (deposits.kept, say("Deposits that are yours: {amount}.", amount=amount(deposits.kept))),
        (deposits.held, say("Deposits held now: {amount}.", amount=amount(deposits.held))),
        (
            statement.median is not None,
            say("Half of the sales were {amount} or more.", amount=amount(statement.median or 0)),
        ),
        (statement.margin is not None, _margin_text(say, statement, statement.margin)),
    ]
    told = [words for number, words in lines if number]
    return [
        *(told or [say("All that was sold was voided or refunded.")]),
        sold_in_text(say, statement),
        *_last_minute_rows(say, statement),
    ]


def _last_minute_rows(say: Say, statement: Statement) -> list[Markup]:
    """Returns what was handed over of last-minute offers, with its weight where the stall said one."""
    last_minute = statement.last_minute
    if not last_minute.units:
        return []
    if not last_minute.grams:
        return [
            say.many(
                "Last-minute offers: {count} unit.", "Last-minute offers: {count} units.", last_minute.units
            )
        ]
    weight = format_weight(say, last_minute.grams)
    return [
        say.many(
            "Last-minute offers: {count} unit, {weight} kg.",
            "Last-minute offers: {count} units, {weight} kg.",
            last_minute.units,
            weight=weight,
        )
    ]


def sold_in_text(say: Say, statement: Statement) -> Markup:
    """Returns the shares of the units by what they were sold in."""
    total = sum(statement.sold_in.values())
    if not total:
        return say("Packaging of goods: not enough data yet.")
    parts = [
        # text: a share, and the packaging of so many: 60 % compostable
        say.plain(
            "{share} {kind}",
            share=format_percent(say, Fraction(units, total)),
            kind=packaging_kind_word(say, kind) if kind else say.plain("not given"),
        )
        for kind, units in statement.sold_in.items()
    ]
    return say.many(
        "Of {count} unit: {shares}.", "Of {count} units: {shares}.", total, shares=format_list_and(say, parts)
    )


def _margin_text(say: Say, statement: Statement, margin: Margin | None) -> Markup:
    """Returns the margin of what has a cost, and how much of the sales that is."""
    if margin is None:
        return Markup()
    return say(
        "Margin: {margin} of {amount} with a known cost.",
        margin=format_money(say, margin.margin, statement.money.currency, statement.money.territory),
        amount=format_money(say, margin.sold, statement.money.currency, statement.money.territory),
    )


def _other_weeks(say: Say, statement: Statement) -> list[Button]:
    earlier = ShowStatement(stall=statement.stall, weeks=statement.weeks_back + 1)
    later = ShowStatement(stall=statement.stall, weeks=statement.weeks_back - 1)
    return [
        *(
            [Button(label=say.label("Earlier"), callback=earlier)]
            if statement.weeks_back < MAX_WEEKS_BACK
            else []
        ),
        *([Button(label=say.label("Later"), callback=later)] if statement.weeks_back else []),
    ]

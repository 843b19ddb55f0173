"""How lines are read against what their vendors meant, all fields of them. `python -m benchmarks.stock_told [FILE]`.

FILE is tab-separated: id, lang, verdict, units, price in minor units, name, order_deposit, packaging_deposit, hours, limit, line.
`-` is not in the line. Goods of a line are parted by " / ", names that do as well by commas, lines by a written "\\n". The verdict is
`items`, `ask`, `ask deposit`, a correction (`more`, `price`, `sold out`, `cancel`, `limit`), or one of them `or ask`.
"""

import argparse
import re
from collections import Counter
from csv import DictReader
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from benchmarks.report import printed
from handlers.stock.correction_parser import read_correction
from handlers.stock.post_parser import StockPost, read_post
from market.stock.items_ahead import ItemAhead, items_called
from market.stock.parsed_message import ParsedMessage, schedule_drop
from market.stock.stock_line import DropHours

TABLE = Path(__file__).parent / "stock_told.tsv"
ZONE, CURRENCY = "Asia/Kuala_Lumpur", "MYR"
NOW = datetime(2026, 11, 24, 2, tzinfo=UTC)
"""A Tuesday, 10:00 in the alley."""
TODAY = NOW.astimezone(ZoneInfo(ZONE)).date()
LAST = DropHours(NOW - timedelta(hours=47), NOW - timedelta(hours=44))
"""The stall's last drop, 11:00 to 14:00 two days ago: an hour that no evening has."""
ON_SALE = (
    "curry puffs",
    "nasi lemak",
    "sambal hijau",
    "laksa",
    "karipap",
    "nasi kerabu",
    "kek marble",
    "咖喱鸡饭",
    "水饺",
    "kaya puff",
    "凤梨酥",
)
DAYS = {"today": 0, "tomorrow": 1, "wed": 1, "thu": 2, "fri": 3, "sat": 4, "sun": 5, "mon": 6}
PARTS = {"evening": (17, 22), "morning": (5, 12)}
CORRECTIONS = {
    "AddUnits": "more",
    "SellOut": "sold out",
    "LeftUnits": "left",
    "ChangePrice": "price",
    "CancelItem": "cancel",
    "ChangeLimit": "limit",
}


@dataclass(frozen=True)
class Judged:
    """A line with its verdict (right, asked as wanted, asked, misread), and what was read in it."""

    row: dict[str, str]
    verdict: str
    read: str


def judged_lines(file: Path) -> list[Judged]:
    """Return each line of a table with its verdict."""
    with file.open(encoding="utf-8") as lines:
        return [_judged(row) for row in DictReader(lines, delimiter="\t", quoting=3)]


def _judged(row: dict[str, str]) -> Judged:
    text, wanted = row["line"].replace("\\n", "\n"), row["verdict"].split(" or ")
    action = _correction(text)
    if action:
        expected = (wanted[0], row["units"], row["price"], row["name"], row["limit"])
        return Judged(row, "right" if action == expected else "misread", " ".join(action))
    post = read_post(text, CURRENCY, TODAY)
    asks = _asks(post)
    if asks:
        is_wanted = "ask" in wanted or asks in wanted
        return Judged(row, "asked as wanted" if is_wanted else "asked", f"{asks}: {_shown(post)}")
    is_right = wanted[0] == "items" and _is_right(row, post)
    return Judged(row, "right" if is_right else "misread", _shown(post))


def _correction(text: str) -> tuple[str, ...] | None:
    """Return what a line corrects among what is on sale: its kind, units, price, name and limit."""
    found = read_correction(text, CURRENCY, TODAY, ON_SALE)
    kind = CORRECTIONS.get(type(found).__name__)
    if found is None or kind is None:
        return None
    name = getattr(found, "name", "")
    if kind != "limit" and len(items_called(_on_sale(), name, None)) != 1:
        return None
    values = (getattr(found, field, None) for field in ("units", "price", "name", "limit"))
    return (kind, *("-" if each in (None, "") else str(each) for each in values))


def _on_sale() -> tuple[ItemAhead, ...]:
    return tuple(
        ItemAhead(
            id=place, name=name, drop=place, drop_name=name, starts_at=NOW, quantity=20, taken=0, price=500, zone=ZONE
        )
        for place, name in enumerate(ON_SALE)
    )  # fmt: skip


def _asks(post: StockPost) -> str:
    """Return what is asked about a message before it can be published, "" if nothing."""
    if post.readings or not post.message.items:
        return "ask"
    if any(item.quantity is None or (item.price is None and item.offered) for item in post.message.items):
        return "ask"
    return "ask deposit" if any(item.open_deposit is not None for item in post.message.items) else ""


def _is_right(row: dict[str, str], post: StockPost) -> bool:
    message, expected = post.message, {name: cell.split(" / ") for name, cell in row.items()}
    items, count = message.items, len(expected["name"])
    if len(items) != count:
        return False
    names = [{each.strip().casefold() for each in names.split(",")} for names in expected["name"]]
    drop = message.drop
    return all(
        (
            [_cell(item.quantity) for item in items] == expected["units"],
            [_cell(item.price) for item in items] == expected["price"],
            all(item.name.casefold() in said for item, said in zip(items, names, strict=True)),
            _cell(drop.order_deposit) == row["order_deposit"],
            _cell(next((item.deposit for item in items if item.deposit), None)) == row["packaging_deposit"],
            _cell(drop.limit) == row["limit"],
            all(
                _is_in(message, place, hours, post)
                for place, hours in enumerate(expected["hours"])
                if hours != "-"
            ),
        )
    )


def _is_in(message: ParsedMessage, place: int, expected: str, post: StockPost) -> bool:
    """Return whether an item is sold at the expected time: "sat 16:00", "2026-12-12", "today evening", "12:00-14:00"."""
    schedule = schedule_drop(message, LAST, NOW, ZONE)
    hours = schedule.slots[place] or schedule.drop
    starts, ends = (moment.astimezone(ZoneInfo(ZONE)) for moment in (hours.starts_at, hours.ends_at))
    for word in expected.split():
        if word in DAYS and starts.date() != TODAY + timedelta(days=DAYS[word]):
            return False
        if word in PARTS and not PARTS[word][0] <= starts.hour < PARTS[word][1]:
            return False
        if re.fullmatch(r"\d{4}-\d\d-\d\d", word):
            if starts.date() != date.fromisoformat(word):
                return False
            continue
        if re.match(r"\d", word) and f"{starts:%H:%M}-{ends:%H:%M}"[: len(word)] != word:
            return False
    return True


def _cell(value: date | int | None) -> str:
    return "-" if value is None else str(value)


def _shown(post: StockPost) -> str:
    items = (
        f"{item.quantity} × {item.name} {item.price} order {item.order_deposit} packaging {item.deposit}"
        f" {item.day} {item.part} {item.start}-{item.end} max {item.limit}"
        for item in post.message.stock_lines
    )
    left = "".join(f" [{each.words}]" for each in post.unparsed)
    return " / ".join(items) + left


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.stock_told", description=__doc__)
    parser.add_argument("file", nargs="?", type=Path, default=TABLE, help="another table of lines")
    found = judged_lines(parser.parse_args().file)
    for each in found:
        print(
            f"{each.verdict}, {each.row['id']}: {each.row['line']}\n    {each.row['verdict']}; read {each.read}"
        )
    counts = Counter(each.verdict for each in found)
    print(printed([["verdict", "lines"], *([name, str(count)] for name, count in counts.most_common())]))


if __name__ == "__main__":
    main()

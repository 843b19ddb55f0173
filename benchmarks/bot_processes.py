"""The processes of the bots that are measured, and the responder they talk to."""

import json
import subprocess
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path

from benchmarks.load import Order
from benchmarks.process import run_process

TOKENS = {
    "Lorong": "7000000001:AAbenchbenchbenchbenchbenchbenchbe",
    "aiogram": "7000000002:AAbenchbenchbenchbenchbenchbenchbe",
    "python-telegram-bot": "7000000003:AAbenchbenchbenchbenchbenchbenchbe",
    "obvious stack": "7000000004:AAbenchbenchbenchbenchbenchbenchbe",
}
MODULES = {
    "aiogram": "benchmarks.aiogram_echo",
    "python-telegram-bot": "benchmarks.telegram_echo",
    "obvious stack": "benchmarks.obvious_stack",
}
RUN_LORONG = "import sys; from bot.cli.main import main; sys.exit(main(['run']))"


@dataclass(frozen=True, kw_only=True)
class BotProcesses:
    """A responder's address, and a folder with the demo market's database. `lorong` is how Lorong is started."""

    address: str
    folder: Path
    database: str
    lorong: tuple[str, ...] = ("-c", RUN_LORONG)

    @contextmanager
    def bot(self, name: str, database: str = "") -> Iterator[subprocess.Popen[str]]:
        """That bot in a process of its own, as its manual starts it; on a `database` if it needs one of its own."""
        if name == "Lorong":
            with run_process(self.lorong, self.folder, self._settings()) as process:
                yield process
        else:
            with run_process(
                ["-m", MODULES[name], self.address, TOKENS[name], database], self.folder
            ) as process:
                yield process

    def order(self, name: str, order: Order) -> dict[str, float]:
        """The figures of a load. Raises HTTPError where the bot does not keep up."""
        return self._ask("order", {**asdict(order), "bot": TOKENS[name]})

    def first(self, name: str, method: str) -> None:
        """Wait until that bot has called `method` since `forget`."""
        self._ask("call", {"bot": TOKENS[name], "method": method})

    def until_quiet(self, name: str) -> float:
        """Wait until that bot sends nothing any more; return the seconds until its last call."""
        return self._ask("quiet", {"bot": TOKENS[name]})["seconds"]

    def forget(self, name: str) -> None:
        self._ask("forget", {"bot": TOKENS[name]})

    def _settings(self) -> dict[str, str]:
        return {
            "LORONG_BOT_TOKEN": TOKENS["Lorong"],
            "LORONG_API_BASE": self.address,
            "LORONG_DATABASE_URL": self.database,
            "LORONG_WEB_BIND": "127.0.0.1:0",
            "LORONG_HEALTH_BIND": "127.0.0.1:0",
            "LORONG_MESSAGES_PER_SECOND": "100000",
        }

    def _ask(self, what: str, asked: dict[str, object]) -> dict[str, float]:
        request = urllib.request.Request(f"{self.address}/{what}", json.dumps(asked).encode(), method="POST")
        with urllib.request.urlopen(request, timeout=330) as answer:
            figures: dict[str, float] = json.load(answer)
        return figures


@contextmanager
def bot_processes(folder: Path, database: str, *lorong: str) -> Iterator[BotProcesses]:
    """A responder of its own, while it is needed."""
    with run_process(["-m", "benchmarks.responder"], folder, heard=True) as process:
        assert process.stdout is not None
        address = process.stdout.readline().strip()
        yield BotProcesses(
            address=address, folder=folder, database=database, lorong=lorong or BotProcesses.lorong
        )

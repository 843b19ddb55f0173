"""The command line. A command's modules are loaded when it is called, so that `--help` is quick."""

import argparse
import gc
import signal
import sys
from collections.abc import Callable
from importlib import import_module
from pathlib import Path

from bot.cli.errors import CommandFailed, DatabaseUnreachable, NotReady

APP, DATABASE, KEYS = "bot.cli.app_commands", "bot.cli.database_commands", "bot.cli.key_commands"

Command = Callable[[argparse.Namespace, Callable[[str], None]], None]
"""Runs a command and prints its lines. Raises NotReady or CommandFailed."""


def command_line() -> int:
    """Run the command that the operator typed; return the exit status. SIGTERM ends it from its first moment on.

    The first process of a container is sent no signal that it does not handle: stopped while it starts, it would be killed.
    """
    signal.signal(signal.SIGTERM, lambda number, _: sys.exit(128 + number))
    return main()


def main(arguments: list[str] | None = None) -> int:
    """Run a command; return the exit status: 0 done, 1 failed, 2 wrong use or settings, 75 the database does not answer, 130 Ctrl-C.

    Without a command the help is printed.
    """
    arguments = sys.argv[1:] if arguments is None else arguments
    parser = _parser()
    if not arguments:
        parser.print_help(sys.stderr)
        return 2
    options = parser.parse_args(arguments)
    try:
        options.do(options, print_line)
    except NotReady as error:
        print(error, file=sys.stderr)  # noqa: T201
        return 2
    except DatabaseUnreachable as error:
        print(error, file=sys.stderr)  # noqa: T201
        return 75
    except CommandFailed as error:
        print(error, file=sys.stderr)  # noqa: T201
        return 1
    except PermissionError as error:
        denied = f"Permission denied: {error.filename}. Start Lorong as the user who owns this folder."
        print(denied, file=sys.stderr)  # noqa: T201
        return 1
    except KeyboardInterrupt:
        return 130
    return 0


def print_line(line: str) -> None:
    """Print a line at once."""
    print(line, flush=True)  # noqa: T201


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="lorong", description="The front desk of an alley market, inside a chat."
    )
    parser.add_argument("--version", action=_PrintVersion, nargs=0, help="print the version")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    demo = commands.add_parser("demo", help="a market to try in the browser: no token, no network")
    demo.add_argument("--port", type=_port, default=8090, help="the chat page's port (0: any free one)")
    demo.add_argument("--no-browser", action="store_true", help="only print the address")
    demo.add_argument("--data", type=Path, help="keep the database in this folder (default: a temporary one)")
    demo.set_defaults(do=_lazy("bot.demo.command", "demo"))
    setup = commands.add_parser("setup", help="ask for the token, then print the link of the first organiser")
    setup.set_defaults(do=_lazy("bot.cli.setup", "setup"))
    _add_command(commands, APP, "run", "the bot against Telegram, all in one process")
    _add_command(commands, APP, "serve", "webhook and web only, as many as you like, on PostgreSQL")
    _add_command(commands, APP, "tick", "jobs and outbox only; of two, one works and the other takes over")
    key = commands.add_parser("key", help="the keys that sign tickets: list, new, revoke").add_subparsers(
        required=True, metavar="WHAT"
    )
    _add_command(key, KEYS, "list", "each key with its number and its first use", do="list_keys")
    _add_command(
        key, KEYS, "new", "sign with a new key from the next start on; older tickets stay valid", do="new_key"
    )
    revoke = _add_command(key, KEYS, "revoke", "let what a key has signed be worth nothing", do="revoke_key")
    revoke.add_argument("number", type=int)
    check = commands.add_parser("check", help="report what is wrong, with the fix for each finding")
    check.set_defaults(do=_lazy("bot.cli.check", "check"))
    database = commands.add_parser("db", help="upgrade, seed, backup, restore, move").add_subparsers(
        required=True, metavar="WHAT"
    )
    _add_command(database, DATABASE, "upgrade", "bring the schema up to date")
    _add_command(database, DATABASE, "seed", "fill an empty database with the demo market")
    _add_command(database, DATABASE, "backup", "copy the database to FILE").add_argument("file", type=Path)
    _add_command(database, DATABASE, "restore", "fill an empty place from FILE").add_argument(
        "file", type=Path
    )
    move = _add_command(
        database, DATABASE, "move", "copy SQLite into an empty PostgreSQL database, row by row"
    )
    move.add_argument(
        "url", help="postgresql://USER@HOST/NAME; the password is best in PGPASSWORD or ~/.pgpass"
    )
    proof = commands.add_parser("proof", help="verify a draw from its published file").add_subparsers(
        required=True, metavar="WHAT"
    )
    verify = proof.add_parser("verify", help="verify the draw in FILE")
    verify.add_argument("file", type=Path)
    verify.add_argument("--beacon", action="store_true", help="verify the beacon's signature as well")
    verify.set_defaults(do=_lazy("bot.cli.verify_proof", "verify"))
    return parser


class _PrintVersion(argparse.Action):
    """Prints the version and ends. argparse's own action wants to know it at each start, and looking it up takes a while."""

    def __call__(self, parser: argparse.ArgumentParser, *_: object) -> None:
        from importlib.metadata import version

        print_line(f"lorong {version('lorong')}")
        parser.exit()


def _port(text: str) -> int:
    """Return the number of a port. Raises ArgumentTypeError."""
    if not (text.isascii() and text.isdigit() and int(text) < 65536):
        raise argparse.ArgumentTypeError("give a number from 0 to 65535")
    return int(text)


def _add_command(
    commands: "argparse._SubParsersAction[argparse.ArgumentParser]",
    module: str,
    name: str,
    help_text: str,
    *,
    do: str = "",
) -> argparse.ArgumentParser:
    """Add a command that calls the function `do` of a module, or the one of its own name."""
    command = commands.add_parser(name, help=help_text)
    command.set_defaults(do=_lazy(module, do or name))
    return command


def _lazy(module: str, name: str) -> Command:
    """Return a command that loads its module when it is called. The garbage collector is off until `tune_gc`: it took a sixth of the time."""

    def run_command(options: argparse.Namespace, print_line: Callable[[str], None]) -> None:
        gc.disable()
        getattr(import_module(module), name)(options, print_line)

    return run_command

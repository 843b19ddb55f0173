"""The file `.env`: one NAME=VALUE a line, readable by its owner alone."""

import os
import re
from pathlib import Path


def set_value(file: Path, name: str, value: str) -> None:
    """Set one value and keep every other line. The file is replaced at once, or stays as it is."""
    target = file.resolve()
    lines = target.read_text().splitlines() if target.exists() else []
    kept = [line for line in lines if not re.match(rf"\s*(export\s+)?{name}\s*=", line)]
    part = target.with_name(f"{target.name}.part")
    part.unlink(missing_ok=True)
    try:
        with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as out:
            out.writelines(f"{line}\n" for line in (f"{name}={value}", *kept))
            out.flush()
            os.fsync(out.fileno())
        part.replace(target)
    finally:
        part.unlink(missing_ok=True)

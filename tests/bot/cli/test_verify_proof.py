"""A published draw, checked by `lorong proof verify` and by the Python script of its documentation; tampered proofs are refused."""

import json
import subprocess
import sys
from collections.abc import Callable
from copy import deepcopy
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest

from bot.cli.main import main
from market.beacon import CHAIN, KEY, time_of
from market.draw.proof import Chance, MerkleTree, commitment, drawn_order, leaf, listed, root, seed
from tests.bot.beacon.test_quicknet import RANDOMNESS, ROUND, SIGNATURE

SCRIPT = Path(__file__).parents[3] / "docs" / "verify_draw.py"
SECRET = sha256(b"operator-secret").hexdigest()
CHANCES = listed(Chance(f"p-{n:04X}", n % 4 + 1) for n in range(21))
Document = dict[str, Any]


def document(local: bool = False) -> Document:
    """Return a proof as `market.draw.published.proof_file` makes it, of a real round."""
    drawn = seed(SECRET, RANDOMNESS)
    network = {} if local else {"chain": CHAIN, "key": KEY}
    return {
        "what": "lorong draw",
        "version": 1,
        "draw": "7KQ2M9-3",
        "commitment": commitment(SECRET),
        "closed": time_of(ROUND - 50).isoformat(),
        "entries": [[chance.pseudonym, chance.weight] for chance in CHANCES],
        "count": len(CHANCES),
        "root": root(CHANCES),
        "secret": SECRET,
        "beacon": {
            "kind": "local" if local else "quicknet",
            "round": ROUND,
            "randomness": RANDOMNESS,
            "signature": "" if local else SIGNATURE,
            **network,
        },
        "seed": drawn,
        "order": list(drawn_order(drawn, "7KQ2M9-3", CHANCES)),
    }


def removed(proof: Document) -> None:
    proof["entries"].pop(3)


def weight_changed(proof: Document) -> None:
    proof["entries"][0][1] = 4


def out_of_bounds(proof: Document) -> None:
    proof["entries"][0][1] = 0


def swapped(proof: Document) -> None:
    proof["order"][0], proof["order"][1] = proof["order"][1], proof["order"][0]


def other_secret(proof: Document) -> None:
    proof["secret"] = sha256(b"another").hexdigest()


def other_root(proof: Document) -> None:
    proof["root"] = "00" * 32


def other_randomness(proof: Document) -> None:
    proof["beacon"]["randomness"] = "00" * 32


def other_draw_seed(proof: Document) -> None:
    """Return a proof whose secret was replaced afterwards, with the rest recomputed."""
    proof["secret"] = sha256(b"ground").hexdigest()
    proof["seed"] = seed(proof["secret"], RANDOMNESS)
    chances = [Chance(*each) for each in proof["entries"]]
    proof["order"] = list(drawn_order(proof["seed"], proof["draw"], chances))


def known_before(proof: Document) -> None:
    proof["closed"] = time_of(ROUND - 1).isoformat()


def not_yet(proof: Document) -> None:
    proof["beacon"] |= {"randomness": "", "signature": ""}
    proof |= {"seed": "", "order": []}


TAMPERED = (
    *(
        removed,
        weight_changed,
        out_of_bounds,
        swapped,
        other_secret,
        other_root,
        other_randomness,
        other_draw_seed,
    ),
    *(known_before, not_yet),
)
Check = Callable[..., tuple[int, str]]


def by_script(file: Path) -> tuple[int, str]:
    done = subprocess.run(
        (sys.executable, "-I", SCRIPT, file), capture_output=True, text=True, check=False, cwd=file.parent
    )
    return done.returncode, done.stdout


@pytest.fixture(params=["lorong proof verify", "docs/verify_draw.py"])
def check(request: pytest.FixtureRequest, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Check:
    """Return a function that checks a proof and returns the exit status and the output."""

    def run(proof: Document, *options: str) -> tuple[int, str]:
        file = tmp_path / "draw.json"
        file.write_text(json.dumps(proof))
        if request.param != "lorong proof verify":
            return by_script(file)
        status = main(["proof", "verify", str(file), *options])
        return status, capsys.readouterr().out

    return run


def test_a_draw_as_it_was_published_is_found_so(check: Check) -> None:
    for local in (False, True):
        status, output = check(document(local))
        assert status == 0, output
        assert "NO" not in output


@pytest.mark.parametrize("tamper", TAMPERED, ids=lambda tamper: tamper.__name__)
def test_whatever_was_tampered_with_is_found(check: Check, tamper: Callable[[Document], None]) -> None:
    proof = deepcopy(document())
    tamper(proof)
    status, output = check(proof)
    assert status == 1
    assert output == "" or "NO" in output or "sooner" in output, output


def test_an_entry_and_its_path_are_checked(check: Check) -> None:
    chance = CHANCES[5]
    own = {"pseudonym": chance.pseudonym, "weight": chance.weight, "leaf": leaf(chance)}
    mine = {
        "what": "lorong entry",
        "draw": "7KQ2M9-3",
        **own,
        "path": MerkleTree(CHANCES).path(chance.pseudonym),
        "root": root(CHANCES),
    }
    assert check(mine)[0] == 0
    assert check(mine | {"weight": chance.weight % 4 + 1})[0] == 1
    assert check(mine | {"path": mine["path"][1:]})[0] == 1


def test_the_signature_of_the_round_is_checked_where_it_is_asked_for(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "draw.json"
    forged = document()
    forged["beacon"]["signature"] = "ab" * 48
    forged["beacon"]["randomness"] = sha256(bytes.fromhex("ab" * 48)).hexdigest()
    forged["seed"] = seed(SECRET, forged["beacon"]["randomness"])
    forged["order"] = list(drawn_order(forged["seed"], forged["draw"], CHANCES))
    for proof, plain, with_beacon in ((document(), 0, 0), (forged, 0, 1), (document(local=True), 0, 1)):
        file.write_text(json.dumps(proof))
        assert main(["proof", "verify", str(file)]) == plain
        assert "--beacon does that" in capsys.readouterr().out
        assert main(["proof", "verify", str(file), "--beacon"]) == with_beacon


@pytest.mark.parametrize(
    "content",
    ["", "[]", "{}", '{"what": "lorong draw"}', "\x00", '{"what": "lorong draw", "entries": [[1]]}'],
)
def test_what_is_no_proof_file_is_said_to_be_none(
    content: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "other.json"
    file.write_text(content)
    assert main(["proof", "verify", str(file)]) == 1
    assert "is no proof file of a draw" in capsys.readouterr().err


def test_a_file_that_is_no_text_or_not_there_is_told_in_one_short_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    other = tmp_path / "lorong.db"
    other.write_bytes(b"\xff" * 100_000)
    for file, words in ((other, "is no proof file of a draw"), (tmp_path / "missing", "No such file")):
        assert main(["proof", "verify", str(file)]) == 1
        err = capsys.readouterr().err
        assert words in err
        assert len(err) < 300


def test_the_page_of_python_is_short_and_needs_nothing() -> None:
    text = SCRIPT.read_text()
    assert len(text.splitlines()) < 100
    imported = {line.split()[1] for line in text.splitlines() if line.startswith(("import ", "from "))}
    assert imported <= sys.stdlib_module_names

"""Names say what a thing is: one class a name, nouns as parameters, few arguments by position, docstrings that begin with the thing."""

import ast
import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
LAYERS = ("bot", "handlers", "scheduler", "web", "market", "storage", "locales", "sandbox")
MOST_BY_POSITION = 4

NO_NOUN = re.compile(
    "after|at|before|by|from_|in_|into|of|on|onto|out|to|with_"
    "|each|his|how|it|its|mine|most|own|theirs|they|what|where|which|who|whom|whose|why"
    "|alone|asked|beginning|done|given|has|meant|said|seen|told|upto|wanted"
)
"""Prepositions, pronouns and relatives, participles and other words that name no thing."""
RELATIVE = re.compile(r"(What|Who|Whoever|Whom|Whatever|Whichever|Those|How)\b")

Function = ast.FunctionDef | ast.AsyncFunctionDef
Documented = ast.Module | ast.ClassDef | Function
Trees = Mapping[str, ast.Module]


@cache
def product() -> Trees:
    """Each file of the layers by its path, without the migrations."""
    paths = [path for layer in LAYERS for path in sorted((ROOT / layer).rglob("*.py"))]
    return {
        str(path.relative_to(ROOT)): ast.parse(path.read_text())
        for path in paths
        if "versions" not in path.parts
    }


def planted(**sources: str) -> Trees:
    """Files that are not in the product, as `market_a` for `market/a.py`."""
    return {name.replace("_", "/") + ".py": ast.parse(source) for name, source in sources.items()}


def nodes(trees: Trees) -> Iterator[tuple[str, ast.AST]]:
    """Each node of each file, with the path."""
    for path, tree in trees.items():
        for node in ast.walk(tree):
            yield path, node


def classes_twice(trees: Trees) -> dict[str, list[str]]:
    """The places of each public class name that several classes have."""
    found = defaultdict(list)
    for path, node in nodes(trees):
        if isinstance(node, ast.ClassDef) and not node.name.startswith("_"):
            found[node.name].append(f"{path}:{node.lineno}")
    return {name: places for name, places in found.items() if len(places) > 1}


def definitions(trees: Trees) -> set[str]:
    """The names of all functions, methods and classes."""
    return {node.name for _, node in nodes(trees) if isinstance(node, Function | ast.ClassDef)}


def callee(call: ast.Call) -> str:
    """The last name of what is called: `read` of `self.store.read(...)`."""
    match call.func:
        case ast.Name(id=name) | ast.Attribute(attr=name):
            return name
        case _:
            return ""


def long_calls(trees: Trees, own: set[str]) -> list[str]:
    """The calls of our own functions with too many arguments by position; `*rows` counts as one."""
    return [
        f"{path}:{node.lineno} {callee(node)}"
        for path, node in nodes(trees)
        if isinstance(node, ast.Call) and len(node.args) > MOST_BY_POSITION and callee(node) in own
    ]


def parameters(function: Function) -> Iterator[str]:
    every = function.args
    for each in (*every.posonlyargs, *every.args, every.vararg, *every.kwonlyargs, every.kwarg):
        if each:
            yield each.arg


def parameters_that_name_nothing(trees: Trees) -> list[str]:
    """The parameters that are a preposition, a pronoun or a participle."""
    return [
        f"{path}:{node.lineno} {node.name}({name})"
        for path, node in nodes(trees)
        if isinstance(node, Function)
        for name in parameters(node)
        if NO_NOUN.fullmatch(name)
    ]


def relative_docstrings(trees: Trees) -> list[str]:
    """The docstrings that begin with a relative, such as "What a link offers"."""
    return [
        f"{path}:{getattr(node, 'lineno', 1)} {words.splitlines()[0]}"
        for path, node in nodes(trees)
        if isinstance(node, Documented) and (words := ast.get_docstring(node)) and RELATIVE.match(words)
    ]


def test_no_two_public_classes_have_one_name() -> None:
    assert len(product()) > 500
    assert classes_twice(product()) == {}


def test_our_own_functions_get_at_most_four_arguments_by_position() -> None:
    assert long_calls(product(), definitions(product())) == []


def test_each_parameter_is_a_noun() -> None:
    assert parameters_that_name_nothing(product()) == []


def test_no_docstring_begins_with_a_relative() -> None:
    assert relative_docstrings(product()) == []


def test_a_class_name_that_comes_twice_is_found_with_its_places() -> None:
    found = planted(
        market_a="class Place: ...\nclass _Row: ...\n", web_b="class _Row: ...\nclass Place: ...\n"
    )
    assert classes_twice(found) == {"Place": ["market/a.py:1", "web/b.py:2"]}


def test_a_long_call_is_found_as_function_method_and_class_and_a_library_is_left_alone() -> None:
    found = planted(
        market_a="def post(a, b, c, d, e): ...\nclass Card: ...\n",
        web_b="""
post(1, 2, 3, 4, 5)
services.post(ctx, 2, 3, 4, *rest)
Card(1, 2, 3, 4, 5)
post(1, 2, 3, 4, e=5)
post(1, 2, 3, *rest)
select(1, 2, 3, 4, 5)
""",
    )
    assert long_calls(found, definitions(found)) == ["web/b.py:2 post", "web/b.py:3 post", "web/b.py:4 Card"]


def test_a_parameter_that_names_nothing_is_found_wherever_it_stands() -> None:
    found = planted(market_a="class Sale:\n    async def end(self, by, /, at, *of, how=None, now): ...\n")
    assert parameters_that_name_nothing(found) == [
        f"market/a.py:2 end({name})" for name in ("by", "at", "of", "how")
    ]


def test_a_docstring_that_begins_with_a_relative_is_found_on_module_class_and_function() -> None:
    found = planted(
        market_a='''"""What a link offers."""
class Offer:
    """Who may take it."""
    def find(self):
        """How it is found."""
    def whose(self):
        """Whose it is: a word that only begins alike."""
'''
    )
    assert relative_docstrings(found) == [
        "market/a.py:1 What a link offers.",
        "market/a.py:2 Who may take it.",
        "market/a.py:4 How it is found.",
    ]

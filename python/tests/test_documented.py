"""What is public has a docstring, its examples run, and the stub of the native half names what is there."""

import ast
import doctest
import inspect
from pathlib import Path

import pytest

import twicetold
from twicetold import _twicetold

STUB = ast.parse(Path(_twicetold.__file__).with_name("_twicetold.pyi").read_text(encoding="utf-8"))


def documented():
    for name in twicetold.__all__:
        thing = getattr(twicetold, name)
        yield name, thing
        if inspect.isclass(thing) and not issubclass(thing, Exception):
            members = [member for member in vars(thing) if not member.startswith("_")]
            yield from ((f"{name}.{member}", getattr(thing, member)) for member in members)


@pytest.mark.parametrize(("name", "thing"), [pair for pair in documented() if pair[0] != "__version__"])
def test_it_says_what_it_is_and_its_examples_run(name, thing):
    assert (thing.__doc__ or "").strip(), f"{name} has no docstring"
    example = doctest.DocTestParser().get_doctest(thing.__doc__, {**vars(twicetold)}, name, None, None)
    failed, _ = doctest.DocTestRunner(verbose=False).run(example)
    assert failed == 0


def test_the_stub_names_what_is_there():
    named = {node.name: node for node in STUB.body if isinstance(node, ast.ClassDef | ast.FunctionDef) and not node.name.startswith("_")}
    values = {node.target.id for node in STUB.body if isinstance(node, ast.AnnAssign)}
    there = {name for name in dir(_twicetold) if not name.startswith("__")} - {"annotations"}
    assert set(named) | values - {"__version__"} == there
    for name, node in named.items():
        thing = getattr(_twicetold, name)
        if isinstance(node, ast.FunctionDef):
            arguments = [argument.arg for argument in (*node.args.args, *node.args.kwonlyargs)]
            assert arguments == list(inspect.signature(thing).parameters), name
        elif not issubclass(thing, Exception):
            bases = [base.id for base in node.bases if isinstance(base, ast.Name)]
            members = [member for of in (name, *bases) for member in _members(of)]
            own = {member for member in vars(thing) if not member.startswith("_")}
            assert {member for member in members if not member.startswith("_")} == own, name


def _members(name):
    node = next(node for node in STUB.body if isinstance(node, ast.ClassDef) and node.name == name)
    return [item.name for item in node.body if isinstance(item, ast.FunctionDef)]

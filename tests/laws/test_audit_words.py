"""Every act in the audit log has words: one without is read as a code and found by no filter."""

import ast
from collections.abc import Iterator

import pytest

from lms.office.words import ACTIONS, SUBJECTS
from tests.laws.test_source import dotted, modules, tree_of, where

#: It reads the source.
pytestmark = pytest.mark.once


def _texts(tree: ast.Module) -> dict[str, str]:
    """The module's own constants, by name."""
    return {
        target.id: node.value.value
        for node in tree.body
        if isinstance(node, ast.Assign) and isinstance(node.value, ast.Constant)
        for target in node.targets
        if isinstance(target, ast.Name)
    }


def _recorded() -> Iterator[tuple[str, str]]:
    """(place in the source, action) of every call of `record`; of a made-up name its fixed beginning."""
    for path, nodes in modules():
        known = _texts(tree_of(path))
        for node in nodes:
            if not isinstance(node, ast.Call) or dotted(node.func).rsplit(".", 1)[-1] != "record":
                continue
            if len(node.args) > 1:
                action = node.args[1]
                texts = [one.value for one in ast.walk(action) if isinstance(one, ast.Constant)]
                texts += [known[one.id] for one in ast.walk(action) if getattr(one, "id", "") in known]
                assert texts, f"{where(path, node)}: name the action in the call"
                yield from ((where(path, node), str(text)) for text in texts)


def test_every_recorded_act_has_words() -> None:
    recorded = list(_recorded())
    assert len(recorded) > 50
    found = [
        f"{place}: {action}: add it to ACTIONS in lms/office/words.py"
        for place, action in recorded
        if action not in ACTIONS and not (action.endswith(".") and any(o.startswith(action) for o in ACTIONS))
    ]
    assert not found, "\n".join(found)


def test_every_act_is_found_by_a_filter() -> None:
    prefixes = tuple(prefix for prefix, _word in SUBJECTS)
    assert not [action for action in ACTIONS if not action.startswith(prefixes)]

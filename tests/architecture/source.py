"""Reads the addons as text and syntax trees; the scans of this folder stand on it.

Nothing here imports an addon: a scan says what is wrong even where Odoo cannot load.
"""

import ast
import csv
import functools
import io
import tokenize
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from lxml import etree

REPOSITORY = Path(__file__).resolve().parents[2]
MODEL_KINDS = ("Model", "TransientModel", "AbstractModel")


@dataclass(frozen=True)
class Addon:
    """One addon of the repository."""

    name: str
    path: Path
    manifest: dict = field(hash=False, compare=False)

    def files(self, *suffixes):
        """Its files with these suffixes, sorted, without those of caches."""
        return sorted(
            path
            for path in self.path.rglob("*")
            if path.suffix in suffixes and "__pycache__" not in path.parts
        )

    def python_files(self, tests=False):
        """Its Python files, those of its tests only when asked for."""
        files = self.files(".py")
        return [
            p for p in files if tests or p.relative_to(self.path).parts[0] != "tests"
        ]

    def records(self):
        """Yield ``(path, element)`` of each ``<record>`` in its XML files."""
        for path in self.files(".xml"):
            if "static" not in path.relative_to(self.path).parts:
                for element in xml(path).iter("record"):
                    yield path, element


@dataclass
class Model:
    """A class of an addon that defines or extends a model."""

    addon: Addon
    path: Path
    line: int
    kind: str
    name: str
    inherits: list
    fields: dict

    @property
    def is_own(self):
        """Whether the class brings the model into being, and does not extend one."""
        return bool(self.name) and self.name not in self.inherits

    @property
    def is_concrete(self):
        """Whether the model has records."""
        return self.kind != "AbstractModel"

    @property
    def xmlid(self):
        """Its name as part of identifiers: dp.risk.unit gives dp_risk_unit."""
        return self.name.replace(".", "_")


@functools.cache
def addons():
    """All addons at the top of the repository."""
    return [
        Addon(path.parent.name, path.parent, ast.literal_eval(path.read_text()))
        for path in sorted(REPOSITORY.glob("*/__manifest__.py"))
    ]


@functools.cache
def tree(path):
    """The syntax tree of a Python file."""
    return ast.parse(path.read_text(), str(path))


@functools.cache
def xml(path):
    """The root element of an XML file."""
    return etree.parse(path).getroot()


@functools.cache
def comments(path):
    """The comments of a Python file by line."""
    tokens = tokenize.generate_tokens(io.StringIO(path.read_text()).readline)
    return {t.start[0]: t.string for t in tokens if t.type == tokenize.COMMENT}


@functools.cache
def models():
    """Every model class of every addon."""
    found = []
    for addon in addons():
        for path in addon.python_files():
            for node in ast.walk(tree(path)):
                if isinstance(node, ast.ClassDef):
                    kind = _model_kind(node)
                    if kind:
                        found.append(_read_model(addon, path, node, kind))
    return found


def own_models():
    """The concrete models that the addons bring into being."""
    return [model for model in models() if model.is_own and model.is_concrete]


def all_fields(model):
    """Names of the fields of a model, with those of our mixins it inherits."""
    names = set(model.fields)
    parents = {m.name: m for m in models() if m.is_own}
    for parent in model.inherits:
        if parent in parents and parent != model.name:
            names |= all_fields(parents[parent])
    return names


def access_lines(addon):
    """The identifiers of the models in an addon's list of access rights."""
    path = addon.path / "security" / "ir.model.access.csv"
    if not path.exists():
        return set()
    with path.open() as stream:
        return {row["model_id:id"].split(".")[-1] for row in csv.DictReader(stream)}


def place(path, line=None):
    """``file:line`` from the root of the repository."""
    relative = path.relative_to(REPOSITORY)
    return f"{relative}:{line}" if line else str(relative)


def expect_none(findings):
    """Fail with all findings, one a line."""
    if findings:
        pytest.fail(f"{len(findings)} findings\n" + "\n".join(findings), pytrace=False)


def _model_kind(node):
    for base in node.bases:
        if (
            isinstance(base, ast.Attribute)
            and isinstance(base.value, ast.Name)
            and base.value.id == "models"
            and base.attr in MODEL_KINDS
        ):
            return base.attr
    return None


def _read_model(addon, path, node, kind):
    values, fields = {}, {}
    for statement in node.body:
        if not (isinstance(statement, ast.Assign) and len(statement.targets) == 1):
            continue
        target = getattr(statement.targets[0], "id", "")
        if target in ("_name", "_inherit"):
            values[target] = ast.literal_eval(statement.value)
        elif (
            isinstance(statement.value, ast.Call)
            and isinstance(statement.value.func, ast.Attribute)
            and isinstance(statement.value.func.value, ast.Name)
            and statement.value.func.value.id == "fields"
        ):
            fields[target] = statement.lineno
    inherits = values.get("_inherit", [])
    if isinstance(inherits, str):
        inherits = [inherits]
    name = values.get("_name") or (inherits[0] if len(inherits) == 1 else "")
    return Model(addon, path, node.lineno, kind, name, list(inherits), fields)

"""Iot and reports stand on the core, and know nothing of each other."""

import ast

from . import source

CORE = "double_prevention"
TEXT = (".py", ".xml", ".js", ".csv", ".scss", ".css", ".po", ".pot")


def test_addons_mention_only_what_they_stand_on():
    names = {addon.name for addon in source.addons()}
    findings = []
    for addon in source.addons():
        allowed = {addon.name, CORE}
        # The longest first: the name of the core is the beginning of the others.
        foreign = sorted(names - allowed, key=len, reverse=True)
        for path in addon.files(*TEXT):
            for number, line in enumerate(path.read_text().splitlines(), 1):
                findings += [
                    f"{source.place(path, number)}: {addon.name} must not know {name}:"
                    " offer or use a hook of the core"
                    for name in foreign
                    if name in line
                ]
    source.expect_none(findings)


def test_every_addon_stands_on_the_core():
    source.expect_none(
        [
            f"{addon.name}/__manifest__.py: depends must name {CORE}"
            for addon in source.addons()
            if addon.name != CORE and CORE not in addon.manifest.get("depends", [])
        ]
    )


def test_tools_import_neither_odoo_nor_other_layers():
    findings = []
    for addon in source.addons():
        for path in addon.python_files():
            parts = path.relative_to(addon.path).parts
            if parts[0] != "tools":
                continue
            findings += [
                f"{source.place(path, node.lineno)}: tools/ is pure Python: pass in"
                " what it needs"
                for node in ast.walk(source.tree(path))
                if leaves_tools(node, depth=len(parts))
            ]
    source.expect_none(findings)


def leaves_tools(node, depth):
    """Whether an import reaches Odoo, or above the folder, ``depth`` dots away."""
    if isinstance(node, ast.ImportFrom) and node.level >= depth:
        return True
    return any(name.split(".")[0] == "odoo" for name in imported(node))


def imported(node):
    if isinstance(node, ast.Import):
        return [alias.name for alias in node.names]
    if isinstance(node, ast.ImportFrom) and not node.level:
        return [node.module]
    return []

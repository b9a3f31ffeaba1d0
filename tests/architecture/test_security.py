"""Rights are left aside only knowingly."""

import ast

from . import source


def test_every_sudo_has_its_reason_beside_it():
    findings = []
    for addon in source.addons():
        for path in addon.python_files():
            notes = source.comments(path)
            findings += [
                f"{source.place(path, call.end_lineno)}: say in a comment on this line"
                " or the one before why sudo is right here"
                for call in elevations(source.tree(path))
                if not any(line in notes for line in beside(call))
            ]
    source.expect_none(findings)


def elevations(root):
    """Calls of ``.sudo()``, each with the statement it is part of."""
    statement_of = {}
    for statement in ast.walk(root):
        if isinstance(statement, ast.stmt):
            for node in ast.walk(statement):
                # ast.walk goes from the outside in: the innermost statement stays.
                statement_of[node] = statement
    for node, statement in statement_of.items():
        if (
            isinstance(node, ast.Call)
            and isinstance(node.func, ast.Attribute)
            and node.func.attr == "sudo"
            and not (node.args and getattr(node.args[0], "value", None) is False)
        ):
            node.statement = statement
            yield node


def beside(call):
    """Lines on which the reason may stand: around the call or its statement."""
    statement = call.statement
    header = getattr(statement, "body", None)
    last = header[0].lineno - 1 if header else statement.end_lineno
    return {*range(statement.lineno - 1, last + 1), call.lineno - 1, call.end_lineno}

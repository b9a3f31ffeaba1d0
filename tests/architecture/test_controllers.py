"""What a route lets in is written where it is, and not left to defaults."""

import ast

from . import source


def test_every_route_says_who_may_call_it_and_how():
    findings = []
    for addon in source.addons():
        for path in addon.python_files():
            for node in ast.walk(source.tree(path)):
                if isinstance(node, ast.FunctionDef):
                    for decorator in node.decorator_list:
                        if is_route(decorator):
                            findings += [
                                f"{source.place(path, decorator.lineno)}: {advice}"
                                for advice in missing(decorator)
                            ]
    source.expect_none(findings)


def is_route(node):
    if not isinstance(node, ast.Call):
        return False
    name = getattr(node.func, "attr", None) or getattr(node.func, "id", None)
    # An override without arguments keeps what it overrides.
    return name == "route" and bool(node.args or node.keywords)


def missing(decorator):
    options = {keyword.arg: keyword.value for keyword in decorator.keywords}
    for name in ("auth", "type"):
        if name not in options:
            yield f"the route must name {name}"
    kind = getattr(options.get("type"), "value", None)
    if kind == "http" and "methods" not in options:
        yield "a route of type http must name its methods"
    if "csrf" in options and not getattr(options["csrf"], "value", True):
        methods = ast.unparse(options.get("methods", ast.Constant("")))
        if getattr(options.get("auth"), "value", None) == "user" and "POST" in methods:
            yield "a POST of a logged-in user must keep its csrf check"

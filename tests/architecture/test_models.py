"""Each model is found by its name: one file each in models, views, security, tests."""

import re

from . import source
from .exceptions import EMBEDDED, READ_BY_PYTHON


def is_embedded(model):
    return model.name in EMBEDDED


def test_a_file_defines_one_model_and_bears_its_name():
    source.expect_none(
        [
            f"{source.place(model.path, model.line)}: {model.name} belongs into"
            f" {model.xmlid}.py"
            for model in source.models()
            if model.is_own and model.path.stem != model.xmlid
        ]
    )


def test_every_model_has_an_access_line():
    source.expect_none(
        [
            f"{source.place(model.path, model.line)}: {model.name} has no line in"
            f" {model.addon.name}/security/ir.model.access.csv"
            for model in source.own_models()
            if f"model_{model.xmlid}" not in source.access_lines(model.addon)
        ]
    )


def test_every_model_with_a_company_has_a_company_rule():
    findings = []
    for model in source.own_models():
        if model.kind == "TransientModel":
            continue
        if "company_id" not in source.all_fields(model):
            continue
        if not has_company_rule(model):
            findings.append(
                f"{source.place(model.path, model.line)}: {model.name} has company_id"
                f" but no global rule on company_ids in security/{model.xmlid}"
                "_security.xml"
            )
    source.expect_none(findings)


def has_company_rule(model):
    for _path, record in model.addon.records():
        if record.get("model") != "ir.rule":
            continue
        fields = {f.get("name"): f for f in record.iter("field")}
        if (
            "groups" not in fields
            and fields["model_id"].get("ref", "").endswith(f"model_{model.xmlid}")
            and "company_ids" in (fields["domain_force"].text or "")
        ):
            return True
    return False


def test_every_model_has_a_view_file():
    source.expect_none(
        [
            f"{source.place(model.path, model.line)}: {model.name} has no"
            f" {model.path.parent.name.replace('models', 'views')}/"
            f"{model.xmlid}_views.xml"
            for model in source.own_models()
            if not is_embedded(model)
            and not any(
                (model.addon.path / folder / f"{model.xmlid}_views.xml").exists()
                for folder in ("views", "wizard", "report")
            )
        ]
    )


def test_every_model_has_a_test_file():
    source.expect_none(
        [
            f"{source.place(model.path, model.line)}: {model.name} has no"
            f" tests/test_{short_name(model)}.py"
            for model in source.own_models()
            if not is_embedded(model) and not has_test(model)
        ]
    )


def has_test(model):
    """Whether a test file bears its name, or several begin with it."""
    folder = model.addon.path / "tests"
    name = f"test_{short_name(model)}"
    return (folder / f"{name}.py").exists() or any(folder.glob(f"{name}_*.py"))


def short_name(model):
    """dp.risk.unit gives risk_unit, which names its test file."""
    return re.sub(r"^dp_", "", model.xmlid)


def test_every_exception_is_still_needed():
    names = {model.name for model in source.own_models()}
    source.expect_none(
        [
            f"tests/architecture/exceptions.py: no model {name} any more"
            for name in EMBEDDED
            if name not in names
        ]
    )


def test_every_test_file_is_imported():
    findings = []
    for addon in source.addons():
        init = addon.path / "tests" / "__init__.py"
        imports = init.read_text() if init.exists() else ""
        findings += [
            f"{source.place(path)}: import it in tests/__init__.py, or it never runs"
            for path in addon.path.glob("tests/test_*.py")
            if not re.search(rf"\b{path.stem}\b", imports)
        ]
    source.expect_none(findings)


def test_every_data_file_is_in_the_manifest():
    findings = []
    for addon in source.addons():
        listed = {*addon.manifest.get("data", []), *addon.manifest.get("demo", [])}
        listed |= READ_BY_PYTHON
        for path in addon.files(".xml", ".csv"):
            relative = path.relative_to(addon.path)
            folder = relative.parts[0]
            if folder in ("static", "tests", "i18n") or str(relative) in listed:
                continue
            # Odoo loads a CSV by the model its name says; others are read by code.
            if path.suffix == ".csv" and "." not in path.stem:
                continue
            findings.append(f"{source.place(path)}: the manifest does not load it")
    source.expect_none(findings)

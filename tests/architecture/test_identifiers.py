"""Identifiers in XML say what they name: model, then kind."""

import re

from . import source

# Kind of record -> the field that names its model, and the middle of its identifier.
KINDS = {
    "ir.ui.view": ("model", "_view_"),
    "ir.actions.act_window": ("res_model", "_action"),
    "ir.rule": ("model_id", "_rule_"),
}


def own_records():
    """Records that our addons create, without changes to those of others."""
    for addon in source.addons():
        for path, record in addon.records():
            if "." not in record.get("id", ""):
                yield path, record


def model_of(record, name):
    for element in record.iterchildren("field"):
        if element.get("name") == name:
            value = element.text or element.get("ref", "")
            return value.split(".")[-1] if "ref" in element.attrib else value
    return ""


def test_records_are_named_after_their_model():
    findings = []
    for path, record in own_records():
        kind = record.get("model")
        if kind not in KINDS:
            continue
        name_field, middle = KINDS[kind]
        model = model_of(record, name_field).removeprefix("model_").replace(".", "_")
        if model and not record.get("id").startswith(f"{model}{middle}"):
            findings.append(
                f"{source.place(path, record.sourceline)}: {record.get('id')} must"
                f" begin with {model}{middle}"
            )
    source.expect_none(findings)


def test_menus_and_groups_are_told_by_their_prefix():
    findings = [
        f"{source.place(path, menu.sourceline)}: {menu.get('id')} must begin with menu_"
        for addon in source.addons()
        for path in addon.files(".xml")
        for menu in source.xml(path).iter("menuitem")
        if not re.match(r"(\w+\.)?menu_", menu.get("id"))
    ]
    findings += [
        f"{source.place(path, record.sourceline)}: {record.get('id')} must begin with"
        " group_"
        for path, record in own_records()
        if record.get("model") == "res.groups"
        and not record.get("id").startswith("group_")
    ]
    source.expect_none(findings)


def test_identifiers_are_plain_words():
    source.expect_none(
        [
            f"{source.place(path, record.sourceline)}: {record.get('id')} must be of"
            " lower-case letters, digits and underscores"
            for path, record in own_records()
            if not re.fullmatch(r"[a-z][a-z0-9_]*", record.get("id", ""))
        ]
    )


def test_window_actions_of_menus_have_a_path():
    in_menus = {
        menu.get("action")
        for addon in source.addons()
        for path in addon.files(".xml")
        for menu in source.xml(path).iter("menuitem")
    }
    source.expect_none(
        [
            f"{source.place(path, record.sourceline)}: {record.get('id')} is behind a"
            " menu: give it a path for its address"
            for path, record in own_records()
            if record.get("model") == "ir.actions.act_window"
            and record.get("id") in in_menus
            # A dialog has no address.
            and model_of(record, "target") != "new"
            and not model_of(record, "path")
        ]
    )

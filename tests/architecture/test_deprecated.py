"""Odoo 19 ignores or merely logs much of what older versions used."""

import re

import pytest

from . import source

PYTHON = {
    r"\b_sql_constraints\b": "declare models.Constraint or models.UniqueIndex",
    r"\bgroup_operator\s*=": "use aggregator=",
    r"\bauto_join\s*=": "use bypass_search_access=",
    r"(?<!_)\bread_group\(": "use _read_group or formatted_read_group",
    r"\bodoo\.osv\b|\bimport expression\b": "use odoo.fields.Domain",
    r"type\s*=\s*[\"']json[\"']": "use type='jsonrpc'",
    r"\bdef name_get\b": "override _compute_display_name",
    r"\bdef _name_search\b": "use _rec_names_search or _search_display_name",
    r"\bcheck_access_(rights|rule)\(": "use check_access or has_access",
    r"\b_check_recursion\(": "use _has_cycle",
    r"\btoggle_active\(": "use action_archive and action_unarchive",
    r"\bself\._(cr|uid|context)\b": "use self.env.cr, self.env.uid, self.env.context",
    r"\bfrom odoo\.orm\b|\bimport odoo\.orm\b": "import from odoo.api, fields, models",
    r"\bcr\.commit\(": "use _commit_progress in a cron",
    r"\bgroups_id\b": "use group_ids",
}
JAVASCRIPT = {
    r"@odoo-module\s*\*\*/": "leave out the header: each file is a module",
    r"useService\(\"(rpc|user)\"\)": "import rpc or user",
    r"\bpublicWidget\b": "use Interaction",
    r"\bQUnit\b": "write HOOT tests",
}
ATTRIBUTES = {
    "attrs": "write the condition in invisible, readonly or required",
    "states": "write the condition in invisible",
    "expand": "a group of a search view takes no attribute",
}
# lxml's filter for elements, which leaves out comments.
ELEMENTS = "{*}*"
CLASSES = {"oe_chatter": "use <chatter/>", "o_kanban_image": "use <aside>"}


def lines_matching(path, patterns):
    for number, line in enumerate(path.read_text().splitlines(), 1):
        for pattern, advice in patterns.items():
            if re.search(pattern, line):
                yield f"{source.place(path, number)}: {advice}"


@pytest.mark.parametrize(
    ("suffix", "patterns"), [(".py", PYTHON), (".js", JAVASCRIPT)], ids=["py", "js"]
)
def test_no_deprecated_api_is_called(suffix, patterns):
    source.expect_none(
        [
            finding
            for addon in source.addons()
            for path in addon.files(suffix)
            for finding in lines_matching(path, patterns)
        ]
    )


def test_no_view_is_written_for_an_older_version():
    findings = []
    for addon in source.addons():
        for path in addon.files(".xml"):
            for element in source.xml(path).iter(ELEMENTS):
                where = source.place(path, element.sourceline)
                if element.tag == "tree":
                    findings.append(f"{where}: use <list>")
                if element.get("t-name") == "kanban-box":
                    findings.append(f'{where}: use t-name="card"')
                findings += [
                    f"{where}: {advice}"
                    for name, advice in ATTRIBUTES.items()
                    if name in element.attrib and "static" not in path.parts
                ]
                findings += [
                    f"{where}: {advice}"
                    for name, advice in CLASSES.items()
                    if name in element.get("class", "").split()
                ]
    source.expect_none(findings)

"""Narrows Odoo's linters, which scan every addon they find, to ours.

They judge our addons, and not those of Odoo, of which a distribution may have changed
or left out files.
"""

from pathlib import Path

import pytest

from odoo.modules import Manifest

REPOSITORY = Path(__file__).resolve().parents[2]


def our_manifests():
    return [
        Manifest.for_addon(path.parent.name)
        for path in sorted(REPOSITORY.glob("*/__manifest__.py"))
    ]


@pytest.fixture(autouse=True)
def only_our_addons(monkeypatch):
    """Let the linters find no other addons than ours."""
    manifests = our_manifests()
    monkeypatch.setattr(Manifest, "all_addon_manifests", lambda: manifests)


@pytest.fixture(autouse=True)
def fail_on_warnings(caplog):
    """Several linters only log what they find."""
    yield
    found = [r.getMessage() for r in caplog.get_records("call") if r.levelno >= 30]
    if found:
        pytest.fail("\n".join(found), pytrace=False)

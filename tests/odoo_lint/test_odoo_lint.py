"""Odoo's own linters over our addons.

Left out: its pylint and ESLint runs, which scripts/lint does with the same checkers;
its tests of the linters themselves; and the search for conflict markers in all of Odoo.
"""

import inspect

from odoo.addons.test_lint.tests import (
    test_docstring,
    test_dunderinit,
    test_i18n,
    test_index,
    test_jstranslate,
    test_l10n,
    test_manifests,
    test_naming,
    test_onchange_domains,
    test_orm_import,
    test_override_signatures,
    test_pofile,
    test_routes,
    test_test_holes,
)

MODULES = (
    test_docstring,
    test_dunderinit,
    test_i18n,
    test_index,
    test_jstranslate,
    test_l10n,
    test_manifests,
    test_naming,
    test_onchange_domains,
    test_orm_import,
    test_override_signatures,
    test_pofile,
    test_routes,
    test_test_holes,
)


def cases():
    """Odoo's test classes under names of their own: two share one."""
    for module in MODULES:
        for name, value in vars(module).items():
            if (
                inspect.isclass(value)
                and value.__module__ == module.__name__
                and any(attribute.startswith("test_") for attribute in dir(value))
            ):
                stem = module.__name__.rsplit(".", 1)[-1]
                yield f"{name}Of{stem.removeprefix('test_').title()}", value


globals().update(cases())

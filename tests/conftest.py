"""Makes the addons importable for every test, with a database or without.

``from odoo.addons.double_prevention.tools import scoring`` is the one way to import
our pure code: the repository joins the path of the ``odoo.addons`` namespace, which
Odoo itself does for its ``--addons-path`` only when it starts.
"""

from pathlib import Path

import odoo.addons

REPOSITORY = Path(__file__).resolve().parent.parent

if str(REPOSITORY) not in odoo.addons.__path__:
    odoo.addons.__path__.append(str(REPOSITORY))

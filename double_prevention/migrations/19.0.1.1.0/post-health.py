"""Let levels of the past be explained, and duties of nobody weaken their measures.

Since 19.0.1.1.0 the facts behind a level are kept with their date, and before the first
ones nothing is known to have stood there. What is so today is therefore noted from the
beginning of each unit: the closest answer for the time in which nobody noted anything.

A duty without a person takes from the health of its measure from now on. Penalties
that changed are renewed by the scheduled action of the new parameters.
"""

from odoo import SUPERUSER_ID, api
from odoo.tools import SQL, split_every

UNITS = 5000  # noted at once
DUTIES = 1000  # contributing at once


def migrate(cr, version):
    """Note the facts of all units; let duties without a person contribute."""
    env = api.Environment(cr, SUPERUSER_ID, {"active_test": False})
    _note_facts(env)
    # Archived duties contribute nothing.
    vacant = env["dp.duty"].search(
        [("employee_id", "=", False), ("active", "=", True)], order="id"
    )
    for ids in split_every(DUTIES, vacant.ids):
        vacant.browse(ids)._sync_contributions()


def _note_facts(env):
    """Note what stands at each unit, dated to its first level or its creation."""
    units = env["dp.risk.unit"].search([], order="id")
    for ids in split_every(UNITS, units.ids):
        units.browse(ids)._note_health_facts()
    env.cr.execute(
        SQL(
            """UPDATE dp_risk_unit_facts f
                  SET date_from = LEAST(u.create_date, first.at)
                 FROM dp_risk_unit u
                 LEFT JOIN (SELECT unit_id, min(date) AS at
                              FROM dp_level_change GROUP BY unit_id) first
                      ON first.unit_id = u.id
                WHERE f.unit_id = u.id"""
        )
    )

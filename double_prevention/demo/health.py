from odoo.tools import SQL


def begin(env, start):
    """Let the register of the demo plant have stood since ``start``."""
    env.cr.execute(SQL("UPDATE dp_risk_unit_facts SET date_from = %s", start))

from odoo import api, fields, models
from odoo.tools import SQL

BATCH = 200  # units refreshed in one transaction


class DpMeasureCategory(models.Model):
    """Levels follow the weight class of a category, in the background.

    A category may hold the measures of every unit of every plant.
    """

    _inherit = "dp.measure.category"

    is_reweighing = fields.Boolean(
        "Recomputing Levels", readonly=True, copy=False, index=True
    )
    reweigh_unit_id = fields.Integer(readonly=True, copy=False)

    def write(self, vals):
        """Let the levels follow another weight class."""
        before = {one: one.weight_class for one in self}
        result = super().write(vals)
        moved = self.filtered(lambda one: one.weight_class != before[one])
        if moved:
            moved.write({"is_reweighing": True, "reweigh_unit_id": 0})
            self.env.ref("double_prevention.ir_cron_measure_weight")._trigger()
        return result

    @api.model
    def _cron_reweigh(self):
        """Refresh the units of categories that weigh otherwise, restartable."""
        for one in self.search([("is_reweighing", "=", True)], order="id"):
            while waiting := one._read_waiting_units():
                units = self.env["dp.risk.unit"].browse(waiting[:BATCH])
                units._refresh_structure()
                one.reweigh_unit_id = units[-1:].id
                if not self.env["ir.cron"]._commit_progress(
                    len(units), remaining=len(waiting) - len(units) + 1
                ):
                    return
            one.is_reweighing = False
        self.env["ir.cron"]._commit_progress(remaining=0)

    def _read_waiting_units(self):
        """Return the ids of units with such measures that are still to be refreshed."""
        self.ensure_one()
        self.env.flush_all()
        rows = self.env.execute_query(
            SQL(
                """SELECT DISTINCT unit_id FROM dp_control_measure
                    WHERE category_id = %s AND active AND unit_id > %s
                    ORDER BY unit_id""",
                self.id,
                self.reweigh_unit_id,
            )
        )
        return [row[0] for row in rows]

from odoo import api, models
from odoo.tools import SQL

BATCH = 5000  # units recomputed in one transaction
POINTER = "double_prevention.levels_recomputed_until"


class DpRiskUnit(models.Model):
    """Recomputing all levels from the facts, in batches, in SQL where nothing acts.

    Levels are kept up to date by every change; this one repairs what was written past
    the product and proves that stored levels equal the recomputation.
    """

    _inherit = "dp.risk.unit"

    @api.model
    def _cron_recompute_all_levels(self):
        """Recompute all levels; a run that was stopped goes on where it was."""
        # Nobody else reads or writes how far it came.
        config_sudo = self.env["ir.config_parameter"].sudo()
        after = int(config_sudo.get_param(POINTER, 0))
        while units := self._next_to_recompute(after):
            units._recompute_levels()
            after = units[-1].id
            config_sudo.set_param(POINTER, after)
            if not self.env["ir.cron"]._commit_progress(len(units), remaining=BATCH):
                return
        config_sudo.set_param(POINTER, 0)
        self.env["ir.cron"]._commit_progress(remaining=0)

    @api.model
    def _recompute_all_levels(self):
        """Recompute all levels in this transaction."""
        after = 0
        while units := self._next_to_recompute(after):
            units._recompute_levels()
            after = units[-1].id

    @api.model
    def _next_to_recompute(self, after):
        """Return the next batch of units, archived ones as well."""
        return self.with_context(active_test=False).search(
            [("id", ">", after)], order="id", limit=BATCH
        )

    def _recompute_levels(self):
        """Recompute these units; write and climb only where something differs."""
        self.env.flush_all()
        acting = self._filtered_acting()
        changed = (self - acting)._rest_own_levels()
        acting._refresh_levels()
        (changed | self._filtered_drifted())._climb_levels()

    def _filtered_acting(self):
        """Return the units with a contribution that counts or is being held."""
        rows = self.env.execute_query(
            SQL(
                """SELECT u.id FROM dp_risk_unit u
                    WHERE u.id = ANY(%s)
                      AND (u.level_next_change IS NOT NULL
                           OR EXISTS (SELECT FROM dp_risk_contribution c
                                       WHERE c.unit_id = u.id AND c.date_to IS NULL))
                    ORDER BY u.id""",
                self.ids,
            )
        )
        return self.browse(row[0] for row in rows)

    def _rest_own_levels(self):
        """Put units without contributions to their residual level.

        The law of ``tools/health.py`` for this case, said in SQL: every measure is
        whole, every event at its residual level, else at its inherent one.

        :return: the units of which anything differed
        """
        ids = self.ids
        self.env.cr.execute(
            SQL(
                """UPDATE dp_control_measure m SET health = 1
                     FROM dp_risk_event e
                    WHERE e.id = m.event_id AND e.active AND m.active
                      AND m.unit_id = ANY(%s) AND m.health IS DISTINCT FROM 1""",
                ids,
            )
        )
        self.env.cr.execute(
            SQL(
                """UPDATE dp_risk_event
                      SET health = 1,
                          current_level = COALESCE(residual_level, inherent_level)
                    WHERE active AND unit_id = ANY(%s)
                      AND (health, current_level) IS DISTINCT FROM
                          (1, COALESCE(residual_level, inherent_level))""",
                ids,
            )
        )
        rows = self.env.execute_query(
            SQL(
                """WITH fresh AS (
                       SELECT u.id, min(e.inherent_level) AS inherent,
                              min(e.residual_level) AS residual,
                              min(COALESCE(e.residual_level, e.inherent_level))
                              AS current
                         FROM dp_risk_unit u
                         LEFT JOIN dp_risk_event e ON e.unit_id = u.id AND e.active
                        WHERE u.id = ANY(%s)
                        GROUP BY u.id
                   )
                   UPDATE dp_risk_unit u
                      SET own_inherent_level = fresh.inherent,
                          own_residual_level = fresh.residual,
                          own_current_level = fresh.current,
                          own_reason = NULL, level_next_change = NULL
                     FROM fresh
                    WHERE u.id = fresh.id
                      AND (u.own_inherent_level, u.own_residual_level,
                           u.own_current_level, u.own_reason, u.level_next_change)
                          IS DISTINCT FROM (fresh.inherent, fresh.residual,
                                            fresh.current, NULL, NULL)
                RETURNING u.id""",
                ids,
            )
        )
        self.env["dp.control.measure"].invalidate_model(["health"])
        self.env["dp.risk.event"].invalidate_model(["health", "current_level"])
        changed = self.browse(row[0] for row in rows)
        changed.invalidate_recordset()
        return changed

    def _filtered_drifted(self):
        """Return the nodes whose levels are not the worst of own and parts."""
        rows = self.env.execute_query(
            SQL(
                """SELECT u.id FROM dp_risk_unit u
                     LEFT JOIN (
                          SELECT c.parent_id, min(c.inherent_level) AS inherent,
                                 min(c.residual_level) AS residual,
                                 min(c.current_level) AS current
                            FROM dp_risk_unit c
                           WHERE c.active AND c.parent_id = ANY(%(ids)s)
                           GROUP BY c.parent_id
                     ) part ON part.parent_id = u.id
                    WHERE u.id = ANY(%(ids)s)
                      AND (u.inherent_level, u.residual_level, u.current_level)
                          IS DISTINCT FROM
                          (LEAST(u.own_inherent_level, part.inherent),
                           LEAST(u.own_residual_level, part.residual),
                           LEAST(u.own_current_level, part.current))""",
                ids=self.ids,
            )
        )
        return self.browse(row[0] for row in rows)

from psycopg2.extras import Json

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL


class DpRiskUnitFacts(models.Model):
    """What was assessed and which barriers stood at a unit from a moment on.

    A row is appended whenever the structure behind a level changes: an assessment,
    a measure, its class or its weight. With the dated contributions and the version
    of the parameters it answers why a level was what it was at any past moment, even
    after a measure was archived or moved.
    """

    _name = "dp.risk.unit.facts"
    _description = "Facts Behind the Level of a Unit"
    _order = "date_from desc, id desc"
    _rec_name = "unit_id"
    _log_access = False

    unit_id = fields.Many2one(
        "dp.risk.unit", required=True, readonly=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(
        "res.company", required=True, readonly=True, index=True
    )
    date_from = fields.Datetime("From", required=True, readonly=True)
    facts = fields.Json(readonly=True)

    _unit_date_idx = models.Index("(unit_id, date_from DESC, id DESC)")

    @api.model_create_multi
    def create(self, vals_list):  # pylint: disable=method-required-super
        """Refuse: facts are noted by the system when they change."""
        raise UserError(
            self.env._("The facts behind a level are noted by the system alone.")
        )

    def write(self, vals):  # pylint: disable=method-required-super
        """Refuse: they explain what was shown then."""
        raise UserError(
            self.env._("The facts behind a past level are evidence and can't change.")
        )

    @api.ondelete(at_uninstall=False)
    def _unlink_except_never(self):
        raise UserError(
            self.env._(
                "The facts behind a past level are evidence and can't be deleted."
            )
        )

    @api.model
    def _note(self, facts_by_unit, now):
        """Append the facts of units where they differ from those noted last.

        :param facts_by_unit: ``{unit id: facts}``, as JSON knows them
        """
        if not facts_by_unit:
            return
        values = SQL(", ").join(
            SQL("(%s, %s::jsonb)", unit_id, Json(facts))
            for unit_id, facts in facts_by_unit.items()
        )
        self.env.cr.execute(
            SQL(
                """INSERT INTO dp_risk_unit_facts
                          (unit_id, company_id, date_from, facts)
                   SELECT u.id, u.company_id, %s, v.facts
                     FROM (VALUES %s) AS v(id, facts)
                     JOIN dp_risk_unit u ON u.id = v.id
                     LEFT JOIN LATERAL (
                          SELECT f.facts FROM dp_risk_unit_facts f
                           WHERE f.unit_id = u.id
                           ORDER BY f.date_from DESC, f.id DESC LIMIT 1
                     ) last ON TRUE
                    WHERE last.facts IS DISTINCT FROM v.facts""",
                now,
                values,
            )
        )

    @api.model
    def _read_at(self, units, at):
        """Return ``{unit id: facts}`` in force at ``at``.

        Facts are ``[]`` before the first were noted; units of which none ever were
        are left out.
        """
        return {
            unit_id: facts or []
            for unit_id, facts in self.env.execute_query(
                SQL(
                    """SELECT u.id, known.facts
                         FROM unnest(%(units)s) AS u(id)
                         LEFT JOIN LATERAL (
                              SELECT f.facts FROM dp_risk_unit_facts f
                               WHERE f.unit_id = u.id AND f.date_from <= %(at)s
                               ORDER BY f.date_from DESC, f.id DESC LIMIT 1
                         ) known ON TRUE
                        WHERE EXISTS (SELECT FROM dp_risk_unit_facts f
                                       WHERE f.unit_id = u.id)""",
                    units=units.ids,
                    at=at,
                )
            )
        }

from psycopg2.extras import Json

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from .dp_risk_unit import LEVELS


class DpRiskContribution(models.Model):
    """A dated reason why a barrier is weaker or a level worse than assessed.

    Rows are opened and ended by :meth:`_sync` and never changed otherwise, so
    that the level of any past moment can be explained.
    """

    _name = "dp.risk.contribution"
    _description = "Contribution to a Risk Level"
    _order = "date_from desc, id desc"
    _rec_name = "reason"

    unit_id = fields.Many2one(
        "dp.risk.unit", required=True, index=True, ondelete="restrict"
    )
    measure_id = fields.Many2one(
        "dp.control.measure", index="btree_not_null", ondelete="restrict"
    )
    company_id = fields.Many2one(related="unit_id.company_id", store=True, index=True)
    department_id = fields.Many2one(
        related="unit_id.department_id", store=True, index=True
    )
    res_model = fields.Char("Source Model", required=True)
    res_id = fields.Many2oneReference("Source", model_field="res_model", required=True)
    kind = fields.Selection(
        [
            ("check_failed", "Check failed"),
            ("check_missed", "Check missed"),
            ("hazard_open", "Hidden hazard open"),
            ("hazard_overdue", "Hidden hazard overdue"),
            ("hazard_major", "Major hidden hazard"),
            ("bypass", "Measure bypassed"),
            ("unit_suspended", "Unit stopped or overhauled"),
            ("assessment_stale", "Assessment out of date"),
            ("duty_unassigned", "Duty without a person"),
            ("special_work", "Special work in progress"),
            ("work_conflict", "Conflicting special work"),
        ],
        required=True,
    )
    penalty = fields.Float(
        help="What it takes from the health of the measure, 0 to 1.", aggregator="max"
    )
    floor_level = fields.Selection(
        LEVELS, help="The level of the unit is at least this bad while it lasts."
    )
    date_from = fields.Datetime("From", required=True)
    date_to = fields.Datetime("Until")
    reason = fields.Char(required=True, translate=True)

    _open_source_uniq = models.UniqueIndex(
        "(res_model, res_id, kind) WHERE date_to IS NULL",
        "This source contributes in this way already.",
    )
    _open_unit_idx = models.Index("(unit_id) WHERE date_to IS NULL")
    _penalty_range = models.Constraint(
        "CHECK (penalty >= 0 AND penalty <= 1)", "A penalty lies between 0 and 1."
    )
    _dates_order = models.Constraint(
        "CHECK (date_to IS NULL OR date_to >= date_from)",
        "A contribution can't end before it began.",
    )

    def write(self, vals):
        """Allow a contribution to be ended once, and nothing else."""
        if set(vals) != {"date_to"} or any(row.date_to for row in self):
            raise UserError(
                self.env._(
                    "A contribution to a level is evidence and can only be ended once."
                )
            )
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_never(self):
        raise UserError(
            self.env._("A contribution to a level is evidence and can't be deleted.")
        )

    @api.model
    def _sync(self, sources, wanted):
        """Make the open rows of ``sources`` equal to ``wanted`` and refresh levels.

        :param sources: records of one model
        :param wanted: ``{source: list of dicts}`` as returned by
            ``dp.contribution.source._get_contributions``
        """
        if not sources:
            return
        ended, missing = self._plan(sources, wanted)
        if ended:
            ended.write({"date_to": fields.Datetime.now()})
            ended.flush_recordset()
        (ended.unit_id | self._create_in_every_language(missing))._refresh_levels()

    @api.model
    def _plan(self, sources, wanted):
        """Return the open rows that end and the values of those that begin.

        The arguments are those of :meth:`_sync`, which carries it out.
        """
        now = fields.Datetime.now()
        open_rows = self.search(
            [
                ("res_model", "=", sources._name),
                ("res_id", "in", sources.ids),
                ("date_to", "=", False),
            ]
        )
        kept = self.browse()
        missing = []
        by_key = {row._key(): row for row in open_rows}
        for source in sources:
            for vals in wanted.get(source, ()):
                row = by_key.get(self._key_of(source.id, vals))
                if row:
                    kept |= row
                else:
                    missing.append(
                        {
                            **vals,
                            "res_model": source._name,
                            "res_id": source.id,
                            "date_from": now,
                        }
                    )
        return open_rows - kept, missing

    def _key(self):
        self.ensure_one()
        return (
            self.res_id,
            self.kind,
            self.unit_id.id,
            self.measure_id.id,
            self.penalty,
            self.floor_level,
        )

    @api.model
    def _key_of(self, source_id, vals):
        return (
            source_id,
            vals["kind"],
            vals["unit_id"],
            vals.get("measure_id") or False,
            vals["penalty"],
            vals.get("floor_level") or False,
        )

    @api.model
    def _create_in_every_language(self, vals_list):
        """Store rows whose ``reason`` is a function, said in each language.

        Stored and not rendered on reading: what was shown then stays what it was.
        One statement, as a failing check waits for it.

        :return: the units of the rows
        """
        units = self.env["dp.risk.unit"].browse({v["unit_id"] for v in vals_list})
        if not units:
            return units
        codes = {"en_US", *dict(self.env["res.lang"].get_installed())}
        readers = {code: self.with_context(lang=code).env for code in codes}
        rows = [
            SQL(
                "(%s, %s, %s, %s, %s, %s, %s, %s::timestamp, %s::jsonb)",
                vals["unit_id"],
                vals.get("measure_id") or None,
                vals["res_model"],
                vals["res_id"],
                vals["kind"],
                vals["penalty"],
                vals.get("floor_level") or None,
                vals["date_from"],
                Json({code: vals["reason"](env) for code, env in readers.items()}),
            )
            for vals in vals_list
        ]
        units.flush_model(["company_id", "department_id"])
        self.env.cr.execute(
            SQL(
                """INSERT INTO dp_risk_contribution
                          (unit_id, measure_id, res_model, res_id, kind, penalty,
                           floor_level, date_from, reason, company_id, department_id,
                           create_uid, create_date, write_uid, write_date)
                   SELECT v.unit_id, v.measure_id::int, v.res_model, v.res_id, v.kind,
                          v.penalty, v.floor_level, v.date_from, v.reason,
                          u.company_id, u.department_id,
                          %(uid)s, v.date_from, %(uid)s, v.date_from
                     FROM (VALUES %(rows)s)
                       AS v(unit_id, measure_id, res_model, res_id, kind, penalty,
                            floor_level, date_from, reason)
                     JOIN dp_risk_unit u ON u.id = v.unit_id""",
                uid=self.env.uid,
                rows=SQL(", ").join(rows),
            )
        )
        units.invalidate_recordset(["contribution_ids", "open_contribution_ids"])
        self.env["dp.control.measure"].invalidate_model(["open_contribution_ids"])
        return units

    def action_open_source(self):
        """Open what causes it: a check, a duty, a hidden hazard."""
        self.ensure_one()
        return self.env[self.res_model].browse(self.res_id).get_formview_action()

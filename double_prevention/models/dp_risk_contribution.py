from odoo import api, fields, models
from odoo.exceptions import UserError

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
        created = self._create_in_every_language(missing)
        (ended.unit_id | created.unit_id)._refresh_levels()

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
        """Create rows whose ``reason`` is a function, rendered in each language.

        Stored and not rendered on reading: what was shown then stays what it was.
        """
        if not vals_list:
            return self.browse()
        source = self.with_context(lang="en_US")
        rows = source.create(
            [{**vals, "reason": vals["reason"](source.env)} for vals in vals_list]
        )
        for code, _name in self.env["res.lang"].get_installed():
            if code == "en_US":
                continue
            for row, vals in zip(rows.with_context(lang=code), vals_list, strict=True):
                row._translate_reason(vals["reason"](row.env))
        return rows.with_env(self.env)

    def _translate_reason(self, text):
        """Set the sentence in the language of the environment, past the guard."""
        # pylint: disable-next=super-method-mismatch
        return super().write({"reason": text})

    def action_open_source(self):
        """Open what causes it: a check, a duty, a hidden hazard."""
        self.ensure_one()
        return self.env[self.res_model].browse(self.res_id).get_formview_action()

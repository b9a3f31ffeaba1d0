from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import format_date

BATCH = 500


class DpRiskEvent(models.Model):
    """An assessment older than the review interval is no longer relied upon."""

    _name = "dp.risk.event"
    _inherit = ["dp.risk.event", "dp.contribution.source"]

    def _get_contributions(self):
        """Return that the assessment is out of date, as long as it is."""
        contributions = super()._get_contributions()
        # The interval is no secret; not everybody reads every company.
        months = self.company_id.sudo().dp_review_months
        assessed = self._get_assessed_on()
        if not (self.active and months and assessed):
            return contributions
        if assessed + relativedelta(months=months) <= fields.Date.today():
            parameters = self.unit_id._get_health_parameters()
            contributions.append(
                {
                    "kind": "assessment_stale",
                    "unit_id": self.unit_id.id,
                    "measure_id": False,
                    "penalty": 0.0,
                    "floor_level": parameters.floor("assessment_stale") or False,
                    "reason": self._describe_stale,
                }
            )
        return contributions

    def _get_assessed_on(self):
        """Return the date of the assessment the level comes from, or False."""
        self.ensure_one()
        return (self.residual_assessment_id or self.inherent_assessment_id).date

    def _describe_stale(self, env):
        """Return the sentence of an old assessment in the language of ``env``."""
        event = self.with_env(env)
        return env._(
            "assessment out of date: %(event)s, assessed on %(date)s",
            event=event.name,
            date=format_date(env, event._get_assessed_on()),
        )

    def _apply_assessments(self):
        """A new assessment is up to date."""
        result = super()._apply_assessments()
        self._sync_contributions()
        return result

    def write(self, vals):
        """An event that rests or moves takes its contribution along."""
        result = super().write(vals)
        if {"active", "unit_id"} & vals.keys():
            self._sync_contributions()
        return result

    @api.model
    def _cron_find_stale(self):
        """Find events whose assessment went out of date, batch by batch.

        Restartable: what was found contributes and is not found again.
        """
        while events := self.search(self._stale_domain(), limit=BATCH, order="id"):
            events._sync_contributions()
            remaining = BATCH if len(events) == BATCH else 0
            if not self.env["ir.cron"]._commit_progress(
                len(events), remaining=remaining
            ):
                return

    @api.model
    def _stale_domain(self):
        """Return the events out of date that do not say so yet."""
        today = fields.Date.today()
        said = self.env["dp.risk.contribution"]._search(
            [
                ("res_model", "=", self._name),
                ("kind", "=", "assessment_stale"),
                ("date_to", "=", False),
            ]
        )
        groups = self.env["res.company"]._read_group(
            [("dp_review_months", ">", 0)], ["dp_review_months"], ["id:array_agg"]
        )
        old = Domain.OR(
            Domain("company_id", "in", ids)
            & self._assessed_until_domain(today - relativedelta(months=months))
            for months, ids in groups
        )
        return old & Domain("id", "not in", said.subselect("res_id"))

    @api.model
    def _assessed_until_domain(self, date):
        residual = Domain("residual_assessment_id.date", "<=", date)
        only_inherent = Domain("residual_assessment_id", "=", False)
        return residual | (
            only_inherent & Domain("inherent_assessment_id.date", "<=", date)
        )

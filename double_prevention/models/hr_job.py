from odoo import fields, models


class HrJob(models.Model):
    """A job, with the duties that whoever holds it has."""

    _name = "hr.job"
    _inherit = ["hr.job", "dp.safety.duties.mixin"]

    dp_duty_count = fields.Integer(
        "Duties",
        compute="_compute_dp_duty_count",
        help="Duties whose rule looks for the holder of this job.",
    )

    def _compute_dp_duty_count(self):
        counts = dict(
            self.env["dp.duty"]._read_group(
                [("rule_job_id", "in", self.ids)], ["rule_job_id"], ["__count"]
            )
        )
        for job in self:
            job.dp_duty_count = counts.get(job._origin, 0)

    def write(self, vals):
        """Move duties when the job goes to another department."""
        result = super().write(vals)
        if "department_id" in vals:
            self.env["dp.responsibility.mixin"]._follow_staff(
                self.env["hr.employee"], "job", jobs=self
            )
        return result

    def action_open_dp_duties(self):
        """Show the duties whose rule looks for the holder of this job."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Duties"),
            "res_model": "dp.duty",
            "view_mode": "list,form",
            "domain": [("rule_job_id", "=", self.id)],
            "context": {"default_rule": "job", "default_rule_job_id": self.id},
        }

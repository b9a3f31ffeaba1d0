from odoo import fields, models


class HrDepartment(models.Model):
    """A new person in charge looks at the worst risks again."""

    _name = "hr.department"
    _inherit = "hr.department"

    def write(self, vals):
        """Propose to assess major and larger risks when the manager changes."""
        before = {one: one.manager_id for one in self if "manager_id" in vals}
        result = super().write(vals)
        for department, old in before.items():
            if old and old != department.manager_id:
                department._propose_for_manager(old)
        return result

    def _propose_for_manager(self, old):
        """Propose: another person than ``old`` is in charge.

        Only of events that are major or larger: the others follow at their review.
        """
        self.ensure_one()
        # HR staff need not see the register.
        events_sudo = (
            self.env["dp.risk.event"]
            .sudo()
            .search(
                [
                    ("department_id", "=", self.id),
                    ("residual_level", "in", ("1", "2")),
                ]
            )
        )
        new = self.manager_id
        day = fields.Date.context_today(self)
        self.env["dp.assessment.proposal"]._propose(
            "person",
            events_sudo,
            [
                {
                    "record": self,
                    "key": f"{self._name},{self.id}:{new.id}:{day}",
                    "sentence": lambda env: env._(
                        "%(new)s is in charge of %(department)s instead of %(old)s",
                        # Names of colleagues are public.
                        new=new.sudo().name or env._("Nobody"),
                        old=old.sudo().name,  # as above
                        department=self.with_env(env).name,
                    ),
                }
            ],
        )

from odoo import models


class HrEmployee(models.Model):
    _inherit = "hr.employee"

    def write(self, vals):
        """Forget cached record rules when a person changes department or user."""
        result = super().write(vals)
        if {"department_id", "user_id", "active"} & vals.keys():
            self.env.registry.clear_cache()
        return result

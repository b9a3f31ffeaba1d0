from odoo import fields, models


class DpSafetyRoleTask(models.Model):
    """One duty of a safety role by law, with its number and how often it is due."""

    _name = "dp.safety.role.task"
    _description = "Duty of a Safety Role"
    _order = "role_id, number"
    _rec_name = "name"

    role_id = fields.Many2one(
        "dp.safety.role", required=True, index=True, ondelete="cascade"
    )
    number = fields.Integer(required=True, help="taskNum of the exchange of data.")
    name = fields.Char("Duty", required=True, translate=True)
    frequency = fields.Char(translate=True, help="How often the law asks for it.")

    _number_uniq = models.Constraint(
        "UNIQUE(role_id, number)", "The role has a duty with this number already."
    )

from odoo import api, fields, models
from odoo.exceptions import UserError

HAZARD_STATES = [
    ("reported", "Reported"),
    ("planning", "Planning"),
    ("rectifying", "Rectifying"),
    ("verifying", "Verifying"),
    ("closed", "Closed"),
    ("rejected", "Rejected"),
]


class DpHazardStage(models.Model):
    """Column of the hidden-hazard board; every stage stands for one state.

    Several stages may stand for the same state (rectifying: ordered, on the way);
    every state keeps one at least.
    """

    _name = "dp.hazard.stage"
    _description = "Hidden-Hazard Stage"
    _order = "sequence, id"

    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10)
    state = fields.Selection(
        HAZARD_STATES,
        required=True,
        help="What a hazard in this column is, for the rules of the workflow.",
    )
    fold = fields.Boolean("Folded")
    rotting_threshold_days = fields.Integer(
        "Days to Rot",
        help="A hazard that stays longer than this shows its age. 0: never.",
    )
    active = fields.Boolean(default=True)

    _rotting_not_negative = models.Constraint(
        "CHECK (rotting_threshold_days >= 0)", "Days can't be negative."
    )

    def write(self, vals):
        """Keep a stage for every state, and hazards in stages of their state."""
        if "state" in vals:
            changed = self.filtered(lambda stage: stage.state != vals["state"])
            changed._check_unused()
        result = super().write(vals)
        if {"state", "active"} & vals.keys():
            self._check_every_state(self.browse())
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_except_last_of_state(self):
        self._check_every_state(self)

    def _check_unused(self):
        """Refuse to give another state to a stage with hazards in it."""
        used = self.env["dp.hazard"].search([("stage_id", "in", self.ids)], limit=1)
        if used:
            raise UserError(
                self.env._(
                    "“%(stage)s” has hidden hazards in it (%(hazard)s), so it can't "
                    "stand for another state. Add a new stage.",
                    stage=used.stage_id.name,
                    hazard=used.display_name,
                )
            )

    @api.model
    def _check_every_state(self, gone):
        """Refuse a board on which some state has no column, once ``gone`` are."""
        present = {
            state
            for (state,) in self._read_group([("id", "not in", gone.ids)], ["state"])
        }
        missing = [
            label for state, label in self._state_labels() if state not in present
        ]
        if missing:
            raise UserError(
                self.env._(
                    "Every state needs a stage; missing: %(states)s. Add another stage "
                    "for it first.",
                    states=", ".join(missing),
                )
            )

    @api.model
    def _state_labels(self):
        return self._fields["state"]._description_selection(self.env)

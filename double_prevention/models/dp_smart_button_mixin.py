from odoo import models
from odoo.fields import Domain


class DpSmartButtonMixin(models.AbstractModel):
    """Actions behind smart buttons: one record opens as a form, more as a list."""

    _name = "dp.smart.button.mixin"
    _description = "Smart Buttons"

    def _get_related_action(self, model, name, view_mode, domain, **context):
        """Return the action that shows the records of ``model`` in ``domain``.

        :param context: default values and the like for what is created there
        """
        action = {
            "type": "ir.actions.act_window",
            "name": name,
            "res_model": model,
            "view_mode": view_mode,
            "domain": list(domain),
            "context": context,
        }
        records = self.env[model].search(domain, limit=2)
        if len(records) == 1:
            action.update(view_mode="form", res_id=records.id)
        return action

    def _get_action_by(
        self, field, model, name, view_mode, domain=Domain.TRUE, **context
    ):
        """Return the action that shows what points at this record by ``field``."""
        self.ensure_one()
        return self._get_related_action(
            model,
            name,
            view_mode,
            Domain(field, "=", self.id) & domain,
            **{f"default_{field}": self.id, **context},
        )

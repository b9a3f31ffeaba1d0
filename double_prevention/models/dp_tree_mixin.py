from odoo import models
from odoo.exceptions import ValidationError


class DpTreeMixin(models.AbstractModel):
    """Tree with stored paths that says which record would contain itself.

    For models with ``_parent_store``, whose own check names no record.
    """

    _name = "dp.tree.mixin"
    _description = "Tree"

    def write(self, vals):
        """Refuse a parent that lies below one of the records, or is one of them."""
        parent = self.browse(vals.get(self._parent_name))
        inside = self.filtered(
            lambda record: f"/{record.id}/" in f"/{parent.parent_path or ''}"
        )
        if inside:
            raise ValidationError(
                self.env._(
                    "%(names)s can't lie below %(parent)s, which is a part of it: "
                    "choose another place in the tree.",
                    names=", ".join(inside.mapped("display_name")),
                    parent=parent.display_name,
                )
            )
        return super().write(vals)

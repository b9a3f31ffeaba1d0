from odoo import models


class DpDatedMixin(models.AbstractModel):
    _name = "dp.dated.mixin"
    _description = "Dated Master Data"

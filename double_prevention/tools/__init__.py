"""The law of the product in pure Python.

Nothing here imports odoo or touches a database: scoring, recurrence, workflow,
health, photos, units of measure, codes. Import the module that is needed, for
instance ``from odoo.addons.double_prevention.tools import scoring``.
"""

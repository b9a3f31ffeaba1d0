import csv

from odoo.tools import file_open

MODULE = "double_prevention"


def read(name):
    """Return the rows of ``demo/<name>.csv`` as dicts."""
    with file_open(f"{MODULE}/demo/{name}.csv") as file:
        return list(csv.DictReader(file))


def ref(env, xmlid):
    """Return the record of the demo plant with this xmlid, without a query."""
    model, res_id = env["ir.model.data"]._xmlid_to_res_model_res_id(
        f"{MODULE}.{xmlid}", raise_if_not_found=True
    )
    return env[model].browse(res_id)


def both(row, name):
    """Return a free text in English and, below it, in Chinese.

    What people write is stored in one language; the plant writes both.
    """
    return "\n".join(filter(None, (row[name], row[f"{name}@zh_CN"])))

from odoo import Command
from odoo.tools import SQL


def post_init_hook(env):
    """Give the demo plant, where it was loaded, its history up to this day.

    A hook and no demo file: the history is written in every installed language, and
    the translations of the plant are loaded after its demo files.
    """
    if env.ref("double_prevention.unit_plant", raise_if_not_found=False):
        from .demo import plant  # only where there is a demo plant

        plant.load(env)


def uninstall_hook(env):
    """Let go of what outlives the product: people, equipment, companies.

    Evidence keeps what it speaks of from being deleted: units, and also employees and
    equipment. Otherwise demo people would stay, and come a second time when the
    product is installed again.
    """
    _empty_tables(env)
    _leave_demo_company(env)


def _empty_tables(env):
    """Empty the tables of the product, which the uninstallation drops."""
    tables = [
        model._table
        for model in env.values()
        if model._original_module == "double_prevention"
        and model._auto
        and not model._abstract
    ]
    ties = env.execute_query(
        SQL(
            """SELECT conrelid::regclass::text, conname FROM pg_constraint
                WHERE contype = 'f' AND confrelid = ANY(%s::regclass[]::oid[])""",
            tables,
        )
    )
    for table, name in ties:
        # Only what points at the product: TRUNCATE refuses to leave it dangling, and
        # these columns are dropped as well.
        env.cr.execute(
            SQL(
                "ALTER TABLE %s DROP CONSTRAINT %s",
                SQL.identifier(table),
                SQL.identifier(name),
            )
        )
    env.cr.execute(SQL("TRUNCATE %s", SQL(", ").join(map(SQL.identifier, tables))))
    env.invalidate_all(flush=False)


def _leave_demo_company(env):
    """Take the administrator back to his own company: that of the demo plant goes."""
    company = env.ref("double_prevention.company_te", raise_if_not_found=False)
    if company:
        env.ref("base.user_admin").write(
            {
                "company_id": env.ref("base.main_company").id,
                "company_ids": [Command.unlink(company.id)],
            }
        )

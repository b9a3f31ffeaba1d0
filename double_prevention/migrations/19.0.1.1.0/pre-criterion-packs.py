"""Let the criteria of major hidden hazards belong to packs, not to each other.

Up to 19.0.1.0.0 criteria were a tree: a document above its clauses (``parent_id``).
Since then the document is a record of its own, ``dp.criterion.pack``, which every
clause has to have. This happens before the models are loaded, as ``pack_id`` is
required, and in SQL, as hazards that are closed name criteria and never change.

Every document becomes a pack, those of the product under the name they have now. A
clause goes to the nearest document above it. A document itself stays as a criterion
where a hazard names it, archived: what was judged then is still told, and nobody
chooses it again. One of the user's own without clauses is its own only clause.
"""

from odoo.tools import SQL
from odoo.tools.sql import column_exists, create_column, create_model_table

DOCUMENTS = {
    "criterion_order_16": "pack_order_16",
    # Clauses of Art. 3 hung below the order itself, the later articles had none.
    "criterion_order_10": "pack_order_10_3",
    **{f"criterion_order_10_{n}": f"pack_order_10_{n}" for n in range(4, 14)},
    "criterion_saws_2017_121": "pack_saws_2017_121",
    "criterion_aq_3067_2026": "pack_aq_3067_2026",
    "criterion_coal_2021": "pack_coal_2021",
    "criterion_coal_2026": "pack_coal_2026",
}
"""Criteria of 19.0.1.0.0 that are packs now, by their external ids."""

PACK_COLUMNS = [
    ("create_uid", "int4", "Created by"),
    ("create_date", "timestamp", "Created on"),
    ("write_uid", "int4", "Last Updated by"),
    ("write_date", "timestamp", "Last Updated on"),
    ("name", "jsonb", "Name"),
    ("code", "jsonb", "Short Name"),
    ("sequence", "int4", "Sequence"),
    ("active", "bool", "Active"),
    ("industry", "varchar", "Industry"),
    ("legal_reference_id", "int4", "Legal Basis"),
    ("valid_from", "date", "Valid From"),
    ("valid_to", "date", "Valid To"),
    ("note", "jsonb", "Note"),
    ("criterion_id", "int4", "The criterion it was, until the end of this script"),
]


def migrate(cr, version):
    """Make the packs, hang the clauses below them, take out what is a pack now."""
    if not column_exists(cr, "dp_hazard_criterion", "parent_id"):
        return
    _create_packs(cr)
    _fill_pack_of_criteria(cr)
    of_the_product = _rename_documents(cr)
    _release_documents(cr, of_the_product)
    cr.execute(SQL("ALTER TABLE dp_criterion_pack DROP COLUMN criterion_id"))


def _create_packs(cr):
    """One pack per document; own ones hold for any industry, as they did."""
    create_model_table(cr, "dp_criterion_pack", "Criteria Pack", PACK_COLUMNS)
    cr.execute(
        SQL(
            """INSERT INTO dp_criterion_pack
                      (create_uid, create_date, write_uid, write_date, name, code,
                       sequence, active, industry, legal_reference_id, valid_from,
                       valid_to, note, criterion_id)
               SELECT create_uid, create_date, write_uid, write_date, name, code,
                      sequence, active, 'any', legal_reference_id, valid_from,
                      valid_to, note, id
                 FROM dp_hazard_criterion
                WHERE parent_id IS NULL
                   OR id IN (SELECT res_id FROM ir_model_data
                              WHERE module = 'double_prevention'
                                AND model = 'dp.hazard.criterion' AND name = ANY(%s))
                ORDER BY id""",
            list(DOCUMENTS),
        )
    )


def _fill_pack_of_criteria(cr):
    """Hang each criterion below the nearest document on its path, itself included."""
    create_column(cr, "dp_hazard_criterion", "pack_id", "int4")
    cr.execute(
        SQL(
            """UPDATE dp_hazard_criterion c SET pack_id = nearest.pack_id
                 FROM (SELECT DISTINCT ON (c.id) c.id, p.id AS pack_id
                         FROM dp_hazard_criterion c
                         CROSS JOIN LATERAL
                              unnest(string_to_array(trim('/' FROM c.parent_path), '/'))
                              WITH ORDINALITY AS step(id, depth)
                         JOIN dp_criterion_pack p ON p.criterion_id = step.id::int
                        ORDER BY c.id, step.depth DESC) nearest
                WHERE nearest.id = c.id"""
        )
    )


def _rename_documents(cr):
    """Let the external ids of documents of the product mean the packs.

    :return: the ids of the criteria they were
    """
    cr.execute(
        SQL(
            """UPDATE ir_model_data d
                  SET model = 'dp.criterion.pack', res_id = p.id, name = v.pack
                 FROM (VALUES %s) AS v(document, pack), dp_criterion_pack p
                WHERE d.module = 'double_prevention' AND d.name = v.document
                  AND d.model = 'dp.hazard.criterion' AND p.criterion_id = d.res_id
            RETURNING p.criterion_id""",
            SQL(", ").join(SQL("%s", pair) for pair in DOCUMENTS.items()),
        )
    )
    return [row[0] for row in cr.fetchall()]


def _release_documents(cr, of_the_product):
    """Take out what is a pack now; archive it where a hazard names it."""
    cr.execute(
        SQL(
            """SELECT c.id FROM dp_hazard_criterion c
                 JOIN dp_criterion_pack p ON p.criterion_id = c.id
                WHERE c.id = ANY(%s)
                   OR EXISTS (SELECT FROM dp_hazard_criterion below
                               WHERE below.parent_id = c.id)""",
            of_the_product,
        )
    )
    documents = [row[0] for row in cr.fetchall()]
    # Deleting what is above would delete what is below.
    cr.execute(SQL("UPDATE dp_hazard_criterion SET parent_id = NULL"))
    cr.execute(
        SQL(
            """UPDATE dp_hazard_criterion c SET active = FALSE
                WHERE id = ANY(%s)
                  AND EXISTS (SELECT FROM dp_hazard h WHERE h.criterion_id = c.id)
            RETURNING id""",
            documents,
        )
    )
    gone = list({*documents} - {row[0] for row in cr.fetchall()})
    cr.execute(
        SQL(
            """UPDATE ir_model_data d
                  SET model = 'dp.criterion.pack', res_id = p.id
                 FROM dp_criterion_pack p
                WHERE d.model = 'dp.hazard.criterion' AND d.res_id = p.criterion_id
                  AND p.criterion_id = ANY(%s)""",
            gone,
        )
    )
    cr.execute(SQL("DELETE FROM dp_hazard_criterion WHERE id = ANY(%s)", gone))

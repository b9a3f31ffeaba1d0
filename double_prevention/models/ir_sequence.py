from odoo import api, fields, models
from odoo.tools import SQL


class IrSequence(models.Model):
    _inherit = "ir.sequence"

    @api.model
    def _next_many_by_code(self, sequence_code, count):
        """Draw ``count`` numbers in a row, as ``next_by_code`` draws one.

        A fixed number of queries, whatever ``count``.

        :return: list of strings, empty when there is no such sequence
        """
        sequence = self.search(
            [
                ("code", "=", sequence_code),
                ("company_id", "in", (self.env.company.id, False)),
            ],
            order="company_id",
            limit=1,
        )
        if not sequence or count < 1:
            return []
        # The first one also opens the counter of a new year.
        first = sequence.next_by_id()
        if count == 1:
            return [first]
        counter, date_from = sequence, None
        if sequence.use_date_range:
            today = fields.Date.today()
            counter = sequence.date_range_ids.filtered(
                lambda one: one.date_from <= today <= one.date_to
            )[:1]
            date_from = counter.date_from
        prefix, suffix = sequence._get_prefix_suffix(date_range=date_from)
        return [first] + [
            f"{prefix}{number:0{sequence.padding}d}{suffix}"
            for number in sequence._draw_numbers(counter, count - 1)
        ]

    def _draw_numbers(self, counter, count):
        """Draw from the PostgreSQL sequence, or from the row of a gapless one.

        :param counter: the sequence, or its date range
        """
        self.ensure_one()
        if self.implementation == "standard":
            name = f"ir_sequence_{self.id:03d}"
            if counter != self:
                name += f"_{counter.id:03d}"
            rows = self.env.execute_query(
                SQL("SELECT nextval(%s) FROM generate_series(1, %s)", name, count)
            )
            return [row[0] for row in rows]
        step = self.number_increment
        counter.flush_recordset(["number_next"])
        [(after,)] = self.env.execute_query(
            SQL(
                "UPDATE %s SET number_next = number_next + %s WHERE id = %s "
                "RETURNING number_next",
                SQL.identifier(counter._table),
                step * count,
                counter.id,
            )
        )
        counter.invalidate_recordset(["number_next"])
        return list(range(after - step * count, after, step))

from odoo import fields
from odoo.tools import SQL

# What the product stamps with the moment it acts at. Rows of the first kind are new
# ones, found by their id; columns of the second kind are found by their value.
NEW_ROWS = {
    "dp.level.change": ("date",),
    "dp.risk.contribution": ("date_from",),
    "dp.risk.unit.facts": ("date_from",),
    "mail.message": ("date", "create_date"),
    "mail.tracking.value": ("create_date",),
    "maintenance.request": ("create_date",),
    "dp.hazard.extension": ("create_date",),
    "dp.hazard": ("create_date", "date_reported"),
    "dp.thanks": ("date",),
    "dp.accident": ("create_date",),
    "dp.responsibility.move": ("date",),
    "dp.assessment.proposal": ("create_date",),
    "dp.hazard.judgement": ("create_date",),
    "dp.major.file": ("create_date", "suspected_at"),
}
STAMPS = {
    "dp.risk.contribution": ("date_to",),
    "dp.risk.unit": ("current_since",),
    "dp.hazard": (
        "date_last_stage_update",
        "date_accepted",
        "date_rectified",
        "date_closed",
        "plan_approved_at",
    ),
    "dp.hazard.extension": ("decided_at",),
    "dp.accident": ("looked_back_at", "closed_at"),
    "dp.assessment.evidence": ("date",),
    "dp.assessment.proposal": ("date", "last_evidence_date", "decided_at"),
    "dp.hazard.judgement": ("decided_at",),
    "dp.major.file": (
        "suspected_at",
        "judged_at",
        "confirmed_at",
        "listed_at",
        "regulator_reported_at",
        "workers_reported_at",
        "evaluated_at",
        "verified_at",
    ),
    "dp.measure.bypass": ("decided_at", "restored_at"),
    "dp.special.work": ("ended_at",),
}


class Timeline:
    """Plays steps of the past in their order, each dated at its moment.

    A step uses the methods of the product, as the person who took it; afterwards what
    it stamped with the present is dated back. So the history obeys every rule, and
    levels, messages and evidence tell one story.
    """

    def __init__(self, env):
        self.env = env
        self.steps = []

    def at(self, moment, function, *arguments):
        """Plan a step.

        :param moment: naive UTC, in the past
        """
        self.steps.append((moment, len(self.steps), function, arguments))

    def play(self):
        """Take the steps planned so far; a step may plan later ones."""
        self.present = fields.Datetime.now()
        while self.steps:
            self.steps.sort(key=lambda step: step[:2])
            moment, _order, function, arguments = self.steps.pop(0)
            last = self._last_ids()
            function(*arguments)
            self._date_back(last, moment)

    def _last_ids(self):
        self.env.flush_all()
        parts = [
            SQL("SELECT %s, COALESCE(max(id), 0) FROM %s", name, self._table(name))
            for name in NEW_ROWS
        ]
        return dict(self.env.execute_query(SQL(" UNION ALL ").join(parts)))

    def _date_back(self, last, moment):
        self.env.flush_all()
        # What changed is written into the chatter at the end of a transaction.
        self.env.cr.precommit.run()
        self.env.flush_all()
        for name, columns in NEW_ROWS.items():
            self._update(name, columns, moment, SQL("id > %s", last[name]))
        for name, columns in STAMPS.items():
            for column in columns:
                condition = SQL("%s >= %s", SQL.identifier(column), self.present)
                self._update(name, (column,), moment, condition)

    def _update(self, name, columns, moment, condition):
        values = SQL(", ").join(
            SQL("%s = %s", SQL.identifier(column), moment) for column in columns
        )
        self.env.cr.execute(
            SQL("UPDATE %s SET %s WHERE %s", self._table(name), values, condition)
        )
        if self.env.cr.rowcount:
            self.env[name].invalidate_model(columns, flush=False)

    def _table(self, name):
        return SQL.identifier(self.env[name]._table)

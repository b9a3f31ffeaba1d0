from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL, format_date

from ..tools import responsibility as law

CAUSES = [
    ("people", "Employee changed"),
    ("leave", "Leave"),
    ("date", "Date reached"),
    ("department", "Department changed"),
    ("job", "Job changed"),
    ("user", "Login opened or closed"),
    ("role", "Holder of a safety role changed"),
    ("rule", "Rule changed"),
    ("night", "Found by the nightly check"),
]
WAYS = [
    (law.HELD, "Meant by the rule"),
    (law.DEPUTY, "Deputy"),
    (law.ABOVE, "Manager above"),
    (law.NOBODY, "Nobody"),
]
WHYS = [
    (law.ABSENT, "Away"),
    (law.GONE, "Gone"),
    (law.VACANT, "Vacant"),
]
FIELD_BY_MODEL = {"dp.duty": "duty_id", "dp.hazard": "hazard_id"}


class DpResponsibilityMove(models.Model):
    """A duty or hazard that went from one person to another, and why.

    Written by the resolver only, once per move; nobody edits or deletes it. The
    reason is stored in parts, so that everybody reads it in his language.
    """

    _name = "dp.responsibility.move"
    _description = "Move of Responsibility"
    _order = "date desc, id desc"
    _rec_name = "record_name"
    _log_access = False

    duty_id = fields.Many2one(
        "dp.duty", readonly=True, index="btree_not_null", ondelete="cascade"
    )
    hazard_id = fields.Many2one(
        "dp.hazard", readonly=True, index="btree_not_null", ondelete="restrict"
    )
    record_name = fields.Char("What", compute="_compute_record_name")
    company_id = fields.Many2one(
        "res.company", required=True, readonly=True, index=True
    )
    department_id = fields.Many2one(
        "hr.department", readonly=True, index="btree_not_null", ondelete="restrict"
    )
    unit_id = fields.Many2one(
        "dp.risk.unit", readonly=True, index=True, ondelete="restrict"
    )
    from_employee_id = fields.Many2one(
        "hr.employee",
        "From Whom",
        readonly=True,
        index="btree_not_null",
        ondelete="restrict",
    )
    to_employee_id = fields.Many2one(
        "hr.employee",
        "To Whom",
        readonly=True,
        index="btree_not_null",
        ondelete="restrict",
    )
    date = fields.Datetime(required=True, readonly=True, index=True)
    cause = fields.Selection(CAUSES, "Caused by", readonly=True)
    way = fields.Selection(WAYS, "Why This Person", readonly=True)
    passed_employee_id = fields.Many2one(
        "hr.employee",
        "Instead of",
        readonly=True,
        index="btree_not_null",
        ondelete="restrict",
        help="Who would come first and is not there.",
    )
    passed_why = fields.Selection(WHYS, "Why Not the First", readonly=True)
    passed_until = fields.Datetime("Away until", readonly=True)
    reason = fields.Char("Why", compute="_compute_reason")
    note = fields.Char(compute="_compute_reason", export_string_translation=False)

    @api.depends("duty_id", "hazard_id")
    @api.depends_context("lang")
    def _compute_record_name(self):
        for move in self:
            # Whoever reads the log may know what it is about.
            move.record_name = (move.duty_id or move.hazard_id).sudo().display_name

    @api.depends("way", "passed_why")
    @api.depends_context("lang")
    def _compute_reason(self):
        for move in self:
            move.reason = self._describe(
                move.way,
                move.passed_why,
                # Names of colleagues are shown to everybody who sees the record.
                move.passed_employee_id.sudo().name,
                move.passed_until,
            )
            nobody = self.env._("nobody")
            move.note = self.env._(
                "Responsible: %(before)s → %(after)s. %(reason)s",
                # As above.
                before=move.from_employee_id.sudo().name or nobody,
                after=move.to_employee_id.sudo().name or nobody,
                reason=move.reason,
            )

    @api.model
    def _describe(self, way, why, person, until):
        """Return in words why it is this person."""
        causes = {
            law.ABSENT: self.env._(
                "%(person)s is away until %(date)s.",
                person=person,
                date=until and format_date(self.env, until),
            ),
            law.GONE: self.env._(
                "%(person)s has left or is no longer there.", person=person
            ),
            law.VACANT: self.env._("Nobody is there whom the rule means."),
        }
        effects = {
            law.HELD: self.env._("The rule means this person now."),
            law.DEPUTY: self.env._("The deputy stands in."),
            law.ABOVE: self.env._("The manager above takes over."),
            law.NOBODY: self.env._("No manager above is there either."),
        }
        return " ".join(filter(None, (causes.get(why), effects.get(way))))

    @api.model
    def _get_field(self, model):
        """Return the field that points at records of ``model``."""
        return FIELD_BY_MODEL[model]

    @api.model
    def _get_action(self, domain):
        """Return the action that shows the moves of ``domain``."""
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "double_prevention.dp_responsibility_move_action"
        )
        return {**action, "domain": list(domain), "context": {}}

    @api.model
    def _log(self, records, moves, cause):
        """Write down moves in one statement.

        :param records: the model of what moved
        :param moves: ``{record id: (employee id before, Answer)}``
        :return: the rows written
        """
        records.browse(moves).flush_recordset()
        answers = [answer for _before, answer in moves.values()]
        rows = self.env.execute_query(
            SQL(
                """INSERT INTO dp_responsibility_move
                          (%(field)s, company_id, department_id, unit_id,
                           from_employee_id, to_employee_id, date, cause, way,
                           passed_employee_id, passed_why, passed_until)
                   SELECT r.id, r.company_id, r.department_id, r.unit_id,
                          NULLIF(v.before, 0), NULLIF(v.after, 0), %(now)s, %(cause)s,
                          v.way, NULLIF(v.passed, 0), NULLIF(v.why, ''), v.until
                     FROM unnest(%(ids)s::int[], %(before)s::int[], %(after)s::int[],
                                 %(ways)s::text[], %(passed)s::int[], %(whys)s::text[],
                                 %(until)s::timestamp[])
                       AS v(id, before, after, way, passed, why, until)
                     JOIN %(table)s r ON r.id = v.id
                RETURNING id""",
                field=SQL.identifier(self._get_field(records._name)),
                table=SQL.identifier(records._table),
                now=fields.Datetime.now(),
                cause=cause,
                ids=list(moves),
                before=[before for before, _answer in moves.values()],
                after=[answer.employee for answer in answers],
                ways=[answer.way for answer in answers],
                passed=[answer.passed for answer in answers],
                whys=[answer.why for answer in answers],
                until=[answer.until for answer in answers],
            )
        )
        return self.browse(row[0] for row in rows)

    @api.model_create_multi
    def create(self, vals_list):  # pylint: disable=method-required-super
        """Refuse: a duty moves only because people or rules changed."""
        raise UserError(
            self.env._("The log of responsibility is written by the system alone.")
        )

    def write(self, vals):  # pylint: disable=method-required-super
        """Refuse: the log is evidence."""
        raise UserError(
            self.env._("The log of responsibility is evidence and can't be changed.")
        )

    @api.ondelete(at_uninstall=False)
    def _unlink_except_never(self):
        raise UserError(
            self.env._("The log of responsibility is evidence and can't be deleted.")
        )

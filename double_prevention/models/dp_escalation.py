from collections import defaultdict

from odoo import api, fields, models
from odoo.exceptions import UserError

from ..tools import escalation as law
from .dp_risk_event import TIERS


class DpEscalation(models.Model):
    """One step that was taken: what waited, since when, and who was told of it.

    Written by the rules alone and never changed: it proves that a higher tier knew.
    """

    _name = "dp.escalation"
    _description = "Escalation"
    _order = "date desc, id desc"
    _rec_name = "rule_id"

    rule_id = fields.Many2one(
        "dp.escalation.rule",
        "Escalation Rule",
        required=True,
        index=True,
        ondelete="restrict",
    )
    trigger = fields.Selection(related="rule_id.trigger", store=True)
    hazard_id = fields.Many2one("dp.hazard", index="btree_not_null", ondelete="cascade")
    inspection_id = fields.Many2one(
        "dp.inspection", "Round", index="btree_not_null", ondelete="cascade"
    )
    unit_id = fields.Many2one(
        "dp.risk.unit", "Place", required=True, index=True, ondelete="restrict"
    )
    company_id = fields.Many2one(related="unit_id.company_id", store=True, index=True)
    department_id = fields.Many2one(
        related="unit_id.department_id", store=True, index=True
    )
    since = fields.Datetime("Waiting since", required=True)
    date = fields.Datetime("Escalated", required=True)
    tier = fields.Selection(TIERS, required=True)
    employee_id = fields.Many2one(
        "hr.employee",
        "Told",
        index="btree_not_null",
        ondelete="restrict",
        help="Empty: everybody up to the company tier knew already, or nobody "
        "answers for the place.",
    )
    user_id = fields.Many2one(
        "res.users",
        related="employee_id.user_id",
        store=True,
        index="btree_not_null",
        string="User Told",
    )

    _hazard_step_uniq = models.UniqueIndex(
        "(rule_id, hazard_id, since) WHERE hazard_id IS NOT NULL",
        "This step was taken already.",
    )
    _round_step_uniq = models.UniqueIndex(
        "(rule_id, inspection_id, since) WHERE inspection_id IS NOT NULL",
        "This step was taken already.",
    )
    _one_record = models.Constraint(
        "CHECK (num_nonnulls(hazard_id, inspection_id) = 1)",
        "An escalation is about one hidden hazard or one round.",
    )

    def write(self, vals):  # pylint: disable=method-required-super
        """Refuse: a step that was taken is evidence."""
        raise UserError(
            self.env._("An escalation is evidence and can't be changed or deleted.")
        )

    @api.ondelete(at_uninstall=False)
    def _unlink_except_never(self):
        raise UserError(
            self.env._("An escalation is evidence and can't be changed or deleted.")
        )

    def _get_record(self):
        """Return the hidden hazard or the round it is about."""
        self.ensure_one()
        return self.hazard_id or self.inspection_id

    def action_open_record(self):
        """Open the hidden hazard or the round it is about."""
        return self._get_record().get_formview_action()

    # ------------------------------------------------------------------
    # TAKING STEPS
    # ------------------------------------------------------------------

    @api.model
    def _take(self, rule, due, now):
        """Take the step of ``rule`` for each ``(record id, since)`` of ``due``.

        The number of searches does not depend on how many are due.
        """
        if not due:
            return self.browse()
        is_round = rule.trigger == "round_not_started"
        field = "inspection_id" if is_round else "hazard_id"
        records = self.env[self._fields[field].comodel_name].browse(
            [record_id for record_id, _since in due]
        )
        people = records.unit_id._get_tier_people()
        told = self._find_told(field, records)
        vals_list = []
        for record, (_id, since) in zip(records, due, strict=True):
            knowing = told[record] | set(record.employee_id)
            tier, person = law.receiver(people[record.unit_id], rule.tier, knowing)
            vals_list.append(
                {
                    "rule_id": rule.id,
                    field: record.id,
                    "unit_id": record.unit_id.id,
                    "since": since,
                    "date": now,
                    "tier": tier,
                    "employee_id": person.id if person else False,
                }
            )
        escalations = self.create(vals_list)
        escalations._tell()
        return escalations

    @api.model
    def _find_told(self, field, records):
        """Return ``{record: employees}`` whom earlier steps went to.

        Those of an episode that is over count as well: they know the record.
        """
        told = defaultdict(set)
        for record, employee in self._read_group(
            [(field, "in", records.ids), ("employee_id", "!=", False)],
            [field, "employee_id"],
        ):
            told[record].add(employee)
        return told

    def _tell(self):
        """Tell people, and make it visible on the records."""
        self.env["dp.notice"]._post(
            [
                {
                    "user": one.user_id,
                    "record": one._get_record(),
                    "kind": "escalation",
                    "urgent": one.rule_id.urgent,
                    "summary": lambda env, one=one: one.with_env(env)._get_sentence(),
                }
                for one in self
                if one.user_id
            ]
        )
        for field in ("hazard_id", "inspection_id"):
            if mine := self.filtered(field):
                mine[field]._message_log_batch(
                    bodies={one[field].id: one._get_log() for one in mine}
                )
        self.hazard_id._update_activities()

    def _get_sentence(self):
        """Return in words what waits, for the person who is told."""
        self.ensure_one()
        record = self._get_record()
        return self.env._(
            "%(rule)s, since %(since)s: %(record)s",
            rule=self.rule_id.name,
            since=record.unit_id._format_since(self.since),
            record=record.display_name,
        )

    def _get_log(self):
        """Return the note on the record."""
        self.ensure_one()
        tier = dict(self._fields["tier"]._description_selection(self.env))[self.tier]
        if not self.employee_id:
            return self.env._(
                "%(rule)s: nobody is left to tell up to the company tier.",
                rule=self.rule_id.name,
            )
        return self.env._(
            "Escalated to %(person)s (%(tier)s): %(rule)s.",
            # The name is in everybody's directory.
            person=self.employee_id.sudo().name,
            tier=tier,
            rule=self.rule_id.name,
        )

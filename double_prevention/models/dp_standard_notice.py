from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from ..tools import standards as law

TOGETHER = timedelta(hours=1)
"""Edits within this time are one notice, as long as nobody has confirmed it."""


class DpStandardNotice(models.Model):
    """One version of a control standard: what changed at a measure, and who knows it.

    Whoever has a duty at the unit gets it to read and confirm, also who takes over
    later. It is evidence: nobody edits or deletes it.
    """

    _name = "dp.standard.notice"
    _description = "Changed Control Standard"
    _inherit = ["dp.department.scope.mixin", "dp.smart.button.mixin"]
    _order = "date desc, id desc"

    measure_id = fields.Many2one(
        "dp.control.measure",
        required=True,
        readonly=True,
        index=True,
        ondelete="restrict",
    )
    unit_id = fields.Many2one(related="measure_id.unit_id", store=True, index=True)
    company_id = fields.Many2one(
        related="measure_id.company_id", store=True, index=True
    )
    department_id = fields.Many2one(
        related="measure_id.department_id", store=True, index=True
    )
    kind = fields.Selection(
        [
            ("added", "New measure"),
            ("changed", "Changed"),
            ("archived", "No longer in force"),
        ],
        required=True,
        readonly=True,
        default="changed",
    )
    version = fields.Integer(required=True, readonly=True, default=1)
    is_latest = fields.Boolean("In Force", readonly=True, default=True, index=True)
    changes = fields.Json(readonly=True, export_string_translation=False)
    description = fields.Text("What Changed", compute="_compute_description")
    date = fields.Datetime(required=True, readonly=True, default=fields.Datetime.now)
    author_id = fields.Many2one(
        "res.users", required=True, readonly=True, default=lambda self: self.env.user
    )
    confirmation_ids = fields.One2many(
        "dp.standard.confirmation", "notice_id", "Confirmations", readonly=True
    )
    person_count = fields.Integer("To Be Read By", compute="_compute_counts")
    confirmed_count = fields.Integer("Confirmed By", compute="_compute_counts")
    progress = fields.Char("Confirmed", compute="_compute_counts")
    is_waiting_for_me = fields.Boolean(
        compute="_compute_is_waiting_for_me", export_string_translation=False
    )

    _version_unique = models.UniqueIndex("(measure_id, version)")

    @api.depends("measure_id", "version")
    def _compute_display_name(self):
        for notice in self:
            notice.display_name = f"{notice.measure_id.name} (V{notice.version})"

    @api.depends("changes", "kind")
    @api.depends_context("lang")
    def _compute_description(self):
        for notice in self:
            notice.description = notice._describe(notice.kind, notice.changes)

    @api.model
    def _describe(self, kind, changes):
        """Return what changed, in words, one line per field."""
        if kind == "archived":
            return self.env._("No longer in force: it need not be checked any more.")
        lines = []
        for name, (old, new) in (changes or {}).items():
            label, old, new = self._describe_change(name, old, new)
            if kind == "added":
                lines.append(f"{label}: {new}")
            else:
                lines.append(f"{label}: {old} → {new}")
        return "\n".join(lines) or self.env._("Again as it was before.")

    @api.model
    def _describe_change(self, name, old, new):
        field = self.env["dp.control.measure"]._fields[name]
        options = {}
        if field.type == "selection":
            options = dict(field._description_selection(self.env))
        elif field.type == "boolean":
            options = {True: self.env._("yes"), False: self.env._("no")}
        said = [options.get(value, value) or "–" for value in (old, new)]
        return field._description_string(self.env), *said

    def _compute_counts(self):
        counts = {}
        # How many is for everybody to see, who it is only for those in charge.
        confirmations_sudo = self.env["dp.standard.confirmation"].sudo()
        for notice, state, count in confirmations_sudo._read_group(
            [("notice_id", "in", self.ids)], ["notice_id", "state"], ["__count"]
        ):
            counts[notice.id, state] = count
        for notice in self:
            confirmed = counts.get((notice._origin.id, "confirmed"), 0)
            waiting = counts.get((notice._origin.id, "to_read"), 0)
            notice.confirmed_count = confirmed
            notice.person_count = confirmed + waiting
            notice.progress = self.env._(
                "%(confirmed)s of %(all)s", confirmed=confirmed, all=confirmed + waiting
            )

    @api.depends_context("uid")
    def _compute_is_waiting_for_me(self):
        waiting = self.env["dp.standard.confirmation"].search(
            [
                ("notice_id", "in", self.ids),
                ("user_id", "=", self.env.uid),
                ("state", "=", "to_read"),
            ]
        )
        for notice in self:
            notice.is_waiting_for_me = notice._origin in waiting.notice_id

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        raise UserError(
            self.env._(
                "What people were told of a control standard is evidence: keep it."
            )
        )

    def action_confirm(self):
        """Confirm for oneself to have read these standards."""
        mine = self.env["dp.standard.confirmation"].search(
            [("notice_id", "in", self.ids), ("user_id", "=", self.env.uid)]
        )
        if not mine:
            raise UserError(
                self.env._(
                    "You have no duty where this standard counts: there is nothing for "
                    "you to confirm."
                )
            )
        return mine.action_confirm()

    def action_open_confirmations(self):
        """Show who has confirmed and who has not."""
        return self._get_action_by(
            "notice_id",
            "dp.standard.confirmation",
            self.env._("Confirmations"),
            "list,kanban,form",
        )

    # ------------------------------------------------------------------
    # PUSH
    # ------------------------------------------------------------------

    @api.model
    def _push(self, changes_by_measure, kind="changed"):
        """Tell those who have a duty at the units of measures what changed.

        Edits within an hour become one notice until somebody has confirmed it. Where
        nobody has a duty there is nobody to tell.

        :param changes_by_measure: ``{dp.control.measure: {field: [old, new]}}``
        """
        measures = self.env["dp.control.measure"].union(*changes_by_measure)
        holders = self._get_holders(measures.unit_id)
        measures = measures.filtered(lambda one: one.unit_id.id in holders)
        # The author of a change may write measures, never what people were told.
        notices_sudo = self.sudo()
        latest = {
            notice.measure_id.id: notice
            for notice in notices_sudo.search(
                [("measure_id", "in", measures.ids), ("is_latest", "=", True)]
            )
        }
        fresh, updated = [], notices_sudo.browse()
        for measure in measures:
            changes = changes_by_measure[measure]
            last = latest.get(measure.id, notices_sudo)
            if last and last._takes_more(kind):
                last.write(
                    {
                        "changes": law.merge(last.changes or {}, changes),
                        "date": fields.Datetime.now(),
                        "author_id": self.env.uid,
                    }
                )
                updated |= last
                continue
            last.is_latest = False
            fresh.append(
                {
                    "measure_id": measure.id,
                    "kind": kind,
                    "version": last.version + 1,
                    "changes": changes,
                    "author_id": self.env.uid,
                }
            )
        notices_sudo = updated | notices_sudo.create(fresh)
        notices_sudo._share()
        return notices_sudo.with_env(self.env)

    def _takes_more(self, kind):
        """Say whether this notice still takes up further edits."""
        self.ensure_one()
        return (
            self.kind in (kind, "added")
            and kind != "archived"
            and self.date > fields.Datetime.now() - TOGETHER
            and "confirmed" not in self.confirmation_ids.mapped("state")
        )

    @api.model
    def _get_holders(self, units):
        """Return ``{unit id: [employee ids]}`` of who has a duty at units today."""
        # People of other departments hold duties here, too.
        groups = (
            self.env["dp.duty"]
            .sudo()
            ._read_group(
                [("unit_id", "in", units.ids), ("employee_id", "!=", False)],
                ["unit_id"],
                ["employee_id:array_agg"],
            )
        )
        return {unit.id: set(people) for unit, people in groups}

    def _share(self):
        """Give each notice to those who hold a duty at its unit and don't have it.

        One statement for all; each person is told once.
        """
        if not self:
            return
        self.env.flush_all()
        rows = self.env.execute_query(
            SQL(
                """INSERT INTO dp_standard_confirmation
                               (notice_id, employee_id, user_id, measure_id, unit_id,
                                company_id, department_id, state, create_uid,
                                create_date, write_uid, write_date)
                   SELECT DISTINCT n.id, e.id, e.user_id, n.measure_id, n.unit_id,
                          n.company_id, n.department_id, 'to_read', %(uid)s,
                          now() AT TIME ZONE 'UTC', %(uid)s, now() AT TIME ZONE 'UTC'
                     FROM dp_standard_notice n
                     JOIN dp_duty d ON d.unit_id = n.unit_id AND d.active
                     JOIN hr_employee e ON e.id = d.employee_id
                    WHERE n.id = ANY(%(ids)s)
                       ON CONFLICT (notice_id, employee_id) DO NOTHING
                RETURNING id""",
                uid=self.env.uid,
                ids=self.ids,
            )
        )
        self.invalidate_recordset(["confirmation_ids"])
        # New holders may be told by whoever made them responsible.
        confirmations_sudo = self.env["dp.standard.confirmation"].sudo()
        confirmations_sudo.browse(row[0] for row in rows)._tell()

    @api.model
    def _cron_share(self):
        """Give standards in force to those who became responsible unseen."""
        rows = self.env.execute_query(
            SQL(
                """SELECT DISTINCT n.id
                     FROM dp_standard_notice n
                     JOIN dp_duty d ON d.unit_id = n.unit_id AND d.active
                                   AND d.employee_id IS NOT NULL
                    WHERE n.is_latest AND n.kind <> 'archived'
                      AND NOT EXISTS (SELECT FROM dp_standard_confirmation c
                                       WHERE c.notice_id = n.id
                                         AND c.employee_id = d.employee_id)
                    ORDER BY n.id"""
            )
        )
        self.browse(row[0] for row in rows)._share()

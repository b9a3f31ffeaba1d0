from odoo import api, fields, models
from odoo.exceptions import AccessError, MissingError, UserError
from odoo.tools import SQL

from ..tools import qr
from ..tools.tokens import is_token, new_token

RESOLVED_FIELDS = ("token", "code", "active", "company_id", "target_unit_id")
UNIT_FIELDS = (
    "name",
    "code",
    "active",
    "parent_path",
    "company_id",
    "department_id",
    "location_note",
    "current_level",
    "current_reason",
    "current_since",
    "level_origin_id",
)
"""What the page shows of the unit itself, read at once."""


class TagRevokedError(UserError):
    """The scanned tag was taken out of use, or what it hung on was."""

    http_status = 410


class DpTag(models.Model):
    """A printed QR code: an opaque token that leads to a unit or an equipment.

    ``/dp/q/<token>`` is printed on metal: the token never changes. What it leads to
    may: a tag is pointed at another unit or equipment by editing it, and its chatter
    keeps what was before. Everybody of the company reads tags, officers make and
    change those of their departments, managers all.
    """

    _name = "dp.tag"
    _description = "Tag"
    _inherit = ["mail.thread"]
    _order = "id desc"
    _rec_name = "code"
    _rec_names_search = ["code", "token"]
    _check_company_auto = True

    token = fields.Char(
        required=True,
        readonly=True,
        copy=False,
        default=lambda self: new_token(),
    )
    code = fields.Char(compute="_compute_code", store=True, index=True)
    active = fields.Boolean(
        default=True, tracking=True, help="Not active: the tag is revoked."
    )
    revoke_reason = fields.Char("Revoked because", copy=False, tracking=True)
    unit_id = fields.Many2one(
        "dp.risk.unit",
        index="btree_not_null",
        ondelete="restrict",
        check_company=True,
        tracking=True,
    )
    equipment_id = fields.Many2one(
        "maintenance.equipment",
        index="btree_not_null",
        ondelete="restrict",
        check_company=True,
        tracking=True,
        help="The tag leads to the unit of this equipment, also when the unit changes.",
    )
    # Stored: every scan reads it, and the officers' rule searches its department.
    target_unit_id = fields.Many2one(
        "dp.risk.unit",
        "Leads to",
        compute="_compute_target_unit_id",
        store=True,
        index="btree_not_null",
        help="The unit whose page a scan opens.",
    )
    company_id = fields.Many2one(
        "res.company",
        required=True,
        index=True,
        default=lambda self: self.env.company,
    )
    department_id = fields.Many2one(
        related="target_unit_id.department_id", store=True, index="btree_not_null"
    )
    current_level = fields.Selection(related="target_unit_id.current_level")
    url = fields.Char(
        "Address", compute="_compute_url", help="What the printed code says."
    )
    qr_svg = fields.Html("QR Code", compute="_compute_qr_svg", sanitize=False)
    print_count = fields.Integer("Printed", readonly=True, copy=False)
    printed_at = fields.Datetime("Last Printed", readonly=True, copy=False)
    scan_count = fields.Integer("Scans", readonly=True, copy=False)
    scanned_at = fields.Datetime("Last Scan", readonly=True, copy=False)

    _token_uniq = models.UniqueIndex("(token)", "A tag's token must be unique.")
    _one_target = models.Constraint(
        "CHECK (unit_id IS NOT NULL OR equipment_id IS NOT NULL)",
        "A tag leads to a unit or to an equipment: choose one.",
    )
    _revoked_with_reason = models.Constraint(
        "CHECK (active OR revoke_reason IS NOT NULL)",
        "Say why the tag is taken out of use: open it and choose Revoke.",
    )

    @api.depends("unit_id.code", "unit_id.name", "equipment_id.name")
    def _compute_code(self):
        for tag in self:
            unit = tag.unit_id
            tag.code = unit.code or unit.name or tag.equipment_id.name

    @api.depends(
        "unit_id",
        "equipment_id.dp_unit_ids.active",
        "equipment_id.dp_unit_ids.parent_path",
    )
    def _compute_target_unit_id(self):
        """An equipment of several units leads to the one highest in the tree."""
        for tag in self:
            units = tag.equipment_id.dp_unit_ids
            highest = units.sorted(lambda unit: (unit.parent_path or "").count("/"))
            tag.target_unit_id = tag.unit_id or highest[:1]

    @api.depends("token", "company_id.dp_tag_base_url")
    def _compute_url(self):
        fallback = self.browse().get_base_url()
        for tag in self:
            # Where tags lead is printed on them: no secret to whoever sees the tag.
            base = tag.company_id.sudo().dp_tag_base_url or fallback
            tag.url = f"{base.rstrip('/')}/dp/q/{tag.token}"

    @api.depends("url", "company_id.dp_tag_error_correction")
    def _compute_qr_svg(self):
        for tag in self:
            # How codes are drawn can be seen on the label.
            correction = tag.company_id.sudo().dp_tag_error_correction
            tag.qr_svg = qr.svg(tag.url, correction)

    # --- from a scan to the unit ----------------------------------------------

    @api.model
    def _resolve(self, token):
        """Return the tag behind ``token`` once the user may see where it leads.

        The tag has no sudo and works in its own company; its ``target_unit_id`` is
        the unit to show.

        :raise MissingError: no such tag, or it leads nowhere yet (404)
        :raise TagRevokedError: the tag or its unit was taken out of use (410)
        :raise AccessError: the unit belongs to another company (403)
        """
        # The search must tell an unknown tag from one the user may not see.
        tag_sudo = (
            self.sudo()
            .with_context(active_test=False)
            .search_fetch([("token", "=", token)], RESOLVED_FIELDS)
            if is_token(token)
            else self.browse()
        )
        if not tag_sudo:
            raise MissingError(
                self.env._("This code isn't known here. Nothing hangs on it.")
            )
        if tag_sudo.company_id not in self.env.companies:
            raise AccessError(
                self.env._(
                    "This code belongs to another company, whose risks you may not see."
                )
            )
        tag = tag_sudo.sudo(False).with_company(tag_sudo.company_id)
        try:
            # Fetched as the user: raises when a rule hides the unit.
            tag.target_unit_id.fetch(UNIT_FIELDS)
        except AccessError as error:
            raise AccessError(
                self.env._(
                    "You have no work at this place, so its page is not yours to see."
                )
            ) from error
        tag._check_in_use()
        return tag

    def _check_in_use(self):
        """Raise when the tag is revoked or leads to no unit in use."""
        self.ensure_one()
        if not self.active:
            raise TagRevokedError(
                self.env._(
                    "The tag %(code)s was taken out of use: %(reason)s",
                    code=self.code,
                    reason=self.revoke_reason,
                )
            )
        if not self.target_unit_id:
            raise MissingError(
                self.env._(
                    "%(equipment)s isn't in the risk register yet.",
                    equipment=self.code,
                )
            )
        if not self.target_unit_id.active:
            raise TagRevokedError(
                self.env._(
                    "%(unit)s was taken out of the risk register.",
                    unit=self.target_unit_id.display_name,
                )
            )

    def _count_scan(self):
        """Count one scan; two at the same moment never wait for each other.

        Nor does the reader wait for the disk: a scan lost in a crash of the database is
        no harm, and nothing else is written when a page is shown.
        """
        self.ensure_one()
        self.env.cr.execute(
            SQL(
                """SET LOCAL synchronous_commit TO off;
                   UPDATE dp_tag
                      SET scan_count = COALESCE(scan_count, 0) + 1, scanned_at = %s
                    WHERE id IN (SELECT id FROM dp_tag WHERE id = %s
                                 FOR NO KEY UPDATE SKIP LOCKED)""",
                fields.Datetime.now(),
                self.id,
            )
        )

    # --- life of a tag --------------------------------------------------------

    @api.model
    def _create_missing(self, targets):
        """Give every unit or equipment without a tag in use one.

        :param targets: dp.risk.unit or maintenance.equipment
        :return: the action that shows the tags of all targets
        """
        field = "unit_id" if targets._name == "dp.risk.unit" else "equipment_id"
        tagged = self.search([(field, "in", targets.ids)])
        self.create(
            [
                {field: target.id, "company_id": target.company_id.id}
                for target in targets - tagged[field]
            ]
        )
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "double_prevention.dp_tag_action"
        )
        return {**action, "domain": [(field, "in", targets.ids)]}

    def _revoke(self, reason):
        """Take tags out of use: whoever scans them reads why."""
        self.write({"active": False, "revoke_reason": reason})

    def action_unarchive(self):
        """Put revoked tags back in use."""
        self.write({"revoke_reason": False, "active": True})
        return True

    def action_print(self):
        """Open the choice of label size for these tags."""
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "double_prevention.dp_tag_print_action"
        )
        return {**action, "context": {"default_tag_ids": self.ids}}

    def action_open_page(self):
        """Open the page a scan would open."""
        self.ensure_one()
        return {"type": "ir.actions.act_url", "url": self.url, "target": "new"}

    def action_open_target(self):
        """Open the unit the tag leads to."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "res_model": "dp.risk.unit",
            "res_id": self.target_unit_id.id,
            "view_mode": "form",
        }

    def action_open_equipment(self):
        """Open the equipment the tag hangs on."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "res_model": "maintenance.equipment",
            "res_id": self.equipment_id.id,
            "view_mode": "form",
        }

    def _log_print(self, copies, size):
        """Count printed labels and say in each chatter what was printed."""
        now = fields.Datetime.now()
        # An officer prints labels of places that are not his to change.
        for count, tags_sudo in self.sudo().grouped("print_count").items():
            tags_sudo.write({"print_count": count + copies, "printed_at": now})
        body = self.env._(
            "Printed: %(copies)s label(s), %(size)s", copies=copies, size=size
        )
        # As above.
        self.sudo()._message_log_batch(
            dict.fromkeys(self.ids, body), author_id=self.env.user.partner_id.id
        )

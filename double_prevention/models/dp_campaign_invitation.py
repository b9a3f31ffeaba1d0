from odoo import api, fields, models


class DpCampaignInvitation(models.Model):
    """One person who was invited to a campaign, and whether he took part."""

    _name = "dp.campaign.invitation"
    _description = "Invitation to a Campaign"
    _order = "campaign_id, department_id, id"
    _rec_name = "employee_id"

    campaign_id = fields.Many2one(
        "dp.campaign", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(
        related="campaign_id.company_id", store=True, index=True
    )
    employee_id = fields.Many2one(
        "hr.employee", required=True, index=True, ondelete="cascade"
    )
    user_id = fields.Many2one(
        "res.users",
        related="employee_id.user_id",
        store=True,
        index="btree_not_null",
        string="User of the Person",
    )
    department_id = fields.Many2one(
        "hr.department",
        index="btree_not_null",
        help="Where the person worked when invited.",
    )
    state = fields.Selection(
        [("invited", "Not yet"), ("answered", "Took part")],
        required=True,
        default="invited",
        index=True,
    )
    date = fields.Datetime("Took Part on")
    took_part = fields.Float(
        "Participation (%)",
        compute="_compute_took_part",
        store=True,
        aggregator="avg",
    )
    idea_count = fields.Integer(
        "Risks", compute="_compute_idea_count", store=True, aggregator="sum"
    )
    idea_ids = fields.One2many("dp.risk.idea", "invitation_id", "Risks Named")

    _once_uniq = models.UniqueIndex(
        "(campaign_id, employee_id)", "This person is invited already."
    )

    @api.depends("state")
    def _compute_took_part(self):
        for one in self:
            one.took_part = 100.0 if one.state == "answered" else 0.0

    @api.depends("idea_ids")
    def _compute_idea_count(self):
        for one in self:
            one.idea_count = len(one.idea_ids)

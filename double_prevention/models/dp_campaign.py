from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

STATES = [
    ("draft", "Draft"),
    ("open", "Running"),
    ("closed", "Over"),
]


class DpCampaign(models.Model):
    """An invitation to departments and posts to name the risks of their work.

    All employees take part in identifying risks (Work Safety Law 2021 Art. 41 with
    the guide of the Safety Committee Office [2016] 11). When it opens, everybody who
    works in the departments or holds the posts is invited once; the rate of those who
    took part is counted from these invitations.
    """

    _name = "dp.campaign"
    _description = "Risk Identification Campaign"
    _inherit = ["mail.thread", "mail.activity.mixin"]
    _order = "date_from desc, id desc"
    _check_company_auto = True

    name = fields.Char(required=True, translate=True, tracking=True)
    active = fields.Boolean(default=True)
    company_id = fields.Many2one(
        "res.company",
        required=True,
        index=True,
        default=lambda self: self.env.company,
    )
    state = fields.Selection(
        STATES, required=True, default="draft", copy=False, readonly=True, tracking=True
    )
    department_ids = fields.Many2many(
        "hr.department",
        string="Departments",
        check_company=True,
        help="With the departments below them.",
    )
    job_ids = fields.Many2many(
        "hr.job",
        string="Posts",
        check_company=True,
        help="Only who holds one of these posts. Empty: everybody of the departments.",
    )
    date_from = fields.Date("From", required=True, default=fields.Date.context_today)
    date_to = fields.Date("Until", required=True)
    guidance = fields.Html(
        help="What people should think of: what they do, what could go wrong, what "
        "has nearly happened, what protects them."
    )
    invitation_ids = fields.One2many("dp.campaign.invitation", "campaign_id")
    idea_ids = fields.One2many("dp.risk.idea", "campaign_id", "Risks Named")
    invited_count = fields.Integer("Invited", compute="_compute_counts")
    answered_count = fields.Integer("Took Part", compute="_compute_counts")
    participation = fields.Float(
        compute="_compute_counts",
        help="Share of the invited people who named a risk or said that they know "
        "none.",
    )
    coverage = fields.Float(
        compute="_compute_coverage",
        help="Share of the invited departments in which at least one person took part.",
    )
    idea_count = fields.Integer("Named Risks", compute="_compute_counts")
    accepted_count = fields.Integer("Accepted", compute="_compute_counts")
    my_state = fields.Selection(
        [("invited", "Not yet"), ("answered", "Took part")],
        "My Part",
        compute="_compute_my_state",
    )

    _dates_order = models.Constraint(
        "CHECK (date_to >= date_from)", "A campaign has to end after it begins."
    )

    @api.depends("invitation_ids.state", "idea_ids.state")
    def _compute_counts(self):
        # Who took part is counted for everybody, and named to nobody here.
        invitations_sudo = self.env["dp.campaign.invitation"].sudo()
        invited, answered = {}, {}
        for campaign, state, count in invitations_sudo._read_group(
            [("campaign_id", "in", self.ids)], ["campaign_id", "state"], ["__count"]
        ):
            invited[campaign.id] = invited.get(campaign.id, 0) + count
            if state == "answered":
                answered[campaign.id] = count
        ideas, accepted = {}, {}
        # As above.
        ideas_sudo = self.env["dp.risk.idea"].sudo()
        for campaign, state, count in ideas_sudo._read_group(
            [("campaign_id", "in", self.ids)], ["campaign_id", "state"], ["__count"]
        ):
            ideas[campaign.id] = ideas.get(campaign.id, 0) + count
            if state == "accepted":
                accepted[campaign.id] = count
        for campaign in self:
            key = campaign._origin.id
            campaign.invited_count = invited.get(key, 0)
            campaign.answered_count = answered.get(key, 0)
            campaign.participation = (
                answered.get(key, 0) / invited[key] if invited.get(key) else 0.0
            )
            campaign.idea_count = ideas.get(key, 0)
            campaign.accepted_count = accepted.get(key, 0)

    @api.depends("invitation_ids.state")
    def _compute_coverage(self):
        # As in _compute_counts.
        invitations_sudo = self.env["dp.campaign.invitation"].sudo()
        departments, covered = {}, {}
        for campaign, _department, share in invitations_sudo._read_group(
            [("campaign_id", "in", self.ids)],
            ["campaign_id", "department_id"],
            ["took_part:max"],
        ):
            departments[campaign.id] = departments.get(campaign.id, 0) + 1
            covered[campaign.id] = covered.get(campaign.id, 0) + bool(share)
        for campaign in self:
            key = campaign._origin.id
            total = departments.get(key, 0)
            campaign.coverage = covered[key] / total if total else 0.0

    @api.depends_context("uid")
    @api.depends("invitation_ids.state")
    def _compute_my_state(self):
        mine = {
            one.campaign_id.id: one.state
            for one in self.env["dp.campaign.invitation"].search(
                [("campaign_id", "in", self.ids), ("user_id", "=", self.env.uid)]
            )
        }
        for campaign in self:
            campaign.my_state = mine.get(campaign._origin.id, False)

    # ------------------------------------------------------------------
    # OPEN AND CLOSE
    # ------------------------------------------------------------------

    def action_open(self):
        """Invite everybody who is meant, and tell them.

        :raise UserError: nobody is meant
        """
        self.check_access("write")
        for campaign in self:
            employees = campaign._find_people()
            if not employees:
                raise UserError(
                    self.env._(
                        "%(campaign)s: nobody works in these departments or holds "
                        "these posts. Choose others.",
                        campaign=campaign.name,
                    )
                )
            campaign._invite(employees)
            campaign.state = "open"
        return True

    def action_close(self):
        """End the campaign: no more risks are named in it."""
        self.check_access("write")
        self.filtered(lambda one: one.state == "open").state = "closed"
        return True

    @api.model
    def _cron_close(self):
        """Close what is over."""
        over = self.search(
            [("state", "=", "open"), ("date_to", "<", fields.Date.today())]
        )
        over.action_close()

    def _find_people(self):
        """Return the employees that are meant: of the departments, of the posts."""
        self.ensure_one()
        domain = Domain("company_id", "=", self.company_id.id)
        if self.department_ids:
            domain &= Domain("department_id", "child_of", self.department_ids.ids)
        if self.job_ids:
            domain &= Domain("job_id", "in", self.job_ids.ids)
        # Posts are no public field of an employee to search for.
        return (
            self.env["hr.employee"].sudo().search(domain, order="id").with_env(self.env)
        )

    def _invite(self, employees):
        """Invite those of ``employees`` who are not yet, and tell who has a user."""
        self.ensure_one()
        # Invitations are written by the system; here by whoever may open it.
        invitations_sudo = self.env["dp.campaign.invitation"].sudo()
        known = invitations_sudo.search([("campaign_id", "=", self.id)]).employee_id
        new_sudo = invitations_sudo.create(
            [
                # Where people work is read for officers without HR rights.
                {
                    "campaign_id": self.id,
                    "employee_id": one.id,
                    "department_id": one.sudo().department_id.id,
                }
                for one in employees - known
            ]
        )
        self.env["dp.notice"]._post(
            [
                {
                    "user": user,
                    "record": self,
                    "kind": "campaign",
                    "summary": lambda env: env._(
                        "Name the risks of your work: %(campaign)s",
                        campaign=self.with_env(env).name,
                    ),
                }
                for user in new_sudo.user_id.sudo(False)
            ]
        )

    # ------------------------------------------------------------------
    # TAKING PART
    # ------------------------------------------------------------------

    def action_name_risk(self):
        """Open the short form to name a risk."""
        self.ensure_one()
        self._check_open()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "double_prevention.dp_risk_idea_action_new"
        )
        action["context"] = {"default_campaign_id": self.id}
        return action

    def action_nothing_to_name(self):
        """Say that one has thought about it and knows of no other risk."""
        self._check_open()
        self._note_answer(self.env.user)
        return True

    def _check_open(self):
        """Refuse what comes before or after the campaign."""
        for campaign in self:
            if campaign.state != "open":
                raise UserError(
                    self.env._(
                        "%(campaign)s is not open: risks can be named from its "
                        "beginning to its end. Outside a campaign, name them from "
                        "the risk register.",
                        campaign=campaign.name,
                    )
                )

    def _note_answer(self, user):
        """Write down that ``user`` took part."""
        # Only the system writes invitations.
        mine_sudo = (
            self.env["dp.campaign.invitation"]
            .sudo()
            .search(
                [
                    ("campaign_id", "in", self.ids),
                    ("user_id", "=", user.id),
                    ("state", "=", "invited"),
                ]
            )
        )
        mine_sudo.write({"state": "answered", "date": fields.Datetime.now()})

    def _get_action(self, model, name, view_mode, **context):
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": name,
            "res_model": model,
            "view_mode": view_mode,
            "domain": [("campaign_id", "=", self.id)],
            "context": {"default_campaign_id": self.id, **context},
        }

    def action_open_ideas(self):
        """Show the risks that were named."""
        return self._get_action(
            "dp.risk.idea", self.env._("Named Risks"), "kanban,list,form"
        )

    def action_open_invitations(self):
        """Show who was invited and who took part, by department."""
        return self._get_action(
            "dp.campaign.invitation", self.env._("Participation"), "pivot,list,graph"
        )

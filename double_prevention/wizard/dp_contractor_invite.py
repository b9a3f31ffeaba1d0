from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.tools import email_normalize


class DpContractorInvite(models.TransientModel):
    """Take a worker of a contractor on: contact, employee and portal user in one.

    Only safety managers may; no HR rights are needed, and none are given: the
    employee is of the type "Contractor" and has no contract.
    """

    _name = "dp.contractor.invite"
    _description = "Invite a Worker of a Contractor"

    partner_id = fields.Many2one(
        "res.partner",
        "Contractor",
        required=True,
        domain="[('is_company', '=', True)]",
    )
    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company
    )
    name = fields.Char("Worker", required=True)
    email = fields.Char(
        required=True, help="The invitation goes there; it is the login."
    )
    phone = fields.Char()
    department_id = fields.Many2one(
        "hr.department",
        required=True,
        domain="[('company_id', 'in', (company_id, False))]",
        help="Whose manager answers for the contractor: duties fall back to him.",
    )
    job_id = fields.Many2one(
        "hr.job",
        domain="[('company_id', 'in', (company_id, False))]",
        help="Duties by job find the worker, too.",
    )

    def action_invite(self):
        """Create what is missing and send the invitation; open the contractor.

        :raise AccessError: the user is no safety manager
        :raise ValidationError: no valid address
        :raise UserError: somebody of the enterprise has this login
        """
        self.ensure_one()
        self.check_access("write")
        email = email_normalize(self.email)
        if not email:
            raise ValidationError(
                self.env._(
                    "%(email)s is no e-mail address. The invitation needs one.",
                    email=self.email,
                )
            )
        user_sudo = self._get_user(email)
        self._create_employee(user_sudo)
        # Contacts belong to others; a safety manager says who works on site.
        self.partner_id.sudo().is_dp_contractor = True
        return self.partner_id.get_formview_action()

    def _get_user(self, email):
        """Return the portal user with this login, created and invited if needed."""
        # A safety manager need not be allowed to create users.
        users_sudo = self.env["res.users"].sudo().with_context(active_test=False)
        user_sudo = users_sudo.search([("login", "=", email)], limit=1)
        if user_sudo and not user_sudo.share:
            raise UserError(
                self.env._(
                    "%(email)s is the login of a colleague. Workers of a contractor "
                    "need their own.",
                    email=email,
                )
            )
        groups = self.env.ref("base.group_portal") + self.env.ref(
            "double_prevention.group_dp_contractor"
        )
        if user_sudo:
            user_sudo.write(
                {
                    "active": True,
                    "group_ids": [fields.Command.link(one.id) for one in groups],
                    "company_ids": [fields.Command.link(self.company_id.id)],
                }
            )
            return user_sudo
        contact_sudo = users_sudo.partner_id.create(
            {
                "name": self.name,
                "email": email,
                "phone": self.phone,
                "parent_id": self.partner_id.id,
                "type": "contact",
            }
        )
        # Who is invited gets the mail with the link to choose a password.
        return users_sudo.create(
            {
                "name": self.name,
                "login": email,
                "email": email,
                "partner_id": contact_sudo.id,
                "company_id": self.company_id.id,
                "company_ids": [fields.Command.set(self.company_id.ids)],
                "group_ids": [fields.Command.set(groups.ids)],
            }
        )

    def _create_employee(self, user_sudo):
        """Create the employee of the worker where there is none in this company."""
        # A safety manager need not be allowed to read HR records.
        employees_sudo = self.env["hr.employee"].sudo()
        if employees_sudo.search(
            [
                ("user_id", "=", user_sudo.id),
                ("company_id", "=", self.company_id.id),
            ],
            limit=1,
        ):
            return
        employees_sudo.create(
            {
                "name": self.name,
                "user_id": user_sudo.id,
                "work_contact_id": user_sudo.partner_id.id,
                "work_email": self.email,
                "work_phone": self.phone,
                "company_id": self.company_id.id,
                "department_id": self.department_id.id,
                "job_id": self.job_id.id,
                "employee_type": "contractor",
            }
        )

    @api.onchange("company_id")
    def _onchange_company_id(self):
        """Forget what belongs to another company."""
        for field in ("department_id", "job_id"):
            if self[field].company_id not in (
                self.company_id,
                self.env["res.company"],
            ):
                self[field] = False

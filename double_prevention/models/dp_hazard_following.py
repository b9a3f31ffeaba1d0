from odoo import api, fields, models
from odoo.exceptions import MissingError

from ..tools import workflow
from ..tools.tokens import is_token, new_token

ACCEPTING_EVENTS = {"accept", "plan", "fix_on_spot", "confirm"}
"""Events by which somebody takes on what was reported."""


class DpHazard(models.Model):
    """What whoever reported a hazard may follow: every step, and the answer.

    Each hazard has a page under an unguessable address, for which nobody logs in. It
    names nobody and shows no photo: what was reported, how far it is, and what came
    of it.
    """

    _inherit = "dp.hazard"

    follow_token = fields.Char(
        compute="_compute_follow_token",
        store=True,
        copy=False,
        groups="base.group_system",
        export_string_translation=False,
    )
    follow_url = fields.Char(
        "Follow My Report",
        compute="_compute_follow_url",
        compute_sudo=False,
        help="A page that shows every step and the answer, without names and without "
        "logging in. Only those who reported it get the address.",
    )
    date_accepted = fields.Datetime(
        readonly=True,
        copy=False,
        help="When somebody first took it on: accepted it, planned it or fixed it.",
    )

    _follow_token_uniq = models.UniqueIndex(
        "(follow_token)", "The address of a report must be unique."
    )

    @api.depends("unit_id")
    def _compute_follow_token(self):
        """Once for all: an address that was told stays, wherever the hazard moves."""
        for hazard in self:
            hazard.follow_token = hazard.follow_token or new_token()

    @api.depends("reporter_id", "follow_token")
    @api.depends_context("uid")
    def _compute_follow_url(self):
        for hazard in self:
            told = self.env.su or hazard._is_reported_by(self.env.user)
            hazard.follow_url = told and hazard._get_follow_url()

    def _is_reported_by(self, user):
        """Say whether ``user`` is who reported it, by name."""
        self.ensure_one()
        return bool(self.reporter_id) and self.reporter_id == user

    def _get_follow_path(self):
        """Return the way to the page of the report, from the root of the server."""
        self.ensure_one()
        # Given to those who report, who may not read the field.
        return f"/dp/r/{self.sudo().follow_token}"

    def _get_follow_url(self):
        """Return the whole address of the page of the report."""
        self.ensure_one()
        # Where the server is, is no secret to whoever gets its address.
        base = self.company_id.sudo().dp_tag_base_url or self.get_base_url()
        return base.rstrip("/") + self._get_follow_path()

    def _values_of(self, event, reason, criterion):
        """Note when it was taken on."""
        values = super()._values_of(event, reason, criterion)
        if event in ACCEPTING_EVENTS and not self.date_accepted:
            values["date_accepted"] = fields.Datetime.now()
        return values

    # ------------------------------------------------------------------
    # THE PAGE
    # ------------------------------------------------------------------

    @api.model
    def _get_follow_data(self, token):
        """Return what the page under ``token`` shows, as plain values.

        :raise MissingError: no hazard has this token
        """
        # Whoever has the address needs no account; what is shown is chosen below.
        hazards_sudo = self.sudo()
        if is_token(token):
            hazards_sudo = hazards_sudo.search([("follow_token", "=", token)], limit=1)
        if not hazards_sudo:
            raise MissingError(
                self.env._("No report has this address. Check that it is complete.")
            )
        zone = hazards_sudo.company_id.resource_calendar_id.tz
        return hazards_sudo.with_context(
            tz=self.env.user.tz or zone or "UTC"
        )._describe_report()

    def _describe_report(self):
        """Return the report in the language of the reader, naming nobody."""
        self.ensure_one()
        states = dict(self._fields["state"]._description_selection(self.env))
        unit = self.unit_id
        return {
            "name": self.name,
            "title": self.title,
            "description": self.description,
            "place": " ".join(filter(None, (unit.code, unit.name))),
            "state": self.state,
            "state_name": states[self.state],
            "steps": [
                {"name": name, "when": self._page_moment(moment)}
                for moment, name in self._get_steps()
            ],
            "next": self._get_next_words(),
            "deadline": not self.is_frozen
            and bool(self.date_accepted)
            and self._page_deadline(self.deadline),
            "reject_reason": self.reject_reason,
            "measures_taken": self.state == workflow.CLOSED and self.measures_taken,
        }

    def _get_steps(self):
        """Return ``(moment, words)`` of what has happened, in the order of time."""
        self.ensure_one()
        steps = [
            (self.date_reported, self.env._("Reported")),
            (self.date_accepted, self.env._("Taken on")),
            (self.plan_approved_at, self.env._("Plan approved")),
            (self.date_rectified, self.env._("Rectified")),
        ]
        if self.state == workflow.REJECTED:
            steps.append((self.date_closed, self.env._("Rejected")))
        if self.state == workflow.CLOSED:
            steps.append((self.date_closed, self.env._("Verified and closed")))
        for reopened in self.reopened_ids.sorted("id"):
            words = self.env._(
                "Found again: goes on as number %(number)s", number=reopened.name
            )
            steps.append((reopened.date_reported, words))
        return sorted(
            ((moment, words) for moment, words in steps if moment),
            key=lambda step: step[0],
        )

    def _get_next_words(self):
        """Return what comes next, False once it has ended."""
        self.ensure_one()
        if self.state == workflow.RECTIFYING and self.send_back_count:
            return self.env._("Not good enough yet: it is being worked on again")
        return {
            workflow.REPORTED: self.env._("Somebody looks at it and takes it on"),
            workflow.PLANNING: self.env._("A plan is made and approved"),
            workflow.RECTIFYING: self.env._("It is being rectified"),
            workflow.VERIFYING: self.env._("Another person checks that it is gone"),
        }.get(self.state, False)

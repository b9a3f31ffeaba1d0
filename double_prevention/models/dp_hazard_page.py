from odoo import api, models
from odoo.exceptions import UserError

from ..tools import workflow

FIX = "fix"
VERIFY = "verify"


class DpHazard(models.Model):
    """A hidden hazard on the phone: see it, fix it, verify it."""

    _name = "dp.hazard"
    _inherit = ["dp.hazard", "dp.page.mixin"]

    @api.model
    def _get_page_role(self, state, user_id, verifier_id):
        """Return what the reader has to do now: fix, verify or False.

        :param user_id: id of who has to rectify it
        """
        if state in (workflow.REPORTED, workflow.RECTIFYING):
            return FIX if user_id == self.env.uid else False
        if state == workflow.VERIFYING:
            return VERIFY if verifier_id == self.env.uid else False
        return False

    def _get_page_data(self):
        """Return everything the page of the hazard shows, as plain values.

        ``can_fix`` and ``can_verify`` say which form to offer; both go through the
        same judge as the buttons of the desktop.
        """
        self.ensure_one()
        states = dict(self._fields["state"]._description_selection(self.env))
        grades = dict(self._fields["grade"]._description_selection(self.env))
        unit = self.unit_id
        return {
            "id": self.id,
            "name": self.name,
            "title": self.title,
            "description": self.description,
            "state": self.state,
            "state_name": states[self.state],
            "grade_name": grades[self.grade],
            "is_major": self.grade == workflow.MAJOR,
            "unit": {"code": unit.code, "name": unit.name},
            "level": self._page_level(unit.current_level),
            "measure": self.measure_id.name,
            "responsible": self._get_page_person(),
            # The name of the verifier is shown to everybody of the company.
            "verifier": self.sudo().verifier_id.name,
            "deadline": not self.is_frozen and self._page_deadline(self.deadline),
            "reported": self._page_moment(self.date_reported),
            "before": self.photo_before_ids.ids,
            "after": self.photo_after_ids.ids,
            "measures_taken": self.measures_taken,
            "opinion": self.verification_note,
            "can_fix": self._can_fix_by_phone(),
            "can_verify": self.can_verify,
            "token": self._get_page_token(),
            "follow_path": self.follow_url and self._get_follow_path(),
        }

    def _get_page_person(self):
        """Return the name of the responsible, also to contractors who reported it."""
        # The directory of employees is closed to contractors.
        return self.sudo().employee_id.name

    def _get_page_token(self):
        """Return the token of a tag at the place, to go back to its page."""
        tag = self.env["dp.tag"].search(
            [("target_unit_id", "=", self.unit_id.id)], limit=1
        )
        return tag.token

    def _can_fix_by_phone(self):
        """A major one needs its plan first, which is work for a desk."""
        if self.state == workflow.REPORTED:
            return self.can_accept and self.user_id == self.env.user
        return self.can_rectify

    def _fix_by_phone(self, measures_taken, photos):
        """Say what was done, with photos, and hand the hazard over for verification.

        A hazard that was not accepted yet is accepted by the person fixing it.

        :param photos: ``(file name, bytes)`` pairs from after
        :raise UserError: what is missing, or why this person may not
        """
        self.ensure_one()
        images = [(file, self._normalise_photo(file, data)) for file, data in photos]
        if self.state == workflow.REPORTED:
            self._transition("accept")
        self.check_access("write")
        if (measures_taken or "").strip():
            self.write({"measures_taken": measures_taken.strip()})
        if images:
            self._attach_photos({(self, "photo_after_ids"): images})
        self._transition("rectify")

    def _verify_by_phone(self, verdict, opinion):
        """Close the hazard or send it back, with the opinion of the verifier.

        :param verdict: ``verify`` or ``send_back``
        :raise UserError: what is missing, or why this person may not
        """
        self.ensure_one()
        if verdict not in ("verify", "send_back"):
            raise UserError(self.env._("Choose whether it is good or goes back."))
        opinion = (opinion or "").strip()
        if verdict == "send_back" and not opinion:
            raise UserError(self.env._("Say what is still to do."))
        if opinion:
            self.write({"verification_note": opinion})
        self._transition(verdict, reason=opinion)

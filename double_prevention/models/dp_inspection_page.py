from odoo import models

from ..tools import workflow


class DpInspection(models.Model):
    """A round on the phone."""

    _name = "dp.inspection"
    _inherit = ["dp.inspection", "dp.page.mixin"]

    def _is_open_on_phone(self):
        """Say whether the page is the one to do the round, and not its result."""
        self.ensure_one()
        return not workflow.is_frozen(self.state)

    def _start_by_phone(self):
        """Begin the round at its place; a round that was begun goes on."""
        self.ensure_one()
        if self.state == workflow.PLANNED:
            self._start(scanned=True)

    def _submit_by_phone(self, answers, client_uuid):
        """Submit the round with answers given at its place.

        :param answers: see ``_submit``
        :param client_uuid: key made by the phone: sent twice, it is one submission
        """
        self._start_by_phone()
        self._submit(answers, client_uuid)

    def _get_page_data(self):
        """Return everything the page of the round shows, as plain values.

        Checks come grouped by unit, in the order of the round.
        """
        self.ensure_one()
        # Whoever has to do a round may know the places on its way.
        place = self.sudo().unit_id
        groups = []
        for line in self.line_ids:
            if not groups or groups[-1]["id"] != line.unit_id.id:
                unit_sudo = line.unit_id.sudo()  # as above
                groups.append(
                    {
                        "id": unit_sudo.id,
                        "code": unit_sudo.code,
                        "name": unit_sudo.name,
                        "level": self._page_level(unit_sudo.current_level),
                        "checks": [],
                    }
                )
            groups[-1]["checks"].append(line._get_page_data())
        return {
            "id": self.id,
            "name": self.name,
            "place": place.display_name,
            "state": self.state,
            "deadline": self._page_deadline(self.date_end),
            "count": len(self.line_ids),
            "groups": groups,
        }

    def _get_result_data(self):
        """Return what came of a submitted round: counts, and the hazards it found."""
        self.ensure_one()
        states = dict(self._fields["state"]._description_selection(self.env))
        results = self.line_ids.mapped("result")
        return {
            "id": self.id,
            "name": self.name,
            "place": self.unit_id.display_name,
            "state_name": states[self.state],
            "submitted": self.submitted_at and self._page_moment(self.submitted_at),
            "good": results.count("ok"),
            "bad": results.count("hazard"),
            "not_applicable": results.count("not_applicable"),
            "hazards": [
                {
                    "id": hazard.id,
                    "name": hazard.name,
                    "title": hazard.title,
                    "responsible": hazard._get_page_person(),
                    "deadline": self._page_deadline(hazard.deadline),
                }
                for hazard in self.line_ids.hazard_id
            ],
        }

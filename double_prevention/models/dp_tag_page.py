from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import is_html_empty

from .dp_risk_event import TIERS

SHOWN = 5
"""Rows of a list on the page; the rest is counted."""
REASONS = 10
OPEN_ROUND = ("planned", "in_progress")
OVER = ("closed", "rejected")


class DpTag(models.Model):
    """What the page behind a tag shows.

    One query a question, whatever the size of what hangs below the unit: the page
    stays within 20 queries.
    """

    _name = "dp.tag"
    _inherit = ["dp.tag", "dp.page.mixin"]

    def _get_page_data(self):
        """Return everything the page of the tag shows, as plain values.

        :return: dict with ``token``, ``unit``, ``level``, ``sentence``, ``reasons``,
            ``place``, ``where``, ``rounds``, ``other_round``, ``risks``,
            ``emergency``, ``people``, ``responsible``, ``hazards``
        """
        self.ensure_one()
        unit = self.target_unit_id
        above = self._read_chain(unit)
        duties = self._read_duties(unit)
        mine, other = self._read_rounds(unit, duties)
        tiers = self._get_tiers(unit, duties)
        employees = self._fetch_employees(tiers, other)
        return {
            "token": self.token,
            "unit": {"id": unit.id, "code": unit.code, "name": unit.name},
            "level": self._page_level(unit.current_level),
            "sentence": unit.current_reason and unit.level_sentence,
            "reasons": self._read_reasons(unit),
            "place": " / ".join(node.name for node in above[:-1]),
            "where": unit.location_note,
            "rounds": mine,
            "other_round": other and {**other, "name": employees[other["id"]].name},
            "risks": self._read_risks(unit),
            "emergency": self._read_emergency(above),
            "people": self._describe_people(tiers, employees),
            "responsible": self._get_nearest_name(tiers, employees),
            "hazards": self._read_hazards(unit),
        }

    @api.model
    def _read_chain(self, unit):
        """Return the units from the root down to ``unit``, read in one query."""
        ids = [int(part) for part in unit.parent_path.split("/") if part]
        chain = unit.browse(ids)
        chain.fetch(
            [
                "name",
                "code",
                "kind",
                "parent_path",
                "company_id",
                "department_id",
                "location_note",
                "emergency_steps",
                "emergency_phone_inner",
                "emergency_phone_outer",
                "current_level",
                "current_reason",
                "current_since",
                "level_origin_id",
            ]
        )
        return chain

    @api.model
    def _below(self, unit):
        """Return the domain of what hangs at ``unit`` or below it."""
        return Domain("unit_id", "child_of", unit.id)

    @api.model
    def _read_reasons(self, unit):
        """Return why the level is what it is: every open contribution in words."""
        rows = self.env["dp.risk.contribution"].search_fetch(
            self._below(unit) & Domain("date_to", "=", False),
            ["reason", "date_from", "unit_id"],
            limit=REASONS,
        )
        return [
            {
                "reason": row.reason,
                "since": self._page_moment(row.date_from),
                "unit": row.unit_id.display_name if row.unit_id != unit else False,
            }
            for row in rows
        ]

    # --- rounds and people ----------------------------------------------------

    @api.model
    def _read_duties(self, unit):
        """Return ``(tier, employee id, next start)`` of who checks here."""
        groups = self.env["dp.duty"]._read_group(
            (Domain("unit_id", "=", unit.id) | Domain("place_id", "=", unit.id))
            & Domain("employee_id", "!=", False),
            ["tier", "employee_id"],
            ["next_start:min", "__count"],
            order="tier, __count desc",
        )
        return [(tier, person.id, start) for tier, person, start, _count in groups]

    @api.model
    def _read_rounds(self, unit, duties):
        """Return the rounds that are mine and due here, and else whose is next.

        :return: list of dicts, and a dict or None
        """
        now = fields.Datetime.now()
        inspections = self.env["dp.inspection"].search_fetch(
            Domain("user_id", "=", self.env.uid)
            & Domain("state", "in", OPEN_ROUND)
            & Domain("date_start", "<=", now)
            & Domain("line_ids", "any", self._below(unit)),
            ["name", "date_end", "state"],
            order="date_end, id",
            limit=SHOWN,
        )
        if inspections:
            return self._count_checks(inspections), None
        return [], self._read_next_round(unit, duties)

    @api.model
    def _count_checks(self, inspections):
        counts = dict(
            self.env["dp.inspection.line"]._read_group(
                [("inspection_id", "in", inspections.ids)],
                ["inspection_id"],
                ["__count"],
            )
        )
        return [
            {
                "id": inspection.id,
                "name": inspection.name,
                "started": inspection.state == "in_progress",
                "checks": counts.get(inspection, 0),
                "deadline": self._page_deadline(inspection.date_end),
            }
            for inspection in inspections
        ]

    @api.model
    def _read_next_round(self, unit, duties):
        """Return ``id`` of the employee and ``when`` of the next round, or None."""
        path = [int(part) for part in unit.parent_path.split("/") if part]
        # Who comes next is no secret at the place; the round itself stays his own.
        open_sudo = (
            self.env["dp.inspection"]
            .sudo()
            .search_fetch(
                Domain("state", "in", OPEN_ROUND)
                & Domain("unit_id", "in", path)
                & Domain("line_ids", "any", self._below(unit))
                & Domain("employee_id", "!=", False),
                ["employee_id", "date_start", "date_end"],
                order="date_end, id",
                limit=1,
            )
        )
        if open_sudo:
            return {
                "id": open_sudo.employee_id.id,
                "when": self._page_moment(open_sudo.date_start),
            }
        planned = [duty for duty in duties if duty[2]]
        if not planned:
            return None
        _tier, employee_id, start = min(planned, key=lambda duty: duty[2])
        return {"id": employee_id, "when": self._page_moment(start)}

    @api.model
    def _get_tiers(self, unit, duties):
        """Return ``(tier, employee id)`` of the responsible people, company first.

        Two people a tier, those with the most duties. Where nobody has a duty it is the
        manager of the department.
        """
        if not duties:
            # Whoever may see a place may know who answers for it.
            manager_sudo = unit.department_id.sudo().manager_id
            return [("2", manager_sudo.id)] if manager_sudo else []
        people = []
        for tier, _name in TIERS:
            of_tier = [employee for level, employee, _start in duties if level == tier]
            people += [(tier, employee) for employee in of_tier[:2]]
        return people

    @api.model
    def _fetch_employees(self, tiers, other):
        """Return ``{id: public profile}`` of all people named on the page."""
        ids = {employee_id for _tier, employee_id in tiers}
        if other:
            ids.add(other["id"])
        people = self.env["hr.employee.public"].browse(ids)
        people.fetch(["name", "work_phone", "mobile_phone"])
        return {person.id: person for person in people}

    @api.model
    def _get_nearest_name(self, tiers, employees):
        """Return the name of the first person of the lowest tier, False without one."""
        lowest = max((tier for tier, _employee in tiers), default=None)
        return next(
            (employees[person].name for tier, person in tiers if tier == lowest), False
        )

    @api.model
    def _describe_people(self, tiers, employees):
        """Return who is responsible: dicts ``tier``, ``name``, ``phone``."""
        names = dict(
            self.env["dp.duty"]._fields["tier"]._description_selection(self.env)
        )
        return [
            {
                "tier": names[tier],
                "name": employees[employee_id].name,
                "phone": employees[employee_id].mobile_phone
                or employees[employee_id].work_phone,
            }
            for tier, employee_id in tiers
        ]

    # --- risks, hazards, emergency --------------------------------------------

    @api.model
    def _read_risks(self, unit):
        """Return ``rows`` of the worst events, worst first, and whether there are
        ``more``.
        """
        events = self.env["dp.risk.event"].search_fetch(
            self._below(unit),
            ["name", "accident_type_id", "current_level", "residual_level", "unit_id"],
            order="current_level, id",
            limit=SHOWN + 1,
        )
        rows = [
            {
                "name": event.name,
                "accident": event.accident_type_id.name,
                "level": self._page_level(event.current_level or event.residual_level),
            }
            for event in events[:SHOWN]
        ]
        return {"rows": rows, "more": len(events) > SHOWN}

    @api.model
    def _read_hazards(self, unit):
        """Return ``rows`` of the open hazards, urgent ones first, and ``more``.

        ``mine`` says what the reader has to do: fix, verify or nothing.
        """
        hazards = self.env["dp.hazard"].search_fetch(
            self._below(unit) & Domain("state", "not in", OVER),
            ["name", "title", "deadline", "state", "user_id", "verifier_id"],
            limit=SHOWN + 1,
        )
        rows = [
            {
                "id": hazard.id,
                "name": hazard.name,
                "title": hazard.title,
                "deadline": self._page_deadline(hazard.deadline),
                "mine": hazard._get_page_role(),
            }
            for hazard in hazards[:SHOWN]
        ]
        return {"rows": rows, "more": len(hazards) > SHOWN}

    @api.model
    def _read_emergency(self, chain):
        """Return ``steps``, ``inner`` and ``outer`` phone, of the nearest unit above
        that says them, phones at last of the company.
        """
        unit = chain[-1]

        def nearest(name):
            return next(
                (
                    node[name]
                    for node in reversed(chain)
                    if not is_html_empty(node[name])
                ),
                False,
            )

        # The emergency numbers of the plant are for everybody in it.
        company_sudo = unit.company_id.sudo()
        return {
            "steps": nearest("emergency_steps"),
            "inner": nearest("emergency_phone_inner")
            or company_sudo.dp_emergency_phone_inner,
            "outer": nearest("emergency_phone_outer")
            or company_sudo.dp_emergency_phone_outer,
        }

    def _get_report_data(self):
        """Return what the page to report a hazard asks: the unit and its measures."""
        self.ensure_one()
        unit = self.target_unit_id
        measures = self.env["dp.control.measure"].search_fetch(
            self._below(unit), ["name"], limit=30
        )
        return {
            "token": self.token,
            "unit": {"id": unit.id, "code": unit.code, "name": unit.name},
            "measures": [{"id": one.id, "name": one.name} for one in measures],
            "priorities": self.env["dp.hazard"]
            ._fields["priority"]
            ._description_selection(self.env),
        }

    def _report_hazard(self, vals, photos):
        """Report a hidden hazard at the place of the tag.

        :param vals: ``title``; optional ``measure_id``, ``priority``, ``client_uuid``;
            strings, as a form sends them
        :param photos: ``(file name, bytes)`` pairs
        :return: the hazard; sent twice with one ``client_uuid`` it is one
        """
        self.ensure_one()
        unit = self.target_unit_id
        measure = self.env["dp.control.measure"]
        if (vals.get("measure_id") or "").isdecimal():
            measure = measure.search(
                Domain("id", "=", int(vals["measure_id"])) & self._below(unit)
            )
        urgent = vals.get("priority") in dict(
            self.env["dp.hazard"]._fields["priority"].selection
        )
        return self.env["dp.hazard"]._report(
            {
                "unit_id": unit.id,
                "equipment_id": unit.equipment_id.id,
                "title": vals.get("title"),
                "measure_id": measure.id,
                "priority": vals["priority"] if urgent else "0",
                "client_uuid": vals.get("client_uuid"),
            },
            photos,
        )

    def _check_round_is_here(self, inspection):
        """Raise unless checks of the round hang where the tag hangs.

        Having scanned this tag is what lets the round begin.
        """
        self.ensure_one()
        path = self.target_unit_id.parent_path
        places = inspection.line_ids.unit_id | inspection.unit_id
        if not any((place.parent_path or "").startswith(path) for place in places):
            raise UserError(
                self.env._(
                    "%(round)s isn't done here. Scan the tag of %(place)s.",
                    round=inspection.name,
                    place=inspection.unit_id.display_name,
                )
            )

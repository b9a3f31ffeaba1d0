from markupsafe import Markup

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import is_html_empty

from odoo.addons.bus.websocket import WebsocketConnectionHandler

from .dp_risk_event import TIERS
from .dp_tag_page_rows import SHOWN


class DpTag(models.Model):
    """What the page behind a tag shows, and what is reported through it."""

    _name = "dp.tag"
    _inherit = ["dp.tag", "dp.page.mixin"]

    def _get_page_data(self):
        """Return everything the page of the tag shows, as plain values.

        :return: dict with ``token``, ``unit``, ``level``, ``sentence``, ``reasons``,
            ``place``, ``where``, ``rounds``, ``other_round``, ``risks``,
            ``emergency``, ``people``, ``responsible``, ``hazards``, ``standards``
            ``place``, ``where``, ``works``, ``rounds``, ``other_round``, ``risks``,
            ``emergency``, ``people``, ``responsible``, ``hazards``,
            ``websocket_version``
        """
        self.ensure_one()
        unit = self.target_unit_id
        rows = self._read_rows(unit)
        chain, people = rows["chain"], self._get_people(unit, rows["duties"])
        mine = [row for row in rows["rounds"] if self._is_mine_and_due(row)]
        return {
            "token": self.token,
            "unit": {"id": unit.id, "code": unit.code, "name": unit.name},
            "level": self._page_level(unit.current_level),
            "sentence": unit.current_reason and unit.level_sentence,
            "reasons": [self._describe_reason(row, unit) for row in rows["reasons"]],
            "place": " / ".join(node["name"] for node in chain[:-1]),
            "where": unit.location_note,
            "works": [self._describe_work(row) for row in rows["works"]],
            "rounds": [self._describe_round(row) for row in mine],
            "other_round": not mine and self._get_next_round(rows),
            "risks": self._cut(rows["events"], self._describe_risk),
            "emergency": self._get_emergency(chain, rows["company"]),
            "people": people,
            "responsible": self._get_nearest(people),
            "hazards": self._cut(rows["hazards"], self._describe_hazard),
            "websocket_version": WebsocketConnectionHandler._VERSION,
            "standards": self._cut(rows["standards"], self._describe_standard),
        }

    @api.model
    def _cut(self, rows, describe):
        """Return the ``rows`` that are shown, described, and if there are ``more``."""
        return {
            "rows": [describe(row) for row in rows[:SHOWN]],
            "more": len(rows) > SHOWN,
        }

    @api.model
    def _describe_reason(self, row, unit):
        return {
            "reason": row["reason"],
            "since": self._page_moment(self._parse_moment(row["since"])),
            "unit": row["unit_id"] != unit.id and row["place"],
        }

    @api.model
    def _describe_work(self, row):
        """Return the special work under way in words, for who stands before it."""
        return self.env._(
            "%(kind)s until %(until)s: %(work)s. Guardian: %(person)s",
            kind=row["kind"],
            until=self._page_moment(self._parse_moment(row["end"])),
            work=row["title"],
            person=row["guardian"],
        )

    @api.model
    def _describe_round(self, row):
        return {
            "id": row["id"],
            "started": row["state"] == "in_progress",
            "checks": row["checks"],
            "deadline": self._page_deadline(self._parse_moment(row["end"])),
        }

    @api.model
    def _describe_risk(self, row):
        return {
            "name": row["name"],
            "accident": row["accident"],
            "level": self._page_level(row["level"]),
        }

    @api.model
    def _describe_hazard(self, row):
        return {
            "id": row["id"],
            "name": row["name"],
            "title": row["title"],
            "deadline": self._page_deadline(self._parse_moment(row["deadline"])),
            "mine": self.env["dp.hazard"]._get_page_role(
                row["state"], row["user_id"], row["verifier_id"]
            ),
        }

    @api.model
    def _get_next_round(self, rows):
        """Return ``name`` and ``when`` of who comes next, None when nobody does."""
        planned = rows["rounds"] or [row for row in rows["duties"] if row["start"]]
        if not planned:
            return None
        first = min(planned, key=lambda row: row["start"])
        moment = self._parse_moment(first["start"])
        if "end" in first and moment <= fields.Datetime.now():
            deadline = self._page_deadline(self._parse_moment(first["end"]))
            if deadline["late"]:
                return {"name": first["name"], "when": deadline["words"]}
            when = self.env._("until %(moment)s", moment=deadline["words"])
            return {"name": first["name"], "when": when}
        return {"name": first["name"], "when": self._page_moment(moment)}

    @api.model
    def _get_people(self, unit, duties):
        """Return who is responsible, company first: ``tier``, its ``label``, ``name``,
        ``phone``.

        Two people a tier, those with the most duties. Where nobody has a duty it is the
        manager of the department.
        """
        if not duties:
            # Whoever may see a place may know who answers for it.
            manager_sudo = unit.department_id.sudo().manager_id
            phone = manager_sudo.mobile_phone or manager_sudo.work_phone
            duties = [{"tier": "2", "name": manager_sudo.name, "phone": phone}]
            duties = duties if manager_sudo else []
        labels = dict(
            self.env["dp.duty"]._fields["tier"]._description_selection(self.env)
        )
        people = []
        for tier, _name in TIERS:
            of_tier = [row for row in duties if row["tier"] == tier]
            people += [{**row, "label": labels[tier]} for row in of_tier[:2]]
        return people

    @api.model
    def _get_nearest(self, people):
        """Return the name of the first person of the lowest tier, False without one."""
        lowest = max((person["tier"] for person in people), default=None)
        return next((one["name"] for one in people if one["tier"] == lowest), False)

    @api.model
    def _get_emergency(self, chain, company):
        """Return ``steps``, ``inner`` and ``outer`` phone, of the nearest unit above
        that says them, phones at last of the company.
        """

        def nearest(name):
            said = (node[name] for node in reversed(chain))
            return next((text for text in said if not is_html_empty(text)), None)

        plant = company[0]
        return {
            # An Html field: it was cleaned when it was written.
            "steps": Markup(nearest("steps") or ""),  # noqa: S704
            "inner": nearest("inner") or plant["inner"],
            "outer": nearest("outer") or plant["outer"],
        }

    # --- reports and rounds at the place --------------------------------------

    def _get_report_data(self):
        """Return what the page to report a hazard asks: the unit and its measures."""
        self.ensure_one()
        unit = self.target_unit_id
        measures = self.env["dp.control.measure"].search_fetch(
            [("unit_id", "in", self._get_below(unit))], ["name"], limit=30
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

        :param vals: ``title``; optional ``measure_id``, ``priority``, ``client_uuid``,
            ``suspected_major``, ``is_anonymous``; strings, as a form sends them
        :param photos: ``(file name, bytes)`` pairs
        :return: the hazard; sent twice with one ``client_uuid`` it is one
        """
        self.ensure_one()
        unit = self.target_unit_id
        measure = self._get_measure(vals)
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
                "grade": "major" if vals.get("suspected_major") else "general",
                "client_uuid": vals.get("client_uuid"),
                "is_anonymous": bool(vals.get("is_anonymous")),
            },
            photos,
        )

    def _get_measure(self, vals):
        """Return the measure below the tag that a form names, empty without one."""
        measures = self.env["dp.control.measure"]
        if not (vals.get("measure_id") or "").isdecimal():
            return measures
        return measures.search(
            [
                ("id", "=", int(vals["measure_id"])),
                ("unit_id", "in", self._get_below(self.target_unit_id)),
            ]
        )

    def _find_known(self, vals):
        """Return what a report may be the same as: ``id``, ``name``, ``when`` rows.

        Nothing once the person has seen them and said which, or that it is new
        (``known_id``), or while there is no sentence to compare.
        """
        self.ensure_one()
        if "known_id" in vals or not (vals.get("title") or "").strip():
            return []
        uuid = vals.get("client_uuid")
        if uuid and self.env["dp.hazard"].search([("client_uuid", "=", uuid)], limit=1):
            # Sent again: what is alike is this very report.
            return []
        known = self.env["dp.hazard"]._find_known(
            self.target_unit_id, vals["title"], self._get_measure(vals)
        )
        return [
            {
                "id": one.id,
                "name": one.display_name,
                "when": self._page_moment(one.date_reported),
            }
            for one in known
        ]

    def _add_to_known(self, vals, photos):
        """Add a report to the open hazard below the tag that its person chose.

        :raise UserError: it is not open below this tag any more
        """
        self.ensure_one()
        hazard = self.env["dp.hazard"].search(
            [
                ("id", "=", int(vals["known_id"])),
                ("unit_id", "child_of", self.target_unit_id.ids),
            ]
        )
        if not hazard:
            raise UserError(
                self.env._("What you chose isn't there any more: send it as new.")
            )
        return hazard._add_report(
            vals.get("title"), photos, is_anonymous=bool(vals.get("is_anonymous"))
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

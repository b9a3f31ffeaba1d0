from odoo import api, models

from ..tools import measuring

# Units people read on gauges for the same thing; a number may be given in any.
UNIT_SWITCHES = (
    ("kPa", "MPa", "bar"),
    ("kPa(g)", "MPa(g)"),
    ("°C", "°F"),
    ("m3/h", "L/min"),
    ("mm", "cm", "m"),
    ("A", "mA"),
    ("kW", "W"),
)


class DpInspectionLine(models.Model):
    """One check of a round on the phone."""

    _inherit = "dp.inspection.line"

    def _get_page_data(self):
        """Return one check as plain values, with the units a number may be given in."""
        self.ensure_one()
        return {
            "id": self.id,
            "content": self.check_content,
            "type": self.check_type,
            "critical": self.critical,
            "photo_required": self.photo_required,
            "low": self.limit_low if self.has_limit_low else None,
            "high": self.limit_high if self.has_limit_high else None,
            "uom": self.uom or "",
            "units": self._get_units() if self.check_type == "number" else [],
            "choices": [
                {"id": choice.id, "name": choice.name, "bad": choice.is_hazard}
                for choice in self.measure_id.choice_ids
                if self.check_type == "choice"
            ],
            "limits": self._describe_limits(),
        }

    @api.model
    def _number(self, value):
        """Return a number as a gauge shows it: 2895, 0.75."""
        return f"{value:.10g}"

    def _describe_limits(self):
        """Return the limits in words, empty without any."""
        uom = self.uom or ""
        if self.has_limit_low and self.has_limit_high:
            return self.env._(
                "%(low)s to %(high)s %(unit)s",
                low=self._number(self.limit_low),
                high=self._number(self.limit_high),
                unit=uom,
            ).strip()
        if self.has_limit_high:
            return self.env._(
                "at most %(high)s %(unit)s",
                high=self._number(self.limit_high),
                unit=uom,
            ).strip()
        if self.has_limit_low:
            return self.env._(
                "at least %(low)s %(unit)s", low=self._number(self.limit_low), unit=uom
            ).strip()
        return ""

    def _get_units(self):
        """Return the units to choose from, each with factor and offset to the unit of
        the check, so that the phone can compare with the limits.
        """
        family = next((units for units in UNIT_SWITCHES if self.uom in units), None)
        if not family:
            return [{"name": self.uom or "", "factor": 1, "offset": 0}]
        units = []
        for name in sorted(family, key=lambda unit: unit != self.uom):
            offset = measuring.convert(0, name, self.uom)
            factor = measuring.convert(1, name, self.uom) - offset
            units.append({"name": name, "factor": factor, "offset": offset})
        return units

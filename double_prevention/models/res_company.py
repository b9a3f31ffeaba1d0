from odoo import api, fields, models
from odoo.exceptions import ValidationError

TAG_ERROR_CORRECTIONS = [
    ("L", "Low (7 % may be dirty)"),
    ("M", "Medium (15 %)"),
    ("Q", "High (25 %)"),
    ("H", "Very high (30 %)"),
]


class ResCompany(models.Model):
    _inherit = "res.company"

    dp_default_method_id = fields.Many2one(
        "dp.assessment.method", "Default Assessment Method", ondelete="set null"
    )
    dp_general_deadline_days = fields.Integer(
        "Days to rectify a general hazard", default=7
    )
    dp_major_deadline_days = fields.Integer(
        "Days to rectify a major hazard", default=30
    )
    dp_due_soon_hours = fields.Integer("Hours before a deadline is near", default=48)
    dp_max_extensions = fields.Integer("Extensions per hazard", default=2)
    dp_horizon_hours = fields.Integer("Hours rounds are generated ahead", default=24)
    dp_shift_starts = fields.Char(
        "Start of shifts", default="8:00, 16:00, 0:00", help="Local time, by commas."
    )
    dp_tag_base_url = fields.Char(
        "Address printed on tags",
        help="Empty: the address of this database. Once tags hang on machines it must "
        "lead here for ever.",
    )
    dp_tag_error_correction = fields.Selection(
        TAG_ERROR_CORRECTIONS,
        "Error correction of tags",
        required=True,
        default="Q",
        help="How much of a printed code may be dirty or torn. Higher means smaller "
        "squares.",
    )
    dp_emergency_phone_inner = fields.Char("Emergency phone, inner")
    dp_emergency_phone_outer = fields.Char("Emergency phone, outer", default="119")

    _dp_days_positive = models.Constraint(
        "CHECK (dp_general_deadline_days > 0 AND dp_major_deadline_days > 0 "
        "AND dp_horizon_hours > 0 AND dp_max_extensions >= 0)",
        "Deadlines and the horizon of rounds must be at least one day or hour.",
    )

    @api.constrains("dp_shift_starts")
    def _check_dp_shift_starts(self):
        for company in self:
            company._get_dp_shift_starts()

    def _get_dp_shift_starts(self):
        """Return when shifts begin, in hours of the day: "8:30, 20:00" is 8.5, 20.0.

        :raise ValidationError: the setting can't be read
        """
        self.ensure_one()
        starts = []
        for part in (self.dp_shift_starts or "").replace("，", ",").split(","):
            hour, _colon, minute = part.replace("：", ":").strip().partition(":")
            if not hour.isdecimal() or not (minute or "0").isdecimal():
                break
            start = int(hour) + int(minute or 0) / 60
            if start >= 24 or int(minute or 0) > 59 or start in starts:
                break
            starts.append(start)
        else:
            return tuple(starts)
        raise ValidationError(
            self.env._(
                "%(company)s: %(setting)s is no list of times at which shifts begin. "
                "Write for example 8:00, 16:00, 0:00.",
                company=self.name,
                setting=self.dp_shift_starts or "''",
            )
        )

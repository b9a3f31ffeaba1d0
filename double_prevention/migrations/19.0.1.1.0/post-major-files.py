"""Give every major hidden hazard that is open its file, with the dates that are known.

Since 19.0.1.1.0 only a judgement makes a hazard major, and its duties are kept in a
file that is made with the suspicion. What was graded before has neither: one reported
as major without a clause waits for its judgement, any other counts as confirmed on the
day its clause was named. Closed hazards are evidence and stay without a file.
"""

from odoo import SUPERUSER_ID, api
from odoo.tools import SQL


def migrate(cr, version):
    """Suspect what nobody judged, and make the files."""
    cr.execute(
        SQL(
            """UPDATE dp_hazard SET suspected_major = TRUE
                WHERE grade = 'major' AND criterion_id IS NULL
                  AND state NOT IN ('closed', 'rejected')"""
        )
    )
    env = api.Environment(cr, SUPERUSER_ID, {"tracking_disable": True})
    env["dp.major.file"].create(
        [
            {
                "hazard_id": hazard_id,
                "suspected_by_id": reporter_id,
                "suspected_at": reported,
                "judged_at": confirmed,
                "confirmed_at": confirmed,
            }
            for hazard_id, reporter_id, reported, confirmed in _read_open_majors(cr)
        ]
    )


def _read_open_majors(cr):
    """Return rows ``(hazard id, reporter, reported, confirmed)`` of those without file.

    Confirmed is when the clause was named last, which the chatter tells, else when the
    hazard was reported; None where nobody judged yet.
    """
    cr.execute(
        SQL(
            """SELECT h.id, h.reporter_id, h.date_reported,
                      CASE WHEN h.criterion_id IS NOT NULL
                           THEN GREATEST(h.date_reported, named.at) END
                 FROM dp_hazard h
                 LEFT JOIN LATERAL (
                      SELECT max(m.date) AS at
                        FROM mail_message m
                        JOIN mail_tracking_value t ON t.mail_message_id = m.id
                        JOIN ir_model_fields f ON f.id = t.field_id
                       WHERE m.model = 'dp.hazard' AND m.res_id = h.id
                         AND f.name = 'criterion_id'
                 ) named ON TRUE
                WHERE h.grade = 'major' AND h.state NOT IN ('closed', 'rejected')
                  AND NOT EXISTS (SELECT FROM dp_major_file file
                                   WHERE file.hazard_id = h.id)
                ORDER BY h.id"""
        )
    )
    return cr.fetchall()

from markupsafe import Markup

from odoo import SUPERUSER_ID, api, fields, models
from odoo.exceptions import UserError

from ..tools import similarity, workflow
from .dp_hazard_anonymous import ANONYMOUS_FILE

MOST_COMPARED = 200  # open hazards of a place that a new report is compared with
MOST_OFFERED = 3  # of them shown as possibly the same
ANSWERS = {"verify", "review", "reject"}
"""Events by which a hazard ends, and those who reported it are told."""


class DpHazard(models.Model):
    """The same hazard reported again: it joins the open one instead of a second."""

    _inherit = "dp.hazard"

    co_reporter_ids = fields.Many2many(
        "res.users",
        "dp_hazard_co_reporter_rel",
        string="Reported Also by",
        readonly=True,
        copy=False,
    )
    report_count = fields.Integer(
        "Reports",
        default=1,
        readonly=True,
        copy=False,
        help="How many people have reported it, anonymous ones included.",
    )

    def _is_reported_by(self, user):
        """Who reported it again, follows it, too."""
        return super()._is_reported_by(user) or user in self.co_reporter_ids

    # ------------------------------------------------------------------
    # WHAT IS KNOWN ALREADY
    # ------------------------------------------------------------------

    @api.model
    def _find_known(self, unit, title, measure=None):
        """Return open hazards that may be what somebody is about to report.

        Those of the same measure first, then those at the place or below that sound
        alike. Only what the user may read.
        """
        if not unit:
            return self.browse()
        open_here = self.search(
            [
                ("unit_id", "child_of", unit.ids),
                ("state", "not in", list(workflow.TERMINAL_STATES)),
            ],
            order="id desc",
            limit=MOST_COMPARED,
        )
        same = open_here.filtered(lambda one: measure and one.measure_id == measure)
        texts = {one.id: one.title for one in open_here - same}
        alike = self.browse(similarity.most_alike(title, texts))
        return (same | alike)[:MOST_OFFERED]

    # ------------------------------------------------------------------
    # ADDING TO IT
    # ------------------------------------------------------------------

    def _add_report(self, sentence, photos=(), *, is_anonymous=False):
        """Add what another person saw to this open hazard.

        The first time somebody does, the hazard counts him and becomes one step more
        urgent; what the same person adds later is evidence only.

        :param sentence: what the person sees, may be empty
        :param photos: ``(file name, bytes)`` pairs
        :raise UserError: the hazard has ended meanwhile, or nothing new is said
        """
        self.ensure_one()
        self.check_access("read")
        self._check_may_report(self.unit_id.id)
        if self.is_frozen:
            raise UserError(
                self.env._(
                    "%(hazard)s has ended meanwhile: report it as a new one.",
                    hazard=self.display_name,
                )
            )
        if not (sentence or "").strip() and not photos:
            raise UserError(
                self.env._("Add a photo, or say in a sentence what is new.")
            )
        person = self.env.user
        # An anonymous addition is the system's from its first row on.
        writer = self.with_user(SUPERUSER_ID) if is_anonymous else self
        if is_anonymous:
            photos = [(ANONYMOUS_FILE, data) for _file, data in photos]
        images = [(file, self._normalise_photo(file, data)) for file, data in photos]
        if is_anonymous or not self._is_reported_by(person):
            writer._count_report(self.browse() if is_anonymous else person)
        if images:
            writer._attach_photos({(writer, "photo_before_ids"): images})
        writer._say_reported_again(sentence, is_anonymous)
        return self

    def _count_report(self, person):
        """One more has reported it: counted, one step more urgent.

        :param person: who becomes a co-reporter; empty for an anonymous one
        """
        raised = str(min(2, int(self.priority or 0) + 1))
        # Whoever reports has no right to write on the hazards of others.
        self.sudo()._write_unguarded(
            {
                "priority": raised,
                "report_count": self.report_count + 1,
                "co_reporter_ids": [fields.Command.link(one.id) for one in person],
            }
        )
        if person:
            # As above.
            self.sudo().message_subscribe(person.sudo().partner_id.ids)

    def _say_reported_again(self, sentence, is_anonymous):
        """Tell in the chatter, as what checks find again is told."""
        text = (
            self.env._("Reported again, anonymously:")
            if is_anonymous
            else self.env._("Reported again by %(person)s:", person=self.env.user.name)
        )
        self.message_post(
            body=Markup("%s<p>%s</p>") % (text, sentence or ""),
            subtype_xmlid="double_prevention.mt_hazard_found_again",
        )

    # ------------------------------------------------------------------
    # THE RESULT
    # ------------------------------------------------------------------

    def _follow_up_transition(self, event, reason):
        """Tell those who reported it again what came of it."""
        result = super()._follow_up_transition(event, reason)
        if event in ANSWERS:
            self._tell_co_reporters(reason)
        if event == "review":
            self._send_mails(
                "double_prevention.mail_template_hazard_closed", "reporter_id", reason
            )
        return result

    def _tell_co_reporters(self, reason):
        """Post one notice to each co-reporter of each hazard that has ended."""
        self.env["dp.notice"]._post(
            [
                {
                    "user": user,
                    "record": hazard,
                    "kind": "other",
                    "summary": lambda env, hazard=hazard: hazard._get_result_words(
                        env, reason
                    ),
                }
                for hazard in self
                if hazard.is_frozen
                for user in hazard.co_reporter_ids
                if user != self.env.user
            ]
        )

    def _get_result_words(self, env, reason):
        """Return what came of it, in the language of ``env``."""
        # A contractor may have reported what he does not read.
        hazard_sudo = self.with_env(env).sudo()
        if hazard_sudo.state == workflow.CLOSED:
            return env._(
                "%(hazard)s, which you reported, too, is rectified and verified. "
                "Thank you!",
                hazard=hazard_sudo.display_name,
            )
        return env._(
            "%(hazard)s, which you reported, too, is not treated as a hidden hazard: "
            "%(reason)s",
            hazard=hazard_sudo.display_name,
            reason=reason,
        )

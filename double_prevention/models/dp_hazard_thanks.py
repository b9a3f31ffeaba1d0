from odoo import models

from ..tools import workflow

RECOGNISED = {workflow.RECTIFYING, workflow.CLOSED}
"""States that say: what was reported is a hidden hazard."""


class DpHazard(models.Model):
    """Thanks to those who reported it."""

    _inherit = "dp.hazard"

    def _follow_up_transition(self, event, reason):
        """Thank first: the answer, if it comes with it, replaces the thanks."""
        self._thank_reporters()
        return super()._follow_up_transition(event, reason)

    def _thank_reporters(self):
        """Thank who reported what is recognised, once; nothing for anonymous ones.

        Who accepts his own report waits until another has verified it.
        """
        wanted = []
        for hazard in self:
            if hazard.state not in RECOGNISED:
                continue
            is_closed = hazard.state == workflow.CLOSED
            major = hazard.grade == workflow.MAJOR and not hazard.suspected_major
            kinds = dict.fromkeys(hazard.co_reporter_ids, "joined")
            kinds.update(
                dict.fromkeys(hazard.reporter_id, "major" if major else "report")
            )
            wanted += [
                (user, hazard, kind)
                for user, kind in kinds.items()
                if is_closed or user != self.env.user
            ]
        given_sudo = self.env["dp.thanks"]._give(wanted) if wanted else ()
        self._post_thanks(given_sudo)

    def _post_thanks(self, given_sudo):
        """Tell people that they were thanked, and the points."""
        if not self.env.registry.ready:
            return  # nobody is told of the history of demo data
        self.env["dp.notice"]._post(
            [
                {
                    "user": one_sudo.user_id,
                    "record": self.browse(one_sudo.res_id),
                    "kind": "other",
                    "summary": lambda env, one_sudo=one_sudo: self._get_thanks_words(
                        env, one_sudo
                    ),
                }
                for one_sudo in given_sudo
                if one_sudo.user_id != self.env.user
            ]
        )

    def _get_thanks_words(self, env, thanks_sudo):
        """Return the thanks in the language of ``env``."""
        # A contractor may have reported what he does not read.
        hazard = self.browse(thanks_sudo.res_id).with_env(env).sudo().display_name
        if not thanks_sudo.points:
            return env._(
                "Thank you for reporting %(hazard)s: it is recognised as a hidden "
                "hazard.",
                hazard=hazard,
            )
        return env._(
            "Thank you for reporting %(hazard)s: it is recognised as a hidden hazard. "
            "You get %(points)s points.",
            hazard=hazard,
            points=thanks_sudo.points,
        )

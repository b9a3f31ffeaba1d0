from odoo import models

from .dp_risk_unit_bus import CHANNEL


class IrWebsocket(models.AbstractModel):
    """Whoever takes part hears when levels of his companies change."""

    _inherit = "ir.websocket"

    def _build_bus_channel_list(self, channels):
        """Replace the wish for levels by the channels the user may hear.

        A client can only ask for strings, and levels are told on channels of
        companies: nobody hears those of a company that is not his.
        """
        if CHANNEL in channels:
            channels = [channel for channel in channels if channel != CHANNEL]
            user = self.env.user
            if user.has_group("double_prevention.group_dp_user"):
                channels += [(company, CHANNEL) for company in user.company_ids]
        return super()._build_bus_channel_list(channels)

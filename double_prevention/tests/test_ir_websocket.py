from odoo import Command
from odoo.tests import HttpCase, new_test_user, tagged

from ..models.dp_risk_unit_bus import CHANNEL
from .common import DoublePreventionCase


@tagged("post_install", "-at_install")
class TestIrWebsocket(HttpCase, DoublePreventionCase):
    """Who hears over the bus that a level changed, asked as a browser asks."""

    def _heard(self, login, asked=(CHANNEL,)):
        """Return ids of the companies whose change reaches ``login``.

        The bus tells one company after the other, and the test looks what arrives.
        """
        self.authenticate(login, login)
        last = self.env["bus.bus"]._bus_last_id()
        self.env["dp.risk.unit"]._on_level_changes(
            [
                self._level_change(company.id, company)
                for company in self.company | self.other
            ]
        )
        self.env.cr.precommit.run()
        answer = self.make_jsonrpc_request(
            "/websocket/peek_notifications",
            {"channels": list(asked), "last": last, "is_first_poll": True},
        )
        return {
            unit_id
            for notification in answer["notifications"]
            if notification["message"]["type"] == CHANNEL
            for unit_id in notification["message"]["payload"]["ids"]
        }

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.other = cls.env["res.company"].create({"name": "Other Plant"})
        cls.env["bus.bus"].create({"channel": "x", "message": "{}"})

    def test_a_worker_hears_of_his_company_and_no_other(self):
        self.assertEqual(self._heard("worker"), {self.company.id})

    def test_who_does_not_ask_hears_nothing(self):
        self.assertFalse(self._heard("worker", asked=()))

    def test_a_user_of_two_companies_hears_of_both(self):
        self.manager.company_ids = [Command.link(self.other.id)]
        self.assertEqual(self._heard("manager"), {self.company.id, self.other.id})

    def test_a_customer_of_the_portal_hears_nothing(self):
        new_test_user(
            self.env, "customer", groups="base.group_portal", company_id=self.company.id
        )
        self.assertFalse(self._heard("customer"))

    def test_a_made_up_channel_is_not_one_of_a_company(self):
        asked = (
            f'["{self.env.cr.dbname}","res.company",{self.company.id},"dp_level"]',
        )
        self.assertFalse(self._heard("worker", asked))

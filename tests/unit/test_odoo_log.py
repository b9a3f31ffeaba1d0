import re

from odoo_log import ALLOWED_WARNINGS, allowed_patterns, summarize

PREFIX = "2026-01-05 08:00:00,123 4711 {} db {}: "


def line(level, logger, message):
    return PREFIX.format(level, logger) + message + "\n"


RESULT = line(
    "INFO",
    "odoo.service.server",
    "1 failed, 2 error(s) of 10 tests when loading database 'db'",
)


def test_failures_and_errors_are_no_passes():
    summary = summarize(RESULT, [])
    assert (summary.passed, summary.failed, summary.finished) == (7, 3, True)


def test_a_log_without_a_result_is_not_finished():
    assert not summarize(line("INFO", "odoo", "hello"), []).finished


def test_a_skipped_test_is_told_and_is_no_pass():
    text = RESULT + line("INFO", "odoo.addons.x.tests.test_x", "skipped T.a : no tool")
    summary = summarize(text, [])
    assert summary.passed == 6
    assert summary.skipped == ["odoo.addons.x.tests.test_x: skipped T.a : no tool"]


def test_a_warning_is_unexpected_unless_a_pattern_allows_it():
    text = line("WARNING", "odoo.models", "model dp.x has no _name")
    assert summarize(text, []).unexpected == [
        "WARNING odoo.models: model dp.x has no _name"
    ]
    assert not summarize(text, [re.compile(r"^odoo\.models: .*_name")]).unexpected


def test_an_error_keeps_its_traceback_and_a_failed_test_is_counted_once():
    text = (
        line("ERROR", "odoo.http", "Exception during request")
        + "Traceback (most recent call last):\n  ValueError: x\n"
        + line("ERROR", "odoo.addons.x.tests.test_x", "FAIL: T.test_a")
        + RESULT
    )
    summary = summarize(text, [])
    assert len(summary.unexpected) == 1
    assert summary.unexpected[0].endswith("ValueError: x")
    assert summary.failed == 3
    assert summary.failures == ["odoo.addons.x.tests.test_x: FAIL: T.test_a"]


def test_tests_of_the_browser_are_counted():
    text = line(
        "INFO", "odoo.addons.web.tests.test_js", "[HOOT] Passed 27 tests (80 assertions"
    )
    assert summarize(text, []).passed == 27


def test_every_allowed_warning_has_its_reason_above_it():
    reason = False
    for entry in allowed_lines():
        assert entry.startswith("#") or not entry or reason, entry
        reason = entry.startswith("#")
    assert all(allowed_patterns())


def allowed_lines():
    return ALLOWED_WARNINGS.read_text().splitlines()

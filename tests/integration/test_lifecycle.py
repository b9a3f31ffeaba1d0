"""Install, upgrade, uninstall and reinstall, with and without the demo plant."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

REPO = Path(__file__).resolve().parents[2]
sys.path.append(str(REPO / "scripts"))
ADDON = "double_prevention"
UNINSTALL = """
env["ir.module.module"].search([("name", "=", "double_prevention")]
    ).button_immediate_uninstall()
"""
LEFT_BEHIND = """
SELECT count(*) FROM (
    SELECT tablename FROM pg_tables
     WHERE schemaname = 'public' AND tablename LIKE 'dp\\_%'
    UNION ALL SELECT model FROM ir_model WHERE model LIKE 'dp.%'
    UNION ALL SELECT name FROM ir_model_fields WHERE name LIKE 'dp\\_%'
    UNION ALL SELECT name FROM ir_model_data WHERE module = 'double_prevention'
       AND model <> 'ir.module.module'
) left_behind
"""


@pytest.fixture(params=["without_demo", "with_demo"])
def database(request):
    """A database with the addon; the name and whether it has the demo plant."""
    import workbench

    name = f"dp_lifecycle_{workbench.CLONE}_{request.param}"
    workbench.drop(name)
    demo = request.param == "with_demo"
    if demo:
        run(name, f"--init={ADDON}", "--with-demo", "--load-language=en_US,zh_CN")
    else:
        workbench.copy(workbench.BASE_DATABASE, name)
        run(name, f"--init={ADDON}")
    yield name, demo
    workbench.drop(name)


def run(database, *arguments, script=None):
    """Run Odoo once; fail on anything it says about the addon."""
    import workbench

    command = workbench.odoo_command(database, "--log-level=warn", *arguments)
    if script:
        command.insert(2, "shell")
        command.remove("--stop-after-init")
    done = subprocess.run(
        [*command, "--no-http"],
        input=script,
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "PYTHONUNBUFFERED": "1"},
    )
    assert done.returncode == 0, done.stdout + done.stderr
    said = [line for line in (done.stdout + done.stderr).splitlines() if ADDON in line]
    assert not said, "\n".join(said)


def count(database, query):
    import workbench

    return int(workbench.sql(query, database))


def test_the_addon_comes_goes_and_comes_back_clean(database):
    name, demo = database
    units = count(name, "SELECT count(*) FROM dp_risk_unit")
    assert units >= 52 if demo else units == 0
    run(name, f"--update={ADDON}")
    assert count(name, "SELECT count(*) FROM dp_risk_unit") == units
    run(name, script=UNINSTALL)
    assert count(name, LEFT_BEHIND) == 0
    run(name, f"--init={ADDON}")
    assert count(name, "SELECT count(*) FROM dp_accident_type") == 47


DEMO_COUNTS = """
SELECT (SELECT count(*) FROM hr_department WHERE company_id = c.id) >= 6
   AND (SELECT count(*) FROM hr_employee WHERE company_id = c.id) >= 25
   AND (SELECT count(*) FROM dp_risk_unit WHERE kind = 'object') >= 12
   AND (SELECT count(*) FROM dp_risk_unit WHERE kind = 'unit') >= 40
   AND (SELECT count(*) FROM dp_risk_event) >= 120
   AND (SELECT count(*) FROM dp_control_measure) >= 400
   AND (SELECT count(DISTINCT current_level) FROM dp_risk_unit) = 4
   AND (SELECT count(DISTINCT state) FROM dp_hazard) = 6
   AND EXISTS (SELECT 1 FROM dp_hazard WHERE deadline_status = 'overdue')
   AND EXISTS (SELECT 1 FROM dp_hazard WHERE grade = 'major')
   AND EXISTS (SELECT 1 FROM dp_inspection WHERE state = 'missed')
   AND EXISTS (SELECT 1 FROM dp_inspection WHERE is_late)
  FROM (SELECT company_id AS id FROM dp_risk_unit LIMIT 1) c
"""


@pytest.mark.parametrize("database", ["with_demo"], indirect=True)
def test_the_demo_plant_has_its_size_and_its_history(database):
    import workbench

    name, _demo = database
    assert workbench.sql(DEMO_COUNTS, name).strip() in ("True", "t", "true")

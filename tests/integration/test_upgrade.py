"""A database of the first release, 19.0.1.0.0, moves up and keeps what it holds.

The history of the repository is not asked for the old release: the addon of today is
installed, and what its migrations change is put back to the old shape (``OLD_SHAPE``).
"""

import os
import subprocess

import pytest

from .test_lifecycle import ADDON, run

OWN_DATA = """
company = env.company
person = env["hr.employee"].create({"name": "Rectifier", "user_id": env.uid})
unit = env["dp.risk.unit"].create(
    {"name": "Plant", "code": "UP-1", "kind": "site", "company_id": company.id}
)
event = env["dp.risk.event"].create({"name": "Overpressure", "unit_id": unit.id})
for stage, level in (("inherent", "2"), ("residual", "3")):
    env["dp.risk.assessment"].create(
        {
            "event_id": event.id,
            "stage": stage,
            "method_id": env.ref("double_prevention.method_direct").id,
            "level": level,
            "reason": "Set up",
        }
    )
measure = env["dp.control.measure"].create(
    {"event_id": event.id, "name": "Relief valve", "check_content": "Sealed?"}
)
post = env["hr.job"].create({"name": "Vacant", "company_id": company.id})
env["dp.duty"].create(
    {"measure_id": measure.id, "rule": "job", "rule_job_id": post.id}
)
env["dp.hazard"].create(
    [
        {"title": title, "unit_id": unit.id, "employee_id": person.id}
        for title in ("reported", "planning", "closed", "general")
    ]
)
env.cr.commit()
"""

OLD_SHAPE = """
DELETE FROM dp_risk_unit_facts;
DELETE FROM dp_risk_contribution WHERE kind = 'duty_unassigned';
DELETE FROM ir_model_data
 WHERE module = 'double_prevention'
   AND model IN ('dp.criterion.pack', 'dp.hazard.criterion');
DROP TABLE dp_criterion_pack, dp_hazard_judgement_line, dp_hazard_judgement,
           dp_major_file CASCADE;
DELETE FROM dp_hazard_criterion;
ALTER TABLE dp_hazard DROP COLUMN suspected_major;
ALTER TABLE dp_hazard_criterion
  DROP COLUMN pack_id, DROP COLUMN company_id, DROP COLUMN question,
  DROP COLUMN is_verified,
  ADD COLUMN parent_id integer REFERENCES dp_hazard_criterion ON DELETE CASCADE,
  ADD COLUMN parent_path varchar;
INSERT INTO dp_hazard_criterion
       (id, parent_id, parent_path, code, name, grade, active, valid_from)
SELECT id, parent_id, path, jsonb_build_object('en_US', code),
       jsonb_build_object('en_US', name), 'major', active, day::date
  FROM (VALUES
    (1, NULL::int, '1/', 'Order 10', 'Industry and trade', TRUE, '2023-05-15'),
    (2, 1, '1/2/', 'Art. 3(1)', 'Contractors', TRUE, '2023-05-15'),
    (3, 1, '1/3/', 'Art. 7', 'Machinery', TRUE, '2023-05-15'),
    (4, 1, '1/4/', 'Art. 8', 'Light industry', TRUE, '2023-05-15'),
    (5, 1, '1/5/', 'Own 1', 'Own clause of the order', TRUE, '2024-06-01'),
    (6, NULL, '6/', 'GRP', 'Own rules', TRUE, '2024-01-01'),
    (7, 6, '6/7/', 'GRP 1', 'Own clause', TRUE, '2024-02-01'),
    (8, 7, '6/7/8/', 'GRP 1a', 'Own part of a clause', FALSE, '2024-03-01'),
    (9, NULL, '9/', 'Alone', 'Own clause of nothing', TRUE, '2022-01-01')
  ) AS v(id, parent_id, path, code, name, active, day);
SELECT setval('dp_hazard_criterion_id_seq', 9);
INSERT INTO ir_model_data (module, name, model, res_id, noupdate)
SELECT 'double_prevention', name, 'dp.hazard.criterion', id, FALSE
  FROM (VALUES ('criterion_order_10', 1), ('criterion_order_10_3_1', 2),
               ('criterion_order_10_7', 3), ('criterion_order_10_8', 4)) AS v(name, id);
UPDATE dp_hazard h
   SET grade = v.grade, state = v.state, criterion_id = v.criterion_id,
       stage_id = (SELECT min(id) FROM dp_hazard_stage s WHERE s.state = v.state)
  FROM (VALUES ('reported', 'major', 'reported', NULL::int),
               ('planning', 'major', 'planning', 7),
               ('closed', 'major', 'closed', 3)) AS v(title, grade, state, criterion_id)
 WHERE h.title->>'en_US' = v.title;
UPDATE ir_module_module SET latest_version = '19.0.1.0.0'
 WHERE name = 'double_prevention';
"""

CRITERIA = """
SELECT string_agg(format('%s|%s|%s|%s', c.code->>'en_US', p.code->>'en_US',
                         c.active, c.valid_from), E'\\n' ORDER BY c.id)
  FROM dp_hazard_criterion c JOIN dp_criterion_pack p ON p.id = c.pack_id
 WHERE c.id <= 9
"""
KEPT_CRITERIA = """
Art. 3(1)|MEM Order 10 Art. 3|t|2023-05-15
Art. 7|MEM Order 10 Art. 7|f|2023-05-15
Own 1|MEM Order 10 Art. 3|t|2024-06-01
GRP 1|GRP|t|2024-02-01
GRP 1a|GRP|f|2024-03-01
Alone|Alone|t|2022-01-01
"""
HAZARDS = """
SELECT string_agg(format('%s|%s|%s|%s|%s', h.title->>'en_US', h.grade, c.code->>'en_US',
                         COALESCE(h.suspected_major, FALSE), f.step),
                  E'\\n' ORDER BY h.id)
  FROM dp_hazard h LEFT JOIN dp_hazard_criterion c ON c.id = h.criterion_id
  LEFT JOIN dp_major_file f ON f.hazard_id = h.id
"""
KEPT_HAZARDS = """
reported|major||t|judging
planning|major|GRP 1|f|planning
closed|major|Art. 7|f|
general|general||f|
"""
EXPLAINED = """
SELECT format('%s|%s|%s', bool_and(f.date_from <= u.create_date), count(*),
              (SELECT count(*) FROM dp_risk_contribution
                WHERE kind = 'duty_unassigned' AND date_to IS NULL))
  FROM dp_risk_unit u JOIN dp_risk_unit_facts f ON f.unit_id = u.id
"""
PACK_IS_OPTIONAL = """
SELECT is_nullable FROM information_schema.columns
 WHERE table_name = 'dp_hazard_criterion' AND column_name = 'pack_id'
"""


@pytest.fixture
def old_database():
    """A database in the shape of the first release, with own criteria and hazards."""
    import workbench

    name = f"dp_upgrade_{workbench.CLONE}"
    workbench.copy(workbench.BASE_DATABASE, name)
    run(name, f"--init={ADDON}")
    run(name, script=OWN_DATA)
    workbench.sql(OLD_SHAPE, name)
    yield name
    workbench.drop(name)


def update(database):
    """Update the addon; fail on any warning, whatever it is about."""
    import workbench

    done = subprocess.run(
        [
            *workbench.odoo_command(database, f"--update={ADDON}", "--log-level=warn"),
            "--no-http",
        ],
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "PYTHONUNBUFFERED": "1"},
    )
    said = done.stdout + done.stderr
    assert done.returncode == 0, said
    assert not [line for line in said.splitlines() if "WARNING" in line], said


def answer(query, database):
    """Return what the only row says."""
    import workbench

    return workbench.sql(query, database).strip()


def test_a_database_of_the_first_release_moves_up_and_keeps_what_it_holds(old_database):
    update(old_database)
    assert answer(CRITERIA, old_database) == KEPT_CRITERIA.strip()
    assert answer(HAZARDS, old_database) == KEPT_HAZARDS.strip()
    assert answer(EXPLAINED, old_database) == "t|1|1"
    assert answer(PACK_IS_OPTIONAL, old_database) == "NO"

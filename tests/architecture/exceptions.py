"""What the scans let pass, each with its reason."""

# Models that have neither a view nor a test file of their own: people see them only
# inside another record, with whose form and test they belong.
EMBEDDED = {
    "dp.accident.injured": "injured people of an accident, in its form",
    "dp.assessment.band": "bands of a method, in its form",
    "dp.assessment.cell": "cells of a matrix, in the form of the method",
    "dp.assessment.evidence": "evidence of a proposal, in its form",
    "dp.assessment.factor": "factors of a method, in its form",
    "dp.assessment.factor.value": "values of a factor, in the form of the method",
    "dp.post.list.line": "lines of a responsibility list, in its form",
    "dp.hazard.judgement.line": "questions of a judgement, in its form",
    "dp.health.effect": "effects of a version of the parameters, in its form",
    "dp.health.weight": "weights of a version of the parameters, in its form",
    "dp.risk.unit.facts": "numbers behind past levels, read by the why of a unit",
    "dp.measure.choice": "answers of a measure, in its form",
    "dp.people.whatif.line": "what would move, in the wizard that asks",
    "dp.risk.assess.rule": "questions of an assessment, in its wizard",
    "dp.safety.role.task": "duties of a safety role by law, in its form",
}

# Tables that the loader of the demo plant reads itself.
READ_BY_PYTHON = {
    "demo/checks.csv",
    "demo/emergency_steps.csv",
    "demo/hazards.csv",
    "demo/posts.csv",
    "demo/scores.csv",
}

# Files that no bundle serves, because a page or a browser loads them by their path.
OUTSIDE_BUNDLES = {}

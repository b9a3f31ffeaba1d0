"""What the scans let pass, each with its reason."""

# Models that have neither a view nor a test file of their own: people see them only
# inside another record, with whose form and test they belong.
EMBEDDED = {
    "dp.assessment.band": "bands of a method, in its form",
    "dp.assessment.cell": "cells of a matrix, in the form of the method",
    "dp.assessment.factor": "factors of a method, in its form",
    "dp.assessment.factor.value": "values of a factor, in the form of the method",
    "dp.measure.choice": "answers of a measure, in its form",
}

# Files that no bundle serves, because a page or a browser loads them by their path.
OUTSIDE_BUNDLES = {}

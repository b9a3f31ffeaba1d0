from . import test_risk_unit_level

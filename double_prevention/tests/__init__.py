from . import test_level_change
from . import test_risk_contribution
from . import test_risk_unit_level

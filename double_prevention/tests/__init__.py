from . import test_duty_schedule
from . import test_inspection
from . import test_inspection_generate
from . import test_inspection_missed
from . import test_level_change
from . import test_risk_contribution
from . import test_risk_unit_level

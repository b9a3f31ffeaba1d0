from . import dp_hazard_decision
from . import dp_hazard_report
from . import dp_inspection_cancel
from . import dp_inspection_new
from . import dp_risk_assess
from . import dp_tag_print
from . import dp_tag_revoke
from . import dp_unit_from_equipment

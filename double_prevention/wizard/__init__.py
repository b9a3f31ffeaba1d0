from . import dp_risk_assess

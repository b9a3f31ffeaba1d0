{
    "name": "Double Prevention",
    "version": "19.0.1.0.0",
    "category": "Human Resources/Safety",
    "summary": "Risk classification control and hidden hazard governance, one chain",
    "author": "Double Prevention contributors",
    "license": "LGPL-3",
    "application": True,
    "depends": ["hr", "maintenance", "mail", "web_hierarchy"],
    "external_dependencies": {"python": ["Pillow", "pint", "qrcode"]},
    "data": [
        # who may do what
        "security/double_prevention_groups.xml",
        "security/ir.model.access.csv",
        "security/dp_control_measure_security.xml",
        "security/dp_duty_security.xml",
        "security/dp_hazard_security.xml",
        "security/dp_hazard_extension_security.xml",
        "security/dp_inspection_security.xml",
        "security/dp_inspection_line_security.xml",
        "security/dp_level_change_security.xml",
        "security/dp_risk_assessment_security.xml",
        "security/dp_risk_contribution_security.xml",
        "security/dp_risk_event_security.xml",
        "security/dp_risk_unit_security.xml",
        "security/dp_tag_security.xml",
        "security/dp_unit_suspension_security.xml",
        "security/maintenance_equipment_security.xml",
        # data
        "data/ir_sequence_data.xml",
        "data/dp_hazard_stage_data.xml",
        # menu roots first: every view file hangs its own entries below them
        "views/double_prevention_menus.xml",
        # views
    ],
    "demo": [],
}

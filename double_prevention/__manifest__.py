{
    "name": "Double Prevention",
    "version": "19.0.1.1.0",
    "category": "Human Resources/Safety",
    "summary": "Risk classification control and hidden hazard governance, one chain",
    "author": "Double Prevention contributors",
    "license": "LGPL-3",
    "application": True,
    "depends": [
        "gamification",
        "hr",
        "maintenance",
        "mail",
        "portal",
        "web_hierarchy",
    ],
    "external_dependencies": {"python": ["Pillow", "pint", "qrcode"]},
    "data": [
        # who may do what
        "security/double_prevention_groups.xml",
        "security/ir.model.access.csv",
        "security/dp_assessment_method_security.xml",
        "security/dp_control_measure_security.xml",
        "security/dp_direct_major_rule_security.xml",
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
        # health parameters, why and what if: rules
        "security/dp_health_parameters_security.xml",
        "security/dp_risk_unit_facts_security.xml",
        # special work and bypassed measures: rules
        "security/dp_special_work_security.xml",
        "security/dp_measure_bypass_security.xml",
        # major hidden hazards: rules
        "security/dp_criterion_pack_security.xml",
        "security/dp_hazard_criterion_security.xml",
        "security/dp_hazard_judgement_security.xml",
        "security/dp_hazard_judgement_line_security.xml",
        "security/dp_major_file_security.xml",
        # notices and early warning: rules
        "security/dp_notice_security.xml",
        "security/dp_warning_security.xml",
        "security/dp_warning_rule_security.xml",
        # learning: proposals, accidents: rules
        "security/dp_assessment_proposal_security.xml",
        "security/dp_assessment_evidence_security.xml",
        "security/dp_accident_security.xml",
        "security/dp_accident_injured_security.xml",
        # who is responsible today: rules
        "security/dp_responsibility_move_security.xml",
        "security/dp_safety_role_holder_security.xml",
        # the cascade of duties, its gaps, and the standards people confirm: rules
        "security/dp_duty_default_security.xml",
        "security/dp_register_gap_security.xml",
        "security/dp_standard_confirmation_security.xml",
        "security/dp_standard_notice_security.xml",
        # my safety duties: rules
        "security/dp_post_list_security.xml",
        "security/dp_post_list_line_security.xml",
        # rules of escalation
        "security/dp_escalation_security.xml",
        "security/dp_escalation_rule_security.xml",
        # taking part: campaigns, reporters, thanks: rules
        "security/dp_thanks_security.xml",
        "security/dp_campaign_security.xml",
        "security/dp_campaign_invitation_security.xml",
        "security/dp_risk_idea_security.xml",
        # rules of contractors
        # data
        "data/ir_sequence_data.xml",
        "data/dp_hazard_stage_data.xml",
        "data/dp_hazard_data.xml",
        "data/dp_hazard_mail_template_data.xml",
        "data/dp_duty_data.xml",
        "data/dp.legal.reference.csv",
        "data/dp_direct_major_rule_data.xml",
        "data/dp.accident.type.csv",
        "data/dp.hazard.factor.csv",
        "data/dp.criterion.pack.csv",
        "data/dp.hazard.criterion.csv",
        "data/dp.measure.category.csv",
        "data/methods/method_ls_a_data.xml",
        "data/methods/method_ls_b_data.xml",
        "data/methods/method_ls_c_data.xml",
        "data/methods/method_ls_d_data.xml",
        "data/methods/method_lec_data.xml",
        "data/methods/method_lec_coal_data.xml",
        "data/methods/method_mes_people_data.xml",
        "data/methods/method_mes_property_data.xml",
        "data/methods/method_matrix_data.xml",
        "data/methods/method_direct_data.xml",
        "data/dp_inspection_data.xml",
        # health parameters, why and what if: data
        "data/dp_health_data.xml",
        # special work and bypassed measures: data
        "data/dp_work_data.xml",
        "data/dp.work.kind.csv",
        # major hidden hazards: data
        "data/dp_major_file_data.xml",
        # notices and early warning: data
        "data/dp_notice_data.xml",
        "data/dp_warning_data.xml",
        # learning: proposals, accidents: data
        "data/dp_learning_data.xml",
        # who is responsible today: data
        "data/dp.safety.role.csv",
        "data/dp.safety.role.task.csv",
        "data/dp_responsibility_data.xml",
        # the cascade of duties, its gaps, and the standards people confirm: data
        "data/dp_duty_default_data.xml",
        "data/dp_standard_notice_data.xml",
        # my safety duties: data
        # data of escalation
        "data/dp_escalation_rule_data.xml",
        # taking part: campaigns, reporters, thanks: data
        "data/dp_thanks_data.xml",
        "data/dp_campaign_data.xml",
        # data of contractors
        # menu roots first: every view file hangs its own entries below them
        "views/double_prevention_menus.xml",
        # views
        "wizard/dp_inspection_cancel_views.xml",
        "wizard/dp_inspection_new_views.xml",
        "views/dp_inspection_views.xml",
        "views/dp_inspection_line_views.xml",
        "views/dp_accident_type_views.xml",
        "views/dp_hazard_factor_views.xml",
        "views/dp_legal_reference_views.xml",
        "views/dp_direct_major_rule_views.xml",
        "views/dp_criterion_pack_views.xml",
        "views/dp_hazard_criterion_views.xml",
        "views/dp_measure_category_views.xml",
        "views/dp_assessment_method_views.xml",
        "views/dp_risk_assessment_views.xml",
        "wizard/dp_risk_assess_views.xml",
        "wizard/dp_hazard_report_views.xml",
        "views/dp_hazard_views.xml",
        "views/dp_hazard_form_views.xml",
        "views/dp_hazard_extension_views.xml",
        "views/dp_hazard_stage_views.xml",
        "views/maintenance_request_views.xml",
        "wizard/dp_hazard_decision_views.xml",
        "wizard/dp_unit_from_equipment_views.xml",
        "views/dp_level_change_views.xml",
        "views/dp_risk_contribution_views.xml",
        "views/dp_unit_suspension_views.xml",
        "views/dp_risk_unit_views.xml",
        "views/dp_risk_event_views.xml",
        "views/dp_control_measure_views.xml",
        "views/dp_duty_views.xml",
        "views/hr_department_views.xml",
        "views/hr_employee_views.xml",
        "views/hr_employee_public_views.xml",
        "views/hr_job_views.xml",
        "views/maintenance_equipment_views.xml",
        "views/res_config_settings_views.xml",
        "wizard/dp_tag_print_views.xml",
        "wizard/dp_tag_revoke_views.xml",
        "views/dp_tag_views.xml",
        "views/tag_page_templates.xml",
        "views/tag_page_round_templates.xml",
        "views/tag_page_hazard_templates.xml",
        # health parameters, why and what if: views
        "wizard/dp_level_simulation_views.xml",
        "views/dp_health_parameters_views.xml",
        "views/res_config_settings_health_views.xml",
        # special work and bypassed measures: views
        "views/dp_work_kind_views.xml",
        "wizard/dp_special_work_cancel_views.xml",
        "views/dp_special_work_views.xml",
        "wizard/dp_measure_bypass_refuse_views.xml",
        "views/dp_measure_bypass_views.xml",
        "views/res_config_settings_work_views.xml",
        # major hidden hazards: views
        "views/dp_major_file_views.xml",
        "views/dp_hazard_judgement_views.xml",
        "views/dp_hazard_major_views.xml",
        "views/dp_control_measure_major_views.xml",
        "views/res_config_settings_major_views.xml",
        # notices and early warning: views
        "views/dp_notice_views.xml",
        "views/dp_warning_rule_views.xml",
        "views/dp_warning_views.xml",
        "views/dp_risk_unit_burning_views.xml",
        "views/res_config_settings_notice_views.xml",
        # learning: proposals, accidents: views
        "wizard/dp_proposal_decline_views.xml",
        "wizard/dp_change_report_views.xml",
        "wizard/dp_near_miss_report_views.xml",
        "wizard/dp_risk_assess_learning_views.xml",
        "views/dp_assessment_proposal_views.xml",
        "views/dp_accident_views.xml",
        "views/dp_accident_form_views.xml",
        "views/dp_hazard_learning_views.xml",
        "views/dp_risk_assessment_learning_views.xml",
        "views/dp_risk_event_learning_views.xml",
        "views/dp_risk_unit_learning_views.xml",
        "views/res_config_settings_learning_views.xml",
        # who is responsible today: views
        "views/dp_responsibility_move_views.xml",
        "wizard/dp_people_whatif_views.xml",
        "views/dp_safety_role_views.xml",
        "views/dp_safety_role_holder_views.xml",
        "views/dp_responsibility_views.xml",
        "views/res_config_settings_responsibility_views.xml",
        # the cascade of duties, its gaps, and the standards people confirm: views
        "wizard/dp_duty_generate_views.xml",
        "views/dp_duty_default_views.xml",
        "views/dp_register_gap_views.xml",
        "views/dp_standard_confirmation_views.xml",
        "views/dp_standard_notice_views.xml",
        # my safety duties: views
        "report/dp_post_list_templates.xml",
        "report/dp_post_list_reports.xml",
        "views/dp_post_list_views.xml",
        "views/dp_safety_duties_views.xml",
        "views/dp_safety_duties_hr_views.xml",
        # views of escalation
        "views/dp_escalation_rule_views.xml",
        "views/dp_escalation_views.xml",
        # taking part: campaigns, reporters, thanks: views
        "views/dp_thanks_views.xml",
        "views/res_config_settings_thanks_views.xml",
        "wizard/dp_idea_decline_views.xml",
        "views/dp_campaign_views.xml",
        "views/dp_campaign_invitation_views.xml",
        "views/dp_risk_idea_views.xml",
        "views/follow_page_templates.xml",
        # views of contractors
        "wizard/dp_contractor_invite_views.xml",
        "views/res_partner_views.xml",
        "views/portal_templates.xml",
        # printed documents
        "report/dp_tag_reports.xml",
        "report/dp_tag_templates.xml",
    ],
    "demo": [
        "demo/res_company_demo.xml",
        "demo/hr.department.csv",
        "demo/hr.job.csv",
        "demo/res.users-roles.csv",
        "demo/res.users.csv",
        "demo/hr.employee.csv",
        "demo/hr_department_demo.xml",
        "demo/maintenance.equipment.category.csv",
        "demo/maintenance.equipment.csv",
        "demo/dp.risk.unit.csv",
        "demo/dp.risk.event.csv",
        "demo/dp.control.measure.csv",
        "demo/dp.tag.csv",
        # health parameters, why and what if: demo
        # special work and bypassed measures: demo
        # major hidden hazards: demo
        # notices and early warning: demo
        # learning: proposals, accidents: demo
        # who is responsible today: demo
        # the cascade of duties, its gaps, and the standards people confirm: demo
        "demo/hr_department_gaps_demo.xml",
        # my safety duties: demo
        # demo of escalation
        # taking part: campaigns, reporters, thanks: demo
        "demo/res_company_thanks_demo.xml",
        # demo of contractors
        "demo/contractor_demo.xml",
    ],
    # read by the hook, which writes what depends on the day of installation
    "post_init_hook": "post_init_hook",
    "uninstall_hook": "uninstall_hook",
    "assets": {
        "double_prevention._levels": [
            "double_prevention/static/src/scss/levels.scss",
        ],
        "web.assets_backend": [
            ("include", "double_prevention._levels"),
            "double_prevention/static/src/fields/**/*",
            "double_prevention/static/src/burning/**/*",
            "double_prevention/static/src/live/**/*",
            "double_prevention/static/src/why/**/*",
            "double_prevention/static/src/safety_duties/**/*",
        ],
        "web.assets_web_dark": [
            "double_prevention/static/src/**/*.dark.scss",
        ],
        "double_prevention.assets_tag_page": [
            ("include", "double_prevention._levels"),
            "double_prevention/static/src/tag_page/tag_page.scss",
            "web/static/src/module_loader.js",
            "double_prevention/static/src/tag_page/*.js",
        ],
        # what a tour needs on a page without the framework
        "double_prevention.assets_tag_page_tests": [
            ("include", "web._assets_core"),
            ("remove", "web/static/src/core/**/*.scss"),
            "web/static/lib/hoot-dom/**/*",
            "web_tour/static/src/js/**/*",
            "web_tour/static/src/tour_utils.js",
            "double_prevention/static/tests/tours/**/*",
        ],
        "web.assets_unit_tests": [
            "double_prevention/static/tests/**/*.test.js",
        ],
    },
}

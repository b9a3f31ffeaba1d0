# mixins
from . import dp_dated_mixin
from . import dp_tree_mixin
from . import dp_smart_button_mixin
from . import dp_safety_duties_mixin
from . import dp_contribution_source
from . import dp_department_scope_mixin
from . import dp_employee_mixin
from . import dp_responsibility_mixin
from . import dp_responsibility_resolve
from . import dp_page_mixin
from . import dp_assessment_part

# code lists
from . import dp_legal_reference
from . import dp_direct_major_rule
from . import dp_accident_type
from . import dp_hazard_factor
from . import dp_criterion_pack
from . import dp_hazard_criterion
from . import dp_measure_category
from . import dp_measure_category_health
from . import dp_assessment_method
from . import dp_assessment_factor
from . import dp_assessment_factor_value
from . import dp_assessment_band
from . import dp_assessment_cell

# the chain, from the unit to the hidden hazard
from . import dp_risk_unit
from . import dp_risk_unit_health
from . import dp_risk_unit_level
from . import dp_risk_unit_links
from . import dp_unit_suspension
from . import dp_risk_event
from . import dp_risk_assessment
from . import dp_control_measure
from . import dp_measure_choice
from . import dp_duty
from . import dp_duty_schedule
from . import dp_inspection
from . import dp_inspection_line
from . import dp_inspection_answer
from . import dp_inspection_generate
from . import dp_hazard_stage
from . import dp_hazard
from . import dp_hazard_people
from . import dp_hazard_workflow
from . import dp_hazard_access
from . import dp_hazard_reporting
from . import dp_hazard_followup
from . import dp_hazard_actions
from . import dp_hazard_extension
from . import dp_tag

# the living level
from . import dp_risk_contribution
from . import dp_level_change

# health parameters, why and what if
from . import dp_health_part
from . import dp_health_parameters
from . import dp_health_effect
from . import dp_health_weight
from . import dp_risk_unit_facts
from . import dp_risk_unit_bus
from . import dp_risk_unit_why
from . import ir_websocket
from . import dp_risk_unit_recompute
from . import dp_duty_health
from . import dp_unit_suspension_health
from . import dp_risk_event_stale
from . import res_company_health
from . import res_config_settings_health

# special work and bypassed measures
from . import dp_work_kind
from . import dp_special_work
from . import dp_special_work_workflow
from . import dp_special_work_stop
from . import dp_hazard_work
from . import dp_risk_unit_work
from . import dp_risk_unit_bypass
from . import dp_measure_bypass
from . import dp_control_measure_bypass
from . import res_company_work
from . import res_config_settings_work

# major hidden hazards
from . import dp_hazard_major
from . import dp_control_measure_major
from . import dp_hazard_judgement
from . import dp_hazard_judgement_line
from . import dp_major_file
from . import res_company_major
from . import res_config_settings_major

# notices and early warning
from . import dp_notice
from . import dp_notice_delivery
from . import dp_risk_unit_people
from . import dp_warning_rule
from . import dp_warning_rule_causes
from . import dp_warning
from . import dp_warning_raise
from . import dp_risk_unit_warning
from . import dp_risk_unit_burning
from . import dp_hazard_warning
from . import dp_inspection_warning
from . import dp_inspection_line_warning
from . import res_company_notice
from . import res_config_settings_notice

# learning: proposals, accidents
from . import dp_assessment_proposal
from . import dp_assessment_proposal_learn
from . import dp_assessment_evidence
from . import dp_accident
from . import dp_accident_links
from . import dp_accident_history
from . import dp_accident_injured
from . import dp_risk_assessment_learning
from . import dp_inspection_line_learning
from . import dp_hazard_learning
from . import dp_risk_event_learning
from . import dp_risk_unit_learning
from . import dp_legal_reference_learning

# who is responsible today
from . import dp_safety_role
from . import dp_safety_role_task
from . import dp_safety_role_holder
from . import dp_responsibility_move
from . import dp_duty_responsibility
from . import dp_hazard_responsibility
from . import dp_inspection_follow
from . import hr_version
from . import res_company_responsibility
from . import res_config_settings_responsibility
from . import resource_calendar_leaves

# the cascade of duties, its gaps, and the standards people confirm
from . import dp_duty_default
from . import dp_duty_cascade
from . import dp_risk_event_cascade
from . import dp_risk_unit_cascade
from . import hr_department_cascade
from . import dp_register_gap
from . import dp_standard_notice
from . import dp_standard_confirmation
from . import dp_control_measure_standard

# my safety duties
from . import dp_duty_workload
from . import dp_post_list
from . import dp_post_list_line
from . import dp_safety_duties

# escalation
from . import dp_escalation_rule
from . import dp_escalation
from . import dp_hazard_escalation

# taking part: campaigns, reporters, thanks
from . import dp_campaign
from . import dp_campaign_invitation
from . import dp_risk_idea
from . import dp_hazard_following
from . import dp_hazard_anonymous
from . import dp_hazard_again
from . import dp_thanks
from . import dp_hazard_thanks
from . import dp_risk_idea_thanks
from . import gamification_karma_tracking
from . import res_company_thanks
from . import res_config_settings_thanks

# contractors
from . import res_partner
from . import dp_inspection_portal
from . import dp_hazard_portal

# pages behind a tag
from . import dp_tag_page
from . import dp_tag_page_rows
from . import dp_tag_page_standards
from . import dp_tag_page_contractor
from . import dp_hazard_page
from . import dp_inspection_page
from . import dp_inspection_line_page

# what Odoo already has
from . import hr_department
from . import hr_department_learning
from . import hr_employee
from . import hr_employee_public
from . import hr_job
from . import ir_actions_report
from . import ir_attachment
from . import ir_attachment_learning
from . import ir_sequence
from . import maintenance_equipment
from . import maintenance_equipment_learning
from . import maintenance_request
from . import res_company
from . import res_company_learning
from . import res_config_settings
from . import res_config_settings_learning
from . import res_users

-- The zone: its status and stages, the support of its members, and the outreach of the customs.

CREATE TABLE core.fct_zone_status (
    zone_id VARCHAR NOT NULL,
    level VARCHAR NOT NULL,
    status_from DATE NOT NULL,
    status_to DATE,
    status VARCHAR,
    name_zh VARCHAR,
    industry_code VARCHAR,
    province_code VARCHAR,
    prefecture_code VARCHAR,
    batch_no INTEGER,
    source_ref VARCHAR,
    is_conflict BOOLEAN NOT NULL,
    source_file VARCHAR NOT NULL,
    source_row BIGINT NOT NULL
);
COMMENT ON TABLE core.fct_zone_status IS 'Status of zones by level and time: building, awarded, revoked.';
COMMENT ON COLUMN core.fct_zone_status.zone_id IS 'Zone.';
COMMENT ON COLUMN core.fct_zone_status.level IS 'Who awards it: PREF, PROV or NATIONAL.';
COMMENT ON COLUMN core.fct_zone_status.status_from IS 'First day of the status.';
COMMENT ON COLUMN core.fct_zone_status.status_to IS 'Day from which it no longer holds; NULL while it does.';
COMMENT ON COLUMN core.fct_zone_status.status IS 'BUILDING, AWARDED or REVOKED.';
COMMENT ON COLUMN core.fct_zone_status.name_zh IS 'Chinese name of the zone.';
COMMENT ON COLUMN core.fct_zone_status.industry_code IS 'Industry that it is made for, as in core.dim_industry.';
COMMENT ON COLUMN core.fct_zone_status.province_code IS 'Province of 2 digits.';
COMMENT ON COLUMN core.fct_zone_status.prefecture_code IS 'Place of 6 digits: a prefecture, or a county of one.';
COMMENT ON COLUMN core.fct_zone_status.batch_no IS 'Group in which it was awarded.';
COMMENT ON COLUMN core.fct_zone_status.source_ref IS 'Document or page that says so.';
COMMENT ON COLUMN core.fct_zone_status.is_conflict IS 'True if releases of the same moment differ; what they differ in is NULL then.';
COMMENT ON COLUMN core.fct_zone_status.source_file IS 'Delivery of the latest row.';
COMMENT ON COLUMN core.fct_zone_status.source_row IS 'Its physical line.';

CREATE TABLE stage.zone_registry (
    source_row BIGINT NOT NULL,
    is_typed BOOLEAN NOT NULL,
    zone_id VARCHAR,
    level VARCHAR,
    status_from DATE,
    status_to DATE,
    status VARCHAR,
    name_zh VARCHAR,
    industry_code VARCHAR,
    province_code VARCHAR,
    prefecture_code VARCHAR,
    batch_no INTEGER,
    source_ref VARCHAR
);
COMMENT ON TABLE stage.zone_registry IS 'Typed rows of a registry of zones.';
COMMENT ON COLUMN stage.zone_registry.source_row IS 'Physical line.';
COMMENT ON COLUMN stage.zone_registry.is_typed IS 'False if a value of the row could not be cast; it is in quarantine then.';
COMMENT ON COLUMN stage.zone_registry.zone_id IS 'Zone.';
COMMENT ON COLUMN stage.zone_registry.level IS 'Who awards it: PREF, PROV or NATIONAL.';
COMMENT ON COLUMN stage.zone_registry.status_from IS 'First day of the status.';
COMMENT ON COLUMN stage.zone_registry.status_to IS 'Day from which it no longer holds; NULL while it does.';
COMMENT ON COLUMN stage.zone_registry.status IS 'BUILDING, AWARDED or REVOKED.';
COMMENT ON COLUMN stage.zone_registry.name_zh IS 'Chinese name of the zone.';
COMMENT ON COLUMN stage.zone_registry.industry_code IS 'Industry that it is made for, as in core.dim_industry.';
COMMENT ON COLUMN stage.zone_registry.province_code IS 'Province of 2 digits.';
COMMENT ON COLUMN stage.zone_registry.prefecture_code IS 'Place of 6 digits: a prefecture, or a county of one.';
COMMENT ON COLUMN stage.zone_registry.batch_no IS 'Group in which it was awarded.';
COMMENT ON COLUMN stage.zone_registry.source_ref IS 'Document or page that says so.';

CREATE TABLE core.fct_zone_milestone (
    zone_id VARCHAR NOT NULL,
    stage VARCHAR NOT NULL,
    source_ref VARCHAR NOT NULL,
    planned_start DATE,
    planned_end DATE,
    actual_date DATE,
    date_precision VARCHAR,
    status VARCHAR,
    document_title VARCHAR,
    is_conflict BOOLEAN NOT NULL,
    source_file VARCHAR NOT NULL,
    source_row BIGINT NOT NULL
);
COMMENT ON TABLE core.fct_zone_milestone IS 'Stages of zones, planned and reached, as each source tells them.';
COMMENT ON COLUMN core.fct_zone_milestone.zone_id IS 'Zone.';
COMMENT ON COLUMN core.fct_zone_milestone.stage IS 'PLANNING, CONSTRUCTION, PLAN_ISSUED, APPLIED, PROV_ACCEPT, NATL_ACCEPT or NATL_ANNOUNCED.';
COMMENT ON COLUMN core.fct_zone_milestone.source_ref IS 'Document or page that says so; two sources of one stage are two rows.';
COMMENT ON COLUMN core.fct_zone_milestone.planned_start IS 'Planned first day; the first of a month or year that is given without a day.';
COMMENT ON COLUMN core.fct_zone_milestone.planned_end IS 'Planned last day; the last of a month or year that is given without a day.';
COMMENT ON COLUMN core.fct_zone_milestone.actual_date IS 'Day on which it was reached; the first of a month or year that is given without a day.';
COMMENT ON COLUMN core.fct_zone_milestone.date_precision IS 'D, M or Y: day, month or year of the actual date is known.';
COMMENT ON COLUMN core.fct_zone_milestone.status IS 'PLANNED, PASSED or FAILED.';
COMMENT ON COLUMN core.fct_zone_milestone.document_title IS 'Title of the document.';
COMMENT ON COLUMN core.fct_zone_milestone.is_conflict IS 'True if releases of the same moment differ; what they differ in is NULL then.';
COMMENT ON COLUMN core.fct_zone_milestone.source_file IS 'Delivery of the latest row.';
COMMENT ON COLUMN core.fct_zone_milestone.source_row IS 'Its physical line.';

CREATE TABLE stage.zone_milestones (
    source_row BIGINT NOT NULL,
    is_typed BOOLEAN NOT NULL,
    zone_id VARCHAR,
    stage VARCHAR,
    source_ref VARCHAR,
    planned_start DATE,
    planned_end DATE,
    actual_date DATE,
    date_precision VARCHAR,
    status VARCHAR,
    document_title VARCHAR
);
COMMENT ON TABLE stage.zone_milestones IS 'Typed rows of a list of the stages of zones.';
COMMENT ON COLUMN stage.zone_milestones.source_row IS 'Physical line.';
COMMENT ON COLUMN stage.zone_milestones.is_typed IS 'False if a value of the row could not be cast; it is in quarantine then.';
COMMENT ON COLUMN stage.zone_milestones.zone_id IS 'Zone.';
COMMENT ON COLUMN stage.zone_milestones.stage IS 'PLANNING, CONSTRUCTION, PLAN_ISSUED, APPLIED, PROV_ACCEPT, NATL_ACCEPT or NATL_ANNOUNCED.';
COMMENT ON COLUMN stage.zone_milestones.source_ref IS 'Document or page that says so; two sources of one stage are two rows.';
COMMENT ON COLUMN stage.zone_milestones.planned_start IS 'Planned first day; the first of a month or year that is given without a day.';
COMMENT ON COLUMN stage.zone_milestones.planned_end IS 'Planned last day; the last of a month or year that is given without a day.';
COMMENT ON COLUMN stage.zone_milestones.actual_date IS 'Day on which it was reached; the first of a month or year that is given without a day.';
COMMENT ON COLUMN stage.zone_milestones.date_precision IS 'D, M or Y: day, month or year of the actual date is known.';
COMMENT ON COLUMN stage.zone_milestones.status IS 'PLANNED, PASSED or FAILED.';
COMMENT ON COLUMN stage.zone_milestones.document_title IS 'Title of the document.';

CREATE TABLE core.fct_support_policy (
    policy_id VARCHAR NOT NULL,
    measure_code VARCHAR NOT NULL,
    title VARCHAR,
    authority VARCHAR,
    issued_on DATE,
    valid_to DATE,
    annual_budget_cny DECIMAL(18, 2),
    is_conflict BOOLEAN NOT NULL,
    source_file VARCHAR NOT NULL,
    source_row BIGINT NOT NULL
);
COMMENT ON TABLE core.fct_support_policy IS 'Policies of support by field, with their yearly budget.';
COMMENT ON COLUMN core.fct_support_policy.policy_id IS 'Policy.';
COMMENT ON COLUMN core.fct_support_policy.measure_code IS 'Field of support, one of the eight of core.dim_support_measure.';
COMMENT ON COLUMN core.fct_support_policy.title IS 'Title of the policy.';
COMMENT ON COLUMN core.fct_support_policy.authority IS 'Who issued it.';
COMMENT ON COLUMN core.fct_support_policy.issued_on IS 'Day of issue.';
COMMENT ON COLUMN core.fct_support_policy.valid_to IS 'Last day on which it is in force; NULL without an end.';
COMMENT ON COLUMN core.fct_support_policy.annual_budget_cny IS 'Budget of a year for this field, yuan.';
COMMENT ON COLUMN core.fct_support_policy.is_conflict IS 'True if releases of the same moment differ; what they differ in is NULL then.';
COMMENT ON COLUMN core.fct_support_policy.source_file IS 'Delivery of the latest row.';
COMMENT ON COLUMN core.fct_support_policy.source_row IS 'Its physical line.';

CREATE TABLE stage.support_policies (
    source_row BIGINT NOT NULL,
    is_typed BOOLEAN NOT NULL,
    policy_id VARCHAR,
    measure_code VARCHAR,
    title VARCHAR,
    authority VARCHAR,
    issued_on DATE,
    valid_to DATE,
    annual_budget_cny DECIMAL(18, 2)
);
COMMENT ON TABLE stage.support_policies IS 'Typed rows of a list of policies of support.';
COMMENT ON COLUMN stage.support_policies.source_row IS 'Physical line.';
COMMENT ON COLUMN stage.support_policies.is_typed IS 'False if a value of the row could not be cast; it is in quarantine then.';
COMMENT ON COLUMN stage.support_policies.policy_id IS 'Policy.';
COMMENT ON COLUMN stage.support_policies.measure_code IS 'Field of support, one of the eight of core.dim_support_measure.';
COMMENT ON COLUMN stage.support_policies.title IS 'Title of the policy.';
COMMENT ON COLUMN stage.support_policies.authority IS 'Who issued it.';
COMMENT ON COLUMN stage.support_policies.issued_on IS 'Day of issue.';
COMMENT ON COLUMN stage.support_policies.valid_to IS 'Last day on which it is in force; NULL without an end.';
COMMENT ON COLUMN stage.support_policies.annual_budget_cny IS 'Budget of a year for this field, yuan.';

CREATE TABLE core.fct_support_grant (
    grant_id VARCHAR NOT NULL,
    policy_id VARCHAR,
    measure_code VARCHAR,
    uscc VARCHAR,
    committed_cny DECIMAL(18, 2),
    paid_cny DECIMAL(18, 2),
    granted_on DATE,
    paid_on DATE,
    is_conflict BOOLEAN NOT NULL,
    source_file VARCHAR NOT NULL,
    source_row BIGINT NOT NULL
);
COMMENT ON TABLE core.fct_support_grant IS 'Grants to enterprises, committed and paid.';
COMMENT ON COLUMN core.fct_support_grant.grant_id IS 'Grant.';
COMMENT ON COLUMN core.fct_support_grant.policy_id IS 'Policy that it is given under.';
COMMENT ON COLUMN core.fct_support_grant.measure_code IS 'Field of support, one of the eight of core.dim_support_measure.';
COMMENT ON COLUMN core.fct_support_grant.uscc IS 'Unified social credit code of the enterprise.';
COMMENT ON COLUMN core.fct_support_grant.committed_cny IS 'Granted, yuan.';
COMMENT ON COLUMN core.fct_support_grant.paid_cny IS 'Paid, yuan; NULL if nothing was paid yet.';
COMMENT ON COLUMN core.fct_support_grant.granted_on IS 'Day of the decision.';
COMMENT ON COLUMN core.fct_support_grant.paid_on IS 'Day of the payment.';
COMMENT ON COLUMN core.fct_support_grant.is_conflict IS 'True if releases of the same moment differ; what they differ in is NULL then.';
COMMENT ON COLUMN core.fct_support_grant.source_file IS 'Delivery of the latest row.';
COMMENT ON COLUMN core.fct_support_grant.source_row IS 'Its physical line.';

CREATE TABLE stage.support_grants (
    source_row BIGINT NOT NULL,
    is_typed BOOLEAN NOT NULL,
    grant_id VARCHAR,
    policy_id VARCHAR,
    measure_code VARCHAR,
    uscc VARCHAR,
    committed_cny DECIMAL(18, 2),
    paid_cny DECIMAL(18, 2),
    granted_on DATE,
    paid_on DATE
);
COMMENT ON TABLE stage.support_grants IS 'Typed rows of a list of grants.';
COMMENT ON COLUMN stage.support_grants.source_row IS 'Physical line.';
COMMENT ON COLUMN stage.support_grants.is_typed IS 'False if a value of the row could not be cast; it is in quarantine then.';
COMMENT ON COLUMN stage.support_grants.grant_id IS 'Grant.';
COMMENT ON COLUMN stage.support_grants.policy_id IS 'Policy that it is given under.';
COMMENT ON COLUMN stage.support_grants.measure_code IS 'Field of support, one of the eight of core.dim_support_measure.';
COMMENT ON COLUMN stage.support_grants.uscc IS 'Unified social credit code of the enterprise.';
COMMENT ON COLUMN stage.support_grants.committed_cny IS 'Granted, yuan.';
COMMENT ON COLUMN stage.support_grants.paid_cny IS 'Paid, yuan; NULL if nothing was paid yet.';
COMMENT ON COLUMN stage.support_grants.granted_on IS 'Day of the decision.';
COMMENT ON COLUMN stage.support_grants.paid_on IS 'Day of the payment.';

CREATE TABLE core.fct_outreach_visit (
    visit_id VARCHAR NOT NULL,
    visit_date DATE,
    authority VARCHAR,
    uscc VARCHAR,
    town_code VARCHAR,
    service_codes VARCHAR,
    is_key_project BOOLEAN,
    is_key_enterprise BOOLEAN,
    is_conflict BOOLEAN NOT NULL,
    source_file VARCHAR NOT NULL,
    source_row BIGINT NOT NULL
);
COMMENT ON TABLE core.fct_outreach_visit IS 'Visits of an authority to enterprises.';
COMMENT ON COLUMN core.fct_outreach_visit.visit_id IS 'Visit.';
COMMENT ON COLUMN core.fct_outreach_visit.visit_date IS 'Day of the visit.';
COMMENT ON COLUMN core.fct_outreach_visit.authority IS 'Who visited.';
COMMENT ON COLUMN core.fct_outreach_visit.uscc IS 'Unified social credit code of the enterprise.';
COMMENT ON COLUMN core.fct_outreach_visit.town_code IS 'Town in which it was visited, 9 digits.';
COMMENT ON COLUMN core.fct_outreach_visit.service_codes IS 'Services rendered, codes of core.dim_service_type in alphabetical order, with ; between them.';
COMMENT ON COLUMN core.fct_outreach_visit.is_key_project IS 'True if it was about a key project.';
COMMENT ON COLUMN core.fct_outreach_visit.is_key_enterprise IS 'True if it is a key enterprise.';
COMMENT ON COLUMN core.fct_outreach_visit.is_conflict IS 'True if releases of the same moment differ; what they differ in is NULL then.';
COMMENT ON COLUMN core.fct_outreach_visit.source_file IS 'Delivery of the latest row.';
COMMENT ON COLUMN core.fct_outreach_visit.source_row IS 'Its sheet row.';

CREATE TABLE stage.outreach_visits (
    source_row BIGINT NOT NULL,
    is_typed BOOLEAN NOT NULL,
    visit_id VARCHAR,
    visit_date DATE,
    authority VARCHAR,
    uscc VARCHAR,
    town_code VARCHAR,
    service_codes VARCHAR,
    is_key_project BOOLEAN,
    is_key_enterprise BOOLEAN
);
COMMENT ON TABLE stage.outreach_visits IS 'Typed rows of a list of visits.';
COMMENT ON COLUMN stage.outreach_visits.source_row IS 'Sheet row.';
COMMENT ON COLUMN stage.outreach_visits.is_typed IS 'False if a value of the row could not be cast; it is in quarantine then.';
COMMENT ON COLUMN stage.outreach_visits.visit_id IS 'Visit.';
COMMENT ON COLUMN stage.outreach_visits.visit_date IS 'Day of the visit.';
COMMENT ON COLUMN stage.outreach_visits.authority IS 'Who visited.';
COMMENT ON COLUMN stage.outreach_visits.uscc IS 'Unified social credit code of the enterprise.';
COMMENT ON COLUMN stage.outreach_visits.town_code IS 'Town in which it was visited, 9 digits.';
COMMENT ON COLUMN stage.outreach_visits.service_codes IS 'Services rendered, codes of core.dim_service_type in alphabetical order, with ; between them.';
COMMENT ON COLUMN stage.outreach_visits.is_key_project IS 'True if it was about a key project.';
COMMENT ON COLUMN stage.outreach_visits.is_key_enterprise IS 'True if it is a key enterprise.';

CREATE TABLE core.fct_outreach_question (
    question_id VARCHAR NOT NULL,
    visit_id VARCHAR,
    received_on DATE,
    answered_on DATE,
    resolved_on DATE,
    topic VARCHAR,
    is_conflict BOOLEAN NOT NULL,
    source_file VARCHAR NOT NULL,
    source_row BIGINT NOT NULL
);
COMMENT ON TABLE core.fct_outreach_question IS 'Questions of enterprises, and when they were answered and resolved.';
COMMENT ON COLUMN core.fct_outreach_question.question_id IS 'Question.';
COMMENT ON COLUMN core.fct_outreach_question.visit_id IS 'Visit at which it was asked.';
COMMENT ON COLUMN core.fct_outreach_question.received_on IS 'Day on which it was asked.';
COMMENT ON COLUMN core.fct_outreach_question.answered_on IS 'Day of the answer; NULL while there is none.';
COMMENT ON COLUMN core.fct_outreach_question.resolved_on IS 'Day on which it was settled; NULL while it is not.';
COMMENT ON COLUMN core.fct_outreach_question.topic IS 'What it is about.';
COMMENT ON COLUMN core.fct_outreach_question.is_conflict IS 'True if releases of the same moment differ; what they differ in is NULL then.';
COMMENT ON COLUMN core.fct_outreach_question.source_file IS 'Delivery of the latest row.';
COMMENT ON COLUMN core.fct_outreach_question.source_row IS 'Its sheet row.';

CREATE TABLE stage.outreach_questions (
    source_row BIGINT NOT NULL,
    is_typed BOOLEAN NOT NULL,
    question_id VARCHAR,
    visit_id VARCHAR,
    received_on DATE,
    answered_on DATE,
    resolved_on DATE,
    topic VARCHAR
);
COMMENT ON TABLE stage.outreach_questions IS 'Typed rows of a list of questions.';
COMMENT ON COLUMN stage.outreach_questions.source_row IS 'Sheet row.';
COMMENT ON COLUMN stage.outreach_questions.is_typed IS 'False if a value of the row could not be cast; it is in quarantine then.';
COMMENT ON COLUMN stage.outreach_questions.question_id IS 'Question.';
COMMENT ON COLUMN stage.outreach_questions.visit_id IS 'Visit at which it was asked.';
COMMENT ON COLUMN stage.outreach_questions.received_on IS 'Day on which it was asked.';
COMMENT ON COLUMN stage.outreach_questions.answered_on IS 'Day of the answer; NULL while there is none.';
COMMENT ON COLUMN stage.outreach_questions.resolved_on IS 'Day on which it was settled; NULL while it is not.';
COMMENT ON COLUMN stage.outreach_questions.topic IS 'What it is about.';

CREATE VIEW core.bridge_visit_service AS
SELECT v.visit_id, s.service_code, v.source_file, v.source_row
FROM core.fct_outreach_visit AS v, unnest(string_split(v.service_codes, ';')) AS s (service_code);
COMMENT ON VIEW core.bridge_visit_service IS 'Services of each visit, one row each.';
COMMENT ON COLUMN core.bridge_visit_service.visit_id IS 'Visit.';
COMMENT ON COLUMN core.bridge_visit_service.service_code IS 'Service, as in core.dim_service_type.';
COMMENT ON COLUMN core.bridge_visit_service.source_file IS 'Delivery of the visit.';
COMMENT ON COLUMN core.bridge_visit_service.source_row IS 'Its sheet row.';

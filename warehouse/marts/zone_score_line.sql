-- Metric: E02
-- Meaning: acceptance score of a zone, line by line.
-- Formula: points = weight x f(raw), f clipped to 0..1: bool 1 if true; linear (raw - floor) / (target - floor), up or down; step 1 from the target on. The raw figure is that of the warehouse where it has one for the line, else that of the evidence.
-- Unit: points.
-- Edge cases: neither a figure of the warehouse nor current evidence: f = 0 and flag NO_EVIDENCE. Evidence is current if it is about a day within the window of the line, has a dated document, and had not expired on the day of scoring. Notifications count where each authority has a whole figure for goods of the industry; grave harm is read from recalls of members' goods that killed or gravely hurt, not from returns and claims. Figures of the warehouse rest on members on the day; exports of the zone are not shown as of an earlier moment.
-- Source: domain reference, scorecard. Weights, floors, targets and pass marks are data; is_project_default marks those that no regulation sets.
-- Feeds: scorecard, scorecard_evidence, zone_roster, inspection_batches, customs_enterprise, customs_query, fx_rates, zone_milestones, support_grants, outreach_visits, outreach_questions, returns_claims, safety_gate, cpsc_recalls
-- Freshness: as delivered by the zone office
-- Column period: Day of scoring, YYYYMMDD.
-- Column period_end: Day of scoring.
-- Column zone_id: Zone.
-- Column industry_code: Industry of the zone, whose lines replace those for all.
-- Column card_version: Version of the scorecard.
-- Column code: Code of the line.
-- Column pillar: Part of the card.
-- Column title: What the line is about.
-- Column weight: Points that the line is worth.
-- Column fn: How the raw figure becomes a fraction of the points.
-- Column floor: Figure from which a linear line earns points.
-- Column target: Figure at which it earns all of them.
-- Column raw: Figure that was scored; NULL without evidence.
-- Column raw_source: warehouse or evidence; NULL for neither.
-- Column measured: Figure of the warehouse; NULL if it has none.
-- Column stated: Figure of the latest evidence, current or not.
-- Column fraction: f(raw), 0..1.
-- Column flag: NO_EVIDENCE if the line earns nothing for want of a figure.
-- Column is_veto: True if the card fails unless the line is met.
-- Column is_mandatory: True if the card cannot pass without evidence for the line.
-- Column stage: Acceptance that the line counts for: PROV, NATL or BOTH.
-- Column doc_ref: Document of the evidence.
-- Column expires_on: Last day on which the evidence holds.
-- Column is_project_default: True if the values of the line are defaults of this project.
-- Parameters: as_of, on_day (NULL for the days that evidence is about), zone, card, industry (each NULL for what is declared)

CREATE OR REPLACE MACRO marts.zone_score_line(
    as_of := NULL, on_day := NULL, zone := NULL, card := NULL, industry := NULL
) AS TABLE
FROM ops.score_lines(as_of := as_of, on_day := on_day, zone := zone, card := card, industry := industry);

CREATE OR REPLACE VIEW marts.zone_score_line AS FROM marts.zone_score_line();

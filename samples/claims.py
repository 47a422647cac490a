"""Claims of the press: a short list in YAML, and one that leaves out a unit and must be refused."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from samples.writing import put_declared

_SHARED = """# invented, but for the figures of the document that the other claims are from
stage: PRINTED
geo_code: 442000
published_at: 2016-01-20
document_date: 2016-01-20
event_date: 2015-12-01
event_precision: M
speaker: TEXT
"""
_CLAIMS = """source_ref: PRESS-2016-01
claims:
  - claim_id: S1
    text_own_words: "1-10月灯具出口70.5亿元: lamps for 7.05 billion yuan left the city from January to October."
    subject: EXPORTS_OF_LAMPS
    operator: "="
    value: 70.5
    unit: CNY_YI
    period_start: 2015-01-01
    period_end: 2015-10-31
    period_precision: M
    geo_basis: REG
    source_span: P1.1
    target_metric: ytd_value
    test:
      kind: figure
      figures:
        exports:
          from: marts.ytd_value
          feeds: customs_city
          arguments: {place: "442000", family: D1}
          where: {period: "201510"}
    expected_verdict: reproduced
    reason: 70.5 亿元 are 7.05 billion.

  - claim_id: S2
    text_own_words: The nation's market for lamps came to 500 billion yuan in 2019.
    subject: MARKET
    geo_code: ALL
    operator: "="
    value: 500
    unit: CNY_BN
    period_start: 2019-01-01
    period_end: 2019-12-31
    period_precision: Y
    event_date: 2019-12-31
    published_at: 2020-05-20
    document_date: 2020-05-20
    source_span: P2.1
    target_metric: apparent_consumption
    test:
      kind: figure
      figures:
        market:
          from: marts.apparent_consumption
          arguments: {industry: LIGHTING, scope: ALL}
          where: {measure: market, period: 2019}
    expected_verdict: inconsistent
    reason: Sales and imports less exports come to 413.738 billion.

  - claim_id: S3
    text_own_words: The light of the city shines far.
    subject: PRAISE
    operator: qual
    source_span: P3
    expected_verdict: qualitative
    reason: No number.
"""
_WITHOUT_UNIT = """source_ref: PRESS-2016-02
claims:
  - claim_id: S9
    text_own_words: The city exported lamps for 70.5.
    subject: EXPORTS_OF_LAMPS
    operator: "="
    value: 70.5
    period_start: 2015-01-01
    period_end: 2015-10-31
    period_precision: M
    source_span: P1.1
    expected_verdict: not_testable
    reason: Of what is not said.
"""


def write_claims(folder: Path) -> list[Path]:
    """Write both lists; returns the data files."""
    facts = {"released_at": datetime.fromisoformat("2020-06-02T09:00:00")}
    note = "To be refused: a claim with a number says no unit."
    return [
        put_declared(folder / "sample_claims.yaml", (_SHARED + _CLAIMS).encode(), facts),
        put_declared(folder / "sample_claims_without_unit.yaml", (_SHARED + _WITHOUT_UNIT).encode(), facts, note),
    ]

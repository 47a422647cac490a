"""Something for every metric to tell of."""

from __future__ import annotations

from tests.warehouse.marts.ground import Ground, line, months, row
from tests.warehouse.marts.notified import notify, release
from tests.warehouse.marts.score_cards import card
from tests.warehouse.marts.test_batches import batch
from tests.warehouse.marts.test_industry import CLUSTER, figure, market
from tests.warehouse.marts.test_return_rate import event
from tests.warehouse.marts.test_spot_checks import check
from tests.warehouse.marts.test_zone_coverage import asked, export
from tests.warehouse.marts.world_ground import put_world, toy
from tests.warehouse.marts.zone_ground import put_zone
from warehouse import claims, enterprises


def fill(ground: Ground) -> None:
    """Three years of 5 codes, 8 partners (one new in 2015), 3 provinces, 2 regimes; and a city, rates and batches."""
    codes = ("94051000", "94054090", "85392110", "85131010", "85121000")
    partners = [p for (p,) in ground.con.execute(
        "SELECT partner_code FROM core.dim_partner WHERE valid_to IS NULL ORDER BY 1 LIMIT 8").fetchall()]  # fmt: skip
    span = months("201301", "201512")
    every = [(m, c, p, place, r) for m in span for c in codes for p in partners
             for place in ("11", "31", "44") for r in ("10", "14") if p != partners[-1] or m > "2015"]  # fmt: skip
    ground.put([
        row(m, n % 997 + 1, hs8=c, partner=p, place=place, regime=r, qty1=n % 13 + 1, unit1="个", qty2=1, unit2="千克")
        for n, (m, c, p, place, r) in enumerate(every)
    ])  # fmt: skip
    ground.put([line(m, 100 + n) for n, m in enumerate(span)], dataset="customs_city", closed=False, by=["place"])
    ground.put([row("201512", 5, hs8=c, partner=partners[0]) for c in codes], "2016-02-20", closed=False)
    ground.printed("201411", month_value=10, ytd_value=100)
    ground.printed("201412", month_value=10, ytd_value=115)
    ground.rates(dict.fromkeys(span, 6.2))
    for code, value in {"ALL": 100, "10": 60, "39": 40}.items():
        ground.printed("201512", supersession_group="customs_regime_totals", geo_basis="NAT", place_code="ALL",
                       product_code="ALL", regime_code=code, month_value=value, month_half_unit=0.5)  # fmt: skip
    put_zone(ground)
    put_world(ground.con, [*toy("2014"), *toy("2015")])
    ground.latest("fct_inspection_batch", [batch(1), batch(2, result="FAIL"), batch(3, result="PENDING")])
    ground.latest("fct_spot_check", [check("a", 40, 3)])
    ground.latest("fct_return_claim", [event(1, "2015-12-05")])
    ground.latest("fct_industry_output", [*market(2015, 50, 1, 6), figure(2015, CLUSTER, "OUTPUT", 10**9, ">")])
    ground.latest("fct_score_evidence", card())
    ground.con.execute(
        """
        INSERT INTO core.fct_enterprise_cell VALUES
            ('201512', 'X', 'CNY', 'ALL', 'ALL', 700, 5, false, true, 9, ['*']),
            ('201512', 'X', 'CNY', '9405', '502', NULL, NULL, true, NULL, NULL, ['*']),
            ('201512', 'X', 'CNY', '8539', 'ALL', 300, 3, false, false, 4, ['*'])
        """
    )
    release(ground.con, "reports", "EU_SAFETY_GATE", period_from="201501", period_to="201512")
    notify(ground.con, "EU_SAFETY_GATE", "A12/1/15", "2015-12-18", source_file="reports")
    ground.latest("fct_zone_membership", [
        {"zone_id": "ZS-LIGHTING", "uscc": f"{n}", "entry_date": "2015-01-10", "quality_class": "1", "size_class": "S"}
        for n in range(4)
    ])  # fmt: skip
    enterprises.refresh(ground.con)
    ground.con.execute(
        """
        INSERT INTO core.fct_zone_cell VALUES
            ('ZS-LIGHTING', '201512', 'CNY', 'D1', 'MEMBER', 27, 4, false, true, true),
            ('ZS-LIGHTING', '201512', 'CNY', 'D1', 'OUTSIDE', 9, 3, false, true, true),
            ('ZS-LIGHTING', '201512', 'CNY', 'D1', 'S', 27, 4, false, true, true)
        """
    )
    export(ground, "1", 27, "201512")
    asked(ground, span)
    claims.check(ground.con, "run")

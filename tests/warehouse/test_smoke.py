from tests.support import OPEN, query_csv


def test_a_file_in_a_figure_out(home):
    home.put("customs_query", "a.csv", query_csv([{}, {"partner": "304", "value": 655}]), **OPEN)
    summary = home.night()
    assert (summary.state, summary.faults) == ("published", [])
    assert home.handled(summary, "a.csv").rows_accepted == 2
    assert (
        home.one("SELECT value FROM marts.month_value(family := 'D1', place := '44') WHERE period = '201510'") == 13000
    )

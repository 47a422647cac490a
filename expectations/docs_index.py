"""The index of Data Docs: one line per delivery of the run, failed ones first, with the rules that failed.

Great Expectations loads this class by its name, as the renderer of the site's index.
"""

from __future__ import annotations

from typing import Any

from great_expectations.render import RenderedBootstrapTableContent
from great_expectations.render.renderer.site_index_page_renderer import SiteIndexPageRenderer

LINES_PER_PAGE = 50
FAILED_RULES = "failed_rules"
_TITLES = {"asset_name": "File", "expectation_suite_name": "Dataset", "batch_identifier": "Delivery"}
_KEPT = (
    "validation_success",
    "_validation_success_text",
    "asset_name",
    "expectation_suite_name",
    "_expectation_suite_name_sort",
    "_table_row_link_path",
)


class IndexRenderer(SiteIndexPageRenderer):
    """The index as Great Expectations makes it, without the columns in which all lines of one run are alike."""

    @classmethod
    def _generate_validation_results_link_table(cls, index_links_dict: dict[str, Any]) -> RenderedBootstrapTableContent:
        """The table of validation results."""
        table: RenderedBootstrapTableContent = super()._generate_validation_results_link_table(  # type: ignore[no-untyped-call]
            index_links_dict
        )
        columns = {column["field"]: column for column in table.table_columns}
        for field, title in _TITLES.items():
            columns[field]["title"] = title
        columns["asset_name"] |= {
            "filterControl": "input",
            "formatter": "linkToResult",
            "searchFormatter": 0,  # written into a script as it stands
        }
        failed = {"field": FAILED_RULES, "title": "Failed rules", "sortable": "true", "filterControl": "input"}
        lines = []
        for link, made in zip(index_links_dict["validations_links"], table.table_data, strict=True):
            line = {name: made[name] for name in _KEPT}
            line[FAILED_RULES] = link["batch_spec"][FAILED_RULES]
            line["batch_identifier"] = link["batch_identifier"]
            lines.append(line)
        lines.sort(key=lambda a: (a["_validation_success_text"], a["_expectation_suite_name_sort"], a["asset_name"]))
        del columns["batch_identifier"]["sortName"]
        table.table_columns = [
            columns["validation_success"],
            columns["asset_name"],
            columns["expectation_suite_name"],
            failed,
            columns["batch_identifier"],
        ]
        table.table_data = lines
        table.table_options = {
            name: value for name, value in table.table_options.items() if name not in ("sortName", "sortOrder")
        } | {"pageSize": LINES_PER_PAGE, "pageList": [LINES_PER_PAGE, "all"]}
        return table

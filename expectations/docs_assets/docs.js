/* The file of a line of the index as a link, so that it can be reached by keyboard and opened in a new tab. */
function linkToResult(value, row) {
  return `<a href="${row._table_row_link_path}">${value}</a>`;
}

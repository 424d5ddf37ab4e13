#include "web/parts.h"

#include <fmt/format.h>

#include "report/html_outcome.h"
#include "report/times.h"

namespace chaos::hub::web {

Html time_of(Time time) {
  const auto instant = std::chrono::time_point_cast<std::chrono::microseconds>(time);
  return html("<time datetime=\"{}\">{}</time>", to_text(time), report::date_and_time(instant));
}

Html time_of(const std::optional<Time>& time) {
  return time ? time_of(*time) : html("–");
}

namespace {

std::string ago(std::chrono::seconds seconds) {
  const auto count = seconds.count();
  if (count < 60) return "just now";
  if (count < 3600) return fmt::format("{} min ago", count / 60);
  if (count < 86400) return fmt::format("{} h ago", count / 3600);
  return fmt::format("{} d ago", count / 86400);
}

}  // namespace

Html time_ago(Time time) {
  const auto passed =
      std::chrono::duration_cast<std::chrono::seconds>(std::chrono::system_clock::now() - time);
  const auto instant = std::chrono::time_point_cast<std::chrono::microseconds>(time);
  return html("<time datetime=\"{}\" title=\"{}\" data-ago>{}</time>", to_text(time),
              report::date_and_time(instant), ago(passed));
}

Html name(std::string_view text) {
  return html("<bdi>{}</bdi>", text);
}

Html pill(std::string_view look, std::string_view words) {
  return Html::trusted(report::pill(look, words));
}

namespace {

/// Cells repeat the column's name for narrow screens without a table head. Roles are explicit
/// because browsers drop them when CSS changes a table's layout.
Html cell(const Table& table, const Row& row, std::size_t column) {
  const std::string& name = table.columns.at(column);
  if (column == table.heading)
    return html("<th role=\"rowheader\" scope=\"row\">{}</th>", row.at(column));
  return html("<td role=\"cell\" data-column=\"{}\">{}</td>", name, row.at(column));
}

Html row_of(const Table& table, const Row& row) {
  Html cells;
  for (std::size_t column = 0; column < row.size(); ++column)
    cells += cell(table, row, column);
  return html("<tr role=\"row\">{}</tr>\n", cells);
}

}  // namespace

Html table(const Table& table) {
  const Html columns = each(table.columns, [](const std::string& column) {
    return html("<th role=\"columnheader\" scope=\"col\">{}</th>", column);
  });
  const Html rows = each(table.rows, [&](const Row& row) { return row_of(table, row); });
  return html(
      "<table class=\"list\" role=\"table\"><caption class=\"unseen\">{}</caption>\n<thead "
      "role=\"rowgroup\"><tr role=\"row\">{}</tr></thead>\n<tbody role=\"rowgroup\">\n{}</tbody>"
      "</table>\n",
      table.caption, columns, rows);
}

namespace {

Html page_link(const std::string& address, const char* rel, const char* words) {
  return address.empty() ? Html() : html("<a rel=\"{}\" href=\"{}\">{}</a>\n", rel, address, words);
}

}  // namespace

Html list_pages(const http::Neighbours& neighbours, const std::string& count,
                const PageWords& words) {
  const Html links = html("{}{}{}", page_link(neighbours.first, "first", "First"),
                          page_link(neighbours.previous, "prev", words.previous),
                          page_link(neighbours.next, "next", words.next));
  return html("<div class=\"pages\"><p>{}</p>{}</div>\n", count,
              links.empty() ? Html() : html("<nav aria-label=\"Pages\">{}</nav>", links));
}

std::string counted(std::int64_t count, std::string_view one, std::string_view many) {
  std::string digits = std::to_string(count);
  for (std::size_t at = digits.size(); at > 3; at -= 3)
    digits.insert(at - 3, 1, ',');
  return fmt::format("{} {}", digits, count == 1 ? one : many);
}

Html older(const std::string& address) {
  return html("<nav aria-label=\"Pages\"><a rel=\"next\" href=\"{}\">Older</a></nav>\n", address);
}

}  // namespace chaos::hub::web

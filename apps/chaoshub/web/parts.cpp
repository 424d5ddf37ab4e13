#include "web/parts.h"

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

Html pill(std::string_view look, std::string_view words) {
  return Html::trusted(report::pill(look, words));
}

Html table(const std::string& caption, const std::vector<std::string>& columns, const Html& rows) {
  return html(
      "<div class=\"scroll\"><table "
      "class=\"list\"><caption>{}</caption>\n<thead><tr>{}</tr></thead>"
      "\n<tbody>\n{}</tbody></table></div>\n",
      caption,
      each(columns,
           [](const std::string& column) {
             return column.empty() ? html("<td></td>") : html("<th scope=\"col\">{}</th>", column);
           }),
      rows);
}

Html older(const http::Request& request, const http::Page& page, std::size_t count,
           const std::string& last) {
  const auto next = http::next_address(request, page, count, last);
  if (!next) return {};
  return html("<nav aria-label=\"Pages\"><a rel=\"next\" href=\"{}\">Older</a></nav>\n", *next);
}

}  // namespace chaos::hub::web

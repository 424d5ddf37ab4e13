#pragma once

#include <optional>
#include <string>
#include <vector>

#include "http/pagination.h"
#include "service/clock.h"
#include "web/html.h"

namespace chaos::hub::web {

/// Pieces that many pages have.

/// "2026-11-21 15:41:17 UTC"
Html time_of(Time time);
/// A dash when there is none.
Html time_of(const std::optional<Time>& time);

/// "5 min ago", with the exact time to be looked up; the page's script lets it go on.
Html time_ago(Time time);

/// What somebody has typed, in whatever direction it is written, so that it does not turn around
/// what is beside it.
Html name(std::string_view text);

/// A status with a sign, a word and a colour. `look` is a class of the style sheet: "ok", "bad",
/// "warn", "none".
Html pill(std::string_view look, std::string_view words);

/// The cells of a table's row, one for each column.
using Row = std::vector<Html>;

struct Table {
  std::string caption;  ///< for who does not see what is around it
  std::vector<std::string> columns;
  std::size_t heading = 0;  ///< the column that names the row
  std::vector<Row> rows;
};

/// On narrow screens the cells of a row are below one another.
Html table(const Table& table);

/// What `make` makes of each item.
template <typename Items, typename Make>
std::vector<Row> rows_of(const Items& items, const Make& make) {
  std::vector<Row> rows;
  for (const auto& item : items)
    rows.push_back(make(item));
  return rows;
}

/// What the ways to the parts of a list are called.
struct PageWords {
  const char* previous = "Newer";
  const char* next = "Older";
};

/// How long a list is, and the ways to its other parts. `count`: "1,234 executions".
Html list_pages(const http::Neighbours& neighbours, const std::string& count,
                const PageWords& words = {});

/// "1,234 executions", "1 execution"
std::string counted(std::int64_t count, std::string_view one, std::string_view many);

/// The way to an older part of a list.
Html older(const std::string& address);

/// The way to what comes after these entries, when there is anything.
template <typename Entry>
Html older(const http::Request& request, const http::Page& page,
           const std::vector<Entry>& entries) {
  const auto next = http::next_address(request, page, entries);
  return next ? older(*next) : Html();
}

}  // namespace chaos::hub::web

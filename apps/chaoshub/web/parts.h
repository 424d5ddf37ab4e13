#pragma once

#include <optional>
#include <string>
#include <vector>

#include "http/pagination.h"
#include "service/clock.h"
#include "web/html.h"

namespace chaos::hub::web {

/// Components shared by many pages.

/// "2026-11-21 15:41:17 UTC"
Html time_of(Time time);
/// A dash if there is none.
Html time_of(const std::optional<Time>& time);

/// "5 min ago", with the exact time in a tooltip; the page's script keeps it current.
Html time_ago(Time time);

/// Text that someone typed, isolated so that its writing direction does not affect its
/// surroundings.
Html name(std::string_view text);

/// A status as an icon, a word and a colour. `look` is a CSS class: "ok", "bad", "warn", "none".
Html pill(std::string_view look, std::string_view words);

/// The cells of a table row, one for each column.
using Row = std::vector<Html>;

struct Table {
  std::string caption;  ///< for screen readers
  std::vector<std::string> columns;
  std::size_t heading = 0;  ///< the column that names the row
  std::vector<Row> rows;
};

/// On narrow screens, the cells of a row are stacked.
Html table(const Table& table);

/// The results of `make` for each item.
template <typename Items, typename Make>
std::vector<Row> rows_of(const Items& items, const Make& make) {
  std::vector<Row> rows;
  for (const auto& item : items)
    rows.push_back(make(item));
  return rows;
}

/// The labels of the links between the pages of a list.
struct PageWords {
  const char* previous = "Newer";
  const char* next = "Older";
};

/// The length of a list and links to its other pages. `count`: "1,234 executions".
Html list_pages(const http::Neighbours& neighbours, const std::string& count,
                const PageWords& words = {});

/// "1,234 executions", "1 execution"
std::string counted(std::int64_t count, std::string_view one, std::string_view many);

/// A link to the next, older page of a list.
Html older(const std::string& address);

/// A link to what follows these entries, if there is more.
template <typename Entry>
Html older(const http::Request& request, const http::ListRange& page,
           const std::vector<Entry>& entries) {
  const auto next = http::next_address(request, page, entries);
  return next ? older(*next) : Html();
}

}  // namespace chaos::hub::web

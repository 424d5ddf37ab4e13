#pragma once

#include <fmt/format.h>

#include <concepts>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "report/markup.h"

namespace chaos::hub::web {

/// Markup. Text becomes markup by html() only, which escapes it: what somebody typed is never
/// taken for a tag, because a text is no Html.
class Html {
 public:
  Html() = default;

  /// Markup that another part of the program has made, its texts escaped already.
  static Html trusted(std::string markup) {
    Html html;
    html.markup_ = std::move(markup);
    return html;
  }

  friend Html operator+(Html left, const Html& right) { return left += right; }

  const std::string& markup() const { return markup_; }
  bool empty() const { return markup_.empty(); }

  Html& operator+=(const Html& other) {
    markup_ += other.markup_;
    return *this;
  }

 private:
  std::string markup_;
};

namespace detail {

inline std::string shown(const Html& html) {
  return html.markup();
}
inline std::string shown(std::string_view text) {
  return report::to_html(text);
}
template <std::integral Number>
std::string shown(Number number) {
  return std::to_string(number);
}

template <typename>
using AsText = std::string;

}  // namespace detail

/// `markup` is a literal of the program with "{}" where the others go: Html as it is, texts
/// escaped, fit for content and for quoted attributes.
///
///     html("<a href=\"{}\">{}</a>", path, title)
template <typename... Values>
Html html(fmt::format_string<detail::AsText<Values>...> markup, const Values&... values) {
  return Html::trusted(fmt::format(markup, detail::shown(values)...));
}

/// What `make` makes of each item, one after the other.
template <typename Items, typename Make>
Html each(const Items& items, const Make& make) {
  Html all;
  for (const auto& item : items)
    all += make(item);
  return all;
}

}  // namespace chaos::hub::web

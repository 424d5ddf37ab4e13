#pragma once

#include <fmt/format.h>

#include <concepts>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "report/markup.h"

namespace chaos::hub::web {

/// Markup. Strings become markup only through html(), which escapes them: user input is never
/// interpreted as tags, because a string is not Html.
class Html {
 public:
  Html() = default;

  /// Markup from another part of the program that has already escaped its strings.
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

/// `markup` is a string literal with "{}" for each value: Html is inserted as is, strings are
/// escaped for content and for quoted attributes.
///
///     html("<a href=\"{}\">{}</a>", path, title)
template <typename... Values>
Html html(fmt::format_string<detail::AsText<Values>...> markup, const Values&... values) {
  return Html::trusted(fmt::format(markup, detail::shown(values)...));
}

/// The concatenated results of `make` for each item.
template <typename Items, typename Make>
Html each(const Items& items, const Make& make) {
  Html all;
  for (const auto& item : items)
    all += make(item);
  return all;
}

}  // namespace chaos::hub::web

#pragma once

#include <string>
#include <vector>

#include "http/message.h"
#include "web/forms.h"
#include "web/html.h"

namespace chaos::hub::web {

/// The filter form above a list, filled in from the request. It uses GET, so that the URL contains
/// the filter.
class FilterForm {
 public:
  FilterForm(const http::Request& request, std::string action)
      : request_(request), action_(std::move(action)) {}

  /// The search field, named "q".
  FilterForm& search(const std::string& label);
  /// The first choice is the default; its value is "".
  FilterForm& select(const std::string& name, const std::string& label,
                     const std::vector<Choice>& choices);
  FilterForm& text(const std::string& name, const std::string& label, const std::string& example);
  /// A text field with suggestions.
  FilterForm& suggest(const std::string& name, const std::string& label,
                      const std::vector<std::string>& suggestions);
  FilterForm& date(const std::string& name, const std::string& label);
  /// Preserves the parameter unchanged.
  FilterForm& hidden(const std::string& name);
  /// Puts the fields that follow into a section that is collapsed unless one of them is used.
  FilterForm& more();

  /// Whether the request filters anything; sorting does not count.
  bool is_used() const;

  Html done() const;

 private:
  std::string value_of(const std::string& name) const;
  void add(const std::string& name, const std::string& label, const Html& field);

  const http::Request& request_;
  std::string action_;
  Html fields_;
  Html more_;
  std::vector<std::string> names_;
  bool has_more_ = false;
  bool is_more_used_ = false;
};

}  // namespace chaos::hub::web

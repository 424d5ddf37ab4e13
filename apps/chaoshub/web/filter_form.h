#pragma once

#include <string>
#include <vector>

#include "http/message.h"
#include "web/forms.h"
#include "web/html.h"

namespace chaos::hub::web {

/// The form above a list that says which part of it is shown, filled in with what the request asks
/// for. It sends a GET, so that the address says the same.
class FilterForm {
 public:
  FilterForm(const http::Request& request, std::string action)
      : request_(request), action_(std::move(action)) {}

  /// What the list is searched for, named "q".
  FilterForm& search(const std::string& label);
  /// The first choice is the one that counts when nothing is asked for; its value is "".
  FilterForm& select(const std::string& name, const std::string& label,
                     const std::vector<Choice>& choices);
  FilterForm& text(const std::string& name, const std::string& label, const std::string& example);
  /// Text, with suggestions.
  FilterForm& suggest(const std::string& name, const std::string& label,
                      const std::vector<std::string>& suggestions);
  FilterForm& date(const std::string& name, const std::string& label);
  /// Kept as it is.
  FilterForm& hidden(const std::string& name);
  /// What follows is folded away until one of its fields is used.
  FilterForm& more();

  /// Whether the request asks for anything but all, in whatever order.
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

#include "web/filter_form.h"

#include <algorithm>

namespace chaos::hub::web {
namespace {

constexpr const char* kSort = "sort";

}  // namespace

std::string FilterForm::value_of(const std::string& name) const {
  return field(request_.query, name);
}

void FilterForm::add(const std::string& name, const std::string& label, const Html& field) {
  names_.push_back(name);
  if (has_more_ && !value_of(name).empty()) is_more_used_ = true;
  (has_more_ ? more_ : fields_) +=
      html("<p class=\"{}\"><label for=\"by-{}\">{}</label>{}</p>\n", name, name, label, field);
}

FilterForm& FilterForm::search(const std::string& label) {
  add("q", label,
      html("<input id=\"by-q\" type=\"search\" name=\"q\" value=\"{}\">", value_of("q")));
  return *this;
}

FilterForm& FilterForm::select(const std::string& name, const std::string& label,
                               const std::vector<Choice>& choices) {
  const std::string chosen = value_of(name);
  const Html options = each(choices, [&](const Choice& choice) {
    return html("<option value=\"{}\"{}>{}</option>", choice.value,
                choice.value == chosen ? html(" selected") : Html(), choice.label);
  });
  add(name, label, html("<select id=\"by-{}\" name=\"{}\">{}</select>", name, name, options));
  return *this;
}

FilterForm& FilterForm::text(const std::string& name, const std::string& label,
                             const std::string& example) {
  add(name, label,
      html("<input id=\"by-{}\" name=\"{}\" value=\"{}\" placeholder=\"{}\">", name, name,
           value_of(name), example));
  return *this;
}

FilterForm& FilterForm::suggest(const std::string& name, const std::string& label,
                                const std::vector<std::string>& suggestions) {
  const Html options = each(suggestions, [](const std::string& suggestion) {
    return html("<option value=\"{}\">", suggestion);
  });
  add(name, label,
      html("<input id=\"by-{}\" name=\"{}\" value=\"{}\" list=\"{}-options\" autocomplete=\"off\">"
           "<datalist id=\"{}-options\">{}</datalist>",
           name, name, value_of(name), name, name, options));
  return *this;
}

FilterForm& FilterForm::date(const std::string& name, const std::string& label) {
  // Programs may pass a time here, which this field cannot show.
  add(name, label,
      html("<input id=\"by-{}\" type=\"date\" name=\"{}\" value=\"{}\">", name, name,
           value_of(name).substr(0, 10)));
  return *this;
}

FilterForm& FilterForm::hidden(const std::string& name) {
  names_.push_back(name);
  if (const std::string value = value_of(name); !value.empty())
    fields_ += html("<input type=\"hidden\" name=\"{}\" value=\"{}\">\n", name, value);
  return *this;
}

FilterForm& FilterForm::more() {
  has_more_ = true;
  return *this;
}

bool FilterForm::is_used() const {
  return std::ranges::any_of(
      names_, [this](const std::string& name) { return name != kSort && !value_of(name).empty(); });
}

Html FilterForm::done() const {
  const Html more =
      more_.empty() ? Html()
                    : html("<details{}><summary>More filters</summary><div>\n{}</div></details>\n",
                           is_more_used_ ? html(" open") : Html(), more_);
  const Html clear = is_used() ? html(" <a href=\"{}\">Clear filters</a>", action_) : Html();
  return html(
      "<form class=\"filter\" role=\"search\" method=\"get\" action=\"{}\">\n{}"
      "<p class=\"submit\"><button>Filter</button>{}</p>\n{}</form>\n",
      action_, fields_, clear, more);
}

}  // namespace chaos::hub::web

#include "web/forms.h"

#include <charconv>

#include "http/front.h"
#include "json/utf8.h"

namespace chaos::hub::web {
namespace {

constexpr const char* kPassword = "password";

Html attribute(const char* name, const std::string& value) {
  return value.empty() ? Html() : html(" {}=\"{}\"", name, value);
}

Html class_of(Form::Look look) {
  switch (look) {
    case Form::Look::kDanger:
      return html(" class=\"danger\"");
    case Form::Look::kLink:
      return html(" class=\"link\"");
    case Form::Look::kPlain:
      break;
  }
  return {};
}

}  // namespace

std::map<std::string, std::string> fields_of(const http::Request& request) {
  auto fields = http::form_fields(request);
  for (const auto& [name, value] : fields)
    if (value.find('\0') != std::string::npos || find_invalid_utf8(value) != std::string_view::npos)
      throw http::Problem(422, "a field of the form holds what is no text");
  return fields;
}

std::string field(const std::map<std::string, std::string>& fields, const std::string& name) {
  const auto found = fields.find(name);
  return found == fields.end() ? "" : found->second;
}

VersionCondition shown_version(const std::map<std::string, std::string>& fields) {
  const std::string text = field(fields, "version");
  int version = 0;
  std::from_chars(text.data(), text.data() + text.size(), version);
  return VersionCondition({version});  // 0, which nothing has, unless it is a number
}

Form::Form(std::string id, const std::string& action, const http::Caller& caller,
           const Submission& sent)
    : id_(std::move(id)), action_(action) {
  if (sent.form == id_) sent_ = sent;
  if (!caller.principal.session.empty()) hidden("csrf", http::csrf_token(caller.principal));
}

std::string Form::value_of(const std::string& name, const std::string& otherwise) const {
  return sent_.form.empty() ? otherwise : field(sent_.fields, name);
}

Form& Form::input(const Input& input) {
  const std::string id = id_ + "-" + input.name;
  const std::string value = input.type == kPassword ? "" : value_of(input.name, input.value);
  const Html hint =
      input.hint.empty() ? Html() : html("<p class=\"note\" id=\"{}-hint\">{}</p>", id, input.hint);
  fields_ += html(
      "<div class=\"field\"><label for=\"{}\">{}{}</label>{}<input id=\"{}\" name=\"{}\" "
      "type=\"{}\""
      "{}{}{}{}{}></div>\n",
      id, input.label, input.required ? Html() : html(" <small>(optional)</small>"), hint, id,
      input.name, input.type, attribute("value", value),
      attribute("autocomplete", input.autocomplete), input.required ? html(" required") : Html(),
      input.fixed ? html(" readonly") : Html(),
      hint.empty() ? Html() : html(" aria-describedby=\"{}-hint\"", id));
  return *this;
}

Form& Form::select(const std::string& name, const std::string& label,
                   const std::vector<Choice>& choices, const std::string& chosen) {
  const std::string value = value_of(name, chosen);
  const Html options = each(choices, [&](const Choice& choice) {
    return html("<option value=\"{}\"{}>{}</option>", choice.value,
                choice.value == value ? html(" selected") : Html(), choice.label);
  });
  fields_ += html(
      "<div class=\"field\"><label for=\"{}-{}\">{}</label><select id=\"{}-{}\" name=\"{}\">{}"
      "</select></div>\n",
      id_, name, label, id_, name, name, options);
  return *this;
}

Form& Form::checks(const std::string& legend, const std::vector<Check>& checks) {
  const Html boxes = each(checks, [&](const Check& check) {
    const bool checked = !value_of(check.name, check.checked ? "on" : "").empty();
    return html("<label><input type=\"checkbox\" name=\"{}\"{}> {}</label>\n", check.name,
                checked ? html(" checked") : Html(), check.label);
  });
  fields_ += html("<fieldset class=\"checks\"><legend>{}</legend>{}</fieldset>\n", legend, boxes);
  return *this;
}

Form& Form::hidden(const std::string& name, const std::string& value) {
  fields_ += html("<input type=\"hidden\" name=\"{}\" value=\"{}\">", name, value);
  return *this;
}

Html Form::done(const std::string& button, Look look) const {
  const Html error = sent_.error.empty()
                         ? Html()
                         : html("<p class=\"error\" role=\"alert\">{}</p>\n", sent_.error);
  return html("<form id=\"{}\" method=\"post\" action=\"{}\">{}{}<button{}>{}</button></form>\n",
              id_, action_, error, fields_, class_of(look), button);
}

}  // namespace chaos::hub::web

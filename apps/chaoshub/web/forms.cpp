#include "web/forms.h"

#include <algorithm>
#include <charconv>

#include "http/gateway.h"
#include "json/utf8.h"
#include "log/count_text.h"

namespace chaos::hub::web {
namespace {

constexpr const char* kPassword = "password";
constexpr const char* kNotDone =
    "This was not done, because your session had expired. Check it and send it again.";

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

std::vector<Choice> yes_or_no() {
  return {{"yes", "Yes"}, {"no", "No"}};
}

bool is_yes(const std::string& answer) {
  return answer != "no";
}

std::map<std::string, std::string> fields_of(const http::Request& request) {
  auto fields = http::form_fields(request);
  for (const auto& [name, value] : fields)
    if (value.find('\0') != std::string::npos || find_invalid_utf8(value) != std::string_view::npos)
      throw http::Problem(422, "a field of the form is not valid text");
  return fields;
}

std::string field(const std::map<std::string, std::string>& fields, const std::string& name) {
  const auto found = fields.find(name);
  return found == fields.end() ? "" : found->second;
}

Html error_note(const std::string& text) {
  return html("<p class=\"error\" role=\"alert\">{}</p>\n", capitalized(text));
}

VersionCondition shown_version(const std::map<std::string, std::string>& fields) {
  const std::string text = field(fields, "version");
  int version = 0;
  std::from_chars(text.data(), text.data() + text.size(), version);
  return VersionCondition({version});  // 0 if it is not a number; no record has that version
}

Form::Form(std::string id, const std::string& action, const http::Caller& caller,
           const Submission& sent)
    : id_(std::move(id)), action_(action) {
  if (sent.form == id_)
    sent_ = sent;
  else if (caller.draft && caller.draft->form == id_ && caller.draft->action == action_)
    sent_ = {.form = id_, .fields = caller.draft->fields, .error = kNotDone};
  if (!caller.principal.session.empty()) hidden("csrf", http::csrf_token(caller.principal));
}

std::string Form::value_of(const std::string& name, const std::string& otherwise) const {
  return sent_.form.empty() ? otherwise : field(sent_.fields, name);
}

std::string Form::error_of(const std::string& name) const {
  const auto found = std::ranges::find(sent_.errors, name, &FieldError::field);
  return name.empty() || found == sent_.errors.end() ? "" : capitalized(found->text);
}

/// Below the label of the field.
Html Form::error_at(const std::string& name) const {
  const std::string error = error_of(name);
  return error.empty()
             ? Html()
             : html("<p class=\"field-error\" id=\"{}-{}-error\">{}</p>", id_, name, error);
}

/// Attributes of the field. `hint`: the id of what else describes it, or "".
Html Form::described_by(const std::string& name, const std::string& hint) const {
  if (error_of(name).empty()) return attribute("aria-describedby", hint);
  return html(" aria-invalid=\"true\" aria-describedby=\"{}-{}-error{}{}\"", id_, name,
              hint.empty() ? "" : " ", hint);
}

/// Everything that is wrong. If that is more than one thing, with links to the fields.
Html Form::errors() const {
  if (sent_.error.empty()) return {};
  if (sent_.errors.size() < 2) return error_note(sent_.error);
  return html("<div class=\"error\" role=\"alert\"><ul>{}</ul></div>\n",
              each(sent_.errors, [&](const FieldError& error) {
                return html("<li><a href=\"#{}-{}\">{}</a></li>", id_, error.field,
                            capitalized(error.text));
              }));
}

Form& Form::input(const Input& input) {
  const std::string id = id_ + "-" + input.name;
  const std::string value = input.type == kPassword ? "" : value_of(input.name, input.value);
  if (input.type == kPassword) has_password_ = true;
  const Html hint =
      input.hint.empty() ? Html() : html("<p class=\"note\" id=\"{}-hint\">{}</p>", id, input.hint);
  fields_ += html(
      "<div class=\"field\"><label for=\"{}\">{}{}</label>{}{}<input id=\"{}\" name=\"{}\" "
      "type=\"{}\""
      "{}{}{}{}{}{}{}></div>\n",
      id, input.label, input.required ? Html() : html(" <small>(optional)</small>"), hint,
      error_at(input.name), id, input.name, input.type, attribute("value", value),
      attribute("autocomplete", input.autocomplete), input.required ? html(" required") : Html(),
      input.fixed ? html(" readonly") : Html(), attribute("pattern", input.pattern),
      input.pattern.empty() ? Html() : attribute("title", input.hint),
      described_by(input.name, hint.empty() ? "" : id + "-hint"));
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
      "<div class=\"field\"><label for=\"{}-{}\">{}</label>{}<select id=\"{}-{}\" name=\"{}\"{}>{}"
      "</select></div>\n",
      id_, name, label, error_at(name), id_, name, name, described_by(name, ""), options);
  return *this;
}

/// Browsers drop a line break at the start of a text area.
Form& Form::text_area(const TextArea& area) {
  fields_ += html(
      "<div class=\"field area\"><label for=\"{}-{}\">{}</label><textarea id=\"{}-{}\" "
      "name=\"{}\" rows=\"{}\" spellcheck=\"false\" required{}>\n{}</textarea></div>\n",
      id_, area.name, area.label, id_, area.name, area.name, area.rows,
      attribute("aria-describedby", area.described_by), value_of(area.name, area.value));
  return *this;
}

Form& Form::checks(const std::string& legend, const std::vector<Check>& checks,
                   const std::string& name) {
  const Html boxes = each(checks, [&](const Check& check) {
    const bool checked = !value_of(check.name, check.checked ? "on" : "").empty();
    return html("<label><input type=\"checkbox\" name=\"{}\"{}> {}</label>\n", check.name,
                checked ? html(" checked") : Html(), check.label);
  });
  // A group cannot be invalid for assistive technology, but it can be described.
  const Html error = error_at(name);
  const Html marks =
      error.empty() ? Html()
                    : html(" id=\"{}-{}\" aria-describedby=\"{}-{}-error\"", id_, name, id_, name);
  fields_ += html("<fieldset class=\"checks\"{}><legend>{}</legend>{}{}</fieldset>\n", marks,
                  legend, error, boxes);
  return *this;
}

Form& Form::hidden(const std::string& name, const std::string& value) {
  fields_ += html("<input type=\"hidden\" name=\"{}\" value=\"{}\">", name, value);
  return *this;
}

Form& Form::confirm(const std::string& words) {
  confirmation_ = words;
  return *this;
}

Form& Form::describe(const std::string& subject) {
  subject_ = subject;
  return *this;
}

Html Form::done(const std::string& button, Look look) const {
  // The name identifies the form later; one with a password must not be stored anywhere.
  const Html name =
      has_password_ ? Html() : html("<input type=\"hidden\" name=\"form\" value=\"{}\">", id_);
  const Html words =
      html("{}{}", button,
           subject_.empty() ? Html() : html(" <span class=\"unseen\">{}</span>", subject_));
  const Html send =
      confirmation_.empty()
          ? html("<button{}>{}</button>", class_of(look), words)
          : html(
                "<details class=\"confirm\"{}><summary>{}</summary><p>{}</p><button{}>{}</button>"
                "</details>",
                is_filled_in() ? html(" open") : Html(), words, confirmation_,
                class_of(Look::kDanger), words);
  return html("<form id=\"{}\" method=\"post\" action=\"{}\">{}{}{}{}</form>\n", id_, action_,
              errors(), name, fields_, send);
}

}  // namespace chaos::hub::web

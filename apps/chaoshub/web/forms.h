#pragma once

#include <map>
#include <string>
#include <utility>
#include <vector>

#include "http/problem.h"
#include "http/router.h"
#include "service/field_checks.h"
#include "service/refusal.h"
#include "service/version_condition.h"
#include "web/html.h"

namespace chaos::hub::web {

/// The fields of a form that is shown again, and why it was refused.
struct Submission {
  std::string form = {};  ///< its id; "" if none was sent
  std::map<std::string, std::string> fields = {};
  std::string error = {};
  int status = 200;
  std::vector<FieldError> errors = {};  ///< by the name of the input
};

/// The fields of a request's body, each a string that any database can store. Throws Problem (422).
std::map<std::string, std::string> fields_of(const http::Request& request);
/// "" if it is missing.
std::string field(const std::map<std::string, std::string>& fields, const std::string& name);

/// Why something was refused, as a sentence.
Html error_note(const std::string& text);

/// The version in the form's hidden field "version": the only one that the form may replace.
VersionCondition shown_version(const std::map<std::string, std::string>& fields);

struct Input {
  std::string name;
  std::string label;
  std::string type = "text";
  std::string hint = {};
  std::string value = {};
  std::string autocomplete = "off";
  bool required = true;
  bool fixed = false;        ///< read-only
  std::string pattern = {};  ///< a regular expression for the whole value, explained by the hint
};

/// A text field with multiple lines.
struct TextArea {
  std::string name;
  std::string label;
  std::string value = {};
  int rows = 12;
  std::string described_by = {};  ///< the id of the element that describes its errors
};

struct Choice {
  std::string value;
  std::string label;
};

/// The choices of a yes/no question; anything but no means yes.
std::vector<Choice> yes_or_no();
bool is_yes(const std::string& answer);

struct Check {
  std::string name;
  std::string label;
  bool checked = false;
};

/// A form, built field by field. If it was refused, it shows why, with what is wrong with a field
/// next to that field, and keeps what was typed except passwords. The same goes for a form that the
/// browser kept because the session had ended (Drafts).
class Form {
 public:
  enum class Look { kPlain, kDanger, kLink };

  /// `id` distinguishes it from other forms on the page.
  Form(std::string id, const std::string& action, const http::Caller& caller,
       const Submission& sent = {});

  Form& input(const Input& input);
  Form& select(const std::string& name, const std::string& label,
               const std::vector<Choice>& choices, const std::string& chosen);
  Form& text_area(const TextArea& area);
  /// `name`: of all of them together, for an error about them.
  Form& checks(const std::string& legend, const std::vector<Check>& checks,
               const std::string& name = {});
  Form& hidden(const std::string& name, const std::string& value);
  /// Asks for confirmation with these words before sending; for what cannot be undone.
  Form& confirm(const std::string& words);
  /// Describes the button to people who cannot see its surroundings.
  Form& describe(const std::string& subject);

  Html done(const std::string& button, Look look = Look::kPlain) const;

  /// Whether it shows what was typed before.
  bool is_filled_in() const { return !sent_.form.empty(); }

 private:
  std::string value_of(const std::string& name, const std::string& otherwise) const;
  std::string error_of(const std::string& name) const;
  Html error_at(const std::string& name) const;
  Html described_by(const std::string& name, const std::string& hint) const;
  Html errors() const;

  std::string id_;
  std::string action_;
  Submission sent_;
  Html fields_;
  bool has_password_ = false;
  std::string confirmation_ = {};
  std::string subject_ = {};
};

/// Processes a form. If it is refused, `show(submission)` renders the page with the form again, as
/// the response to the form itself: what was typed need not be stored anywhere, and sending it
/// again by reloading the page is harmless, because it is refused again.
template <typename Work, typename Show>
http::Response submit(const http::Request& request, const std::string& form, const Work& work,
                      const Show& show) {
  const auto fields = fields_of(request);
  try {
    return work(fields);
  } catch (const InvalidFields& invalid) {
    return show({form, fields, invalid.what(), http::status_of(invalid), invalid.errors()});
  } catch (const Refusal& refusal) {
    // 401 would redirect them to the sign-in page.
    const int status = http::status_of(refusal);
    return show({form, fields, refusal.what(), status == 401 ? 422 : status, {}});
  } catch (const http::Problem& problem) {
    return show({form, fields, problem.what(), problem.status(), {}});
  }
}

}  // namespace chaos::hub::web

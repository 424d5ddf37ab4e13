#include "experiment/pages/safeguard_form.h"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <charconv>

#include "experiment/model/safeguard/local_time.h"
#include "log/count_text.h"
#include "report/members.h"
#include "service/refusal.h"

namespace chaos::hub::experiment {
namespace {

using web::Form;
using web::Html;
using web::html;
using Fields = std::map<std::string, std::string>;
using Type = SettingField::Type;

/// The choice of all experiments. An empty field does not mean them.
constexpr const char* kAllExperiments = "all";

std::string input_of(const SettingField& setting) {
  return "setting-" + std::string(setting.key);
}

constexpr const char* kUpTo24 = "([01][0-9]|2[0-3]):[0-5][0-9]|24:00";

std::string day_input(const SettingField& setting, std::string_view day) {
  return input_of(setting) + "-" + std::string(day);
}

/// The type of an <input>.
const char* type_of(Type type) {
  switch (type) {
    case Type::kNumber:
      return "number";
    case Type::kTime:
      return "time";
    case Type::kMoment:
      return "datetime-local";
    case Type::kEnd:  // a field of the type "time" does not take 24:00
    case Type::kText:
    case Type::kFlag:
    case Type::kOption:
    case Type::kTexts:
    case Type::kDays:
      break;
  }
  return "text";
}

/// A string, number or list as a person would type it.
std::string typed(const Json* value) {
  if (value == nullptr) return {};
  if (!value->is_array()) return report::text_of(*value);
  std::string words;
  for (const Json& item : *value)
    words += (words.empty() ? "" : ", ") + report::text_of(item);
  return words;
}

/// The value of the setting's <input>. A date alone means its first minute; browsers would drop it.
std::string shown_in_field(const SettingField& setting, const Json* value) {
  std::string text = typed(value);
  const bool is_date = setting.type == Type::kMoment && text.size() == 10;
  return is_date ? text + "T00:00" : text;
}

void ask_for_days(Form& form, const SettingField& setting, const Json* value) {
  std::vector<web::Check> days;
  for (const auto day : kWeekdays) {
    const bool chosen = value != nullptr && value->is_array()
                            ? std::ranges::find(*value, Json(day)) != value->end()
                            : day[0] != 's';
    days.push_back({day_input(setting, day), capitalized(std::string(day)), chosen});
  }
  form.checks(std::string(setting.label), days, input_of(setting));
}

/// `settings`: the current ones; empty for a new safeguard.
void ask_for(Form& form, const SettingField& setting, const Json& settings) {
  const Json* value = find(settings, setting.key);
  const bool is_on = value != nullptr ? *value == true : setting.type == Type::kFlag;
  switch (setting.type) {
    case Type::kFlag:
    case Type::kOption:
      form.select(input_of(setting), std::string(setting.label), web::yes_or_no(),
                  is_on ? "yes" : "no");
      break;
    case Type::kDays:
      ask_for_days(form, setting, value);
      break;
    default:
      form.input({.name = input_of(setting),
                  .label = std::string(setting.label),
                  .type = type_of(setting.type),
                  .hint = std::string(setting.hint),
                  .value = shown_in_field(setting, value),
                  .required = setting.required,
                  .pattern = setting.type == Type::kEnd ? kUpTo24 : ""});
  }
}

Json texts_in(const std::string& text) {
  Json texts = Json::array();
  for (std::size_t begin = 0; begin <= text.size();) {
    const auto end = std::min(text.find(',', begin), text.size());
    std::string part = text.substr(begin, end - begin);
    part.erase(0, part.find_first_not_of(' '));
    part.erase(part.find_last_not_of(' ') + 1);
    if (!part.empty()) texts.push_back(part);
    begin = end + 1;
  }
  return texts;
}

/// Text that is not a number stays a string, which the kind refuses.
Json number_in(const std::string& text) {
  int number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  const bool whole = error == std::errc{} && end == text.data() + text.size();
  return whole ? Json(number) : Json(text);
}

Json days_in(const SettingField& setting, const Fields& fields) {
  Json days = Json::array();
  for (const auto day : kWeekdays)
    if (!web::field(fields, day_input(setting, day)).empty()) days.push_back(day);
  return days;
}

void read_setting(Json& settings, const SettingField& setting, const Fields& fields) {
  const std::string key(setting.key);
  const std::string text = web::field(fields, input_of(setting));
  if (setting.type == Type::kDays)
    settings[key] = days_in(setting, fields);
  else if (text.empty())
    return;  // empty field
  else if (setting.type == Type::kFlag || setting.type == Type::kOption)
    settings[key] = web::is_yes(text);
  else if (setting.type == Type::kNumber)
    settings[key] = number_in(text);
  else if (setting.type == Type::kTexts)
    settings[key] = texts_in(text);
  else
    settings[key] = text;
}

/// "time window" of "Time window"
std::string lower(std::string_view title) {
  std::string text(title);
  if (!text.empty()) text[0] = static_cast<char>(std::tolower(static_cast<unsigned char>(text[0])));
  return text;
}

std::string words_for(const SettingField& setting, const Json& value) {
  if (value.is_boolean()) return value.get<bool>() ? "Yes" : "No";
  std::string text = shown_in_field(setting, &value);
  if (setting.type == Type::kMoment) std::ranges::replace(text, 'T', ' ');
  return text;
}

}  // namespace

std::string form_of(std::string_view kind) {
  return "new-" + std::string(kind);
}

namespace {

/// The inputs of the form have other names than the settings.
web::Submission with_inputs(web::Submission sent, const SafeguardKind& kind) {
  for (FieldError& error : sent.errors) {
    const auto setting = std::ranges::find(kind.settings, error.field, &SettingField::key);
    if (setting != kind.settings.end()) error.field = input_of(*setting);
  }
  return sent;
}

/// The fields that all kinds have. `now`: the safeguard being edited; nullptr for a new one.
void ask_for_all(Form& form, const SafeguardKind& kind, const ExperimentChoices& experiments,
                 const Safeguard* now) {
  const Json none = Json::object();
  form.hidden("kind", std::string(kind.name));
  for (const SettingField& setting : kind.settings)
    ask_for(form, setting, now == nullptr || !now->settings.is_object() ? none : now->settings);
  const bool is_for_all = now == nullptr || now->experiment.empty();
  ask_for_experiment(form, "For", experiments, is_for_all ? kAllExperiments : now->experiment,
                     {{kAllExperiments, "All experiments of the team"}});
  form.input({.name = "name",
              .label = "Name",
              .hint = now == nullptr ? fmt::format("'{}' by default.", kind.title) : "",
              .value = now == nullptr ? "" : now->name,
              .required = now != nullptr});
}

}  // namespace

Html safeguard_form(const SafeguardKind& kind, const std::string& path,
                    const ExperimentChoices& experiments, const http::Caller& caller,
                    const web::Submission& sent) {
  Form form(form_of(kind.name), path, caller, with_inputs(sent, kind));
  ask_for_all(form, kind, experiments, nullptr);
  return html(
      "<details class=\"kind-of-safeguard\"{}><summary><b>{}</b> {}</summary>\n{}</details>\n",
      form.is_filled_in() ? html(" open") : Html(), kind.title, kind.description,
      form.done(fmt::format("Add {}", lower(kind.title))));
}

Html edit_form(const Safeguard& safeguard, const std::string& path,
               const ExperimentChoices& experiments, const http::Caller& caller,
               const web::Submission& sent) {
  const SafeguardKind* kind = safeguard_kind(safeguard.kind);
  if (kind == nullptr) return {};
  Form form(kEditForm, path, caller, with_inputs(sent, *kind));
  form.hidden("version", std::to_string(safeguard.version));
  ask_for_all(form, *kind, experiments, &safeguard);
  return html("<p>{}</p>\n{}", kind->description, form.done("Save"));
}

Json safeguard_wanted_by(const Fields& fields, const std::string& experiment) {
  if (experiment.empty())
    throw Refusal(Refusal::Kind::kInvalid, "choose the experiments that the safeguard is for");
  const std::string name = web::field(fields, "kind");
  Json settings = Json::object();
  if (const SafeguardKind* kind = safeguard_kind(name))
    for (const SettingField& setting : kind->settings)
      read_setting(settings, setting, fields);
  return {{"kind", name},
          {"name", web::field(fields, "name")},
          {"experiment_id", experiment == kAllExperiments ? Json() : Json(experiment)},
          {"settings", settings}};
}

Html settings_of(const Safeguard& safeguard) {
  const SafeguardKind* kind = safeguard_kind(safeguard.kind);
  if (kind == nullptr || !safeguard.settings.is_object()) return {};
  Html rows;
  for (const SettingField& setting : kind->settings)
    if (const Json* value = find(safeguard.settings, setting.key))
      rows += html("<dt>{}</dt><dd>{}</dd>\n", setting.label, words_for(setting, *value));
  return rows.empty() ? Html() : html("<dl class=\"members\">{}</dl>", rows);
}

}  // namespace chaos::hub::experiment

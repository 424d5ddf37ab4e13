#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <memory>
#include <nlohmann/json.hpp>
#include <valijson/adapters/nlohmann_json_adapter.hpp>
#include <valijson/schema.hpp>
#include <valijson/schema_parser.hpp>
#include <valijson/validation_results.hpp>
#include <valijson/validator.hpp>

#include "schema/expectation.h"
#include "schema/schema.h"

namespace chaos {
namespace {

/// valijson only supports nlohmann::json, not the variant that preserves the order of keys. Dates
/// and similar types become strings, as in a journal.
using PlainJson = nlohmann::json;

PlainJson plain(std::string_view text) {
  return PlainJson::parse(text);
}

/// A schema that another one refers to by its file name.
const PlainJson* fetch(const std::string& uri) {
  const std::size_t begin = uri.rfind('/') + 1;  // npos + 1 is 0
  const std::string name = uri.substr(begin, uri.rfind(".json") - begin);
  return new PlainJson(plain(schema_text(name)));  // NOLINT: valijson gives it to `release`
}

void release(const PlainJson* document) {
  delete document;  // NOLINT
}

/// Converts ["<root>", "[method]", "[0]"] to "/method/0".
std::string pointer_of(const std::vector<std::string>& context) {
  JsonPointer pointer;
  for (std::size_t i = 1; i < context.size(); ++i)
    pointer.push_back(context[i].substr(1, context[i].size() - 2));
  return pointer.to_string();
}

/// Problems that valijson names well: a required property that is missing, one that is not allowed,
/// too few items. About others it only names the keyword of the schema.
bool says_what_is_wrong(const std::string& description) {
  for (const char* part : {"equired property", "Object contains", "Array should", "dependency"})
    if (description.find(part) != std::string::npos) return true;
  return false;
}

/// Turns "Missing required property 'name'." into the end of a sentence.
std::string sentence_end(std::string description) {
  if (description.ends_with('.')) description.pop_back();
  if (!description.empty() && description[0] >= 'A' && description[0] <= 'Z') {
    description[0] = static_cast<char>(description[0] - 'A' + 'a');
  }
  return description;
}

/// "must be a list, not \"nightly\"".
std::string mismatch(const PlainJson& schema, const PlainJson& document,
                     const std::string& pointer) {
  const PlainJson::json_pointer place(pointer);
  const std::string expected = expectation_of(schema, document, place);
  const std::string found = value_in_words(document.at(place));
  if (expected.empty() || expected == found) return fmt::format("cannot be {} like this", found);
  return fmt::format("must be {}, not {}", expected, found);
}

/// Whether something inside that value is also wrong.
bool has_inner_problem(const std::string& pointer,
                       const std::map<std::string, std::vector<std::string>>& messages) {
  const auto next = messages.upper_bound(pointer + "/");
  return next != messages.end() && next->first.starts_with(pointer + "/");
}

}  // namespace

std::vector<Diagnostic> schema_problems(const Json& document, const std::string& name) {
  const PlainJson schema_document = plain(schema_text(name));
  valijson::Schema schema;
  valijson::SchemaParser().populateSchema(valijson::adapters::NlohmannJsonAdapter(schema_document),
                                          schema, &fetch, &release);
  const PlainJson target = plain(to_json_text(document));
  valijson::ValidationResults results;
  valijson::Validator().validate(schema, valijson::adapters::NlohmannJsonAdapter(target), &results);

  std::map<std::string, std::vector<std::string>> messages;
  for (valijson::ValidationResults::Error error; results.popError(error);) {
    auto& at_place = messages[pointer_of(error.context)];
    const std::string& description = error.description;
    // If none of several subschemas matches, their own errors have been reported before.
    const bool is_summary = description.find("schema") != std::string::npos && !at_place.empty();
    if (is_summary) continue;
    std::string text = says_what_is_wrong(description) ? sentence_end(description) : "";
    if (std::find(at_place.begin(), at_place.end(), text) != at_place.end()) continue;
    at_place.push_back(std::move(text));
  }
  std::vector<Diagnostic> problems;
  for (auto& [pointer, texts] : messages) {
    if (has_inner_problem(pointer, messages)) continue;
    std::erase(texts, "");
    if (texts.empty()) texts.push_back(mismatch(schema_document, target, pointer));
    problems.push_back({.message = fmt::format("{}: {}", pointer.empty() ? "/" : pointer,
                                               fmt::join(texts, ", or ")),
                        .pointer = pointer,
                        .kind = "Schema"});
  }
  return problems;
}

}  // namespace chaos

#include <fmt/format.h>

#include <string>
#include <unordered_map>

#include "experiment/experiment.h"
#include "experiment/warning_kinds.h"
#include "json/child_pointer.h"

namespace chaos {
namespace {

void warn_within(const Json& named, const std::string& base, const char* what, const char* hint,
                 std::vector<Diagnostic>& warnings) {
  std::unordered_map<std::string_view, std::size_t> places;
  places.reserve(named.size());
  for (std::size_t i = 0; i < named.size(); ++i) {
    const Json* name = find(named[i], "name");
    if (name == nullptr || !name->is_string() || find(named[i], "ref") != nullptr) continue;
    const auto& text = name->get_ref<const std::string&>();
    const auto [first, is_new] = places.try_emplace(text, i);
    if (is_new) continue;
    warnings.push_back({.message = fmt::format("{} \"{}\" has the same name as {}/{}", what, text,
                                               base, first->second),
                        .pointer = child_pointer(base, i) + "/name",
                        .hint = hint,
                        .kind = "DuplicateName"});
  }
}

}  // namespace

void warn_about_repeated_keys(const Document& document, std::vector<Diagnostic>& warnings) {
  for (const RepeatedKey& key : document.repeated_keys()) {
    warnings.push_back(
        {.message = fmt::format("\"{}\" occurs twice: this one replaces the one at line {}, "
                                "column {}",
                                key.key, key.first.line, key.first.column),
         .pointer = key.pointer,
         .at_key = true,
         .hint = "remove one of the two, or rename it",
         .position = key.again,
         .kind = "DuplicateKey"});
  }
}

void warn_about_repeated_names(const Json& experiment, std::vector<Diagnostic>& warnings) {
  constexpr const char* kRename =
      "rename one: references and reports tell activities apart by name";
  warn_within(activities_of(experiment, "probes"), "/steady-state-hypothesis/probes", "the probe",
              kRename, warnings);
  warn_within(activities_of(experiment, "method"), "/method", "the activity", kRename, warnings);
  warn_within(activities_of(experiment, "rollbacks"), "/rollbacks", "the rollback", kRename,
              warnings);
  if (const Json* controls = find(experiment, "controls"); controls && controls->is_array()) {
    warn_within(*controls, "/controls", "the control",
                "rename one: of two controls with the same name only the first is configured",
                warnings);
  }
}

}  // namespace chaos

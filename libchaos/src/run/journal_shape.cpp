#include "run/journal_shape.h"

#include <fmt/format.h>

#include <cstddef>
#include <string_view>

#include "chaos/error.h"
#include "experiment/chaos_block.h"
#include "json/child_pointer.h"
#include "run/own_record.h"
#include "run/places.h"
#include "run/undo.h"

namespace chaos {
namespace {

enum class Kind { kList, kMapping, kListOrMapping, kString };

/// What must be at a place if the place exists. "*" matches every item of a list.
struct Rule {
  std::string_view place;
  Kind kind;
  bool is_required = false;
};

/// A place comes after those that it is in. The records in `run` and `rollbacks` may be incomplete,
/// because controls can change them while the run goes on: one that does not say that its rollback
/// succeeded does not count.
constexpr Rule kJournal[] = {
    {"", Kind::kMapping, true},
    {"/experiment", Kind::kMapping, true},
    {"/experiment/method", Kind::kList},
    {"/experiment/method/*", Kind::kMapping},
    {"/experiment/method/*/rollback", Kind::kListOrMapping},
    {"/experiment/method/*/rollback/*", Kind::kMapping},
    {"/experiment/rollbacks", Kind::kList},
    {"/experiment/rollbacks/*", Kind::kMapping},
    {"/experiment/steady-state-hypothesis", Kind::kMapping},
    {"/experiment/steady-state-hypothesis/probes", Kind::kList},
    {"/experiment/steady-state-hypothesis/probes/*", Kind::kMapping},
    {"/experiment/configuration", Kind::kMapping},
    {"/experiment/secrets", Kind::kMapping},
    {"/experiment/runtime", Kind::kMapping},
    {"/experiment/controls", Kind::kList},
    {"/experiment/controls/*", Kind::kMapping},
    {"/experiment/extensions", Kind::kList},
    {"/experiment/extensions/*", Kind::kMapping},
    {"/run", Kind::kList, true},
    {"/run/*", Kind::kMapping},
    {"/run/*/activity/rollback", Kind::kListOrMapping},
    {"/rollbacks", Kind::kList, true},
    {"/rollbacks/*", Kind::kMapping},
    {"/steady_states", Kind::kMapping},
    {"/steady_states/before", Kind::kMapping},
    {"/steady_states/after", Kind::kMapping},
    {"/steady_states/after_rollbacks", Kind::kMapping},
    {"/steady_states/during", Kind::kList},
    {"/start", Kind::kString},
    {"/end", Kind::kString},
    {"/node", Kind::kString},
    {"/status", Kind::kString},
    {"/extensions", Kind::kList},
    {"/extensions/*", Kind::kMapping},
};

/// Names the action that was started, unless the journal states otherwise.
constexpr Rule kActivity = {"/run/*/activity", Kind::kMapping, true};

constexpr Rule kChaosBlock[] = {
    {"/configuration", Kind::kMapping},
    {"/withheld", Kind::kList},
    {"/withheld/*", Kind::kString},
    {"/directory", Kind::kString},
    {"/journal", Kind::kString},
    {"/interpreter", Kind::kString},
    {"/log", Kind::kString},
    {"/rollback-strategy", Kind::kString},
    {"/unchecked", Kind::kString},
    {"/variable_files", Kind::kList},
    {"/variable_files/*", Kind::kString},
    {"/places", Kind::kMapping},
    {"/places/run", Kind::kList},
    {"/places/run/*", Kind::kString},
    {"/places/rollbacks", Kind::kList},
    {"/places/rollbacks/*", Kind::kString},
    {"/undos", Kind::kList},
    {"/undos/*", Kind::kMapping},
    {"/recovered", Kind::kList},
    {"/recovered/*", Kind::kMapping},
    {"/facts", Kind::kList},
    {"/facts/*", Kind::kMapping},
    {"/facts/*/name", Kind::kString, true},
};

bool is_of(Kind kind, const Json& value) {
  switch (kind) {
    case Kind::kList:
      return value.is_array();
    case Kind::kMapping:
      return value.is_object();
    case Kind::kListOrMapping:
      return value.is_structured();
    case Kind::kString:
      return value.is_string();
  }
  return false;
}

std::string_view name_of(Kind kind) {
  switch (kind) {
    case Kind::kList:
      return "a list";
    case Kind::kMapping:
      return "a mapping";
    case Kind::kListOrMapping:
      return "a mapping or a list of mappings";
    case Kind::kString:
      return "a string";
  }
  return "";
}

std::string_view name_of(const Json& value) {
  if (value.is_null()) return "null";
  if (value.is_array()) return "a list";
  if (value.is_object()) return "a mapping";
  if (value.is_string()) return "a string";
  return value.is_boolean() ? "a boolean" : "a number";
}

class Check {
 public:
  Check(const std::string& what, const std::string& advice) : what_(what), advice_(advice) {}

  /// `place` is the rest of the rule's place, `pointer` the place of `value`.
  void apply(const Rule& rule, std::string_view place, const Json* value,
             const std::string& pointer) const {
    if (place.empty()) return judge(rule, value, pointer);
    const std::size_t end = place.find('/', 1);
    const std::string key(place.substr(1, end == place.npos ? end : end - 1));
    const std::string_view rest = end == place.npos ? std::string_view() : place.substr(end);
    if (value == nullptr) return;
    if (key != "*") {
      // Another rule describes what else it must be.
      if (value->is_object()) apply(rule, rest, find(*value, key), child_pointer(pointer, key));
      return;
    }
    if (!value->is_array()) return;
    for (std::size_t i = 0; i < value->size(); ++i)
      apply(rule, rest, &value->at(i), child_pointer(pointer, i));
  }

 private:
  void judge(const Rule& rule, const Json* value, const std::string& pointer) const {
    const bool is_item = rule.place.ends_with('*');
    const bool is_absent = value == nullptr || (value->is_null() && !is_item);
    if (is_absent ? !rule.is_required : is_of(rule.kind, *value)) return;
    throw InvalidSource(Diagnostic{
        .message = fmt::format("{} cannot be used: {} must be {}, but it is {}", what_,
                               pointer.empty() ? "it" : fmt::format("'{}' in it", pointer),
                               name_of(rule.kind), value == nullptr ? "missing" : name_of(*value)),
        .pointer = pointer,
        .hint = fmt::format("nothing was rolled back; {}", advice_)});
  }

  const std::string& what_;
  const std::string& advice_;
};

}  // namespace

void check_journal_shape(const Json& shown, const std::string& what, const std::string& advice) {
  if (&own_record(shown) != &shown) return check_journal_shape(as_recorded(shown), what, advice);
  const Json& journal = shown;
  const Check check(what, advice);
  for (const Rule& rule : kJournal)
    check.apply(rule, rule.place, &journal, "");
  const std::string block = chaos_block_pointer(journal);
  if (!block.empty()) {
    for (const Rule& rule : kChaosBlock)
      check.apply(rule, rule.place, &journal.at(JsonPointer(block)), block);
  }
  if (has_undos(journal.at("experiment")) && !states_places_of_run(journal))
    check.apply(kActivity, kActivity.place, &journal, "");
}

}  // namespace chaos

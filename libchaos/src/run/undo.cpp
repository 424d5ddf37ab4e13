#include "run/undo.h"

#include <fmt/format.h>

#include <algorithm>
#include <exception>
#include <optional>

#include "activity/judgement.h"
#include "chaos/error.h"
#include "experiment/experiment.h"
#include "experiment/own_keys.h"
#include "json/child_pointer.h"
#include "json/pointer.h"
#include "log/count_text.h"
#include "run/own_record.h"
#include "run/places.h"
#include "tolerance/tolerance.h"

namespace chaos {
namespace {

bool is_probe(const Json& activity) {
  const Json* type = find(activity, "type");
  return type != nullptr && *type == "probe";
}

bool was_pretended(const Json& experiment, const Json& activity) {
  const Json* type = find(activity, "type");
  return is_pretended(effective_dry(activity, dry_of(experiment)),
                      type != nullptr && type->is_string() ? type->get_ref<const std::string&>()
                                                           : std::string_view("action"));
}

/// Whether the undo in this run is `dry` by its own declaration.
bool is_pretended_itself(const Json& run) {
  const Json* activity = find(run, "activity");
  const Json* type = activity != nullptr ? find(*activity, "type") : nullptr;
  return type != nullptr && type->is_string() &&
         is_pretended(effective_dry(*activity, std::nullopt), type->get_ref<const std::string&>());
}

/// The last line of what an exception's trace says, without the exception's own name.
std::string last_line(const Json& trace) {
  if (!trace.is_array() || trace.empty() || !trace.back().is_string()) return {};
  std::string text = trace.back();
  text.erase(text.find_last_not_of(" \n") + 1);
  const auto begin = text.rfind('\n') == std::string::npos ? 0 : text.rfind('\n') + 1;
  text.erase(0, begin);
  const std::string_view prefix = "chaoslib.exceptions.ActivityFailed: ";
  return text.starts_with(prefix) ? text.substr(prefix.size()) : text;
}

/// Whether the tolerance can no longer be checked: it needs a probe, an unknown value, or the
/// output of a process that outlived its run.
bool cannot_be_checked(const Json& tolerance, const Json& run) {
  const Json* type = find(tolerance, "type");
  if (type != nullptr && *type == "probe") return true;
  if (to_json_text(tolerance, -1).find("${") != std::string::npos) return true;
  const Json* provider = find(run.at("activity"), "provider");
  const Json* kind = provider != nullptr ? find(*provider, "type") : nullptr;
  const bool needs_text = tolerance.is_object() || tolerance.is_string();
  return needs_text && kind != nullptr && *kind == "process" &&
         find(run.at("output"), "stdout") == nullptr;
}

bool is_within(Json tolerance, const Json& output) {
  try {
    const Json nothing = Json::object();
    return within_tolerance(tolerance, output,
                            {.configuration = nothing, .secrets = nothing, .run_probe = {}});
  } catch (const std::exception&) {
    return false;  // a value that cannot be compared is not within it
  }
}

/// The problem with the output of an undo whose status is "succeeded"; "" if there is none.
std::string complaint_about(const Json& run) {
  constexpr const char* kNotMet = "its tolerance is not met";
  if (const Json* met = find(run, "tolerance_met")) return truthy(*met) ? "" : kNotMet;
  const Json* output = find(run, "output");
  const Json* activity = find(run, "activity");
  if (output == nullptr || output->is_null() || activity == nullptr) return {};
  const Json* tolerance = find(*activity, "tolerance");
  if (tolerance != nullptr && !tolerance->is_null() && !cannot_be_checked(*tolerance, run))
    return is_within(*tolerance, *output) ? "" : kNotMet;
  return complaint_about_status(run, true);
}

void add_state(Undo& undo, const Json& runs, const std::vector<std::string>& places) {
  for (std::size_t i = places.size(); i-- > 0;) {
    if (places[i] != undo.pointer) continue;
    undo.state = state_of_undo(runs.at(i), &undo.reason);
    return;
  }
}

}  // namespace

std::string name_at(const Json& experiment, const std::string& pointer) {
  const Json* activity = value_at(experiment, pointer);
  const Json* name = activity != nullptr ? find(*activity, "name") : nullptr;
  if (name == nullptr && activity != nullptr) name = find(*activity, "ref");
  return name != nullptr ? python_str(*name) : pointer;
}

std::optional<Dry> dry_of(const Json& experiment) {
  const Json* dry = find(experiment, "dry");
  return dry != nullptr && dry->is_string() ? dry_from_text(dry->get_ref<const std::string&>())
                                            : std::nullopt;
}

bool is_settled(UndoState state) {
  return state == UndoState::kDone || state == UndoState::kPretended;
}

UndoState state_of_undo(const Json& run, std::string* reason) {
  const Json* status = find(run, "status");
  if (status == nullptr || *status == "aborted") return UndoState::kInterrupted;
  std::string complaint;
  if (*status == "succeeded") {
    if (is_pretended_itself(run)) return UndoState::kPretended;
    complaint = complaint_about(run);
    if (complaint.empty()) return UndoState::kDone;
  } else if (const Json* exception = find(run, "exception")) {
    complaint = last_line(*exception);
  }
  if (reason != nullptr) *reason = std::move(complaint);
  return UndoState::kFailed;
}

std::vector<std::string> undos_of_actions(const Json& experiment,
                                          const std::vector<std::string>& began) {
  std::vector<std::string> pointers;
  const auto add = [&pointers](std::string pointer) {
    if (std::ranges::find(pointers, pointer) == pointers.end()) {
      pointers.push_back(std::move(pointer));
    }
  };
  for (std::size_t i = began.size(); i-- > 0;) {
    const std::string action = resolved_activity(experiment, began[i]);
    const Json* activity = action.empty() ? nullptr : value_at(experiment, action);
    if (activity == nullptr || is_probe(*activity) || was_pretended(experiment, *activity)) {
      continue;
    }
    const std::string own = action + "/rollback";
    const Json* undo = find(*activity, "rollback");
    if (undo == nullptr) continue;
    if (undo->is_object()) add(own);
    if (!undo->is_array()) continue;
    for (std::size_t item = 0; item < undo->size(); ++item)
      add(child_pointer(own, item));
  }
  return pointers;
}

bool has_undo_of_actions(const Json& experiment) {
  return std::ranges::any_of(activities_of(experiment, "method"), [](const Json& activity) {
    const Json* undo = find(activity, "rollback");
    return undo != nullptr && undo->is_structured() && !undo->empty();
  });
}

bool has_undos(const Json& experiment) {
  return !activities_of(experiment, "rollbacks").empty() || has_undo_of_actions(experiment);
}

bool may_undo(const Json& experiment, std::optional<Dry> dry) {
  if (!is_pretended(dry, "action")) return has_undos(experiment);
  return std::ranges::any_of(activities_of(experiment, "method"), [&](const Json& entry) {
    return find(entry, "rollback") != nullptr && !is_pretended(effective_dry(entry, dry), "action");
  });
}

std::vector<Undo> undos_of(const Json& shown) {
  const Json& journal = own_record(shown);
  const Json* found = find(journal, "experiment");
  if (found == nullptr) return {};
  const Json& experiment = *found;
  const Places places = places_of(journal);
  std::vector<std::string> pointers = undos_of_actions(experiment, places.run);
  const bool is_dry = is_pretended(dry_of(experiment), "action");
  for (std::size_t i = 0; !is_dry && i < activities_of(experiment, "rollbacks").size(); ++i)
    pointers.push_back(child_pointer("/rollbacks", i));
  std::vector<Undo> undos;
  for (auto& pointer : pointers) {
    Undo undo{.pointer = pointer, .name = name_at(experiment, pointer)};
    add_state(undo, activities_of(journal, "rollbacks"), places.rollbacks);
    undos.push_back(std::move(undo));
  }
  return undos;
}

std::vector<Undo> left_to_undo(const Json& journal) {
  std::vector<Undo> left = undos_of(journal);
  std::erase_if(left, [](const Undo& undo) { return is_settled(undo.state); });
  return left;
}

bool has_failed_undo(const Json& journal) {
  const Json* experiment = find(own_record(journal), "experiment");
  const bool all_count = experiment != nullptr && uses_own_keys(*experiment);
  return std::ranges::any_of(undos_of(journal), [all_count](const Undo& undo) {
    return undo.state == UndoState::kFailed && (all_count || undo.pointer.starts_with("/method/"));
  });
}

std::string_view describe(UndoState state) {
  switch (state) {
    case UndoState::kNeverRan:
      return "never ran";
    case UndoState::kFailed:
      return "failed";
    case UndoState::kInterrupted:
      return "was interrupted";
    case UndoState::kPretended:
      return "is dry";
    case UndoState::kDone:
      return "succeeded";
  }
  return "";
}

std::string names_of(const std::vector<Undo>& undos) {
  std::string text;
  for (const auto& undo : undos) {
    if (!text.empty()) text += ", ";
    text +=
        fmt::format("{} ({})", undo.name, undo.reason.empty() ? describe(undo.state) : undo.reason);
  }
  return text;
}

std::string describe_left(const std::vector<Undo>& left, std::size_t all) {
  const bool all_failed =
      std::ranges::all_of(left, [](const Undo& undo) { return undo.state == UndoState::kFailed; });
  return fmt::format(
      "{} {}: {}", share_text(left.size(), all, "rollback", "rollbacks"),
      all_failed ? "failed" : verb_for(left.size(), "has not succeeded", "have not succeeded"),
      names_of(left));
}

}  // namespace chaos

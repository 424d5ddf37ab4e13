#include "run/withheld_outputs.h"

#include <fmt/format.h>

#include "activity/activity_runs.h"
#include "chaos/error.h"
#include "context/activity_references.h"
#include "log/redactor.h"
#include "run/own_record.h"
#include "run/undo_needs.h"

namespace chaos {
namespace {

bool is_withheld(const Json& journal, const ActivityReference& reference) {
  Json runs = Json::object();
  runs[reference.name] = latest_run(journal, nullptr, reference.name);
  const auto value = look_up(reference, runs);
  return value && python_str(*value).find(log::kReplacement) != std::string::npos;
}

}  // namespace

void check_outputs_kept(const Json& shown, const std::vector<Undo>& undos) {
  const Json& journal = own_record(shown);
  const Json& experiment = journal.at("experiment");
  for (const auto& undo : undos) {
    const Json* activity = activity_of_undo(experiment, undo);
    if (activity == nullptr) continue;
    for_each_activity_reference(*activity, [&](const ActivityReference& reference) {
      if (!is_withheld(journal, reference)) return;
      throw InvalidExperiment(Diagnostic{
          .message = fmt::format("the rollback '{}' needs the output of the activity '{}', which "
                                 "was not recorded, because it contains a secret",
                                 undo.name, reference.name),
          .hint = "nothing was rolled back; do this rollback by hand, and play the others with "
                  "--only NAME"});
    });
  }
}

}  // namespace chaos

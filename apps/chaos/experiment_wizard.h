#pragma once

#include <string>
#include <vector>

#include "chaos/dialogue.h"
#include "chaos/json.h"

namespace chaos::cli {

/// Asks for an experiment, step by step: title, hypothesis, method, rollbacks, each activity one of
/// those that were discovered, or a process or an HTTP call. The questions and their order are
/// those of the reference's `init`.
class ExperimentWizard {
 public:
  /// `discovery` is what `chaos discover` wrote, or null. `width`: columns of the terminal, 0 for
  /// no terminal. The dialogue must outlive the wizard.
  ExperimentWizard(const Json& discovery, std::size_t width, Dialogue& dialogue);

  /// The experiment according to the answers. Throws what the dialogue throws.
  Json ask();

 private:
  Json ask_hypothesis();
  /// Activities of `type`, or of any if it is empty.
  Json ask_activities(const std::string& type, bool with_tolerance);
  /// One of `choices`, or null if the user escapes.
  const Json* choose(const std::vector<const Json*>& choices);
  Json ask_activity(const Json& choice, bool with_tolerance);
  Json ask_provider(const Json& choice);
  Json ask_arguments(const Json& choice);
  Json ask_value(const Json& argument);
  void list(const std::vector<const Json*>& choices);

  std::vector<Json> activities_;
  const std::size_t width_;
  Dialogue& dialogue_;
};

}  // namespace chaos::cli

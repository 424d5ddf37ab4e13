#include <fmt/format.h>

#include "plan/plan_text.h"
#include "run/strategy.h"

namespace chaos::cli {

std::string name_of_step(const plan::Plan& plan, const std::string& pointer) {
  const plan::Step* step = plan.step(pointer);
  return step != nullptr && !step->name.empty() ? step->name : pointer;
}

std::string names_of_steps(const plan::Plan& plan, const std::vector<std::string>& pointers) {
  std::string names;
  for (const auto& pointer : pointers)
    names += (names.empty() ? "" : ", ") + name_of_step(plan, pointer);
  return names;
}

std::string strategy_text(const std::string& strategy) {
  if (plays_undos(strategy)) {
    return fmt::format("Strategy: {}. Order as shown; only actions that began are undone.",
                       strategy);
  }
  return fmt::format(
      "Strategy: {}, so neither the run nor its watchdog plays anything. To undo what it did, use "
      "`chaos rollback JOURNAL` or, after a kill, `chaos recover --rollback`.",
      strategy);
}

std::string place_text(const Diagnostic& diagnostic, const Document* document) {
  if (document == nullptr) return {};
  const Position position = document->locate(diagnostic);
  if (position.line == 0) return {};
  return fmt::format("{}:{}:{}", position.file, position.line, position.column);
}

}  // namespace chaos::cli

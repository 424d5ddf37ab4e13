#include <fmt/format.h>

#include "plan/plan_text.h"

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

std::string place_text(const Diagnostic& diagnostic, const Document* document) {
  if (document == nullptr) return {};
  const Position position = document->locate(diagnostic);
  if (position.line == 0) return {};
  return fmt::format("{}:{}:{}", position.file, position.line, position.column);
}

}  // namespace chaos::cli

#include "shown_problems.h"

#include <mutex>
#include <utility>

#include "log/log.h"

namespace chaos::cli {
namespace {

std::mutex mutex;
std::vector<ShownProblem> all;  // guarded by mutex

ShownProblem problem_from(const Json& entry) {
  return {.diagnostic = {.message = entry.value("message", ""),
                         .pointer = entry.value("pointer", ""),
                         .hint = entry.value("hint", ""),
                         .position = {.file = entry.value("file", ""),
                                      .line = entry.value("line", std::size_t{0}),
                                      .column = entry.value("column", std::size_t{0})}},
          .is_warning = entry.value("is_warning", false)};
}

}  // namespace

void note_shown(Diagnostic diagnostic, bool is_warning) {
  if (diagnostic.message.empty()) return;
  diagnostic.message = log::redact(diagnostic.message);
  diagnostic.hint = log::redact(diagnostic.hint);
  const std::lock_guard lock(mutex);
  all.push_back({.diagnostic = std::move(diagnostic), .is_warning = is_warning});
}

std::vector<ShownProblem> shown_problems() {
  const std::lock_guard lock(mutex);
  return all;
}

std::vector<Diagnostic> errors_among(const std::vector<ShownProblem>& problems) {
  std::vector<Diagnostic> errors;
  for (const auto& problem : problems) {
    if (!problem.is_warning) errors.push_back(problem.diagnostic);
  }
  return errors;
}

Json as_json(const std::vector<ShownProblem>& problems) {
  Json list = Json::array();
  for (const auto& [diagnostic, is_warning] : problems) {
    list.push_back({{"message", diagnostic.message},
                    {"pointer", diagnostic.pointer},
                    {"hint", diagnostic.hint},
                    {"file", diagnostic.position.file},
                    {"line", diagnostic.position.line},
                    {"column", diagnostic.position.column},
                    {"is_warning", is_warning}});
  }
  return list;
}

std::vector<ShownProblem> problems_from(const std::string& text) {
  std::vector<ShownProblem> problems;
  const Json list = Json::parse(text, nullptr, /*allow_exceptions=*/false);
  if (!list.is_array()) return problems;
  for (const auto& entry : list)
    problems.push_back(problem_from(entry));
  return problems;
}

}  // namespace chaos::cli

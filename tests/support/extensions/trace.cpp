// Records every control point and every run event, and ends the execution at one of them if asked
// to.
//
//   {"name": "t", "provider": {"type": "python", "module": "trace",
//     "arguments": {"file": "trace.txt", "interrupt_at": "before activity x"}}}

#include <cstddef>
#include <fstream>
#include <memory>
#include <string>

#include "chaos/error.h"
#include "chaos/extension.h"

namespace {

using chaos::Json;

/// Appends one line to the file.
void note(const std::string& file, const std::string& line) {
  std::ofstream(file, std::ios::app) << line << '\n';
}

std::string level_of(const chaos::ControlContext& context) {
  switch (context.level) {
    case chaos::ControlLevel::kLoader:
      return "loader " + context.context.get<std::string>();
    case chaos::ControlLevel::kExperiment:
      return "experiment";
    case chaos::ControlLevel::kHypothesis:
      return "hypothesis";
    case chaos::ControlLevel::kMethod:
      return "method";
    case chaos::ControlLevel::kRollback:
      return "rollback";
    case chaos::ControlLevel::kActivity:
      return "activity " + context.context.value("name", "");
  }
  return "";
}

/// The part of the state that identifies it.
std::string state_of(const chaos::ControlContext& context) {
  if (context.state == nullptr) return "none";
  const Json& state = *context.state;
  if (state.is_array()) return std::to_string(state.size()) + " runs";
  if (state.contains("steady_state_met")) return "met " + state["steady_state_met"].dump();
  return state.value("status", "");
}

class Trace final : public chaos::Control {
 public:
  void configure(const chaos::ControlSetup& setup) override {
    note(setup.arguments.value("file", "trace.txt"), "configure");
    file_ = setup.arguments.value("file", "trace.txt");
  }
  void before(chaos::ControlContext& context) override {
    reach(context, "before " + level_of(context));
  }
  void after(chaos::ControlContext& context) override {
    note(file_of(context), "after " + level_of(context) + ": " + state_of(context));
  }
  void cleanup() override { note(file_, "cleanup"); }

 private:
  static std::string file_of(const chaos::ControlContext& context) {
    return context.arguments.value("file", "trace.txt");
  }
  static void reach(const chaos::ControlContext& context, const std::string& point) {
    note(file_of(context), point);
    const auto wanted = [&](const char* key) {
      return context.arguments.value(key, std::string()) == point;
    };
    if (wanted("interrupt_at")) throw chaos::InterruptExecution("enough of " + point);
    if (wanted("fail_at")) throw chaos::ActivityFailed("a control's own trouble");
    if (wanted("rename_at")) context.context["name"] = "renamed";
  }

  std::string file_ = "trace.txt";
};

}  // namespace

CHAOS_EXTENSION(registry) {
  registry.add_control("trace", [] { return std::make_shared<Trace>(); });
}

// A whole extension: one probe, one control, one registration.
//
//   {"type": "probe", "name": "roll", "provider":
//     {"type": "python", "module": "dice", "func": "roll", "arguments": {"sides": 6}}}
//   {"name": "count", "provider": {"type": "python", "module": "dice.counting"}}

#include <fstream>
#include <memory>
#include <random>
#include <string>

#include "chaos/error.h"
#include "chaos/extension.h"

namespace {

/// Returns a number from 1 to `sides`.
chaos::Json roll(const chaos::FunctionCall& call) {
  const chaos::Json& sides = call.arguments.at("sides");
  if (!sides.is_number_integer() || sides.get<long>() < 1) {
    throw chaos::ActivityFailed("a die needs a positive number of sides, not " + sides.dump());
  }
  std::random_device entropy;
  return std::uniform_int_distribution<long>(1, sides.get<long>())(entropy);
}

/// Counts the activities of a run and, after the run, writes the number to the file named in the
/// control's arguments.
class Counting final : public chaos::Control {
 public:
  void after(chaos::ControlContext& context) override {
    if (context.level == chaos::ControlLevel::kActivity) ++activities_;
    if (context.level == chaos::ControlLevel::kExperiment) {
      std::ofstream(context.arguments.value("file", "count.txt")) << activities_ << '\n';
    }
  }

 private:
  int activities_ = 0;
};

}  // namespace

CHAOS_EXTENSION(registry) {
  registry.add_function({.module = "dice",
                         .name = "roll",
                         .parameters = {{.name = "sides", .required = true, .type = "integer"}},
                         .call = roll,
                         .doc = "Returns a number from 1 to `sides`."});
  registry.add_control("dice.counting", [] { return std::make_shared<Counting>(); });
}

#include "schema/schema.h"

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <memory>
#include <string>

#include "cli.h"
#include "exit_code.h"
#include "usage_error.h"

namespace chaos::cli {

void add_schema_command(CLI::App& app, Invocation& invocation) {
  auto name = std::make_shared<std::string>();
  CLI::App* command = app.add_subcommand(
      "schema", "Print the JSON Schema of experiments, journals, settings or verifications.");
  command->footer("Example: chaos schema experiment > experiment.schema.json");
  allow_only(*command->add_option("NAME", *name, "The schema to print.")->required(),
             schema_names());
  command->callback([name, &invocation] {
    invocation.command = [name] {
      fmt::print("{}", schema_text(*name));
      return kSuccess;
    };
  });
}

}  // namespace chaos::cli

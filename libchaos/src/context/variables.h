#pragma once

#include <set>
#include <string>
#include <vector>

#include "chaos/diagnostic.h"
#include "chaos/json.h"

namespace chaos {

/// Values given from outside the experiment. They replace declarations of the same name.
struct Overrides {
  Json configuration = Json::object();
  Json secrets = Json::object();
  std::vector<std::string> variables = {};  ///< the names given individually (--var)
  std::vector<Diagnostic> warnings = {};    ///< keys in the files that have no effect
};

/// Sets the variables of a .env file in the environment of this process, except those in `except`.
/// Throws InvalidSource.
void set_environment_from(const std::string& file, const std::set<std::string>& except = {});

/// Reads the variable files in order, later ones winning, then applies `variables` (the values of
/// --var) on top. A .json, .yaml or .yml file holds `configuration` and `secrets` mappings; any
/// other is a .env file, whose lines are set in the environment of this process.
/// Throws InvalidSource for a file that cannot be read or parsed.
/// Semantics: chaoslib.merge_vars of the reference.
Overrides load_overrides(const Json& variables, const std::vector<std::string>& files);

}  // namespace chaos

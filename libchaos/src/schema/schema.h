#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "chaos/diagnostic.h"
#include "chaos/json.h"

namespace chaos {

/// The JSON Schemas (2020-12) that are built in: "experiment", "journal", "settings" and
/// "verification". They are for editors and other programs; experiment/ decides what a run accepts.
std::vector<std::string> schema_names();

/// The text of a schema. Throws std::out_of_range for an unknown name.
std::string_view schema_text(const std::string& name);

/// The violations of the schema with that name: one problem per place, with its pointer and the
/// kind "Schema"; for nested places, only the innermost. Throws like schema_text.
std::vector<Diagnostic> schema_problems(const Json& document, const std::string& name);

}  // namespace chaos

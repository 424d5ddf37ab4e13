#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "chaos/diagnostic.h"
#include "chaos/json.h"

namespace chaos {

/// The JSON Schemas (2020-12) that are built in: "experiment", "journal", "settings" and
/// "verification". They are for editors and other programs; what a run accepts, experiment/ says.
std::vector<std::string> schema_names();

/// The text of one. Throws std::out_of_range for a name that is none.
std::string_view schema_text(const std::string& name);

/// What in the document is not as the schema of that name says: one problem a place, with its
/// pointer and the kind "Schema"; of places within each other only the innermost. Throws as
/// schema_text.
std::vector<Diagnostic> schema_problems(const Json& document, const std::string& name);

}  // namespace chaos

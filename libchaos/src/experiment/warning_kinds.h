#pragma once

#include <vector>

#include "chaos/diagnostic.h"
#include "chaos/json.h"
#include "document/document.h"
#include "experiment/warnings.h"

/// The kinds of warnings, one source file each. Each adds what it finds to `warnings`.
namespace chaos {

/// key_warnings.cpp: keys that are misspelled or belong elsewhere, values of another kind than the
/// schema describes, and extensions that are nearly named "chaos".
void warn_about_keys(const Json& experiment, std::vector<Diagnostic>& warnings);
void warn_about_extension_names(const Json& experiment, std::vector<Diagnostic>& warnings);

/// duplicate_warnings.cpp: keys that an object has twice, and names that two activities have.
void warn_about_repeated_keys(const Document& document, std::vector<Diagnostic>& warnings);
void warn_about_repeated_names(const Json& experiment, std::vector<Diagnostic>& warnings);

/// hypothesis_warnings.cpp: actions in the hypothesis, and tolerances that nothing can meet.
void warn_about_hypothesis(const Json& experiment, std::vector<Diagnostic>& warnings);

/// pause_warnings.cpp: pauses with an impossible length.
void warn_about_pauses(const Json& experiment, std::vector<Diagnostic>& warnings);

/// provider_warnings.cpp: timeouts that leave no time, commands with an unclosed quote, and HTTP
/// requests that cannot be made.
void warn_about_providers(const Json& experiment, std::vector<Diagnostic>& warnings);

/// declaration_warnings.cpp: configuration and secrets with an unknown type.
void warn_about_declarations(const Json& experiment, std::vector<Diagnostic>& warnings);

/// variable_warnings.cpp: names that are declared in neither configuration nor secrets.
void warn_about_variables(const Json& experiment, const WarningContext& context,
                          std::vector<Diagnostic>& warnings);

/// secret_warnings.cpp: secrets that are too short to be redacted wherever they appear.
void warn_about_short_secrets(const Json& experiment, const WarningContext& context,
                              std::vector<Diagnostic>& warnings);

/// activity_reference_warnings.cpp: `${activities["name"]...}` that can have no value.
void warn_about_activity_references(const Json& experiment, std::vector<Diagnostic>& warnings);

}  // namespace chaos

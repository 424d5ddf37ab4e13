#pragma once

#include <optional>
#include <stop_token>
#include <string>

#include "chaos/json.h"
#include "document/document.h"

namespace chaos {

/// Reads the experiment at `source`: a local .json, .yaml or .yml file, "-" for standard input, a
/// pipe, or an HTTP(S) URL. `format` is that of a file; by default, its extension tells it or, for
/// standard input and pipes, its text. Throws InvalidSource (with the position if parsing fails),
/// Stopped. Semantics: chaoslib.loader.load_experiment of the reference.
Document load_document(const std::string& source, const Json& settings, bool verify_tls,
                       std::stop_token stop, std::optional<Document::Format> format = std::nullopt);

}  // namespace chaos

#pragma once

#include <vector>

#include "chaos/diagnostic.h"
#include "chaos/json.h"
#include "document/document.h"

namespace chaos::cli {

/// Shows, on standard error, where a problem is and what to do about it: "file:line:column:
/// message", the line with a caret, the pointer and the hint. Nothing when there is no place and no
/// hint.
void show(const Diagnostic& diagnostic, const Document* document = nullptr);

/// From now on the texts of show() are DEBUG records instead: a program reads the console.
void show_in_log_only();

/// The diagnostics with their places, for `--format json`.
Json diagnostics_as_json(const std::vector<Diagnostic>& diagnostics, const Document* document);

}  // namespace chaos::cli

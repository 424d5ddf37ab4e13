#pragma once

#include <vector>

#include "chaos/diagnostic.h"
#include "chaos/json.h"
#include "document/document.h"

namespace chaos::cli {

/// Shows, on standard error, where a problem is and what to do about it: "file:line:column:
/// message", the line with a caret, the pointer and the hint. Nothing when there is no place and no
/// hint, or when the console's records are JSON.
void show(const Diagnostic& diagnostic, const Document* document = nullptr);

/// Turns the texts of show() off: the console is read by a program.
void show_nothing();

/// The diagnostics with their places, for `--format json`.
Json diagnostics_as_json(const std::vector<Diagnostic>& diagnostics, const Document* document);

}  // namespace chaos::cli

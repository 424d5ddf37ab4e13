#pragma once

#include <string>

#include "chaos/json.h"
#include "chaosiq/message.h"

namespace chaos::chaosiq {

/// The object named "chaosiq" among a document's `extensions`; nullptr if there is none.
const Json* find_block(const Json& document);
Json* find_block(Json& document);

/// The same, created if missing. Throws UnexpectedError if `extensions` is not a list.
Json& block_of(Json& document);

/// The string under `key` in the document's block; "" if there is none.
std::string block_text(const Json& document, const char* key);

/// Writes the server's identifiers of the experiment and its execution into the document's block.
void note_identifiers(Json& document, const Identifiers& identifiers);

/// The experiment for publishing: without the path of its file, which is private, and with a
/// boolean for `dry`.
Json published(Json experiment);

}  // namespace chaos::chaosiq

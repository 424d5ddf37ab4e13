#pragma once

#include <string>

#include "chaos/json.h"
#include "chaosiq/message.h"

namespace chaos::chaosiq {

/// The object named "chaosiq" among a document's `extensions`; nullptr when there is none.
const Json* find_block(const Json& document);
Json* find_block(Json& document);

/// The same, created when missing. Throws UnexpectedError when `extensions` is no list.
Json& block_of(Json& document);

/// The text under `key` in the document's block; "" when there is none.
std::string block_text(const Json& document, const char* key);

/// Writes what the server calls the experiment and its execution into the document's block.
void note_identifiers(Json& document, const Identifiers& identifiers);

/// The experiment as it is published: without the path of its file, which concerns nobody else, and
/// with a boolean for `dry`.
Json published(Json experiment);

}  // namespace chaos::chaosiq

#pragma once

#include <string>

#include "chaos/json.h"

namespace chaos {

/// The program's own block among the `extensions` of an experiment or a journal, which the
/// reference ignores: {"name": "chaos", ...}.

/// Where the block stands, as a JSON pointer; "" when there is none.
std::string chaos_block_pointer(const Json& document);

/// The block, or nullptr when there is none.
const Json* chaos_block(const Json& document);

/// The same, created when missing.
Json& chaos_block_of(Json& document);

}  // namespace chaos

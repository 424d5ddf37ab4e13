#pragma once

#include <string>
#include <string_view>

#include "chaos/json.h"

namespace chaos {

/// The program's own block among the `extensions` of an experiment or a journal, which the
/// reference ignores: {"name": "chaos", ...}.

/// The JSON pointer of the block; "" if there is none.
std::string chaos_block_pointer(const Json& document);

/// The block, or nullptr if there is none.
const Json* chaos_block(const Json& document);

/// The same, created if missing.
Json& chaos_block_of(Json& document);

/// A member of the block, or nullptr if there is no such member or no block.
const Json* chaos_block_member(const Json& document, std::string_view key);

/// Sets a member of the block, or removes it when `value` is null. A block that has no members left
/// but its name is removed.
void set_in_chaos_block(Json& document, const std::string& key, Json value);

}  // namespace chaos

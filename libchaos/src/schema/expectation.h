#pragma once

#include <nlohmann/json.hpp>
#include <string>

namespace chaos {

/// What the schema `schema` expects of the value at `pointer` in `document`, in words: "a number
/// greater than 0", "one of \"before\", \"after\"". Empty if the schema says nothing about it.
std::string expectation_of(const nlohmann::json& schema, const nlohmann::json& document,
                           const nlohmann::json::json_pointer& pointer);

/// A value in words, for "must be a string, not 1": a short scalar as it is written, or its kind.
std::string value_in_words(const nlohmann::json& value);

}  // namespace chaos

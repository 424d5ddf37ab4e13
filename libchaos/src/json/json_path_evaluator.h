#pragma once

#include <vector>

#include "chaos/json.h"
#include "json/json_path_syntax.h"

namespace chaos::json_path {

/// Every value of `document` that matches `path`. Only these are copied. Throws UnexpectedError
/// where the reference fails while matching: a step of zero, `contains` on a number, a document so
/// deep that the stack would overflow.
std::vector<Json> evaluate(const Path& path, const Json& document);

}  // namespace chaos::json_path

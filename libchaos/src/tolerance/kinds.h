#pragma once

#include <string>
#include <string_view>

#include "chaos/json.h"
#include "tolerance/tolerance.h"

/// The kinds of tolerances, one source file each. What applies to validate_tolerance and
/// within_tolerance also applies to the functions of each kind.
namespace chaos {

/// scalar.cpp: a boolean or a string equals the value.
bool within_scalar(const Json& tolerance, const Json& value);
/// scalar.cpp: an integer equals the value or, if the value has one, its status.
bool within_integer(const Json& tolerance, const Json& value);
/// list.cpp: the value (or its status) is in the list or, for a list of two, between them.
bool within_list(const Json& tolerance, const Json& value);

/// regex.cpp: a regular expression matches somewhere in the value.
void validate_regex(const Json& tolerance, const std::string& pointer);
bool within_regex(const Json& tolerance, const Json& value, const ToleranceContext& context);

/// jsonpath.cpp: a path finds something, or what is expected, in the value.
void validate_jsonpath(const Json& tolerance, const std::string& pointer);
bool within_jsonpath(const Json& tolerance, const Json& value, const ToleranceContext& context);

/// range.cpp: a number is between two others.
void validate_range(const Json& tolerance, const std::string& pointer);
bool within_range(const Json& tolerance, const Json& value);

/// probe.cpp: another probe accepts the value.
bool within_probe(Json& tolerance, const Json& value, const ToleranceContext& context);

/// target.cpp: the member of `value` that the tolerance's `target` names; `value` itself if there
/// is no target or no such member.
const Json& select_target(const Json& tolerance, const Json& value);

/// The member `key` of a tolerance, or null.
const Json& member_or_null(const Json& tolerance, std::string_view key);

}  // namespace chaos

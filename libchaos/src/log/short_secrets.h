#pragma once

#include <string>
#include <vector>

#include "log/redactor.h"

namespace chaos::log {

/// Secrets that the redactor ignores: replacing so few characters wherever they appear would garble
/// more than it hides. They are only redacted if they are the whole value of an argument or a
/// program's whole output.

/// Whether the redactor ignores a secret with this value; false for an empty one.
bool is_too_short_to_redact(const std::string& value);

/// From now on, the functions below redact those of the values that are too short. Thread-safe,
/// like them.
void add_short_secrets(const std::vector<std::string>& values, SecretOrigin origin);

/// The kind of string: an argument may be short because it is the secret; an output may be any "on"
/// or "1".
enum class Data { kArgument, kOutput };

/// "[redacted]" if `text`, apart from surrounding spaces, is a short secret; otherwise `text`. An
/// output of one or two bytes is not changed.
std::string redact_whole(std::string text, Data data);
/// The same for a journal, which has the secrets that the experiment contains in plain text anyway.
std::string redact_whole_hidden(std::string text, Data data);

}  // namespace chaos::log

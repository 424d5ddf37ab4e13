#pragma once

#include <string>
#include <vector>

#include "log/redactor.h"

namespace chaos::log {

/// Secrets that the redactor ignores: replacing so few characters wherever they appear would garble
/// more than it hides. They are only hidden where they are all there is, in an argument or in what
/// a program has printed.

/// Whether the redactor ignores a secret of this value; not for one that is empty.
bool is_too_short_to_redact(const std::string& value);

/// Of these values, those that are too short are replaced from now on by the functions below. Safe
/// from any thread, as they are.
void add_short_secrets(const std::vector<std::string>& values, SecretOrigin origin);

/// The kind of text: an argument may be short because it is the secret; an output may be any "on"
/// or "1".
enum class Data { kArgument, kOutput };

/// "[redacted]" if `text`, apart from blanks around it, is a short secret; otherwise `text`. An
/// output of one or two bytes is left as it is.
std::string redact_whole(std::string text, Data data);
/// The same for a journal, which has the secrets that the experiment contains in plain text anyway.
std::string redact_whole_hidden(std::string text, Data data);

}  // namespace chaos::log

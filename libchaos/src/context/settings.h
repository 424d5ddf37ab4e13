#pragma once

#include <string>

#include "chaos/json.h"

namespace chaos {

/// "~/.chaostoolkit/settings.yaml" of the current user.
std::string default_settings_path();

/// The settings at `path`: an empty mapping when there is no such file or it cannot be parsed,
/// which is reported in the log.
Json load_settings(const std::string& path);

}  // namespace chaos

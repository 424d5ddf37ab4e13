#pragma once

#include <string_view>

namespace chaos {

enum class YamlTextStyle { kPlain, kSingleQuoted, kDoubleQuoted };

/// Whether PyYAML escapes `c`: invisible characters or, with `ascii`, all non-ASCII characters.
bool is_escaped_in_yaml(char32_t c, bool ascii);

/// The style that PyYAML chooses for `text`, which must be valid UTF-8, except for the few strings
/// that yaml-cpp would not read back.
YamlTextStyle yaml_text_style(std::string_view text, bool ascii);

}  // namespace chaos

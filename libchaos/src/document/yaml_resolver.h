#pragma once

#include <string>
#include <string_view>

namespace chaos {

inline constexpr const char* kYamlTextTag = "tag:yaml.org,2002:str";
inline constexpr const char* kYamlNullTag = "tag:yaml.org,2002:null";
inline constexpr const char* kYamlBoolTag = "tag:yaml.org,2002:bool";
inline constexpr const char* kYamlIntegerTag = "tag:yaml.org,2002:int";
inline constexpr const char* kYamlFloatTag = "tag:yaml.org,2002:float";
inline constexpr const char* kYamlTimestampTag = "tag:yaml.org,2002:timestamp";
inline constexpr const char* kYamlBinaryTag = "tag:yaml.org,2002:binary";
inline constexpr const char* kYamlMergeTag = "tag:yaml.org,2002:merge";
inline constexpr const char* kYamlValueTag = "tag:yaml.org,2002:value";
inline constexpr const char* kYamlSequenceTag = "tag:yaml.org,2002:seq";
inline constexpr const char* kYamlMappingTag = "tag:yaml.org,2002:map";
inline constexpr const char* kYamlSetTag = "tag:yaml.org,2002:set";
inline constexpr const char* kYamlOrderedMapTag = "tag:yaml.org,2002:omap";
inline constexpr const char* kYamlPairsTag = "tag:yaml.org,2002:pairs";

/// The tag that PyYAML's resolver gives a plain scalar: YAML 1.1 with PyYAML's peculiarities, for
/// example that a float needs a point ("1e3" is a string) and an exponent needs a sign.
std::string resolve_yaml_tag(std::string_view text);

}  // namespace chaos

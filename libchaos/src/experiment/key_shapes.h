#pragma once

#include <span>
#include <string_view>

namespace chaos {

/// The kinds of values that matter to KeyShape, as bits.
using KindsOfValue = unsigned;
inline constexpr KindsOfValue kMapping = 1;
inline constexpr KindsOfValue kList = 2;
inline constexpr KindsOfValue kNull = 4;
inline constexpr KindsOfValue kString = 8;
inline constexpr KindsOfValue kNumber = 16;
inline constexpr KindsOfValue kBoolean = 32;
inline constexpr KindsOfValue kOtherKind = 64;  ///< YAML's dates and binary data
inline constexpr KindsOfValue kAnyKind = 127;
inline constexpr KindsOfValue kScalar = kString | kNumber | kBoolean | kOtherKind;

/// What a schema of `schemas/` says about keys. The build turns the schemas into constants of this
/// type (libchaos/generator/key_shapes.cpp), so that no run has to read them.
struct KeyShape {
  struct Member {
    std::string_view key;
    const KeyShape* shape;
  };
  struct Text {
    std::string_view key;
    std::string_view text;
  };
  /// The schema's `if`: these keys exist, and those keys, if they exist, have these values.
  struct Condition {
    std::span<const std::string_view> required;
    std::span<const Text> texts;
  };
  struct Choice {
    Condition condition;
    const KeyShape* then;       ///< nullptr if the schema has none
    const KeyShape* otherwise;  ///< as `then`
  };

  std::span<const Member> members;
  const KeyShape* others;                         ///< of members with any other key; or nullptr
  const KeyShape* items;                          ///< of an array; or nullptr
  std::span<const KeyShape* const> parts;         ///< these apply as well
  std::span<const KeyShape* const> alternatives;  ///< one of these applies; they are also parts
  std::span<const Choice> choices;
  KindsOfValue own_kinds;
};

/// schemas/experiment.json and schemas/settings.json.
extern const KeyShape& kExperimentKeys;
extern const KeyShape& kSettingsKeys;

}  // namespace chaos

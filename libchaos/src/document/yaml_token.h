#pragma once

#include <cstddef>

namespace chaos {

enum class YamlTokenKind {
  kStreamEnd,
  kDirective,
  kDocumentStart,
  kDocumentEnd,
  kBlockSequenceStart,
  kBlockMappingStart,
  kBlockEnd,
  kFlowSequenceStart,
  kFlowMappingStart,
  kFlowSequenceEnd,
  kFlowMappingEnd,
  kBlockEntry,
  kFlowEntry,
  kKey,
  kValue,
  kAlias,
  kAnchor,
  kTag,
  kScalar,
};

/// A piece of YAML syntax: the bytes from `start` up to `end` of the source. Tokens that represent
/// indentation, and the key indicator before a simple key, are empty; a block scalar ends with its
/// last non-blank line.
struct YamlToken {
  YamlTokenKind kind = YamlTokenKind::kStreamEnd;
  std::size_t start = 0;
  std::size_t end = 0;
  bool is_flush = false;  ///< the last line of a block scalar has the minimum indentation
};

/// What PyYAML calls such a token in messages: "<scalar>", "[".
const char* yaml_token_name(YamlTokenKind kind);

}  // namespace chaos

#include "document/yaml_token.h"

namespace chaos {

const char* yaml_token_name(YamlTokenKind kind) {
  using Kind = YamlTokenKind;
  switch (kind) {
    case Kind::kStreamEnd:
      return "<stream end>";
    case Kind::kDirective:
      return "<directive>";
    case Kind::kDocumentStart:
      return "<document start>";
    case Kind::kDocumentEnd:
      return "<document end>";
    case Kind::kBlockSequenceStart:
      return "<block sequence start>";
    case Kind::kBlockMappingStart:
      return "<block mapping start>";
    case Kind::kBlockEnd:
      return "<block end>";
    case Kind::kFlowSequenceStart:
      return "[";
    case Kind::kFlowMappingStart:
      return "{";
    case Kind::kFlowSequenceEnd:
      return "]";
    case Kind::kFlowMappingEnd:
      return "}";
    case Kind::kBlockEntry:
      return "-";
    case Kind::kFlowEntry:
      return ",";
    case Kind::kKey:
      return "?";
    case Kind::kValue:
      return ":";
    case Kind::kAlias:
      return "<alias>";
    case Kind::kAnchor:
      return "<anchor>";
    case Kind::kTag:
      return "<tag>";
    case Kind::kScalar:
      return "<scalar>";
  }
  return "";
}

}  // namespace chaos

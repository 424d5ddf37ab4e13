#include "document/yaml_grammar.h"

#include <fmt/format.h>

#include <algorithm>
#include <initializer_list>
#include <map>
#include <optional>
#include <set>

#include "chaos/json.h"
#include "document/yaml_scanner.h"

namespace chaos {
namespace {

using Kind = YamlTokenKind;

/// A recursive-descent parser. The scanner limits the depth.
class Grammar {
 public:
  explicit Grammar(const YamlSource& source) : source_(source), scanner_(source) {}

  YamlOutline check() {
    if (!next_is({Kind::kDirective, Kind::kDocumentStart, Kind::kStreamEnd})) {
      const std::size_t root = peek().start;
      check_node(true, false);
      check_end(root);
    } else if (document_start()) {
      check_explicit_document();
    }
    return std::move(outline_);
  }

 private:
  const YamlToken& peek() { return scanner_.peek(); }

  bool next_is(std::initializer_list<Kind> kinds) {
    const Kind next = peek().kind;
    for (const Kind kind : kinds) {
      if (next == kind) return true;
    }
    return false;
  }

  YamlToken take() { return scanner_.take(); }

  bool accept(Kind kind) {
    if (peek().kind != kind) return false;
    take();
    return true;
  }

  [[noreturn]] void fail(std::string_view context, std::size_t context_offset,
                         std::string_view expected, std::string_view found) {
    source_.fail(
        context, context_offset,
        fmt::format("expected {}, but {} '{}'", expected, found, yaml_token_name(peek().kind)),
        peek().start);
  }

  /// Parses directives and the marker. Returns their position; nothing at the end of the text.
  std::optional<std::size_t> document_start() {
    while (accept(Kind::kDocumentEnd)) {
    }
    if (next_is({Kind::kStreamEnd})) return std::nullopt;
    const std::size_t start = peek().start;
    read_directives();
    if (!next_is({Kind::kDocumentStart})) {
      source_.fail(
          fmt::format("expected '<document start>', but found '{}'", yaml_token_name(peek().kind)),
          peek().start);
    }
    return start;
  }

  void check_explicit_document() {
    take();
    const std::size_t root = peek().start;
    if (next_is({Kind::kDirective, Kind::kDocumentStart, Kind::kDocumentEnd, Kind::kStreamEnd})) {
      add_empty();
    } else {
      check_node(true, false);
    }
    check_end(root);
  }

  void check_end(std::size_t root) {
    accept(Kind::kDocumentEnd);
    if (const std::optional<std::size_t> start = document_start()) {
      source_.fail("expected a single document in the stream", root, "but found another document",
                   *start);
    }
  }

  void read_directives() {
    bool has_version = false;
    tag_handles_.clear();
    while (next_is({Kind::kDirective})) {
      const YamlToken token = take();
      const std::string_view text =
          std::string_view(source_.text()).substr(token.start, token.end - token.start);
      if (text.starts_with("%YAML ")) {
        check_version(text.substr(6), token.start, has_version);
        has_version = true;
      } else if (text.starts_with("%TAG ")) {
        add_tag_handle(text.substr(5), token.start);
      }
    }
    tag_handles_.insert({"!", "!!"});
  }

  void check_version(std::string_view version, std::size_t offset, bool again) {
    if (again) source_.fail("found duplicate YAML directive", offset);
    version.remove_prefix(version.find_first_not_of(' '));
    const std::string_view major = version.substr(0, version.find('.'));
    const std::size_t digits = std::min(major.find_first_not_of('0'), major.size());
    if (major.substr(digits) == "1") return;
    source_.fail("found incompatible YAML document (version 1.* is required)", offset);
  }

  void add_tag_handle(std::string_view text, std::size_t offset) {
    text.remove_prefix(text.find_first_not_of(' '));
    const std::string handle(text.substr(0, text.find(' ')));
    if (tag_handles_.insert(handle).second) return;
    source_.fail(fmt::format("duplicate tag handle {}", python_repr(handle)), offset);
  }

  void add_empty() { ++outline_.nodes; }

  /// A node: an alias, or properties and content. At least one of the latter is required.
  void check_node(bool block, bool indentless) {
    if (next_is({Kind::kAlias})) return check_alias();
    const std::size_t start = peek().start;
    std::optional<YamlToken> anchor;
    std::optional<YamlToken> tag;
    if (next_is({Kind::kAnchor})) {
      anchor = take_name();
      if (next_is({Kind::kTag})) tag = take();
    } else if (next_is({Kind::kTag})) {
      tag = take();
      if (next_is({Kind::kAnchor})) anchor = take_name();
    }
    if (tag) check_tag(*tag, start);
    ++outline_.nodes;
    const bool is_sequence = indentless && next_is({Kind::kBlockEntry});
    if (!is_sequence && !has_content(block)) {
      if (anchor) define_anchor(*anchor, start);
      if (tag) spell_out_empty(*tag, anchor);
      if (anchor || tag) return;
      fail(block ? "while parsing a block node" : "while parsing a flow node", start,
           "the node content", "found");
    }
    if (anchor) define_anchor(*anchor, start);
    if (is_sequence) return check_indentless_sequence();
    if (block && !indentless && (anchor || tag) && next_is({Kind::kScalar})) {
      insert(free_of_properties(source_.text(), peek()));
    }
    check_content();
  }

  void insert(const std::optional<YamlInsertion>& insertion) {
    if (insertion) outline_.insertions.push_back(*insertion);
  }

  /// yaml-cpp drops the tag of a node without content at the end of the text.
  void spell_out_empty(const YamlToken& tag, const std::optional<YamlToken>& anchor) {
    const std::size_t end = anchor ? std::max(anchor->end, tag.end) : tag.end;
    outline_.insertions.push_back({end, " ''"});
  }

  bool has_content(bool block) {
    if (next_is({Kind::kScalar, Kind::kFlowSequenceStart, Kind::kFlowMappingStart})) return true;
    return block && next_is({Kind::kBlockSequenceStart, Kind::kBlockMappingStart});
  }

  void check_content() {
    switch (peek().kind) {
      case Kind::kFlowSequenceStart:
        return check_flow_sequence();
      case Kind::kFlowMappingStart:
        return check_flow_mapping();
      case Kind::kBlockSequenceStart:
        return check_block_sequence();
      case Kind::kBlockMappingStart:
        return check_block_mapping();
      default:
        return check_scalar();
    }
  }

  void check_scalar() { insert(keep_last_breaks(source_.text(), take())); }

  /// An anchor or alias. PyYAML ends its name at characters that yaml-cpp accepts, so insert a
  /// space.
  YamlToken take_name() {
    const YamlToken token = take();
    const char next = source_.at(token.end);
    if (next != '\0' && next != ' ' && next != '\n')
      outline_.insertions.push_back({token.end, " "});
    return token;
  }

  std::string name_in(const YamlToken& token) const {
    return source_.text().substr(token.start + 1, token.end - token.start - 1);
  }

  void check_alias() {
    const YamlToken alias = take_name();
    const std::string name = name_in(alias);
    if (!anchors_.contains(name)) {
      source_.fail(fmt::format("found undefined alias {}", python_repr(name)), alias.start);
    }
    ++outline_.nodes;
  }

  void define_anchor(const YamlToken& anchor, std::size_t node_start) {
    const std::string name = name_in(anchor);
    const auto [first, is_new] = anchors_.emplace(name, node_start);
    if (is_new) return;
    source_.fail(fmt::format("found duplicate anchor {}; first occurrence", python_repr(name)),
                 first->second, "second occurrence", node_start);
  }

  void check_tag(const YamlToken& tag, std::size_t node_start) {
    const std::string text = source_.text().substr(tag.start, tag.end - tag.start);
    if (text.size() < 2 || text[1] == '<') return;
    const std::size_t second = text.find('!', 1);
    const std::string handle = second == std::string::npos ? "!" : text.substr(0, second + 1);
    if (handle == "!" || handle == "!!" || tag_handles_.contains(handle)) return;
    source_.fail("while parsing a node", node_start,
                 fmt::format("found undefined tag handle {}", python_repr(handle)), tag.start);
  }

  void check_block_sequence() {
    const std::size_t start = take().start;
    while (accept(Kind::kBlockEntry)) {
      if (next_is({Kind::kBlockEntry, Kind::kBlockEnd})) {
        add_empty();
      } else {
        check_node(true, false);
      }
    }
    if (!next_is({Kind::kBlockEnd})) {
      fail("while parsing a block collection", start, "<block end>", "found");
    }
    take();
  }

  void check_indentless_sequence() {
    while (accept(Kind::kBlockEntry)) {
      if (next_is({Kind::kBlockEntry, Kind::kKey, Kind::kValue, Kind::kBlockEnd})) {
        add_empty();
      } else {
        check_node(true, false);
      }
    }
  }

  void check_block_mapping() {
    const std::size_t start = take().start;
    while (next_is({Kind::kKey})) {
      check_block_key();
      if (accept(Kind::kValue)) {
        check_block_part();
      } else {
        add_empty();
      }
    }
    if (!next_is({Kind::kBlockEnd})) {
      fail("while parsing a block mapping", start, "<block end>", "found");
    }
    take();
  }

  void check_block_key() {
    const YamlToken key = take_key();
    const bool is_marked = key.end > key.start;
    // yaml-cpp parses a value right after the marker as a mapping inside the key.
    if (is_marked && next_is({Kind::kValue})) outline_.insertions.push_back({key.end, " ~"});
    check_block_part();
  }

  /// The marker of a key. Inside brackets and at the end of the text, PyYAML recognizes it on its
  /// own; yaml-cpp needs a space after it.
  YamlToken take_key() {
    const YamlToken key = take();
    const char next = source_.at(key.end);
    if (key.end > key.start && next != ' ' && next != '\n') {
      outline_.insertions.push_back({key.end, " "});
    }
    return key;
  }

  void check_block_part() {
    if (next_is({Kind::kKey, Kind::kValue, Kind::kBlockEnd})) {
      add_empty();
    } else {
      check_node(true, true);
    }
  }

  void check_flow_sequence() {
    const std::size_t start = take().start;
    for (bool first = true; !next_is({Kind::kFlowSequenceEnd}); first = false) {
      if (!first && !accept(Kind::kFlowEntry)) {
        fail("while parsing a flow sequence", start, "',' or ']'", "got");
      }
      if (next_is({Kind::kKey})) {
        ++outline_.nodes;
        check_flow_pair(Kind::kFlowSequenceEnd);
      } else if (!next_is({Kind::kFlowSequenceEnd})) {
        check_node(false, false);
      }
    }
    take();
  }

  void check_flow_mapping() {
    const std::size_t start = take().start;
    for (bool first = true; !next_is({Kind::kFlowMappingEnd}); first = false) {
      if (!first && !accept(Kind::kFlowEntry)) {
        fail("while parsing a flow mapping", start, "',' or '}'", "got");
      }
      if (next_is({Kind::kKey})) {
        check_flow_pair(Kind::kFlowMappingEnd);
      } else if (!next_is({Kind::kFlowMappingEnd})) {
        check_lone_key();
      }
    }
    take();
  }

  void check_flow_pair(Kind closing) {
    take_key();
    if (next_is({Kind::kValue, Kind::kFlowEntry, closing})) {
      add_empty();
    } else {
      check_node(false, false);
    }
    if (accept(Kind::kValue) && !next_is({Kind::kFlowEntry, closing})) {
      check_node(false, false);
    } else {
      add_empty();
    }
  }

  /// A key without a value. yaml-cpp recognizes it by what follows on the same line; with an
  /// explicit marker, it may span lines.
  void check_lone_key() {
    const std::size_t start = peek().start;
    const std::size_t place = outline_.insertions.size();
    check_node(false, false);
    add_empty();
    const auto after = static_cast<std::ptrdiff_t>(peek().start - start);
    const auto begin = source_.text().begin() + static_cast<std::ptrdiff_t>(start);
    if (std::find(begin, begin + after, '\n') == begin + after) return;
    const auto insertion = outline_.insertions.begin() + static_cast<std::ptrdiff_t>(place);
    outline_.insertions.insert(insertion, {start, "? "});
  }

  const YamlSource& source_;
  YamlScanner scanner_;
  YamlOutline outline_;
  std::set<std::string> tag_handles_;
  std::map<std::string, std::size_t> anchors_;
};

}  // namespace

YamlOutline check_yaml(const YamlSource& source) {
  return Grammar(source).check();
}

}  // namespace chaos

#pragma once

#include <cstddef>
#include <deque>
#include <map>
#include <string_view>
#include <vector>

#include "document/yaml_source.h"
#include "document/yaml_token.h"

namespace chaos {

/// Splits YAML text into tokens, and rejects what PyYAML rejects, with the same messages. yaml-cpp
/// accepts much of that (an unclosed quote, tabs, a line that is not a key...) and then reads
/// something that the author did not intend. yaml-cpp reads the values of scalars. The source must
/// outlive the scanner.
class YamlScanner {
 public:
  explicit YamlScanner(const YamlSource& source) : source_(source) {}

  /// The next token. Scans only as far as necessary. Throws YamlError.
  const YamlToken& peek();
  YamlToken take();

 private:
  /// A position that becomes a mapping's key if a ":" follows on the same line.
  struct SimpleKey {
    std::size_t token_number = 0;
    bool required = false;  ///< only a key is allowed there
    std::size_t offset = 0;
    std::size_t line = 0;
    int column = 0;
  };

  bool needs_more();
  void fetch();
  void fetch_indicator(char c);
  void fetch_stream_end();
  void fetch_document_marker(YamlTokenKind kind);
  void fetch_flow_start(YamlTokenKind kind);
  void fetch_flow_end(YamlTokenKind kind);
  void fetch_flow_entry();
  void fetch_block_entry();
  void fetch_key();
  void fetch_value();
  void fetch_keyed(YamlTokenKind kind, void (YamlScanner::*scan)());

  void save_simple_key();
  void drop_simple_key();
  void drop_stale_keys();
  void require_simple_key(const SimpleKey& key) const;
  void unwind_indent(int column);
  bool indent_to(int column);

  void skip_to_token();
  void scan_directive();
  void scan_directive_name(std::size_t start);
  void scan_version(std::size_t start);
  void scan_tag_directive(std::size_t start);
  void scan_rest_of_line(std::string_view context, std::size_t start);
  void scan_anchor();
  void scan_tag();
  void scan_tag_handle(std::string_view name, std::size_t start);
  void scan_tag_uri(std::string_view name, std::size_t start);
  void scan_tag_escape(std::string_view name, std::size_t start);
  void scan_block_scalar();
  int scan_block_scalar_header(std::size_t start);
  int scan_block_scalar_indent();
  void skip_block_scalar_breaks(int indent);
  void scan_quoted();
  void scan_quoted_text(char quote, std::size_t start);
  void scan_quoted_escape(std::size_t start);
  void scan_quoted_spaces(std::size_t start);
  void scan_quoted_breaks(std::size_t start);
  void scan_plain();
  bool skip_plain_word();
  bool skip_plain_spaces();

  char at(std::size_t distance = 0) const { return source_.at(offset_ + distance); }
  bool blank_at(std::size_t distance) const;
  bool starts_plain() const;
  bool at_document_marker(std::string_view marker) const;
  bool in_flow() const { return flow_level_ != 0; }
  int column() const { return static_cast<int>(offset_ - line_start_); }
  void advance(std::size_t count = 1) { offset_ += count; }
  void skip_spaces();
  void skip_to_line_end();
  void break_line();
  void push(YamlTokenKind kind, std::size_t start) {
    tokens_.push_back({kind, start, offset_, false});
  }

  const YamlSource& source_;
  std::size_t offset_ = 0;
  std::size_t line_ = 0;
  std::size_t line_start_ = 0;
  int flow_level_ = 0;  ///< below zero after a stray closing bracket, until the grammar sees it
  int indent_ = -1;
  std::vector<int> outer_indents_;
  bool simple_key_allowed_ = true;
  std::map<int, SimpleKey> simple_keys_;  ///< by flow level
  std::deque<YamlToken> tokens_;
  std::size_t taken_ = 0;
  bool done_ = false;
};

}  // namespace chaos

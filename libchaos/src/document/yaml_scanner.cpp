#include "document/yaml_scanner.h"

#include <fmt/format.h>

#include "json/utf8.h"

namespace chaos {
namespace {

constexpr std::size_t kLongestSimpleKey = 1024;

/// yaml-cpp recurses as deep as the text is nested, and gives up at 500 levels.
constexpr int kMaxDepth = 400;

}  // namespace

const YamlToken& YamlScanner::peek() {
  while (needs_more())
    fetch();
  return tokens_.front();
}

YamlToken YamlScanner::take() {
  const YamlToken token = peek();
  if (token.kind != YamlTokenKind::kStreamEnd) {
    tokens_.pop_front();
    ++taken_;
  }
  return token;
}

/// The next token is not final while it may turn out to be a key, whose indicator comes before it.
bool YamlScanner::needs_more() {
  if (done_) return false;
  if (tokens_.empty()) return true;
  drop_stale_keys();
  // Keys of deeper levels have later positions.
  return !simple_keys_.empty() && simple_keys_.begin()->second.token_number == taken_;
}

void YamlScanner::fetch() {
  skip_to_token();
  drop_stale_keys();
  unwind_indent(column());
  if (at() == '\0') return fetch_stream_end();
  if (column() == 0) {
    if (at() == '%') {
      unwind_indent(-1);
      drop_simple_key();
      simple_key_allowed_ = false;
      return scan_directive();
    }
    if (at_document_marker("---")) return fetch_document_marker(YamlTokenKind::kDocumentStart);
    if (at_document_marker("...")) return fetch_document_marker(YamlTokenKind::kDocumentEnd);
  }
  fetch_indicator(at());
}

void YamlScanner::fetch_indicator(char c) {
  using Kind = YamlTokenKind;
  if (c == '[') return fetch_flow_start(Kind::kFlowSequenceStart);
  if (c == '{') return fetch_flow_start(Kind::kFlowMappingStart);
  if (c == ']') return fetch_flow_end(Kind::kFlowSequenceEnd);
  if (c == '}') return fetch_flow_end(Kind::kFlowMappingEnd);
  if (c == ',') return fetch_flow_entry();
  if (c == '-' && blank_at(1)) return fetch_block_entry();
  if (c == '?' && (in_flow() || blank_at(1))) return fetch_key();
  if (c == ':' && (in_flow() || blank_at(1))) return fetch_value();
  if (c == '*') return fetch_keyed(Kind::kAlias, &YamlScanner::scan_anchor);
  if (c == '&') return fetch_keyed(Kind::kAnchor, &YamlScanner::scan_anchor);
  if (c == '!') return fetch_keyed(Kind::kTag, &YamlScanner::scan_tag);
  if ((c == '|' || c == '>') && !in_flow()) return scan_block_scalar();
  if (c == '\'' || c == '"') return fetch_keyed(Kind::kScalar, &YamlScanner::scan_quoted);
  if (starts_plain()) return fetch_keyed(Kind::kScalar, &YamlScanner::scan_plain);
  source_.fail(
      "while scanning for the next token", std::nullopt,
      fmt::format("found character {} that cannot start any token", source_.quoted_char(offset_)),
      offset_);
}

void YamlScanner::fetch_stream_end() {
  unwind_indent(-1);
  drop_simple_key();
  simple_key_allowed_ = false;
  simple_keys_.clear();
  push(YamlTokenKind::kStreamEnd, offset_);
  done_ = true;
}

void YamlScanner::fetch_document_marker(YamlTokenKind kind) {
  unwind_indent(-1);
  drop_simple_key();
  simple_key_allowed_ = false;
  advance(3);
  push(kind, offset_ - 3);
}

void YamlScanner::fetch_flow_start(YamlTokenKind kind) {
  save_simple_key();
  if (++flow_level_ > kMaxDepth) source_.fail("collections are nested too deeply", offset_);
  simple_key_allowed_ = true;
  advance();
  push(kind, offset_ - 1);
}

void YamlScanner::fetch_flow_end(YamlTokenKind kind) {
  drop_simple_key();
  --flow_level_;
  simple_key_allowed_ = false;
  advance();
  push(kind, offset_ - 1);
}

void YamlScanner::fetch_flow_entry() {
  simple_key_allowed_ = true;
  drop_simple_key();
  advance();
  push(YamlTokenKind::kFlowEntry, offset_ - 1);
}

void YamlScanner::fetch_block_entry() {
  if (!in_flow()) {
    if (!simple_key_allowed_) source_.fail("sequence entries are not allowed here", offset_);
    if (indent_to(column())) push(YamlTokenKind::kBlockSequenceStart, offset_);
  }
  simple_key_allowed_ = true;
  drop_simple_key();
  advance();
  push(YamlTokenKind::kBlockEntry, offset_ - 1);
}

void YamlScanner::fetch_key() {
  if (!in_flow()) {
    if (!simple_key_allowed_) source_.fail("mapping keys are not allowed here", offset_);
    if (indent_to(column())) push(YamlTokenKind::kBlockMappingStart, offset_);
  }
  simple_key_allowed_ = !in_flow();
  drop_simple_key();
  advance();
  push(YamlTokenKind::kKey, offset_ - 1);
}

void YamlScanner::fetch_value() {
  const auto found = simple_keys_.find(flow_level_);
  if (found != simple_keys_.end()) {
    const SimpleKey key = found->second;
    simple_keys_.erase(found);
    auto place = tokens_.begin() + static_cast<std::ptrdiff_t>(key.token_number - taken_);
    place = tokens_.insert(place, {YamlTokenKind::kKey, key.offset, key.offset, false});
    if (!in_flow() && indent_to(key.column)) {
      tokens_.insert(place, {YamlTokenKind::kBlockMappingStart, key.offset, key.offset, false});
    }
    simple_key_allowed_ = false;
  } else {
    if (!in_flow()) {
      if (!simple_key_allowed_) source_.fail("mapping values are not allowed here", offset_);
      if (indent_to(column())) push(YamlTokenKind::kBlockMappingStart, offset_);
    }
    simple_key_allowed_ = !in_flow();
    drop_simple_key();
  }
  advance();
  push(YamlTokenKind::kValue, offset_ - 1);
}

/// Fetches a token that may start a simple key, but that no simple key may directly follow.
void YamlScanner::fetch_keyed(YamlTokenKind kind, void (YamlScanner::*scan)()) {
  save_simple_key();
  simple_key_allowed_ = false;
  const std::size_t start = offset_;
  (this->*scan)();
  push(kind, start);
}

void YamlScanner::save_simple_key() {
  if (!simple_key_allowed_) return;
  drop_simple_key();
  const bool required = !in_flow() && indent_ == column();
  simple_keys_[flow_level_] = {taken_ + tokens_.size(), required, offset_, line_, column()};
}

void YamlScanner::drop_simple_key() {
  const auto found = simple_keys_.find(flow_level_);
  if (found == simple_keys_.end()) return;
  require_simple_key(found->second);
  simple_keys_.erase(found);
}

/// A simple key ends on its line, within a limited number of characters.
void YamlScanner::drop_stale_keys() {
  for (auto entry = simple_keys_.begin(); entry != simple_keys_.end();) {
    const SimpleKey& key = entry->second;
    const std::size_t length = offset_ - key.offset;
    const bool too_long =
        length > kLongestSimpleKey &&
        count_code_points(std::string_view(source_.text()).substr(key.offset, length)) >
            kLongestSimpleKey;
    if (key.line == line_ && !too_long) {
      ++entry;
      continue;
    }
    require_simple_key(key);
    entry = simple_keys_.erase(entry);
  }
}

void YamlScanner::require_simple_key(const SimpleKey& key) const {
  if (!key.required) return;
  source_.fail("while scanning a simple key", key.offset, "could not find expected ':'", offset_);
}

/// Ends the block collections with more indentation than `column`. Inside brackets, indentation
/// means nothing.
void YamlScanner::unwind_indent(int column) {
  if (in_flow()) return;
  while (indent_ > column) {
    indent_ = outer_indents_.back();
    outer_indents_.pop_back();
    push(YamlTokenKind::kBlockEnd, offset_);
  }
}

bool YamlScanner::indent_to(int column) {
  if (indent_ >= column) return false;
  outer_indents_.push_back(indent_);
  indent_ = column;
  if (outer_indents_.size() > kMaxDepth) {
    source_.fail("collections are nested too deeply", offset_);
  }
  return true;
}

void YamlScanner::skip_to_token() {
  for (;;) {
    skip_spaces();
    if (at() == '#') skip_to_line_end();
    if (at() != '\n') return;
    break_line();
    if (!in_flow()) simple_key_allowed_ = true;
  }
}

bool YamlScanner::blank_at(std::size_t distance) const {
  const char c = at(distance);
  return c == '\0' || c == ' ' || c == '\t' || c == '\n';
}

bool YamlScanner::starts_plain() const {
  constexpr std::string_view kIndicators = "-?:,[]{}#&*!|>'\"%@`";
  const char c = at();
  if (!blank_at(0) && kIndicators.find(c) == std::string_view::npos) return true;
  return !blank_at(1) && (c == '-' || (!in_flow() && (c == '?' || c == ':')));
}

bool YamlScanner::at_document_marker(std::string_view marker) const {
  return column() == 0 && std::string_view(source_.text()).substr(offset_).starts_with(marker) &&
         blank_at(3);
}

void YamlScanner::skip_spaces() {
  while (at() == ' ')
    advance();
}

void YamlScanner::skip_to_line_end() {
  while (at() != '\0' && at() != '\n')
    advance();
}

void YamlScanner::break_line() {
  advance();
  ++line_;
  line_start_ = offset_;
}

}  // namespace chaos

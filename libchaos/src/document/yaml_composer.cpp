#include "document/yaml_composer.h"

#include <fmt/format.h>
#include <yaml-cpp/eventhandler.h>
#include <yaml-cpp/exceptions.h>
#include <yaml-cpp/mark.h>
#include <yaml-cpp/parser.h>

#include <algorithm>
#include <sstream>
#include <string>
#include <unordered_map>
#include <vector>

#include "document/yaml_grammar.h"
#include "document/yaml_resolver.h"
#include "json/utf8.h"

namespace chaos {
namespace {

/// The text that yaml-cpp parses, and the mapping from its offsets back to the source's.
class RewrittenText {
 public:
  RewrittenText(const std::string& text, const std::vector<YamlInsertion>& insertions) {
    text_.reserve(text.size());
    std::size_t done = 0;
    for (const YamlInsertion& insertion : insertions) {
      text_.append(text, done, insertion.offset - done);
      done = insertion.offset;
      text_ += insertion.text;
      shifts_.push_back({text_.size(), text_.size() - done});
    }
    text_.append(text, done);
  }

  const std::string& text() const { return text_; }

  std::size_t original(std::size_t offset) const {
    const auto next = std::upper_bound(
        shifts_.begin(), shifts_.end(), offset,
        [](std::size_t wanted, const Shift& shift) { return wanted < shift.from; });
    return next == shifts_.begin() ? offset : offset - std::prev(next)->by;
  }

 private:
  struct Shift {
    std::size_t from;
    std::size_t by;
  };

  std::string text_;
  std::vector<Shift> shifts_;
};

/// yaml-cpp writes the escapes "\\N" and "\\_" as single bytes, which are not valid UTF-8.
/// Otherwise its strings are valid.
std::string with_valid_escapes(const std::string& text) {
  if (find_invalid_utf8(text) == std::string::npos) return text;
  std::string out;
  for (std::size_t offset = 0; offset < text.size();) {
    const DecodedChar decoded = decode_utf8(text, offset);
    append_utf8(out, decoded.valid ? decoded.code_point : static_cast<unsigned char>(text[offset]));
    offset += decoded.length;
  }
  return out;
}

/// Builds the graph of nodes from yaml-cpp's events.
class Composer final : public YAML::EventHandler {
 public:
  Composer(const RewrittenText& rewriting, std::size_t expected_nodes, YamlDocument& document)
      : rewriting_(rewriting), expected_nodes_(expected_nodes), document_(document) {}

  bool is_complete() const { return nodes_ == expected_nodes_; }

  void OnDocumentStart(const YAML::Mark&) override {}
  void OnDocumentEnd() override {}

  void OnNull(const YAML::Mark& mark, YAML::anchor_t anchor) override {
    YamlNode& node = add(YamlNode::Kind::kScalar, mark, anchor);
    node.tag = kYamlNullTag;
    node.implied = !is_spelt_out(mark);
  }

  void OnAlias(const YAML::Mark& mark, YAML::anchor_t anchor) override {
    count(mark);
    attach(anchors_.at(anchor));
  }

  void OnScalar(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                const std::string& value) override {
    YamlNode& node = add(YamlNode::Kind::kScalar, mark, anchor);
    const bool is_plain = tag == "?" || (tag == "!" && has_bang(mark));
    const bool is_quoted = tag == "!" && !is_plain;
    node.tag = is_plain ? resolve_yaml_tag(value) : is_quoted ? kYamlTextTag : tag;
    node.text = with_valid_escapes(value);
  }

  void OnSequenceStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                       YAML::EmitterStyle::value) override {
    open(YamlNode::Kind::kSequence, mark, tag, anchor);
  }
  void OnSequenceEnd() override { open_.pop_back(); }

  void OnMapStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                  YAML::EmitterStyle::value) override {
    open(YamlNode::Kind::kMapping, mark, tag, anchor);
  }
  void OnMapEnd() override { open_.pop_back(); }

 private:
  void open(YamlNode::Kind kind, const YAML::Mark& mark, const std::string& tag,
            YAML::anchor_t anchor) {
    YamlNode& node = add(kind, mark, anchor);
    const bool is_default = tag == "?" || tag == "!";
    const char* default_tag =
        kind == YamlNode::Kind::kSequence ? kYamlSequenceTag : kYamlMappingTag;
    node.tag = is_default ? default_tag : tag;
    open_.push_back(&node);
  }

  /// An extra node means that yaml-cpp misread part of the text. Without this check it might never
  /// stop: it may take a character that it cannot read for an empty document, again and again.
  void count(const YAML::Mark& mark) {
    if (++nodes_ > expected_nodes_) throw YAML::ParserException(mark, "more nodes than expected");
  }

  YamlNode& add(YamlNode::Kind kind, const YAML::Mark& mark, YAML::anchor_t anchor) {
    count(mark);
    YamlNode& node = document_.nodes.emplace_back();
    node.kind = kind;
    node.offset = rewriting_.original(static_cast<std::size_t>(mark.pos));
    if (anchor != 0) anchors_[anchor] = &node;
    attach(&node);
    return node;
  }

  void attach(YamlNode* node) {
    if (!open_.empty()) {
      open_.back()->children.push_back(node);
    } else if (document_.root == nullptr) {
      document_.root = node;
    }
  }

  /// yaml-cpp gives quoted scalars and those tagged "!" the same tag; PyYAML resolves the latter.
  bool has_bang(const YAML::Mark& mark) const {
    const std::string& text = rewriting_.text();
    auto place = static_cast<std::size_t>(mark.pos);
    if (text[place] == '&') {
      place = std::min(text.find_first_of(" \n", place), text.size() - 1);
      place = std::min(text.find_first_not_of(" \n", place), text.size() - 1);
    }
    return text[place] == '!';
  }

  /// An implied scalar has the mark of whatever follows it.
  bool is_spelt_out(const YAML::Mark& mark) const {
    const auto place = static_cast<std::size_t>(mark.pos);
    const std::string& text = rewriting_.text();
    return place < text.size() && std::string_view("~nN&!").find(text[place]) != std::string::npos;
  }

  const RewrittenText& rewriting_;
  std::size_t expected_nodes_;
  YamlDocument& document_;
  std::vector<YamlNode*> open_;
  std::unordered_map<YAML::anchor_t, YamlNode*> anchors_;
  std::size_t nodes_ = 0;
};

}  // namespace

YamlDocument compose_yaml(const YamlSource& source) {
  const YamlOutline outline = check_yaml(source);
  YamlDocument document;
  if (outline.nodes == 0) return document;
  const RewrittenText rewriting(source.text(), outline.insertions);
  Composer composer(rewriting, outline.nodes, document);
  std::istringstream stream(rewriting.text());
  const auto refuse = [&](const std::string& reason, std::size_t offset) {
    source.fail(fmt::format("this way of writing YAML is not supported: {}", reason), offset);
  };
  try {
    YAML::Parser parser(stream);
    // If yaml-cpp ends the document early, it parses the rest as further documents.
    while (parser.HandleNextDocument(composer)) {
    }
  } catch (const YAML::Exception& e) {
    refuse(e.msg, rewriting.original(static_cast<std::size_t>(std::max(e.mark.pos, 0))));
  }
  if (!composer.is_complete()) refuse("fewer nodes than expected", 0);
  return document;
}

}  // namespace chaos

// Runs during the build: turns schemas into constants for src/experiment/key_shapes.h.
//
//   chaos_key_shapes kExperimentKeys=schemas/experiment.json ... > key_shapes.cpp

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <cstddef>
#include <exception>
#include <fstream>
#include <map>
#include <nlohmann/json.hpp>
#include <string>
#include <string_view>
#include <vector>

namespace {

using Json = nlohmann::ordered_json;
using Texts = std::vector<std::string>;

/// The member with that name; null if there is none.
const Json& member(const Json& schema, const char* key) {
  static const Json kNone;
  return schema.is_object() && schema.contains(key) ? schema.at(key) : kNone;
}

std::string quoted(const std::string& text) {
  return Json(text).dump();
}

/// One schema, written as an array with a shape for each of its objects, so that a shape can refer
/// to itself.
class Schema {
 public:
  Schema(std::string name, Json schema) : name_(std::move(name)), schema_(std::move(schema)) {}

  /// The source text of the constants.
  std::string constants() {
    number_of(schema_);
    return fmt::format(
        "namespace {{\nextern const KeyShape {0}All[{1}];\n{2}constinit const KeyShape {0}All[{1}] "
        "= "
        "{{\n{3}\n}};\n}}\nconst KeyShape& {0} = {0}All[0];\n",
        name_, shapes_.size(), lists_, fmt::join(shapes_, ",\n"));
  }

 private:
  std::size_t number_of(const Json& schema) {
    const auto [place, is_new] = numbers_.try_emplace(&schema, shapes_.size());
    if (!is_new) return place->second;
    const std::size_t number = shapes_.size();
    shapes_.emplace_back();
    shapes_[number] = shape(schema, fmt::format("{}{}", name_, number));
    return number;
  }

  std::string address(const Json& schema) {
    return schema.is_object() ? fmt::format("&{}All[{}]", name_, number_of(schema)) : "nullptr";
  }

  std::string shape(const Json& schema, const std::string& name) {
    Texts members;
    Texts parts;
    Texts alternatives;
    Texts choices;
    for (const auto& [key, value] : member(schema, "properties").items())
      members.push_back(fmt::format("{{{}, {}}}", quoted(key), address(value)));
    const std::string others = address(member(schema, "additionalProperties"));
    const std::string items = address(member(schema, "items"));
    if (const Json& reference = member(schema, "$ref"); !reference.is_null())
      parts.push_back(
          address(schema_.at(Json::json_pointer(reference.get<std::string>().substr(1)))));
    for (const char* key : {"allOf", "anyOf", "oneOf"}) {
      for (const Json& part : member(schema, key)) {
        parts.push_back(address(part));
        if (key != std::string_view("allOf")) alternatives.push_back(parts.back());
      }
    }
    if (const Json& condition = member(schema, "if"); !condition.is_null())
      choices.push_back(fmt::format("{{{}, {}, {}}}", condition_of(condition, name),
                                    address(member(schema, "then")),
                                    address(member(schema, "else"))));
    const Json& type = member(schema, "type");
    return fmt::format("{{{}, {}, {}, {}, {}, {}, {}}}",
                       list("KeyShape::Member", name + "Members", members), others, items,
                       list("KeyShape* const", name + "Parts", parts),
                       list("KeyShape* const", name + "Alternatives", alternatives),
                       list("KeyShape::Choice", name + "Choices", choices),
                       type.is_null() ? "kAnyKind" : kinds_named(type));
  }

  std::string condition_of(const Json& schema, const std::string& name) {
    Texts required;
    Texts texts;
    for (const Json& key : member(schema, "required"))
      required.push_back(quoted(key.get<std::string>()));
    for (const auto& [key, value] : member(schema, "properties").items()) {
      const Json& text = member(value, "const");
      if (text.is_string())
        texts.push_back(fmt::format("{{{}, {}}}", quoted(key), quoted(text.get<std::string>())));
    }
    return fmt::format("{{{}, {}}}", list("std::string_view", name + "Required", required),
                       list("KeyShape::Text", name + "Texts", texts));
  }

  /// The name of an array of these values; empty braces if there are none.
  std::string list(const std::string& type, const std::string& name, const Texts& values) {
    if (values.empty()) return "{}";
    lists_ +=
        fmt::format("constinit const {} {}[] = {{{}}};\n", type, name, fmt::join(values, ", "));
    return name;
  }

  static std::string kinds_named(const Json& type) {
    if (type.is_array()) {
      Texts kinds;
      for (const Json& one : type)
        kinds.push_back(kinds_named(one));
      return fmt::format("{}", fmt::join(kinds, " | "));
    }
    if (type == "object") return "kMapping";
    if (type == "array") return "kList";
    if (type == "string") return "kString";
    if (type == "boolean") return "kBoolean";
    return type == "null" ? "kNull" : "kNumber";
  }

  const std::string name_;
  const Json schema_;
  std::map<const Json*, std::size_t> numbers_;
  Texts shapes_;
  std::string lists_;
};

}  // namespace

int main(int argc, char** argv) try {
  fmt::print("#include \"experiment/key_shapes.h\"\n\nnamespace chaos {{\n");
  for (int i = 1; i < argc; ++i) {
    const std::string argument = argv[i];
    const std::size_t sign = argument.find('=');
    std::ifstream file;
    file.exceptions(std::ios::failbit);
    file.open(argument.substr(sign + 1));
    fmt::print("{}", Schema(argument.substr(0, sign), Json::parse(file)).constants());
  }
  fmt::print("}}  // namespace chaos\n");
} catch (const std::exception& error) {
  fmt::print(stderr, "{}: {}\n", argv[0], error.what());
  return 1;
}

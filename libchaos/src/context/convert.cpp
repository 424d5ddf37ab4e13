#include "context/convert.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <stdexcept>

#include "json/json_reader.h"

namespace chaos {
namespace {

constexpr std::string_view kPythonSpace = " \t\n\r\f\v";

std::string_view strip(std::string_view text) {
  const auto first = text.find_first_not_of(kPythonSpace);
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(kPythonSpace) - first + 1);
}

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

/// Removes the underscores that Python allows between digits. Returns nothing if there are others.
std::optional<std::string> without_underscores(std::string_view text) {
  std::string plain;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '_') {
      plain += text[i];
    } else if (i == 0 || i + 1 == text.size() || !is_digit(text[i - 1]) || !is_digit(text[i + 1])) {
      return std::nullopt;
    }
  }
  return plain;
}

/// Uses the reference's messages, which come from Python, for strings.
[[noreturn]] void refuse(std::string_view type, const Json& value) {
  const std::string shown = python_repr(value);
  if (value.is_string() && type == "int") {
    throw std::invalid_argument(fmt::format("invalid literal for int() with base 10: {}", shown));
  }
  if (value.is_string() && type == "float") {
    throw std::invalid_argument(fmt::format("could not convert string to float: {}", shown));
  }
  throw std::invalid_argument(fmt::format("cannot convert {} to {}", shown, type));
}

Json to_integer(const Json& value) {
  if (value.is_boolean()) return value.get<bool>() ? 1 : 0;
  if (value.is_number_integer()) return value;
  if (value.is_number_float()) return static_cast<std::int64_t>(std::trunc(value.get<double>()));
  if (!value.is_string()) refuse("int", value);
  auto digits = without_underscores(strip(value.get_ref<const std::string&>()));
  if (!digits || digits->empty()) refuse("int", value);
  const bool negative = digits->front() == '-';
  if (negative || digits->front() == '+') digits->erase(0, 1);
  if (digits->empty() || !std::all_of(digits->begin(), digits->end(), is_digit)) {
    refuse("int", value);
  }
  digits->erase(0, std::min(digits->find_first_not_of('0'), digits->size() - 1));
  return parse_json((negative && *digits != "0" ? "-" : "") + *digits);
}

/// The special values of Python's float(): "inf", "Infinity", "nan", with an optional sign, in any
/// case.
std::optional<double> named_float(std::string text) {
  std::transform(text.begin(), text.end(), text.begin(),
                 [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  const bool negative = !text.empty() && text.front() == '-';
  if (negative || (!text.empty() && text.front() == '+')) text.erase(0, 1);
  double number = 0;
  if (text == "inf" || text == "infinity")
    number = INFINITY;
  else if (text == "nan")
    number = NAN;
  else
    return std::nullopt;
  return negative ? -number : number;
}

Json to_float(const Json& value) {
  if (value.is_boolean()) return value.get<bool>() ? 1.0 : 0.0;
  if (value.is_number()) return value.get<double>();
  if (!value.is_string()) refuse("float", value);
  auto text = without_underscores(strip(value.get_ref<const std::string&>()));
  if (!text || text->empty()) refuse("float", value);
  if (const auto named = named_float(*text)) return *named;
  if (text->starts_with('+')) {
    text->erase(0, 1);
    if (text->starts_with('-')) refuse("float", value);
  }
  double number = 0;
  const auto [end, error] = std::from_chars(text->data(), text->data() + text->size(), number);
  if (end != text->data() + text->size()) refuse("float", value);
  if (error == std::errc::result_out_of_range) {
    return std::strtod(text->c_str(), nullptr);  // infinity or 0, as in Python
  }
  if (error != std::errc()) refuse("float", value);
  return number;
}

Json to_boolean(const Json& value) {
  if (value.is_boolean()) return value;
  if (!value.is_string()) refuse("bool", value);
  std::string text = value.get<std::string>();
  std::transform(text.begin(), text.end(), text.begin(),
                 [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  return text != "false" && text != "0" && text != "no";
}

}  // namespace

Json convert_to_type(const std::optional<std::string>& type, const Json& value) {
  if (!type || *type == "str" || *type == "string") return value;
  if (*type == "int" || *type == "integer") return to_integer(value);
  if (*type == "float" || *type == "number") return to_float(value);
  if (*type == "bytes") {
    if (!value.is_string()) refuse("bytes", value);
    return make_extended(Extended::kBytes, value.get_ref<const std::string&>());
  }
  if (*type == "bool") return to_boolean(value);
  if (*type == "json") {
    if (!value.is_string() || value.get_ref<const std::string&>().empty()) return value;
    try {
      return parse_json(value.get_ref<const std::string&>());
    } catch (const JsonSyntaxError& error) {
      throw std::invalid_argument(error.what());
    }
  }
  throw std::invalid_argument("variable type can only be: bool, str, int, float, bytes or json");
}

Json convert_variables(const std::vector<std::string>& options) {
  Json variables = Json::object();
  for (const auto& option : options) {
    const auto equals = option.find('=');
    if (equals == std::string::npos) {
      throw std::invalid_argument("var needs to be in the format name[:type]=value");
    }
    std::string name = option.substr(0, equals);
    std::optional<std::string> type;
    if (const auto colon = name.rfind(':'); colon != std::string::npos) {
      type = name.substr(colon + 1);
      name.erase(colon);
    }
    variables[name] = convert_to_type(type, option.substr(equals + 1));
  }
  return variables;
}

}  // namespace chaos

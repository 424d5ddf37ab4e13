#include <fmt/format.h>

#include <cmath>
#include <iterator>

#include "chaos/json.h"
#include "json/number.h"
#include "json/utf8.h"

namespace chaos {
namespace {

class Writer {
 public:
  explicit Writer(int indent) : indent_(indent) {}

  std::string take() { return std::move(out_); }

  void write(const Json& value, int level) {
    switch (value.type()) {
      case Json::value_t::object:
        return write_object(value.get_ref<const Json::object_t&>(), level);
      case Json::value_t::array:
        return write_array(value.get_ref<const Json::array_t&>(), level);
      case Json::value_t::string:
        return write_text(value.get_ref<const std::string&>());
      case Json::value_t::boolean:
        out_ += value.get<bool>() ? "true" : "false";
        return;
      case Json::value_t::number_integer:
        fmt::format_to(std::back_inserter(out_), "{}", value.get<std::int64_t>());
        return;
      case Json::value_t::number_unsigned:
        fmt::format_to(std::back_inserter(out_), "{}", value.get<std::uint64_t>());
        return;
      case Json::value_t::number_float:
        return write_float(value.get<double>());
      case Json::value_t::binary:
        return write_extended(value);
      case Json::value_t::null:
      case Json::value_t::discarded:
        out_ += "null";
        return;
    }
  }

 private:
  void write_object(const Json::object_t& object, int level) {
    out_ += '{';
    bool first = true;
    for (const auto& [key, value] : object) {
      separate(first, level + 1);
      write_text(key);
      out_ += ": ";
      write(value, level + 1);
    }
    close('}', first, level);
  }

  void write_array(const Json::array_t& array, int level) {
    out_ += '[';
    bool first = true;
    for (const Json& item : array) {
      separate(first, level + 1);
      write(item, level + 1);
    }
    close(']', first, level);
  }

  void separate(bool& first, int level) {
    if (!first) out_ += indent_ < 0 ? ", " : ",";
    first = false;
    break_line(level);
  }

  void close(char bracket, bool empty, int level) {
    if (!empty) break_line(level);
    out_ += bracket;
  }

  void break_line(int level) {
    if (indent_ < 0) return;
    out_ += '\n';
    out_.append(static_cast<std::size_t>(level) * static_cast<std::size_t>(indent_), ' ');
  }

  void write_float(double value) {
    if (std::isnan(value)) {
      out_ += "NaN";
    } else if (std::isinf(value)) {
      out_ += value < 0 ? "-Infinity" : "Infinity";
    } else {
      append_python_float(out_, value);
    }
  }

  void write_extended(const Json& value) {
    if (extended_kind(value) == Extended::kInteger) {
      out_ += extended_text(value);
    } else {
      write_text(extended_text(value));
    }
  }

  void write_text(std::string_view text) {
    if (find_invalid_utf8(text) != std::string_view::npos) {
      write_valid_text(replace_invalid_utf8(text));
    } else {
      write_valid_text(text);
    }
  }

  void write_valid_text(std::string_view text) {
    out_ += '"';
    std::size_t done = 0;
    for (std::size_t i = 0; i < text.size(); ++i) {
      const char c = text[i];
      if (static_cast<unsigned char>(c) >= 0x20 && c != '"' && c != '\\') continue;
      out_ += text.substr(done, i - done);
      write_escape(c);
      done = i + 1;
    }
    out_ += text.substr(done);
    out_ += '"';
  }

  void write_escape(char c) {
    switch (c) {
      case '"':
        out_ += "\\\"";
        return;
      case '\\':
        out_ += "\\\\";
        return;
      case '\b':
        out_ += "\\b";
        return;
      case '\f':
        out_ += "\\f";
        return;
      case '\n':
        out_ += "\\n";
        return;
      case '\r':
        out_ += "\\r";
        return;
      case '\t':
        out_ += "\\t";
        return;
      default:
        fmt::format_to(std::back_inserter(out_), "\\u{:04x}", static_cast<unsigned char>(c));
    }
  }

  int indent_;
  std::string out_;
};

}  // namespace

std::string to_json_text(const Json& value, int indent) {
  Writer writer(indent);
  writer.write(value, 0);
  return writer.take();
}

}  // namespace chaos

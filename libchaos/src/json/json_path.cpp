#include "json/json_path.h"

#include "json/json_path_evaluator.h"
#include "json/json_path_parser.h"

namespace chaos {

struct JsonPath::Impl {
  json_path::Path path;
};

JsonPath::JsonPath(std::string_view text)
    : impl_(std::make_unique<Impl>(Impl{json_path::parse(text)})) {}
JsonPath::~JsonPath() = default;
JsonPath::JsonPath(JsonPath&&) noexcept = default;
JsonPath& JsonPath::operator=(JsonPath&&) noexcept = default;

std::vector<Json> JsonPath::match(const Json& document) const {
  return json_path::evaluate(impl_->path, document);
}

}  // namespace chaos

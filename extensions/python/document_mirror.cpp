#include "document_mirror.h"

namespace chaos::python {
namespace {

std::optional<std::string> place_in_list(const Json& list, const Json& part) {
  if (!list.is_array()) return std::nullopt;
  for (std::size_t i = 0; i < list.size(); ++i) {
    if (&list[i] == &part) return "/" + std::to_string(i);
  }
  return std::nullopt;
}

}  // namespace

void DocumentMirror::send(Json& request, const std::string& name, const Json& value) {
  const auto copy = copies_.find(name);
  if (copy != copies_.end() && copy->second == value) return;
  Json& change = request["documents"][name];
  if (copy != copies_.end() && copy->second.is_structured() &&
      copy->second.type() == value.type() && name != "state" && name != "context") {
    change["patch"] = Json::diff(copy->second, value);
  } else {
    change["set"] = value;
  }
  copies_[name] = value;
}

bool DocumentMirror::holds(const std::string& name, const Json* value) const {
  const auto copy = copies_.find(name);
  return value != nullptr && copy != copies_.end() && copy->second == *value;
}

void DocumentMirror::send_part(Json& request, const std::string& name, const Json& value,
                               const std::string& place) {
  const auto copy = copies_.find(name);
  const JsonPointer pointer(place);
  if (copy != copies_.end() && copy->second.contains(pointer) &&
      copy->second.at(pointer) == value.at(pointer)) {
    return;
  }
  send(request, name, value);
}

void DocumentMirror::apply(const Json& answer, const std::string& name, Json& value) {
  const Json* changes = find(answer, "changes");
  const Json* change = changes != nullptr ? find(*changes, name) : nullptr;
  if (change == nullptr) return;
  value.patch_inplace(change->at("patch"));
  copies_[name].patch_inplace(change->at("patch"));
}

std::optional<std::string> place_in(const Json& document, const Json& part) {
  if (&document == &part) return "";
  if (const Json* hypothesis = find(document, "steady-state-hypothesis")) {
    if (hypothesis == &part) return "/steady-state-hypothesis";
    const Json* probes = find(*hypothesis, "probes");
    if (probes != nullptr) {
      if (auto place = place_in_list(*probes, part)) {
        return "/steady-state-hypothesis/probes" + *place;
      }
    }
  }
  for (const char* name : {"method", "rollbacks", "run"}) {
    const Json* list = find(document, name);
    if (list == nullptr) continue;
    if (list == &part) return std::string("/") + name;
    if (auto place = place_in_list(*list, part)) return std::string("/") + name + *place;
  }
  return std::nullopt;
}

}  // namespace chaos::python

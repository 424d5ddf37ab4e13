#include "chaosiq/message.h"

#include <array>
#include <stdexcept>
#include <utility>

namespace chaos::chaosiq {
namespace {

using Kind = Message::Kind;

constexpr std::array<std::pair<Kind, std::string_view>, 7> kNames{{
    {Kind::kExperiment, "experiment"},
    {Kind::kExecution, "execution"},
    {Kind::kEvent, "event"},
    {Kind::kJournal, "journal"},
    {Kind::kRunStart, "run-start"},
    {Kind::kRunEvent, "run-event"},
    {Kind::kRunEnd, "run-end"},
}};

}  // namespace

std::string_view to_string(Message::Kind kind) {
  for (const auto& [known, name] : kNames) {
    if (known == kind) return name;
  }
  return "";
}

Message::Kind message_kind(std::string_view name) {
  for (const auto& [kind, known] : kNames) {
    if (known == name) return kind;
  }
  throw std::invalid_argument("unknown kind of message");
}

}  // namespace chaos::chaosiq

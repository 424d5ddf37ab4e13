#include "chaosiq/message.h"

#include <gtest/gtest.h>

#include <set>
#include <stdexcept>
#include <string>

namespace chaos::chaosiq {
namespace {

using Kind = Message::Kind;

constexpr Kind kKinds[] = {Kind::kExperiment, Kind::kExecution, Kind::kEvent, Kind::kJournal,
                           Kind::kRunStart,   Kind::kRunEvent,  Kind::kRunEnd};

TEST(Message, KindHasAUniqueName) {
  std::set<std::string_view> names;
  for (const Kind kind : kKinds) {
    EXPECT_FALSE(to_string(kind).empty());
    EXPECT_TRUE(names.insert(to_string(kind)).second) << to_string(kind);
    EXPECT_EQ(message_kind(to_string(kind)), kind);
  }
}

TEST(Message, KindHasTheNameInFiles) {
  EXPECT_EQ(to_string(Kind::kExperiment), "experiment");
  EXPECT_EQ(to_string(Kind::kExecution), "execution");
  EXPECT_EQ(to_string(Kind::kEvent), "event");
  EXPECT_EQ(to_string(Kind::kJournal), "journal");
  EXPECT_EQ(to_string(Kind::kRunStart), "run-start");
  EXPECT_EQ(to_string(Kind::kRunEvent), "run-event");
  EXPECT_EQ(to_string(Kind::kRunEnd), "run-end");
}

TEST(Message, KindIsNotGuessed) {
  for (const char* name : {"", "Event", "events", "run"})
    EXPECT_THROW(message_kind(name), std::invalid_argument) << name;
}

TEST(Message, IsRetriedIfWorthwhile) {
  EXPECT_TRUE((Message{.kind = Kind::kEvent, .body = {}}).lasting);
}

}  // namespace
}  // namespace chaos::chaosiq

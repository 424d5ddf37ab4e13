#include "experiment/api/verdict_watch.h"

#include <utility>

#include "experiment/api/feed.h"

namespace chaos::hub::experiment {

VerdictWatch::VerdictWatch(std::shared_ptr<http::LiveChannel> channel, std::string execution,
                           Clock clock)
    : channel_(std::move(channel)),
      execution_(std::move(execution)),
      clock_(std::move(clock)),
      end_(clock_() + Feed::kLongest) {}

bool VerdictWatch::tell(const Event& event) {
  if (event.type != kVerdictChange) return true;
  if (!event.execution.empty() && event.execution != execution_) return true;
  tell_client();
  return false;
}

bool VerdictWatch::beat() {
  if (told_) return false;
  if (clock_() < end_) return channel_->beat();
  channel_->close();
  return false;
}

void VerdictWatch::tell_client() {
  if (told_.exchange(true)) return;
  channel_->send({.id = "0", .type = kVerdictChange, .data = "{}"});
  channel_->close();
}

}  // namespace chaos::hub::experiment

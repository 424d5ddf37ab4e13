#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "config/config.h"

namespace chaos::hub {

/// A running hub: all of its services, or the one that the configuration names, behind one server.
class Hub {
 public:
  /// Answers requests from now on. Throws std::runtime_error if a database cannot be used or the
  /// address cannot be listened on.
  explicit Hub(const Config& config);
  /// Finishes requests in progress, then stops.
  ~Hub();
  Hub(const Hub&) = delete;
  Hub& operator=(const Hub&) = delete;

  std::uint16_t port() const;
  /// The URL that browsers use, without a trailing slash.
  const std::string& public_url() const;
  /// Messages for the person who starts the hub, such as where to create the first account.
  const std::vector<std::string>& notices() const;

 private:
  class Components;
  std::unique_ptr<Components> components_;
};

}  // namespace chaos::hub

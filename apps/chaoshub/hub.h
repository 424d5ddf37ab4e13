#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "config/config.h"

namespace chaos::hub {

/// A running hub: its services, or those of them that the configuration names, behind one server.
class Hub {
 public:
  /// Answers requests from now on. Throws std::runtime_error when a database cannot be used or the
  /// address not be listened on.
  explicit Hub(const Config& config);
  /// Lets requests under way be answered, and ends.
  ~Hub();
  Hub(const Hub&) = delete;
  Hub& operator=(const Hub&) = delete;

  std::uint16_t port() const;
  /// Where browsers find it, without a slash at its end.
  const std::string& public_url() const;
  /// What to tell the person who starts the hub, such as where to create the first account.
  const std::vector<std::string>& notices() const;

 private:
  class Components;
  std::unique_ptr<Components> components_;
};

}  // namespace chaos::hub

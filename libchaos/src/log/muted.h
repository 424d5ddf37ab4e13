#pragma once

namespace chaos::log {

/// While one of these lives, records of any thread go nowhere: what is being done is only tried
/// out.
class Muted {
 public:
  Muted();
  ~Muted();
  Muted(const Muted&) = delete;
  Muted& operator=(const Muted&) = delete;
};

}  // namespace chaos::log

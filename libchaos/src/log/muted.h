#pragma once

namespace chaos::log {

/// While an object of this class exists, records of all threads are discarded, because what happens
/// is only simulated.
class Muted {
 public:
  Muted();
  ~Muted();
  Muted(const Muted&) = delete;
  Muted& operator=(const Muted&) = delete;
};

}  // namespace chaos::log

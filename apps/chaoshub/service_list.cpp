#include "service_list.h"

namespace chaos::hub {

/// Alone in its file, so that the linker leaves it out when a program brings its own.
const std::vector<ServiceDescriptor>& service_list() {
  static const std::vector<ServiceDescriptor> list = shipped_services();
  return list;
}

}  // namespace chaos::hub

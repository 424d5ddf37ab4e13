#include "service_list.h"

namespace chaos::hub {

/// In a separate file, so that the linker leaves it out of a program that defines its own list.
const std::vector<ServiceDescriptor>& service_list() {
  static const std::vector<ServiceDescriptor> list = shipped_services();
  return list;
}

}  // namespace chaos::hub

#include "service_list.h"

#include "pinboard/pinboard.h"

namespace chaos::hub {

const std::vector<ServiceDescriptor>& service_list() {
  static const std::vector<ServiceDescriptor> list = [] {
    auto services = shipped_services();
    services.push_back(pinboard::descriptor());
    return services;
  }();
  return list;
}

}  // namespace chaos::hub

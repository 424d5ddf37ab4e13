#pragma once

#include <vector>

#include "service_descriptor.h"

namespace chaos::hub {

/// The services that a hub consists of.
std::vector<ServiceDescriptor> shipped_services();

/// The services of this program: those above, unless a program that is linked with the library
/// defines it otherwise.
const std::vector<ServiceDescriptor>& service_list();

}  // namespace chaos::hub

#pragma once

#include <vector>

#include "service_descriptor.h"

namespace chaos::hub {

/// The services that a hub consists of.
std::vector<ServiceDescriptor> shipped_services();

/// The services of this program: the shipped ones, unless a program that links the library defines
/// its own list.
const std::vector<ServiceDescriptor>& service_list();

}  // namespace chaos::hub

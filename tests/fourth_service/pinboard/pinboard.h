#pragma once

#include "service_descriptor.h"

namespace chaos::hub::pinboard {

/// A minimal service: a team pins texts to its board. It shows everything that is needed to add a
/// service to a hub: this folder, and one line in service_list.cpp.
ServiceDescriptor descriptor();

}  // namespace chaos::hub::pinboard

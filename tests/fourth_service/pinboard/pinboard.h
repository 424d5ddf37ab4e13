#pragma once

#include "service_descriptor.h"

namespace chaos::hub::pinboard {

/// A service that does next to nothing: a team pins texts to its board. It shows all that it takes
/// to add a service to a hub: this folder, and one line in service_list.cpp.
ServiceDescriptor descriptor();

}  // namespace chaos::hub::pinboard

#pragma once

#include <cstddef>
#include <string>

#include "report/summary.h"

namespace chaos::report {

/// The hypothesis during the method: how often it was met, a strip of the samples, each probe
/// across all of them, and the samples that were not met. "" if there are none.
std::string html_samples(const Summary& summary, std::size_t number);

}  // namespace chaos::report

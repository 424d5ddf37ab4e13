#pragma once

#include <string>

namespace chaos::python {

/// What to install so that the module can be imported: the package of a well-known extension, or
/// advice for any module.
std::string advice_for_module(const std::string& module);

}  // namespace chaos::python

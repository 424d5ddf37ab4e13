#pragma once

#include <map>
#include <string>

namespace CLI {
class App;
}

namespace chaos::cli {

/// The manual page of a command in roff, from what its help is made of, hidden things left out.
std::string man_page(const CLI::App& command);

/// The pages of the command and of all that are behind it, by the names of their files:
/// "chaos.1", "chaos-run.1".
std::map<std::string, std::string> man_pages(const CLI::App& command);

}  // namespace chaos::cli

#pragma once

#include <map>
#include <string>

namespace CLI {
class App;
}

namespace chaos::cli {

/// The manual page of a command in roff, from the same definitions as its help, without hidden
/// parts.
std::string man_page(const CLI::App& command);

/// The pages of the command and all its subcommands, by file name: "chaos.1", "chaos-run.1".
std::map<std::string, std::string> man_pages(const CLI::App& command);

}  // namespace chaos::cli

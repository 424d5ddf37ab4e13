#pragma once

#include <string>

namespace CLI {
class App;
}

namespace chaos::cli {

/// Every visible command with its arguments, options and examples, as one Markdown page for the
/// documentation, from the same definitions as the help.
std::string markdown_page(const CLI::App& program);

}  // namespace chaos::cli

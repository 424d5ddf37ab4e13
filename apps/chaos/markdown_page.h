#pragma once

#include <string>

namespace CLI {
class App;
}

namespace chaos::cli {

/// Every command that the program shows, with its arguments, options and examples, as one page in
/// Markdown: the reference of the documentation, from what the help is made of.
std::string markdown_page(const CLI::App& program);

}  // namespace chaos::cli

#pragma once

#include <CLI/CLI.hpp>
#include <stdexcept>
#include <string>

namespace chaos::cli {

/// The command line is wrong, in a way found only after it was parsed. Ends with kUsage.
class UsageError : public std::runtime_error {
  using std::runtime_error::runtime_error;
};

/// What is wrong with the command line, in the words scripts know from the reference.
std::string explain(const CLI::App& app, const CLI::ParseError& error);

/// A check that refuses every value but these; its message is the reference's.
CLI::Validator one_of(const std::vector<std::string>& choices);

/// A check that the value is a number; its message is the reference's.
CLI::Validator number();

/// Throws UsageError unless the file that `option` names exists.
void require_file(const std::string& option, const std::string& path);

}  // namespace chaos::cli

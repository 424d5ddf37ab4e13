#pragma once

namespace chaos::hub {

/// The whole program: parses the command line, runs the command, reports exceptions. Returns the
/// exit code: 0, 1 if the command failed, 2 if the command line is invalid.
int main(int argc, char** argv);

}  // namespace chaos::hub

#pragma once

namespace chaos::hub {

/// The whole program: parses, executes the command, reports what it throws. Returns the exit code:
/// 0, 1 when it could not do its work, 2 when the command line is wrong.
int main(int argc, char** argv);

}  // namespace chaos::hub

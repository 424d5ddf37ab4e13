#pragma once

#include <optional>

namespace chaos::os {

/// For a program that is process 1 of a container: the kernel gives that process duties (to reap
/// every orphan) and takes the default actions of signals from it. This starts a child that is the
/// program proper, for which nothing is returned, and serves as process 1 for it: it reaps,
/// forwards the signals that are meant for the program, and returns the exit status when the child
/// has ended (128 and the signal's number when one killed it). Nothing is returned, either, when no
/// child can be started. To be called before threads start.
std::optional<int> serve_as_init();

/// Whether every other process of the container ends with this one: it is process 1, or the program
/// that serve_as_init() started.
bool takes_container_along();

}  // namespace chaos::os

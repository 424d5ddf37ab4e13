#pragma once

#include <optional>

namespace chaos::os {

/// For a program that is process 1 of a container, which the kernel treats specially: it must reap
/// every orphan, and signals have no default actions. Starts a child in which the program continues
/// (there, this returns nothing), and serves as process 1 for it: reaps, forwards the signals that
/// are meant for the program, and returns the exit status of the child when it has ended (128 plus
/// the signal number if a signal killed it). Also returns nothing if no child can be started. Must
/// be called before threads start.
std::optional<int> serve_as_init();

/// Whether every other process in the container ends with this one: it is process 1, or the program
/// that serve_as_init() started.
bool takes_container_along();

}  // namespace chaos::os

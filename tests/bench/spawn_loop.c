/* Runs a program COUNT times, one after the other, with as little around it as there can be, and
 * prints what that took: wall seconds, the largest resident set of any run in KiB, and the first
 * exit status that was not 0 (or 0).
 *
 *   spawn_loop COUNT OUTPUT PROGRAM [ARGUMENT...]
 *
 * With COUNT 1 it is the stopwatch of bench.py, with more it is the least time that a runner of
 * many processes can take. It is not part of the script because a child inherits the peak memory
 * of the process that spawned it, and a Python interpreter is larger than what is measured here. */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

extern char** environ;

static double seconds_now(void) {
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

static int fail(const char* what, int error) {
  fprintf(stderr, "spawn_loop: %s: %s\n", what, strerror(error));
  return 2;
}

int main(int argc, char** argv) {
  if (argc < 4) {
    fprintf(stderr, "usage: spawn_loop COUNT OUTPUT PROGRAM [ARGUMENT...]\n");
    return 2;
  }
  const long count = strtol(argv[1], NULL, 10);
  char** command = argv + 3;

  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
  posix_spawn_file_actions_addopen(&actions, STDOUT_FILENO, argv[2], O_WRONLY | O_CREAT | O_TRUNC,
                                   0644);
  posix_spawn_file_actions_adddup2(&actions, STDOUT_FILENO, STDERR_FILENO);

  long peak = 0;
  int first_failure = 0;
  const double start = seconds_now();
  for (long run = 0; run < count; ++run) {
    pid_t pid;
    int status;
    struct rusage usage;
    const int error = posix_spawn(&pid, command[0], &actions, NULL, command, environ);
    if (error != 0) return fail(command[0], error);
    if (wait4(pid, &status, 0, &usage) != pid) return fail("wait4", ECHILD);
    if (usage.ru_maxrss > peak) peak = usage.ru_maxrss;
    const int code = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
    if (first_failure == 0) first_failure = code;
  }
  printf("%.6f %ld %d\n", seconds_now() - start, peak, first_failure);
  return 0;
}

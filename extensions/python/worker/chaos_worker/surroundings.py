"""The environment and the directory in which a user's code runs. The worker shares them with the
runner: each tells the other what has changed.
"""
import os
from os import chdir  # bound before an extension may replace it


class Surroundings:
    def __init__(self, runner):
        self.runner = runner
        self.environment = environment_now()
        self.directory = directory_now("")

    def take_environment(self, changed):
        if not changed:
            return
        for name, value in changed.items():
            if value is None:
                os.environ.pop(name, None)
            else:
                os.environ[name] = value
        self.environment = environment_now()

    def return_to(self, directory):
        """The runner sends a directory only if the worker may be in another one."""
        if directory is None:
            return
        try:
            chdir("/proc/%d/cwd" % self.runner)  # even if it was renamed or deleted
        except OSError:
            chdir(directory)
        self.directory = directory_now(directory)

    def changes(self):
        """What extensions have changed since the runner was last told, as part of an answer."""
        changes = {}
        changed = self.changed_environment()
        if changed:
            changes["environment"] = changed
        directory = directory_now(self.directory)
        if directory != self.directory:
            changes["directory"] = self.directory = directory
        return changes

    def changed_environment(self):
        if os.environ._data == self.environment:
            return None
        former, self.environment = self.environment, environment_now()
        changed = {os.fsdecode(name): None for name in former if name not in self.environment}
        for name, value in self.environment.items():
            if former.get(name) != value:
                changed[os.fsdecode(name)] = os.fsdecode(value)
        return changed


def directory_now(otherwise):
    try:
        return os.getcwd()
    except OSError:  # it was deleted
        return otherwise


def environment_now():
    """A copy of the undecoded variables, which compare many times faster than os.environ itself."""
    return dict(os.environ._data)

"""The environment variables and the directory in which users' code runs. The worker shares them with the
runner: each informs the other of changes."""
import os
from os import chdir  # bound before an extension may replace it


class SharedEnvironment:
    def __init__(self, runner):
        self.runner = runner
        self.variables = variables_now()
        self.directory = directory_now("")

    def take_variables(self, changed):
        if not changed:
            return
        for name, value in changed.items():
            if value is None:
                os.environ.pop(name, None)
            else:
                os.environ[name] = value
        self.variables = variables_now()

    def return_to(self, directory):
        """Changes to the runner's directory. The runner sends it only if the worker may be in another one."""
        if directory is None:
            return
        try:
            chdir("/proc/%d/cwd" % self.runner)  # even if it was renamed or deleted
        except OSError:
            chdir(directory)
        self.directory = directory_now(directory)

    def changes(self):
        """What extensions have changed since the last report to the runner, as part of an answer."""
        changes = {}
        changed = self.changed_variables()
        if changed:
            changes["environment"] = changed
        directory = directory_now(self.directory)
        if directory != self.directory:
            changes["directory"] = self.directory = directory
        return changes

    def changed_variables(self):
        if os.environ._data == self.variables:
            return None
        former, self.variables = self.variables, variables_now()
        changed = {os.fsdecode(name): None for name in former if name not in self.variables}
        for name, value in self.variables.items():
            if former.get(name) != value:
                changed[os.fsdecode(name)] = os.fsdecode(value)
        return changed


def directory_now(otherwise):
    try:
        return os.getcwd()
    except OSError:  # it was deleted
        return otherwise


def variables_now():
    """A copy of the raw variables, which compare many times faster than os.environ itself."""
    return dict(os.environ._data)

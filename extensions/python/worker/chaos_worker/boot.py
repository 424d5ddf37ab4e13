"""Creates the worker's modules from their sources, which the runner appends as calls of `load`."""
import sys
import types

if sys.version_info < (3, 8):
    sys.exit(78)  # the exit code for "too old"
if sys.path and sys.path[0] == "":
    del sys.path[0]  # a file here must not shadow a module of the standard library

package = types.ModuleType("chaos_worker")
package.__path__ = []
sys.modules["chaos_worker"] = package


def load(name, source):
    full_name = "chaos_worker." + name
    module = sys.modules[full_name] = types.ModuleType(full_name)
    setattr(package, name, module)
    exec(compile(source, "<%s>" % full_name, "exec"), module.__dict__)

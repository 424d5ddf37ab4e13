"""Makes the worker's modules from their sources, which the runner appends as calls of `load`."""
import sys
import types

package = types.ModuleType("chaos_worker")
package.__path__ = []
sys.modules["chaos_worker"] = package


def load(name, source):
    full_name = "chaos_worker." + name
    module = sys.modules[full_name] = types.ModuleType(full_name)
    setattr(package, name, module)
    exec(compile(source, "<%s>" % full_name, "exec"), module.__dict__)

#pragma once

#include <map>
#include <optional>
#include <string>

#include "chaos/json.h"

namespace chaos::python {

/// The documents that the worker has copies of. Each is sent once, and afterwards what changed.
class DocumentMirror {
 public:
  /// Adds to the request what the worker must be told so that it has `value` as document `name`.
  void send(Json& request, const std::string& name, const Json& value);

  /// The same when it is enough that the worker has the part at `place` of the document.
  void send_part(Json& request, const std::string& name, const Json& value,
                 const std::string& place);

  /// Carries out on `value` what the answer says was changed in the document `name`.
  void apply(const Json& answer, const std::string& name, Json& value);

  /// Whether the worker has the document.
  bool has(const std::string& name) const { return copies_.contains(name); }
  /// Whether there is such a document, and the worker has it as it is now.
  bool holds(const std::string& name, const Json* value) const;

 private:
  std::map<std::string, Json> copies_;
};

/// Where in `document` the very object `part` is: an RFC 6902 pointer, or nothing when it is no
/// part of it. Looked for are the parts of experiments and journals that hooks are given.
std::optional<std::string> place_in(const Json& document, const Json& part);

}  // namespace chaos::python

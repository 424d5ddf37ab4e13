#pragma once

#include <memory>

#include "http/serving.h"

namespace chaos::hub::http {

/// Serves a client until its connection ends; see Connection. Each is compiled in a file of its
/// own, for what the library makes of a stream takes the compiler a minute.
void start_connection(Client<PlainStream> client, std::shared_ptr<Serving> serving);
void start_connection(Client<TlsStream> client, std::shared_ptr<Serving> serving);

}  // namespace chaos::hub::http

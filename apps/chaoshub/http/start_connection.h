#pragma once

#include <memory>

#include "http/serving.h"

namespace chaos::hub::http {

/// Serves a client until its connection ends; see Connection. Each overload is compiled in its own
/// file, because the stream templates take a minute to compile.
void start_connection(Client<PlainStream> client, std::shared_ptr<Serving> serving);
void start_connection(Client<TlsStream> client, std::shared_ptr<Serving> serving);

}  // namespace chaos::hub::http

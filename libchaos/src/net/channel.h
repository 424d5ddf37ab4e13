#pragma once

#include <memory>
#include <optional>
#include <stop_token>
#include <string>

#include "chaos/deadline.h"
#include "net/http_client.h"
#include "net/url.h"
#include "os/stop_event.h"

namespace chaos::net {

/// A stop token, and a descriptor that poll(2) can wait for.
struct StopSignal {
  explicit StopSignal(const std::stop_token& stop) : token(stop), event(stop) {}

  std::stop_token token;
  os::StopEvent event;
};

/// One request, without redirects or retries.
struct Exchange {
  std::string method;
  Url url;
  Headers headers;  ///< all headers, except Host and Content-Length
  std::optional<std::string> body;
  std::string proxy;  ///< empty for none
};

/// An exchange that failed, and how far it got.
class ExchangeFailed : public HttpError {
 public:
  enum class Stage {
    kConnecting,  ///< the server has not seen the request
    kWaiting,     ///< the request was sent, at least in part; no response
    kReading,     ///< the response's headers arrived, but not its whole body
  };
  ExchangeFailed(Stage stage, Kind kind, const std::string& message)
      : HttpError(kind, message), stage_(stage) {}
  Stage stage() const { return stage_; }

 private:
  Stage stage_;
};

/// A libcurl handle and the connections it keeps open. Serves one thread at a time.
class Channel {
 public:
  /// Throws HttpError if libcurl is not available.
  Channel();
  ~Channel();
  Channel(const Channel&) = delete;
  Channel& operator=(const Channel&) = delete;

  /// Deletes the cookies of earlier exchanges.
  void forget_cookies();

  /// Executes `exchange` with the timeouts, TLS settings and limits of `options`. Throws
  /// ExchangeFailed; HttpError (kTimeout) after `deadline`; Stopped. In these cases, closes the
  /// connection; the channel may be used again.
  HttpResponse run(const Exchange& exchange, const HttpRequest& options, const Deadline& deadline,
                   const StopSignal& stop);

 private:
  class Transfer;
  struct Handles;

  std::unique_ptr<Handles> handles_;
};

/// Waits until `deadline`. Throws Stopped if `stop` is requested before.
void wait_until(const Deadline& deadline, const StopSignal& stop);

}  // namespace chaos::net

#include "net/channel.h"

#include <fmt/format.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/socket.h>

#include <algorithm>
#include <cerrno>
#include <exception>
#include <system_error>

#include "chaos/error.h"
#include "net/content_decoding.h"
#include "net/curl_library.h"
#include "net/header_text.h"
#include "net/sigpipe_guard.h"
#include "net/transfer_options.h"

namespace chaos::net {

struct Channel::Handles {
  Handles() : curl(CurlLibrary::get()), easy(curl.easy_init()), multi(curl.multi_init()) {
    if (easy == nullptr || multi == nullptr) throw std::bad_alloc();
    // From here on, cookies are kept in memory. The proper option, CURLOPT_COOKIEFILE, would have
    // to be set again after every reset of the handle, and libcurl leaks some memory each time.
    curl.easy_setopt(easy, CURLOPT_COOKIELIST, "Set-Cookie: ");
  }
  ~Handles() {
    curl.easy_cleanup(easy);
    curl.multi_cleanup(multi);
  }
  Handles(const Handles&) = delete;
  Handles& operator=(const Handles&) = delete;

  const CurlLibrary& curl;
  CURL* easy;
  CURLM* multi;
  curl_socket_t socket = CURL_SOCKET_BAD;  // of the most recently opened connection
};

/// One exchange in progress. Registered with the channel's handles for its lifetime.
class Channel::Transfer {
 public:
  Transfer(Handles& handles, const Exchange& exchange, const HttpRequest& options)
      : handles_(handles),
        curl_(handles.curl),
        options_(options),
        repeatable_(is_safe(exchange.method)),
        setup_(curl_, handles.easy, exchange, options) {
    setup_.set(CURLOPT_ERRORBUFFER, error_text_);
    setup_.set(CURLOPT_PREREQFUNCTION, &Transfer::on_connected);
    setup_.set(CURLOPT_PREREQDATA, this);
    setup_.set(CURLOPT_SOCKOPTFUNCTION, &Transfer::on_socket);
    setup_.set(CURLOPT_SOCKOPTDATA, this);
    setup_.set(CURLOPT_HEADERFUNCTION, &Transfer::on_header);
    setup_.set(CURLOPT_HEADERDATA, this);
    setup_.set(CURLOPT_WRITEFUNCTION, &Transfer::on_body);
    setup_.set(CURLOPT_WRITEDATA, this);
    check(curl_.multi_add_handle(handles_.multi, handles_.easy));
  }
  ~Transfer() { curl_.multi_remove_handle(handles_.multi, handles_.easy); }
  Transfer(const Transfer&) = delete;
  Transfer& operator=(const Transfer&) = delete;

  HttpResponse run(const Deadline& deadline, const StopSignal& stop) {
    for (std::optional<CURLcode> result; !result;) {
      if (stop.token.stop_requested()) throw Stopped();
      if (deadline.passed()) throw HttpError(HttpError::Kind::kTimeout, "the time is up");
      int running = 0;
      check(curl_.multi_perform(handles_.multi, &running));
      result = finished();
      if (!result) {
        check_silence();
        acknowledge_promptly();
        wait(Deadline::earlier(deadline, silent_until_), stop);
      } else if (*result != CURLE_OK) {
        fail(*result);
      }
    }
    return response();
  }

 private:
  using Stage = ExchangeFailed::Stage;

  static int on_connected(void* self, char*, char*, int, int) {
    auto& transfer = *static_cast<Transfer*>(self);
    // libcurl repeats a request by itself if a kept-alive connection is closed without a response.
    // Usually the server has timed out, but it may also have processed the request.
    const bool repeated = transfer.stage_ != Stage::kConnecting;
    if (repeated && !transfer.repeatable_) return CURL_PREREQFUNC_ABORT;
    transfer.stage_ = Stage::kWaiting;
    transfer.note_activity();
    return CURL_PREREQFUNC_OK;
  }

  static int on_socket(void* self, curl_socket_t socket, curlsocktype) {
    static_cast<Transfer*>(self)->handles_.socket = socket;
    return CURL_SOCKOPT_OK;
  }

  static std::size_t on_header(char* bytes, std::size_t, std::size_t count, void* self) {
    auto& transfer = *static_cast<Transfer*>(self);
    return transfer.guarded(count, [&] { transfer.take_header({bytes, count}); });
  }

  static std::size_t on_body(char* bytes, std::size_t, std::size_t count, void* self) {
    auto& transfer = *static_cast<Transfer*>(self);
    return transfer.guarded(count, [&] { transfer.take_body({bytes, count}); });
  }

  /// Exceptions must not propagate through libcurl: the transfer is aborted and the exception kept.
  template <typename Action>
  std::size_t guarded(std::size_t count, Action action) noexcept {
    try {
      action();
      return count;
    } catch (...) {
      exception_ = std::current_exception();
      return CURL_WRITEFUNC_ERROR;
    }
  }

  void take_header(std::string_view line) {
    headers_.add_line(line);
    if (headers_.is_final()) stage_ = Stage::kReading;
  }

  void take_body(std::string_view bytes) {
    const std::size_t kept = std::min(bytes.size(), options_.body_limit - body_.size());
    body_.append(bytes.substr(0, kept));
    truncated_ = truncated_ || kept < bytes.size();
  }

  void check(CURLMcode code) const {
    if (code != CURLM_OK) throw HttpError(HttpError::Kind::kOther, curl_.multi_strerror(code));
  }

  std::optional<CURLcode> finished() const {
    int left = 0;
    while (const CURLMsg* message = curl_.multi_info_read(handles_.multi, &left)) {
      if (message->msg == CURLMSG_DONE) return message->data.result;
    }
    return std::nullopt;
  }

  /// Restarts the time limit for a silent server.
  void note_activity() {
    if (options_.read_timeout && stage_ != Stage::kConnecting) {
      silent_until_ = Deadline::after(std::chrono::duration<double>(*options_.read_timeout));
    }
  }

  void check_silence() const {
    if (!silent_until_.passed()) return;
    if (stage_ == Stage::kReading) {
      throw ExchangeFailed(stage_, HttpError::Kind::kConnection, "Read timed out.");
    }
    throw ExchangeFailed(
        stage_, HttpError::Kind::kTimeout,
        fmt::format("Read timed out. (read timeout={})", options_.read_timeout.value_or(0)));
  }

  /// A server that sends a response in two parts holds back the second one until we acknowledge the
  /// first, which the kernel delays by 40 ms on a kept-alive connection.
  void acknowledge_promptly() const {
    if (stage_ == Stage::kConnecting) return;
    const int on = 1;
    ::setsockopt(handles_.socket, IPPROTO_TCP, TCP_QUICKACK, &on, sizeof on);  // only a hint
  }

  void wait(const Deadline& until, const StopSignal& stop) {
    constexpr int kLongest = 3'600'000;  // libcurl has no infinite timeout
    const int timeout = until.is_never() ? kLongest : std::min(until.poll_timeout(), kLongest);
    curl_waitfd stop_event{.fd = stop.event.fd(), .events = CURL_WAIT_POLLIN, .revents = 0};
    int ready = 0;
    check(curl_.multi_poll(handles_.multi, &stop_event, 1, timeout, &ready));
    if (ready > (stop_event.revents != 0 ? 1 : 0)) note_activity();
  }

  [[noreturn]] void fail(CURLcode code) {
    if (exception_) std::rethrow_exception(exception_);
    const std::string message = message_of(code);
    switch (code) {
      case CURLE_URL_MALFORMAT:
        throw HttpError(HttpError::Kind::kInvalidUrl, message);
      case CURLE_PEER_FAILED_VERIFICATION:
        throw ExchangeFailed(stage_, HttpError::Kind::kCertificate, message);
      case CURLE_SSL_CACERT_BADFILE:
      case CURLE_SSL_CERTPROBLEM:
      case CURLE_FAILED_INIT:
      case CURLE_OUT_OF_MEMORY:
        throw HttpError(HttpError::Kind::kOther, message);
      default:
        throw ExchangeFailed(
            stage_,
            stage_ == Stage::kReading ? HttpError::Kind::kOther : HttpError::Kind::kConnection,
            message);
    }
  }

  std::string message_of(CURLcode code) const {
    if (code == CURLE_ABORTED_BY_CALLBACK) return "the connection was closed without an answer";
    if (code == CURLE_COULDNT_CONNECT && setup_.has_refused_address())
      return "the address is not public";
    std::string message = error_text_[0] != '\0' ? error_text_ : curl_.easy_strerror(code);
    long os_error = 0;
    curl_.easy_getinfo(handles_.easy, CURLINFO_OS_ERRNO, &os_error);
    if (code == CURLE_COULDNT_CONNECT && os_error != 0) {
      message += fmt::format(" ({})", std::generic_category().message(static_cast<int>(os_error)));
    }
    return message;
  }

  HttpResponse response() {
    HttpResponse response;
    headers_.store(response);
    response.body_truncated = truncated_;
    response.body = std::move(body_);
    if (const std::string* encoding = response.header("Content-Encoding")) {
      DecodedContent content =
          decode_content(std::move(response.body), *encoding, options_.body_limit);
      response.body = std::move(content.bytes);
      response.body_truncated = truncated_ || content.truncated;
    }
    return response;
  }

  Handles& handles_;
  const CurlLibrary& curl_;
  const HttpRequest& options_;
  const bool repeatable_;
  TransferOptions setup_;
  char error_text_[CURL_ERROR_SIZE] = {};
  Stage stage_ = Stage::kConnecting;
  Deadline silent_until_ = Deadline::never();
  HeaderReader headers_;
  std::string body_;
  bool truncated_ = false;
  std::exception_ptr exception_;
};

Channel::Channel() : handles_(std::make_unique<Handles>()) {}
Channel::~Channel() = default;

void Channel::forget_cookies() {
  handles_->curl.easy_setopt(handles_->easy, CURLOPT_COOKIELIST, "ALL");
}

HttpResponse Channel::run(const Exchange& exchange, const HttpRequest& options,
                          const Deadline& deadline, const StopSignal& stop) {
  const SigpipeGuard no_sigpipe;
  Transfer transfer(*handles_, exchange, options);
  return transfer.run(deadline, stop);
}

void wait_until(const Deadline& deadline, const StopSignal& stop) {
  while (!stop.token.stop_requested()) {
    if (deadline.passed()) return;
    pollfd event{.fd = stop.event.fd(), .events = POLLIN, .revents = 0};
    if (::poll(&event, 1, deadline.poll_timeout()) < 0 && errno != EINTR) {
      throw std::system_error(errno, std::generic_category(), "poll");
    }
  }
  throw Stopped();
}

}  // namespace chaos::net

#include "http/response_writer.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "http/response_head.h"

namespace chaos::hub::http {
namespace {

bool has_no_body(int status) {
  return status == 204 || status == 304;
}

}  // namespace

ResponseWriter::ResponseWriter(Response response, Rules rules)
    : pieces_(std::move(response.pieces)), chunked_(pieces_ && !rules.http_1_0) {
  Framing framing{.chunked = chunked_, .keep_alive = rules.keep_alive, .http_1_0 = rules.http_1_0};
  if (!pieces_ && !response.live && !has_no_body(response.status))
    framing.length = response.body.size();
  prefix_ = response_head(response, framing);
  if (rules.head_only)
    pieces_ = nullptr;
  else
    content_ = std::move(response.body);
}

std::optional<ResponseWriter::Bytes> ResponseWriter::next() {
  if (is_written_) return std::nullopt;
  const std::size_t size = std::min(kSliceSize, content_.size() - written_);
  const bool is_first = written_ == 0;
  const bool is_last = written_ + size == content_.size();
  using boost::asio::buffer;
  const Bytes bytes{buffer(prefix_.data(), is_first ? prefix_.size() : 0),
                    buffer(content_.data() + written_, size),
                    buffer(suffix_.data(), is_last ? suffix_.size() : 0)};
  written_ += size;
  is_written_ = is_last;
  return bytes;
}

void ResponseWriter::get_piece() {
  auto piece = pieces_();
  while (piece && piece->empty())  // an empty chunk would end the body
    piece = pieces_();
  written_ = 0;
  is_written_ = false;
  if (piece) {
    prefix_ = chunked_ ? fmt::format("{:x}\r\n", piece->size()) : "";
    content_ = *std::move(piece);
    suffix_ = chunked_ ? "\r\n" : "";
  } else {
    pieces_ = nullptr;
    prefix_ = chunked_ ? "0\r\n\r\n" : "";
    content_.clear();
    suffix_.clear();
  }
}

}  // namespace chaos::hub::http

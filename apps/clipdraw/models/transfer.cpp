// SPDX-FileCopyrightText: 2026 the clipdraw authors
// SPDX-License-Identifier: Apache-2.0
#include "models/transfer.hpp"

#include <curl/curl.h>
#include <sys/statvfs.h>

#include <algorithm>
#include <cstdlib>
#include <exception>
#include <memory>
#include <optional>
#include <string_view>

#include "models/failure.hpp"
#include "models/interrupt.hpp"

namespace clipdraw_models {
namespace {

using clipdraw_cli::PublishedFile;
using Outcome = Attempt::Outcome;

constexpr long kStallBytes = 100;  // a second
constexpr long kMostRedirects = 5;

constexpr long kOk = 200;
constexpr long kPartial = 206;
constexpr long kRequestTimeout = 408;
constexpr long kPastTheEnd = 416;
constexpr long kTooMany = 429;
constexpr long kServerErrors = 500;

std::string lower(std::string text) {
  std::transform(text.begin(), text.end(), text.begin(), [](char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  });
  return text;
}

std::string trimmed(std::string_view text) {
  const std::size_t begin = text.find_first_not_of(" \t\r\n");
  if (begin == std::string_view::npos) return "";
  return std::string(text.substr(begin, text.find_last_not_of(" \t\r\n") - begin + 1));
}

std::optional<std::uint64_t> number(const std::string& text) {
  if (text.empty() || text.find_first_not_of("0123456789") != std::string::npos) return {};
  return std::strtoull(text.c_str(), nullptr, 10);
}

// What the answer's header says, of the last answer where it was redirected.
struct Answer {
  std::string type;
  std::string etag;
  std::string date;
  std::optional<std::uint64_t> length;
  std::optional<std::uint64_t> range_begin;
  std::optional<std::uint64_t> range_all;

  void read(const std::string& line) {
    const std::size_t colon = line.find(':');
    if (line.rfind("HTTP/", 0) == 0) *this = Answer();
    if (colon == std::string::npos) return;
    const std::string name = lower(line.substr(0, colon));
    const std::string value = trimmed(std::string_view(line).substr(colon + 1));
    if (name == "content-type") type = lower(value);
    if (name == "etag") etag = value;
    if (name == "last-modified") date = value;
    if (name == "content-length") length = number(value);
    if (name == "content-range") read_range(value);
  }

  // "bytes 100-199/200", "bytes */200"
  void read_range(const std::string& value) {
    const std::size_t space = value.find(' ');
    const std::size_t slash = value.find('/');
    if (space == std::string::npos || slash == std::string::npos) return;
    range_begin = number(value.substr(space + 1, value.find('-') - space - 1));
    range_all = number(trimmed(value.substr(slash + 1)));
  }

  // What If-Range takes: a strong ETag, else the date.
  std::string validator() const { return !etag.empty() && etag.rfind("W/", 0) != 0 ? etag : date; }
};

// One request, seen from libcurl's callbacks. They must not throw: what they have to say is kept.
class Request {
 public:
  Request(const std::string& url, const PublishedFile& file, PartFile& part, Progress& progress)
      : url_(url), file_(file), part_(part), progress_(progress) {}

  Attempt run(const Patience& patience);

 private:
  // Where this run may go on, 0 for the beginning.
  std::uint64_t first_byte() const;
  void set_options(const Patience& patience);
  bool begin_body();
  bool take(const char* bytes, std::size_t size);
  bool give_up(Outcome outcome, std::string reason);
  void check_room(std::uint64_t all) const;
  Attempt judge(CURLcode result, const char* error_text);
  Attempt judge_status(long status);

  static std::size_t on_header(char* line, std::size_t size, std::size_t count, void* self);
  static std::size_t on_body(char* bytes, std::size_t size, std::size_t count, void* self);
  static int on_progress(void* self, curl_off_t, curl_off_t, curl_off_t, curl_off_t);

  const std::string& url_;
  const PublishedFile& file_;
  PartFile& part_;
  Progress& progress_;
  std::unique_ptr<CURL, void (*)(CURL*)> curl_{curl_easy_init(), curl_easy_cleanup};
  std::unique_ptr<curl_slist, void (*)(curl_slist*)> headers_{nullptr, curl_slist_free_all};
  std::uint64_t offset_ = 0;  // asked for
  Answer answer_;
  bool body_began_ = false;
  std::optional<Attempt> verdict_;  // reached in a callback
  std::exception_ptr thrown_;       // in a callback
};

std::uint64_t Request::first_byte() const {
  if (part_.size() == 0 || !is_remote(url_)) return 0;
  // Another server's bytes, or those of a server that cannot tell, are trusted to the hash alone.
  const bool same_file = part_.origin().url == url_ && !part_.origin().validator.empty();
  return same_file || !file_.sha256.empty() ? part_.size() : 0;
}

void Request::set_options(const Patience& patience) {
  CURL* curl = curl_.get();
  const bool secure = lower(url_.substr(0, 8)) == "https://";
  curl_easy_setopt(curl, CURLOPT_URL, url_.c_str());
  curl_easy_setopt(curl, CURLOPT_PROTOCOLS_STR, "http,https,file");
  // What was asked for in secret is not fetched in the open.
  curl_easy_setopt(curl, CURLOPT_REDIR_PROTOCOLS_STR, secure ? "https" : "http,https");
  curl_easy_setopt(curl, CURLOPT_FOLLOWLOCATION, 1L);
  curl_easy_setopt(curl, CURLOPT_MAXREDIRS, kMostRedirects);
  // The curl command reads this variable itself; the library leaves it to its users.
  const char* authorities = std::getenv("SSL_CERT_FILE");
  if (authorities != nullptr && *authorities != '\0') {
    curl_easy_setopt(curl, CURLOPT_CAINFO, authorities);
  }
  curl_easy_setopt(curl, CURLOPT_USERAGENT, "clipdraw/" CLIPDRAW_VERSION);
  curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
  curl_easy_setopt(curl, CURLOPT_CONNECTTIMEOUT, patience.connect_seconds);
  curl_easy_setopt(curl, CURLOPT_LOW_SPEED_LIMIT, kStallBytes);
  curl_easy_setopt(curl, CURLOPT_LOW_SPEED_TIME, patience.stall_seconds);
  curl_easy_setopt(curl, CURLOPT_HEADERFUNCTION, &Request::on_header);
  curl_easy_setopt(curl, CURLOPT_HEADERDATA, this);
  curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, &Request::on_body);
  curl_easy_setopt(curl, CURLOPT_WRITEDATA, this);
  curl_easy_setopt(curl, CURLOPT_XFERINFOFUNCTION, &Request::on_progress);
  curl_easy_setopt(curl, CURLOPT_XFERINFODATA, this);
  curl_easy_setopt(curl, CURLOPT_NOPROGRESS, 0L);
  if (offset_ == 0) return;
  curl_easy_setopt(curl, CURLOPT_RANGE, fmt::format("{}-", offset_).c_str());
  if (part_.origin().url == url_ && !part_.origin().validator.empty()) {
    headers_.reset(
        curl_slist_append(nullptr, fmt::format("If-Range: {}", part_.origin().validator).c_str()));
    curl_easy_setopt(curl, CURLOPT_HTTPHEADER, headers_.get());
  }
}

Attempt Request::run(const Patience& patience) {
  if (!curl_) fail(kExitNoMemory, "libcurl cannot start a transfer");
  char error_text[CURL_ERROR_SIZE] = "";
  offset_ = first_byte();
  set_options(patience);
  curl_easy_setopt(curl_.get(), CURLOPT_ERRORBUFFER, error_text);
  const CURLcode result = curl_easy_perform(curl_.get());
  if (thrown_) std::rethrow_exception(thrown_);
  stop_when_interrupted();
  Attempt attempt = verdict_ ? *verdict_ : judge(result, error_text);
  attempt.resumed = body_began_ ? answer_.range_begin.value_or(0) > 0 : offset_ > 0;
  curl_off_t asked_for = 0;
  curl_easy_getinfo(curl_.get(), CURLINFO_RETRY_AFTER, &asked_for);
  attempt.wait_seconds = static_cast<double>(asked_for);
  return attempt;
}

bool Request::give_up(Outcome outcome, std::string reason) {
  verdict_ = Attempt{outcome, std::move(reason)};
  return false;
}

// Looks at the answer before its first byte is taken. Returns false when it is of no use.
bool Request::begin_body() {
  long status = 0;
  curl_easy_getinfo(curl_.get(), CURLINFO_RESPONSE_CODE, &status);
  const bool remote = is_remote(url_);
  if (remote && status != kOk && status != kPartial) {
    verdict_ = judge_status(status);
    return false;
  }
  if (answer_.type.rfind("text/html", 0) == 0) {
    return give_up(Outcome::useless, "the answer is a web page, not the file");
  }
  if (status == kPartial && answer_.range_begin != offset_) {
    part_.restart();
    return give_up(Outcome::again, fmt::format("asked for byte {} on, it sends from {}", offset_,
                                               answer_.range_begin.value_or(0)));
  }
  const std::optional<std::uint64_t> all = status == kPartial ? answer_.range_all : answer_.length;
  if (all && file_.size && *all != *file_.size) {
    return give_up(Outcome::useless,
                   fmt::format("the file there has {} bytes, {} expected", *all, *file_.size));
  }
  if (status != kPartial) part_.restart();
  part_.set_origin({url_, answer_.validator()});
  if (all) check_room(*all);
  progress_.begin(file_.name, part_.size(), all ? all : file_.size);
  body_began_ = true;
  return true;
}

void Request::check_room(std::uint64_t all) const {
  struct statvfs disk {};
  if (statvfs(part_.path().c_str(), &disk) != 0) return;
  const std::uint64_t room = static_cast<std::uint64_t>(disk.f_bavail) * disk.f_frsize;
  const std::uint64_t wanted = all - std::min(all, part_.size());
  if (wanted > room) {
    fail(kExitIo, "{}: {} more are needed, the disk has room for {}", part_.path(),
         bytes_text(wanted), bytes_text(room));
  }
}

bool Request::take(const char* bytes, std::size_t size) {
  if (!body_began_ && !begin_body()) return false;
  if (file_.size && part_.size() + size > *file_.size) {
    part_.restart();
    return give_up(Outcome::useless,
                   fmt::format("the file there has more than the {} bytes expected", *file_.size));
  }
  part_.append(bytes, size);
  progress_.update(part_.size());
  return true;
}

Attempt Request::judge_status(long status) {
  if (status == kPastTheEnd && offset_ > 0) {
    if (answer_.range_all == offset_) return {Outcome::complete, ""};
    part_.restart();
    return {Outcome::again, "what is there is longer than the file; from the beginning"};
  }
  const bool busy = status == kRequestTimeout || status == kTooMany || status >= kServerErrors;
  return {busy ? Outcome::again : Outcome::useless, fmt::format("the server answers {}", status)};
}

Attempt Request::judge(CURLcode result, const char* error_text) {
  const std::string reason =
      *error_text != '\0' ? std::string(error_text) : std::string(curl_easy_strerror(result));
  switch (result) {
    case CURLE_OK: break;
    case CURLE_OPERATION_TIMEDOUT:
      return {Outcome::again, body_began_ ? "no more bytes come" : "no answer comes"};
    case CURLE_PARTIAL_FILE: return {Outcome::again, "the connection was cut"};
    case CURLE_UNSUPPORTED_PROTOCOL:
    case CURLE_URL_MALFORMAT:
    case CURLE_COULDNT_RESOLVE_HOST:
    case CURLE_TOO_MANY_REDIRECTS:
    case CURLE_PEER_FAILED_VERIFICATION:
    case CURLE_SSL_CACERT_BADFILE:
    case CURLE_FILE_COULDNT_READ_FILE: return {Outcome::useless, reason};
    default: return {Outcome::again, reason};
  }
  long status = 0;
  curl_easy_getinfo(curl_.get(), CURLINFO_RESPONSE_CODE, &status);
  if (is_remote(url_) && status != kOk && status != kPartial) return judge_status(status);
  if (!body_began_) return {Outcome::useless, "the file there is empty"};
  if (file_.size && part_.size() < *file_.size) {
    return {Outcome::again, fmt::format("only {} of {} bytes came", part_.size(), *file_.size)};
  }
  return {Outcome::complete, ""};
}

std::size_t Request::on_header(char* line, std::size_t size, std::size_t count, void* self) {
  static_cast<Request*>(self)->answer_.read(std::string(line, size * count));
  return size * count;
}

std::size_t Request::on_body(char* bytes, std::size_t size, std::size_t count, void* self) {
  auto* request = static_cast<Request*>(self);
  try {
    return request->take(bytes, size * count) ? size * count : CURL_WRITEFUNC_ERROR;
  } catch (...) {
    request->thrown_ = std::current_exception();
    return CURL_WRITEFUNC_ERROR;
  }
}

int Request::on_progress(void*, curl_off_t, curl_off_t, curl_off_t, curl_off_t) {
  return interrupt_signal() == 0 ? 0 : 1;
}

}  // namespace

Attempt transfer(const std::string& url, const PublishedFile& file, PartFile& part,
                 Progress& progress, const Patience& patience) {
  return Request(url, file, part, progress).run(patience);
}

bool is_remote(const std::string& url) { return lower(url.substr(0, 5)) != "file:"; }

std::string host_of(const std::string& url) {
  const std::size_t begin = url.find("://");
  if (begin == std::string::npos || !is_remote(url)) return "this machine";
  return url.substr(begin + 3, url.find('/', begin + 3) - begin - 3);
}

}  // namespace clipdraw_models

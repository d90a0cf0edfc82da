// SPDX-FileCopyrightText: 2026 the clipdraw authors
// SPDX-License-Identifier: Apache-2.0

#include "prompt/unicode.hpp"

#include <unicode/locid.h>
#include <unicode/normalizer2.h>
#include <unicode/uchar.h>
#include <unicode/unistr.h>
#include <unicode/ustring.h>

#include <cstdint>

#include "base/error.hpp"

namespace clipdraw {
namespace {

constexpr size_t kMaxBytes = size_t{1} << 26;  // ICU counts in 32 bits

icu::UnicodeString to_icu(std::u32string_view text) {
  return icu::UnicodeString::fromUTF32(reinterpret_cast<const UChar32*>(text.data()),
                                       static_cast<int32_t>(text.size()));
}

std::u32string from_icu(const icu::UnicodeString& text) {
  std::u32string out;
  out.reserve(static_cast<size_t>(text.length()));
  for (int32_t at = 0; at < text.length(); at = text.moveIndex32(at, 1)) {
    out += static_cast<char32_t>(text.char32At(at));
  }
  return out;
}

std::u32string normalise(const std::u32string& text,
                         const icu::Normalizer2* (*normaliser)(UErrorCode&)) {
  UErrorCode status = U_ZERO_ERROR;
  const icu::Normalizer2* form = normaliser(status);
  icu::UnicodeString normal;
  if (U_SUCCESS(status)) normal = form->normalize(to_icu(text), status);
  if (U_FAILURE(status)) {
    fail(Status::internal, "text could not be normalised ({})", u_errorName(status));
  }
  return from_icu(normal);
}

}  // namespace

std::u32string utf8_to_code_points(std::string_view utf8) {
  if (utf8.size() > kMaxBytes) {
    fail(Status::invalid_argument, "text has {} bytes, at most {} are read", utf8.size(),
         kMaxBytes);
  }
  UErrorCode status = U_ZERO_ERROR;
  std::u32string out(utf8.size(), U'\0');  // never more code points than bytes
  int32_t length = 0;
  icu::UnicodeString utf16;
  const int32_t bytes = static_cast<int32_t>(utf8.size());
  int32_t units = 0;
  UChar* buffer = utf16.getBuffer(bytes + 1);
  u_strFromUTF8(buffer, bytes + 1, &units, utf8.data(), bytes, &status);
  utf16.releaseBuffer(U_SUCCESS(status) ? units : 0);
  if (U_SUCCESS(status)) {
    length = utf16.toUTF32(reinterpret_cast<UChar32*>(out.data()), static_cast<int32_t>(out.size()),
                           status);
  }
  // An exactly full buffer only warns that there is no room for a final zero.
  if (U_FAILURE(status)) {
    fail(Status::invalid_argument, "text is not valid UTF-8 ({})", u_errorName(status));
  }
  out.resize(static_cast<size_t>(length));
  return out;
}

std::string code_points_to_utf8(std::u32string_view text) {
  std::string out;
  to_icu(text).toUTF8String(out);
  return out;
}

std::u32string lower_case(const std::u32string& text) {
  return from_icu(to_icu(text).toLower(icu::Locale::getRoot()));
}

std::u32string lower_case_each(const std::u32string& text) {
  std::u32string out;
  out.reserve(text.size());
  for (const char32_t c : text) {
    if (c == 0x130) {  // I with a dot above is the one letter that becomes two
      out += U"i\u0307";
    } else {
      out += static_cast<char32_t>(u_tolower(static_cast<UChar32>(c)));
    }
  }
  return out;
}

std::u32string compose(const std::u32string& text) {
  return normalise(text, &icu::Normalizer2::getNFCInstance);
}

std::u32string decompose(const std::u32string& text) {
  return normalise(text, &icu::Normalizer2::getNFDInstance);
}

bool is_letter(char32_t c) { return (U_GET_GC_MASK(static_cast<UChar32>(c)) & U_GC_L_MASK) != 0; }

bool is_number(char32_t c) { return (U_GET_GC_MASK(static_cast<UChar32>(c)) & U_GC_N_MASK) != 0; }

bool is_white_space(char32_t c) { return u_isUWhiteSpace(static_cast<UChar32>(c)) != 0; }

}  // namespace clipdraw

// SPDX-FileCopyrightText: 2026 the clipdraw authors
// SPDX-License-Identifier: Apache-2.0

// The opcodes are those of Python's pickle protocols 0 to 5 (Lib/pickletools.py documents them).

#include "weights/pickle_reader.hpp"

#include <charconv>
#include <unordered_map>
#include <utility>

#include "base/error.hpp"
#include "weights/bytes.hpp"

namespace clipdraw {

namespace {

// A checkpoint with its optimizer has some hundred thousand values.
constexpr size_t kMostValues = size_t{1} << 21;

}  // namespace

class Unpickler {
 public:
  Unpickler(const uint8_t* bytes, size_t size, const std::string& subject)
      : bytes_(bytes), size_(size), subject_(subject) {
    for (const PickleKind kind : {PickleKind::none, PickleKind::boolean, PickleKind::boolean,
                                  PickleKind::tuple, PickleKind::other}) {
      make(kind);
    }
    value(kPickleTrue).number = 1;
  }

  Pickle run() {
    for (;;) {
      opcode_at_ = at_;
      const uint8_t opcode = number_of<uint8_t>(1);
      if (opcode == '.') break;
      step(opcode);
    }
    pickle_.root_ = pop();
    pickle_.bytes_ = at_;
    return std::move(pickle_);
  }

 private:
  [[noreturn]] void damaged(const std::string& what) const {
    fail(Status::bad_weights, "{}: the pickle is damaged at byte {}: {}; fetch the file again",
         subject_, opcode_at_, what);
  }

  // The bytes of the pickle.
  const uint8_t* take(uint64_t count) {
    if (count > size_ - at_) damaged("it breaks off, the file is cut short");
    const uint8_t* from = bytes_ + at_;
    at_ += static_cast<size_t>(count);
    return from;
  }
  template <typename T>
  T number_of(size_t width) {
    return static_cast<T>(little_endian(take(width), width));
  }
  std::string_view text_of(uint64_t count) {
    const uint8_t* from = take(count);
    return as_text(from, static_cast<size_t>(count));
  }
  std::string_view line() {
    const std::string_view rest = as_text(bytes_ + at_, size_ - at_);
    const size_t end = rest.find('\n');
    if (end == std::string_view::npos) damaged("it breaks off, the file is cut short");
    at_ += end + 1;
    return rest.substr(0, end);
  }

  // The values made so far.
  PickleValue& value(PickleRef ref) { return pickle_.values_[ref]; }
  PickleRef make(PickleKind kind) {
    if (pickle_.values_.size() == kMostValues)
      damaged(fmt::format("it holds more than {} values", kMostValues));
    pickle_.values_.emplace_back();
    pickle_.values_.back().kind = kind;
    return static_cast<PickleRef>(pickle_.values_.size() - 1);
  }

  // The stack. Values under the last mark belong to what began before it.
  void push(PickleRef ref) { stack_.push_back(ref); }
  size_t bottom() const { return marks_.empty() ? 0 : marks_.back(); }
  PickleRef top() const {
    if (stack_.size() == bottom()) damaged("a value is missing");
    return stack_.back();
  }
  PickleRef pop() {
    const PickleRef ref = top();
    stack_.pop_back();
    return ref;
  }
  std::vector<PickleRef> pop_to_mark() {
    if (marks_.empty()) damaged("a mark is missing");
    const auto first = stack_.begin() + static_cast<std::ptrdiff_t>(marks_.back());
    std::vector<PickleRef> items(first, stack_.end());
    stack_.erase(first, stack_.end());
    marks_.pop_back();
    return items;
  }

  void push_text(std::string_view text) {
    const PickleRef ref = make(PickleKind::text);
    value(ref).text = text;
    push(ref);
  }
  void push_integer(int64_t number) {
    const PickleRef ref = make(PickleKind::integer);
    value(ref).number = number;
    push(ref);
  }
  void push_integer(std::string_view bytes) {
    if (bytes.size() <= 8) {
      uint64_t number = little_endian(reinterpret_cast<const uint8_t*>(bytes.data()), bytes.size());
      const size_t unused = 64 - 8 * bytes.size();
      if (!bytes.empty() && (static_cast<uint8_t>(bytes.back()) & 0x80) != 0 && unused > 0)
        number |= ~uint64_t{0} << (64 - unused);
      push_integer(static_cast<int64_t>(number));
      return;
    }
    const PickleRef ref = make(PickleKind::big_integer);
    value(ref).text = bytes;
    push(ref);
  }
  void push_decimal(std::string_view text) {
    if (!text.empty() && text.back() == 'L') text.remove_suffix(1);
    int64_t number = 0;
    const auto result = std::from_chars(text.data(), text.data() + text.size(), number);
    if (result.ec != std::errc() || result.ptr != text.data() + text.size())
      return push(kPickleOther);
    push_integer(number);
  }
  void push_items(PickleKind kind, std::vector<PickleRef> items) {
    if (kind == PickleKind::tuple && items.empty()) return push(kPickleEmptyTuple);
    if (kind == PickleKind::dict && items.size() % 2 != 0) damaged("a key has no value");
    const PickleRef ref = make(kind);
    value(ref).items = std::move(items);
    push(ref);
  }
  void push_tuple(size_t count) {
    std::vector<PickleRef> items(count);
    for (size_t i = count; i-- > 0;) items[i] = pop();
    push_items(PickleKind::tuple, std::move(items));
  }
  void push_global(std::string_view module, std::string_view name) {
    const PickleRef ref = make(PickleKind::global);
    value(ref).text = module;
    value(ref).name = name;
    push(ref);
  }
  void push_object(PickleRef callee, PickleRef arguments) {
    const PickleRef ref = make(PickleKind::object);
    value(ref).callee = callee;
    value(ref).arguments = arguments;
    push(ref);
  }
  void push_persistent(PickleRef id) {
    const PickleRef ref = make(PickleKind::persistent);
    value(ref).arguments = id;
    push(ref);
  }

  // Adds items to the list, dict or object on top of the stack.
  void add_items(const std::vector<PickleRef>& items) {
    PickleValue& target = value(top());
    if (target.kind != PickleKind::list && target.kind != PickleKind::dict &&
        target.kind != PickleKind::object) {
      damaged("a value that takes no items is given some");
    }
    target.items.insert(target.items.end(), items.begin(), items.end());
  }
  void add_pairs(const std::vector<PickleRef>& items) {
    if (items.size() % 2 != 0) damaged("a key has no value");
    if (value(top()).kind == PickleKind::list) damaged("a list is given keys");
    add_items(items);
  }

  void memoize(uint32_t key) { memo_[key] = top(); }
  void recall(uint32_t key) {
    const auto found = memo_.find(key);
    if (found == memo_.end()) damaged(fmt::format("value {} is not in the memo", key));
    push(found->second);
  }
  uint32_t key_of(std::string_view digits) const {
    uint32_t key = 0;
    const auto result = std::from_chars(digits.data(), digits.data() + digits.size(), key);
    if (result.ec != std::errc()) damaged("a number is expected");
    return key;
  }

  void step(uint8_t opcode) {
    if (!step_simple(opcode) && !step_made(opcode) && !step_line(opcode))
      damaged(fmt::format("there is no opcode {:#04x}", opcode));
  }

  // Numbers, text, stack and memo.
  bool step_simple(uint8_t opcode) {
    switch (opcode) {
      case 0x80: take(1); break;                                              // PROTO
      case 0x95: take(8); break;                                              // FRAME
      case '(': marks_.push_back(stack_.size()); break;                       // MARK
      case '0': pop_or_mark(); break;                                         // POP
      case '1': pop_to_mark(); break;                                         // POP_MARK
      case '2': push(top()); break;                                           // DUP
      case 'N': push(kPickleNone); break;                                     // NONE
      case 0x88: push(kPickleTrue); break;                                    // NEWTRUE
      case 0x89: push(kPickleFalse); break;                                   // NEWFALSE
      case 'K': push_integer(number_of<uint8_t>(1)); break;                   // BININT1
      case 'M': push_integer(number_of<uint16_t>(2)); break;                  // BININT2
      case 'J': push_integer(number_of<int32_t>(4)); break;                   // BININT
      case 0x8a: push_integer(text_of(number_of<uint8_t>(1))); break;         // LONG1
      case 0x8b: push_integer(text_of(number_of<uint32_t>(4))); break;        // LONG4
      case 'G': take(8), push(kPickleOther); break;                           // BINFLOAT
      case 'U': push_text(text_of(number_of<uint8_t>(1))); break;             // SHORT_BINSTRING
      case 'T': push_text(text_of(number_of<uint32_t>(4))); break;            // BINSTRING
      case 0x8c: push_text(text_of(number_of<uint8_t>(1))); break;            // SHORT_BINUNICODE
      case 'X': push_text(text_of(number_of<uint32_t>(4))); break;            // BINUNICODE
      case 0x8d: push_text(text_of(number_of<uint64_t>(8))); break;           // BINUNICODE8
      case 'C': text_of(number_of<uint8_t>(1)), push(kPickleOther); break;    // SHORT_BINBYTES
      case 'B': text_of(number_of<uint32_t>(4)), push(kPickleOther); break;   // BINBYTES
      case 0x8e: text_of(number_of<uint64_t>(8)), push(kPickleOther); break;  // BINBYTES8
      case 0x96: text_of(number_of<uint64_t>(8)), push(kPickleOther); break;  // BYTEARRAY8
      case 'q': memoize(number_of<uint8_t>(1)); break;                        // BINPUT
      case 'r': memoize(number_of<uint32_t>(4)); break;                       // LONG_BINPUT
      case 0x94: memoize(static_cast<uint32_t>(memo_.size())); break;         // MEMOIZE
      case 'h': recall(number_of<uint8_t>(1)); break;                         // BINGET
      case 'j': recall(number_of<uint32_t>(4)); break;                        // LONG_BINGET
      default: return false;
    }
    return true;
  }

  // Everything made of other values.
  bool step_made(uint8_t opcode) {
    switch (opcode) {
      case ')': push(kPickleEmptyTuple); break;                       // EMPTY_TUPLE
      case 0x85: push_tuple(1); break;                                // TUPLE1
      case 0x86: push_tuple(2); break;                                // TUPLE2
      case 0x87: push_tuple(3); break;                                // TUPLE3
      case 't': push_items(PickleKind::tuple, pop_to_mark()); break;  // TUPLE
      case ']': push_items(PickleKind::list, {}); break;              // EMPTY_LIST
      case 'l': push_items(PickleKind::list, pop_to_mark()); break;   // LIST
      case '}': push_items(PickleKind::dict, {}); break;              // EMPTY_DICT
      case 'd': push_items(PickleKind::dict, pop_to_mark()); break;   // DICT
      case 0x8f: push_object(kPickleNone, kPickleNone); break;        // EMPTY_SET
      case 0x91: pop_to_mark(), push(kPickleOther); break;            // FROZENSET
      case 0x90: pop_to_mark(); break;                                // ADDITEMS
      case 'a': add_items({pop()}); break;                            // APPEND
      case 'e': add_items(pop_to_mark()); break;                      // APPENDS
      case 'u': add_pairs(pop_to_mark()); break;                      // SETITEMS
      case 's': {                                                     // SETITEM
        const PickleRef item = pop();
        const PickleRef key = pop();
        add_pairs({key, item});
        break;
      }
      case 0x93: {  // STACK_GLOBAL
        const std::string_view name = pickle_.text(pop());
        push_global(pickle_.text(pop()), name);
        break;
      }
      case 'R':     // REDUCE
      case 0x81: {  // NEWOBJ
        const PickleRef arguments = pop();
        push_object(pop(), arguments);
        break;
      }
      case 0x92: {  // NEWOBJ_EX
        pop();      // named arguments
        const PickleRef arguments = pop();
        push_object(pop(), arguments);
        break;
      }
      case 'o': {  // OBJ
        std::vector<PickleRef> items = pop_to_mark();
        if (items.empty()) damaged("an object has no class");
        const PickleRef callee = items.front();
        items.erase(items.begin());
        push_items(PickleKind::tuple, std::move(items));
        push_object(callee, pop());
        break;
      }
      case 'b': {  // BUILD
        const PickleRef state = pop();
        value(top()).state = value(top()).kind == PickleKind::object ? state : kPickleNone;
        break;
      }
      case 'Q': push_persistent(pop()); break;  // BINPERSID
      default: return false;
    }
    return true;
  }

  // Protocol 0: arguments are lines of text.
  bool step_line(uint8_t opcode) {
    switch (opcode) {
      case 'I': push_boolean_or(line()); break;               // INT
      case 'L': push_decimal(line()); break;                  // LONG
      case 'F': line(), push(kPickleOther); break;            // FLOAT
      case 'V': push_text(line()); break;                     // UNICODE
      case 'S': push_quoted(line()); break;                   // STRING
      case 'p': memoize(key_of(line())); break;               // PUT
      case 'g': recall(key_of(line())); break;                // GET
      case 'P': line(), push_persistent(kPickleNone); break;  // PERSID
      case 'c': {                                             // GLOBAL
        const std::string_view module = line();
        push_global(module, line());
        break;
      }
      case 'i': {  // INST
        push_items(PickleKind::tuple, pop_to_mark());
        const PickleRef arguments = pop();
        const std::string_view module = line();
        push_global(module, line());
        push_object(pop(), arguments);
        break;
      }
      default: return false;
    }
    return true;
  }

  void pop_or_mark() {
    if (!marks_.empty() && stack_.size() == marks_.back()) {
      marks_.pop_back();
    } else {
      pop();
    }
  }
  void push_boolean_or(std::string_view text) {
    if (text == "00" || text == "01") return push(text == "01" ? kPickleTrue : kPickleFalse);
    push_decimal(text);
  }
  void push_quoted(std::string_view text) {
    if (text.size() < 2) damaged("a text has no quotes");
    push_text(text.substr(1, text.size() - 2));
  }

  const uint8_t* bytes_;
  size_t size_;
  const std::string& subject_;
  size_t at_ = 0;
  size_t opcode_at_ = 0;
  Pickle pickle_;
  std::vector<PickleRef> stack_;
  std::vector<size_t> marks_;
  std::unordered_map<uint32_t, PickleRef> memo_;
};

Pickle Pickle::read(const uint8_t* bytes, size_t size, const std::string& subject) {
  return Unpickler(bytes, size, subject).run();
}

std::string Pickle::global_name(PickleRef ref) const {
  const PickleValue& value = values_[ref];
  if (value.kind != PickleKind::global) return "";
  return std::string(value.text) + "." + std::string(value.name);
}

bool Pickle::is_global(PickleRef ref, std::string_view module, std::string_view name) const {
  const PickleValue& value = values_[ref];
  return value.kind == PickleKind::global && value.text == module && value.name == name;
}

std::string_view Pickle::text(PickleRef ref) const {
  const PickleValue& value = values_[ref];
  return value.kind == PickleKind::text ? value.text : std::string_view();
}

}  // namespace clipdraw

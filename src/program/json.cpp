#include "program/json.h"

#include <algorithm>
#include <charconv>
#include <string>

#include "base/numbers.h"
#include "program/heap.h"

namespace asim {
namespace {

/// Recursive descent (RFC 8259); every function leaves the text behind what it has read.
class Reader {
public:
  Reader(std::string_view text, Pool& pool) : text_{text}, pool_{pool} {}

  std::optional<Value> whole() {
    std::optional<Value> result = value(0);
    skip_blanks();
    return text_.empty() ? result : std::nullopt;
  }

private:
  static constexpr int kDeepest = 64;

  void skip_blanks() { text_.remove_prefix(std::min(text_.find_first_not_of(" \t\r\n"), text_.size())); }

  bool accept(std::string_view word) {
    skip_blanks();
    if (!text_.starts_with(word)) return false;
    text_.remove_prefix(word.size());
    return true;
  }

  std::optional<Value> value(int depth) {
    if (depth > kDeepest) return std::nullopt;
    if (accept("null")) return Value();
    if (accept("true")) return Value::boolean(true);
    if (accept("false")) return Value::boolean(false);
    if (accept("[")) return list(depth);
    if (accept("{")) return record(depth);
    if (!text_.starts_with('"')) return number();
    const std::optional<std::string> read = string();
    return read ? std::optional(Value::adopt(Text::make(pool_, *read))) : std::nullopt;
  }

  std::optional<Value> number() {
    const std::size_t end = std::min(text_.find_first_not_of("+-.0123456789eE"), text_.size());
    const auto read = parse_number(text_.substr(0, end));
    text_.remove_prefix(end);
    return read ? std::optional(Value(*read)) : std::nullopt;
  }

  std::optional<Value> list(int depth) {
    List* made = List::make(pool_);
    const Value result = Value::adopt(made);
    if (accept("]")) return result;
    do {
      const std::optional<Value> member = value(depth + 1);
      if (!member) return std::nullopt;
      made->append(*member);
    } while (accept(","));
    return accept("]") ? std::optional(result) : std::nullopt;
  }

  std::optional<Value> record(int depth) {
    Record* made = Record::make(pool_);
    const Value result = Value::adopt(made);
    if (accept("}")) return result;
    do {
      skip_blanks();
      const std::optional<std::string> key = string();
      const std::optional<Value> member = key && accept(":") ? value(depth + 1) : std::nullopt;
      if (!member) return std::nullopt;
      // Keys that are numbers print as text: JSON has no others.
      const auto as_number = parse_number(*key);
      made->set(as_number ? Value(*as_number) : Value::adopt(Text::make(pool_, *key)), *member);
    } while (accept(","));
    return accept("}") ? std::optional(result) : std::nullopt;
  }

  std::optional<std::string> string() {
    if (!text_.starts_with('"')) return std::nullopt;
    text_.remove_prefix(1);
    std::string read;
    while (!text_.empty() && text_.front() != '"') {
      const char c = text_.front();
      text_.remove_prefix(1);
      if (c != '\\') {
        read += c;
      } else if (!escape(read)) {
        return std::nullopt;
      }
    }
    if (text_.empty()) return std::nullopt;
    text_.remove_prefix(1);
    return read;
  }

  bool escape(std::string& out) {
    constexpr std::string_view kLetters = "\"\\/bfnrt", kMeanings = "\"\\/\b\f\n\r\t";
    if (text_.empty()) return false;
    const char letter = text_.front();
    text_.remove_prefix(1);
    if (letter == 'u') return unicode(out);
    const std::size_t which = kLetters.find(letter);
    if (which == std::string_view::npos) return false;
    out += kMeanings[which];
    return true;
  }

  std::optional<std::uint32_t> four_digits() {
    if (text_.size() < 4) return std::nullopt;
    std::uint32_t code = 0;
    const auto [end, error] = std::from_chars(text_.data(), text_.data() + 4, code, 16);
    if (error != std::errc() || end != text_.data() + 4) return std::nullopt;
    text_.remove_prefix(4);
    return code;
  }

  bool unicode(std::string& out) {
    std::optional<std::uint32_t> code = four_digits();
    if (!code) return false;
    if (*code >= 0xD800 && *code < 0xDC00) {  // the first of a pair
      if (!text_.starts_with("\\u")) return false;
      text_.remove_prefix(2);
      const std::optional<std::uint32_t> second = four_digits();
      if (!second || *second < 0xDC00 || *second > 0xDFFF) return false;
      code = 0x10000 + ((*code - 0xD800) << 10) + (*second - 0xDC00);
    }
    append_utf8(out, *code);
    return true;
  }

  static void append_utf8(std::string& out, std::uint32_t code) {
    const auto put = [&out](std::uint32_t byte) { out += static_cast<char>(byte); };
    if (code < 0x80) return put(code);
    if (code < 0x800) {
      put(0xC0 | code >> 6);
    } else if (code < 0x10000) {
      put(0xE0 | code >> 12);
      put(0x80 | (code >> 6 & 0x3F));
    } else {
      put(0xF0 | code >> 18);
      put(0x80 | (code >> 12 & 0x3F));
      put(0x80 | (code >> 6 & 0x3F));
    }
    put(0x80 | (code & 0x3F));
  }

  std::string_view text_;
  Pool& pool_;
};

}  // namespace

std::optional<Value> parse_json(std::string_view text, Pool& pool) { return Reader(text, pool).whole(); }

}  // namespace asim

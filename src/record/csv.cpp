#include "record/csv.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <utility>

#include "base/numbers.h"

namespace asim {
namespace {

// What a byte may mean in a cell: looked up, since most cells are short and harmless and all are asked.
enum Meaning : std::uint8_t { kHarmless = 0, kQuotes = 1, kComma = 2, kSemicolon = 4, kStartsFormula = 8 };

constexpr std::array<std::uint8_t, 256> kMeanings = [] {
  std::array<std::uint8_t, 256> meanings{};
  for (const char c : {'"', '\r', '\n'}) meanings[static_cast<unsigned char>(c)] |= kQuotes;
  for (const char c : {'=', '+', '-', '@', '\t', '\r'})
    meanings[static_cast<unsigned char>(c)] |= kStartsFormula;
  meanings[','] |= kComma;
  meanings[';'] |= kSemicolon;
  return meanings;
}();

constexpr std::uint8_t meaning_of(char c) { return kMeanings[static_cast<unsigned char>(c)]; }

bool is_formula(std::string_view text) {
  return !text.empty() && (meaning_of(text.front()) & kStartsFormula) != 0;
}

constexpr std::size_t kRoomBetween = 3;  // for a separator or the end of a line

std::size_t room_for(std::string_view text) { return 2 * text.size() + 3; }

char* write_quoted(char* out, std::string_view text, bool is_guarded) {
  *out++ = '"';
  if (is_guarded) *out++ = '\'';
  for (const char c : text) {
    if (c == '"') *out++ = '"';
    *out++ = c;
  }
  *out++ = '"';
  return out;
}

// At most room_for(text) characters; returns their end. Whether a cell must be quoted is known when it has
// been copied: then it is written again.
char* write_cell(char* const out, std::string_view text, char separator, bool is_guarded) {
  char* end = out;
  if (is_guarded) *end++ = '\'';
  std::uint8_t found = kHarmless;
  for (const char c : text) {
    *end++ = c;
    found |= meaning_of(c);
  }
  return (found & (kQuotes | meaning_of(separator))) == 0 ? end : write_quoted(out, text, is_guarded);
}

}  // namespace

void append_csv_text(std::string& line, std::string_view text, char separator) {
  const std::size_t size = line.size();
  line.resize(size + room_for(text));
  const char* end = write_cell(line.data() + size, text, separator, is_formula(text));
  line.resize(static_cast<std::size_t>(end - line.data()));
}

std::string_view without_formula_guard(std::string_view cell) {
  return cell.starts_with('\'') && is_formula(cell.substr(1)) ? cell.substr(1) : cell;
}

char* CsvLine::begin_cell(std::size_t room) {
  if (is_first_) {
    is_first_ = false;
    used_ = 0;
  } else {
    buffer_[used_++] = separator();
  }
  if (buffer_.size() < used_ + room + kRoomBetween) [[unlikely]]
    buffer_.resize(2 * (used_ + room + kRoomBetween));
  return buffer_.data() + used_;
}

CsvLine& CsvLine::add(std::string_view text, bool is_guarded) {
  char* const begin = begin_cell(room_for(text));
  used_ += static_cast<std::size_t>(write_cell(begin, text, separator(), is_guarded) - begin);
  return *this;
}

CsvLine& CsvLine::add_text(std::string_view text) { return add(text, is_formula(text)); }

CsvLine& CsvLine::add_harmless(std::string_view text) {
  std::copy_n(text.data(), text.size(), begin_cell(text.size()));
  used_ += text.size();
  return *this;
}

CsvLine& CsvLine::add_number(double value) {
  fmt::memory_buffer text;
  append_number(text, value);
  return add_harmless({text.data(), text.size()});
}

CsvLine& CsvLine::add_plain(std::string_view text) { return add(text, false); }

std::string_view CsvLine::take() {
  if (std::exchange(is_first_, true)) used_ = 0;
  const std::string_view end = is_excel() ? "\r\n" : "\n";
  std::copy(end.begin(), end.end(), buffer_.data() + used_);
  return {buffer_.data(), used_ + end.size()};
}

}  // namespace asim

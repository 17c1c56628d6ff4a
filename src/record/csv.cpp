#include "record/csv.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <cstring>
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

constexpr std::size_t kRoomBehind = 2;  // a cell: for a separator or the end of a line

std::size_t room_for(std::string_view text) { return 2 * text.size() + 3; }

template <class Word>
Word copy_word(char* out, const char* text) {
  Word word;
  std::memcpy(&word, text, sizeof word);
  std::memcpy(out, &word, sizeof word);
  return word;
}

// Whether one of the bytes is below `limit`, at most 128 (Mycroft; Anderson, "Bit Twiddling Hacks").
bool has_below(std::uint64_t bytes, std::uint8_t limit) {
  constexpr std::uint64_t ones = 0x0101010101010101;
  return ((bytes - ones * limit) & ~bytes & ones * 0x80) != 0;
}

// Copies text, which is mostly short: the words that it begins and ends with may overlap. Returns whether
// `watch` was true of all of them; a text of less than a word is shown with some of it repeated.
template <class Watch>
[[gnu::always_inline]] inline bool copy_watched(char* out, std::string_view text, Watch watch) {
  const char* const from = text.data();
  const std::size_t size = text.size();
  if (size >= 8) {
    const std::size_t last = size - 8;
    bool is_fine = watch(copy_word<std::uint64_t>(out + last, from + last));
    for (std::size_t at = 0; at < last; at += 8)
      is_fine &= watch(copy_word<std::uint64_t>(out + at, from + at));
    return is_fine;
  }
  if (size >= 4) {
    const std::uint64_t front = copy_word<std::uint32_t>(out, from);
    const std::uint64_t back = copy_word<std::uint32_t>(out + size - 4, from + size - 4);
    return watch(front << 32 | back);
  }
  if (size == 0) return true;
  constexpr std::uint64_t ones = 0x0101010101010101;
  const std::uint64_t front = copy_word<std::uint8_t>(out, from);
  const std::uint64_t middle = copy_word<std::uint8_t>(out + size / 2, from + size / 2);
  const std::uint64_t back = copy_word<std::uint8_t>(out + size - 1, from + size - 1);
  return watch((ones << 16) * front | middle << 8 | back);
}

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

[[gnu::always_inline]] inline bool CsvLine::has_room(std::size_t room) const {
  return static_cast<std::size_t>(limit_ - at_) >= room + kRoomBehind;
}

// To its own place, which grows if it must: once for all lines that are as long.
[[gnu::noinline]] void CsvLine::move_for(std::size_t room) {
  const auto used = static_cast<std::size_t>(at_ - begin_);
  const std::size_t needed = used + room + kRoomBehind;
  if (begin_ == own_.data() || own_.size() < needed) {
    std::string larger(2 * needed, '\0');
    std::copy(begin_, at_, larger.data());
    own_ = std::move(larger);
  } else {
    std::copy(begin_, at_, own_.data());
  }
  begin_in(own_);
  at_ += used;
}

[[gnu::always_inline]] inline char* CsvLine::begin_cell(std::size_t room) {
  if (!has_room(room)) [[unlikely]]
    move_for(room);
  return at_;
}

[[gnu::always_inline]] inline CsvLine& CsvLine::end_cell(char* end) {
  *end++ = separator_;
  at_ = end;
  return *this;
}

// Most cells are names: what may have to be quoted is the separator or stands below it, and of names all
// stands above.
CsvLine& CsvLine::add_text(std::string_view text) {
  const bool is_guarded = is_formula(text);
  if (!is_guarded && has_room(text.size())) [[likely]] {
    char* const cell = at_;
    const auto least = static_cast<std::uint8_t>(separator_ + 1);
    if (copy_watched(cell, text, [least](std::uint64_t word) { return !has_below(word, least); }))
      return end_cell(cell + text.size());
  }
  return add(text, is_guarded);
}

[[gnu::noinline]] CsvLine& CsvLine::add(std::string_view text, bool is_guarded) {
  return end_cell(write_cell(begin_cell(room_for(text)), text, separator(), is_guarded));
}

CsvLine& CsvLine::add_harmless(std::string_view text) {
  char* const cell = begin_cell(text.size());
  copy_watched(cell, text, [](std::uint64_t) { return true; });
  return end_cell(cell + text.size());
}

CsvLine& CsvLine::add_number(double value) {
  return end_cell(write_number(begin_cell(kLongestNumber), value));
}

CsvLine& CsvLine::add_plain(std::string_view text) { return add(text, false); }

std::string_view CsvLine::take() {
  const char* const begin = begin_;
  char* end = at_;
  if (end != begin) --end;  // the last separator
  if (is_excel()) *end++ = '\r';
  *end++ = '\n';
  begin_in(own_);
  return {begin, static_cast<std::size_t>(end - begin)};
}

}  // namespace asim

#include "record/timeline_reader.h"

#include <fmt/format.h>

#include <filesystem>
#include <fstream>
#include <limits>
#include <vector>

#include "base/csv_reader.h"
#include "base/numbers.h"
#include "record/csv.h"

namespace asim {
namespace {

constexpr std::string_view kColumns[] = {"time", "process", "event", "object", "detail"};

[[noreturn]] void fail(const std::string& path, std::uint64_t line, std::string_view what) {
  throw TimelineError(fmt::format("line {} of `{}`: {}", line, path, what));
}

double time_of(const std::string& text, const std::string& path, std::uint64_t line) {
  if (text == "inf" || text == "null") return std::numeric_limits<double>::infinity();
  if (const auto time = parse_number(text)) return *time;
  fail(path, line, fmt::format("the time must be a number, not `{}`", text));
}

// ---- comma-separated values ----

class CsvTimeline final : public RowSource {
public:
  CsvTimeline(const std::string& path, char separator) : path_(path), reader_(path, separator) {
    reader_.next(cells_);  // the header
  }

  std::optional<TimelineRow> next() override {
    if (!reader_.next(cells_)) return {};
    if (const std::string problem = row_problem(reader_, cells_, std::size(kColumns)); !problem.empty())
      fail(path_, reader_.line(), problem);
    return TimelineRow{time_of(cells_[0], path_, reader_.line()), text(1), text(2), text(3), text(4)};
  }

private:
  std::string text(std::size_t column) const { return std::string(without_formula_guard(cells_[column])); }

  std::string path_;
  CsvReader reader_;
  std::vector<std::string> cells_;
};

// ---- JSON lines ----

/// One flat object of texts and numbers, as the sink writes it.
class JsonLine {
public:
  explicit JsonLine(std::string_view text) : text_(text) {}

  /// The members' values in order; nothing if it is no such object.
  std::optional<std::vector<std::string>> values() {
    std::vector<std::string> all;
    if (!take('{')) return {};
    for (const std::string_view column : kColumns) {
      if (!all.empty() && !take(',')) return {};
      const auto key = text();
      if (!key || *key != column || !take(':')) return {};
      auto value = peek() == '"' ? text() : word();
      if (!value) return {};
      all.push_back(std::move(*value));
    }
    if (!take('}')) return {};
    skip_blanks();
    if (!text_.empty()) return {};
    return all;
  }

private:
  void skip_blanks() {
    while (!text_.empty() && (text_[0] == ' ' || text_[0] == '\r')) text_.remove_prefix(1);
  }
  char peek() {
    skip_blanks();
    return text_.empty() ? '\0' : text_[0];
  }
  bool take(char c) {
    if (peek() != c) return false;
    text_.remove_prefix(1);
    return true;
  }
  std::optional<std::string> word() {
    const std::size_t end = text_.find_first_of(",} ");
    std::string result(text_.substr(0, end));
    text_.remove_prefix(std::min(end, text_.size()));
    return result.empty() ? std::nullopt : std::optional(result);
  }
  std::optional<std::string> text() {
    if (!take('"')) return {};
    std::string result;
    while (!text_.empty() && text_[0] != '"') {
      if (text_[0] != '\\') {
        result += text_[0];
        text_.remove_prefix(1);
      } else if (!append_escaped(result)) {
        return {};
      }
    }
    return take('"') ? std::optional(result) : std::nullopt;
  }
  bool append_escaped(std::string& result) {
    if (text_.size() < 2) return false;
    const char kind = text_[1];
    text_.remove_prefix(2);
    constexpr std::string_view kLetters = "ntr\"\\/", kMeant = "\n\t\r\"\\/";
    if (const std::size_t at = kLetters.find(kind); at != std::string_view::npos) {
      result += kMeant[at];
      return true;
    }
    if (kind != 'u' || text_.size() < 4) return false;
    unsigned code = 0;
    for (const char digit : text_.substr(0, 4)) {
      const std::size_t value = std::string_view("0123456789abcdef").find(digit);
      if (value == std::string_view::npos) return false;
      code = 16 * code + static_cast<unsigned>(value);
    }
    text_.remove_prefix(4);
    append_character(result, code);
    return true;
  }
  static void append_character(std::string& result, unsigned code) {
    const auto byte = [&](unsigned bits) { result += static_cast<char>(bits); };
    if (code < 0x80) return byte(code);
    byte(code < 0x800 ? 0xC0 | code >> 6 : 0xE0 | code >> 12);
    if (code >= 0x800) byte(0x80 | (code >> 6 & 0x3F));
    byte(0x80 | (code & 0x3F));
  }

  std::string_view text_;
};

class JsonTimeline final : public RowSource {
public:
  explicit JsonTimeline(const std::string& path) : path_(path), file_(path) {}

  std::optional<TimelineRow> next() override {
    std::string line;
    do {
      if (!std::getline(file_, line)) return {};
      ++line_;
    } while (line.empty());
    auto values = JsonLine(line).values();
    if (!values) fail(path_, line_, "no row of a timeline");
    auto& v = *values;
    return TimelineRow{time_of(v[0], path_, line_), std::move(v[1]), std::move(v[2]), std::move(v[3]),
                       std::move(v[4])};
  }

private:
  std::string path_;
  std::ifstream file_;
  std::uint64_t line_ = 0;
};

}  // namespace

std::unique_ptr<RowSource> open_timeline(const std::string& path) {
  std::error_code error;
  if (!std::filesystem::is_regular_file(path, error)) return nullptr;
  std::ifstream file(path);
  std::string first;
  std::getline(file, first);
  if (first.starts_with("\xEF\xBB\xBF")) first.erase(0, 3);
  if (!first.empty() && first.back() == '\r') first.pop_back();
  for (const char separator : {',', ';'}) {
    if (first == fmt::format("{}", fmt::join(kColumns, std::string(1, separator))))
      return std::make_unique<CsvTimeline>(path, separator);
  }
  if (first.starts_with("{\"time\":")) return std::make_unique<JsonTimeline>(path);
  return nullptr;
}

}  // namespace asim

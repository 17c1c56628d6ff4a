#include "base/source.h"

#include <algorithm>
#include <limits>
#include <stdexcept>

#include "base/utf8.h"

namespace asim {

namespace {

constexpr std::string_view byte_order_mark = "\xEF\xBB\xBF";

std::vector<std::uint32_t> find_line_starts(std::string_view text) {
  std::vector<std::uint32_t> starts{0};
  for (std::size_t at = text.find('\n'); at != std::string_view::npos; at = text.find('\n', at + 1)) {
    starts.push_back(static_cast<std::uint32_t>(at + 1));
  }
  return starts;
}

}  // namespace

Span Span::to(Span other) const {
  if (!known()) return other;
  if (!other.known()) return *this;
  return {std::min(begin, other.begin), std::max(end, other.end)};
}

std::string_view Source::line_text(std::uint32_t line) const {
  if (line == 0 || line > line_starts.size()) return {};
  const std::size_t begin = line_starts[line - 1];
  const std::size_t end = line < line_starts.size() ? line_starts[line] : text.size();
  std::string_view result = std::string_view(text).substr(begin, end - begin);
  if (result.ends_with('\n')) result.remove_suffix(1);
  if (result.ends_with('\r')) result.remove_suffix(1);
  return result;
}

std::string Source::shown_name() const { return name == "-" ? "<stdin>" : sanitized(name); }

const Source& Sources::add(std::string name, std::string text) {
  // One offset of its own separates two files, so that the end of a file is no place in the next one; offset
  // 0 stays free for "no place".
  const std::uint64_t base = sources_.empty() ? 1 : sources_.back().base + sources_.back().text.size() + 1;
  if (base + text.size() >= std::numeric_limits<std::uint32_t>::max()) {
    throw std::length_error("all files together are larger than 4 GiB");
  }
  auto starts = find_line_starts(text);
  return sources_.emplace_back(
      Source{std::move(name), std::move(text), static_cast<std::uint32_t>(base), std::move(starts)});
}

const Source& Sources::source_at(std::uint32_t offset) const {
  const auto next = std::upper_bound(sources_.begin(), sources_.end(), offset,
                                     [](std::uint32_t at, const Source& source) { return at < source.base; });
  return next == sources_.begin() ? *next : *std::prev(next);
}

Location Sources::locate(Span span) const {
  const Source& source = source_at(span.begin);
  const std::uint32_t offset =
      std::min(span.begin - source.base, static_cast<std::uint32_t>(source.text.size()));
  const auto next = std::upper_bound(source.line_starts.begin(), source.line_starts.end(), offset);
  const auto line = static_cast<std::uint32_t>(next - source.line_starts.begin());
  const auto before = std::string_view(source.text).substr(*std::prev(next), offset - *std::prev(next));
  return {&source, line, static_cast<std::uint32_t>(visible_width(before)) + 1};
}

std::string_view Sources::text_of(Span span) const {
  if (!span.known()) return {};
  const Source& source = source_at(span.begin);
  const std::string_view text = source.text;
  const std::size_t begin = std::min<std::size_t>(span.begin - source.base, text.size());
  return text.substr(begin, span.end - span.begin);
}

std::string Sources::line_reference(Span span) const {
  const Location location = locate(span);
  return location.source->shown_name() + ":" + std::to_string(location.line);
}

std::string visible(std::string_view text) {
  std::string result;
  if (text.starts_with(byte_order_mark)) text.remove_prefix(byte_order_mark.size());
  while (!text.empty()) {
    const std::size_t tab = std::min(text.find('\t'), text.size());
    result += sanitized(text.substr(0, tab));
    if (tab == text.size()) break;
    result += "    ";
    text.remove_prefix(tab + 1);
  }
  return result;
}

std::size_t visible_width(std::string_view text) {
  // Columns are asked for at the end of lines that may be megabytes long: what is plain ASCII is only
  // counted.
  const auto simple = [](char c) { return c >= ' ' && c <= '~'; };
  const auto first = std::find_if_not(text.begin(), text.end(), simple);
  const auto count = static_cast<std::size_t>(first - text.begin());
  return count == text.size() ? count : count + display_width(visible(text.substr(count)));
}

}  // namespace asim

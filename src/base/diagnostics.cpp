#include "base/diagnostics.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/utf8.h"

namespace asim {

namespace {

constexpr std::size_t widest_line = 120;  // display columns of an excerpt; longer lines are clipped
constexpr std::size_t before_caret = 60;  // columns kept in front of the caret of a clipped line
constexpr std::size_t most_shown = 100;   // diagnostics in one rendering

struct Theme {
  std::string_view head, bold, gutter, off;
};

Theme theme_of(Severity severity, bool colour) {
  if (!colour) return {};
  const std::string_view head = severity == Severity::error     ? "\x1b[1;31m"
                                : severity == Severity::warning ? "\x1b[1;33m"
                                                                : "\x1b[1;36m";
  return {head, "\x1b[1m", "\x1b[1;34m", "\x1b[0m"};
}

std::string_view word_for(Severity severity) {
  switch (severity) {
    case Severity::error: return "error";
    case Severity::warning: return "warning";
    case Severity::note: break;
  }
  return "note";
}

// The first line of a span, ready to be printed: what stands before, in and behind the span.
struct Excerpt {
  std::string before, marked, behind;
};

bool continues_character(char c) { return (static_cast<unsigned char>(c) & 0xC0u) == 0x80u; }

// The longest beginning of `text` that is at most `columns` wide; whole characters only.
std::string_view fitting(std::string_view text, std::size_t columns) {
  std::size_t end = 0, used = 0;
  while (end < text.size()) {
    std::size_t next = end + 1;
    while (next < text.size() && continues_character(text[next])) ++next;
    used += visible_width(text.substr(end, next - end));
    if (used > columns) break;
    end = next;
  }
  return text.substr(0, end);
}

// The same from the other end.
std::string_view fitting_back(std::string_view text, std::size_t columns) {
  std::size_t begin = text.size(), used = 0;
  while (begin > 0) {
    std::size_t next = begin - 1;
    while (next > 0 && continues_character(text[next])) --next;
    used += visible_width(text.substr(next, begin - next));
    if (used > columns) break;
    begin = next;
  }
  return text.substr(begin);
}

Excerpt excerpt_of(std::string_view line, std::size_t begin, std::size_t length) {
  begin = std::min(begin, line.size());
  std::string_view before = line.substr(0, begin);
  std::string_view marked = line.substr(begin, length);
  std::string_view behind = line.substr(begin + marked.size());
  bool cut_front = false, cut_back = false;
  if (visible_width(line) > widest_line) {
    const std::string_view all_before = before, all_marked = marked, all_behind = behind;
    before = fitting_back(before, before_caret - 1);
    const std::size_t room = widest_line - 1 - visible_width(before) - 1;
    marked = fitting(marked, room);
    behind = marked.size() < all_marked.size() ? std::string_view()
                                               : fitting(behind, room - visible_width(marked));
    cut_front = before.size() < all_before.size();
    cut_back = marked.size() < all_marked.size() || behind.size() < all_behind.size();
  }
  return {(cut_front ? "…" : "") + visible(before), visible(marked), visible(behind) + (cut_back ? "…" : "")};
}

// How many bytes of the span lie in its first line, without the space at that line's end if it goes on.
std::size_t length_in_line(std::string_view line, std::size_t begin, std::size_t length) {
  if (begin + length <= line.size()) return length;
  const std::size_t last = line.find_last_not_of(" \t");
  const std::size_t end = last == std::string_view::npos ? line.size() : last + 1;
  return end > begin ? end - begin : 0;
}

void render_place(std::string& out, Span span, std::string_view label, const Sources& sources,
                  std::size_t gutter, const Theme& theme) {
  const Location place = sources.locate(span);
  const std::string_view line = place.source->line_text(place.line);
  const std::size_t begin = span.begin - place.source->base - place.source->line_starts[place.line - 1];
  const Excerpt excerpt = excerpt_of(line, begin, length_in_line(line, begin, span.end - span.begin));
  const std::size_t indent = display_width(excerpt.before);
  const std::size_t carets = std::max<std::size_t>(1, display_width(excerpt.marked));

  out += fmt::format("{:{}}{}-->{} {}:{}:{}\n", "", gutter, theme.gutter, theme.off,
                     place.source->shown_name(), place.line, place.column);
  out += fmt::format("{:{}} {}|{}\n", "", gutter, theme.gutter, theme.off);
  const std::string text = excerpt.before + excerpt.marked + excerpt.behind;
  out += fmt::format("{}{:>{}} |{}{}{}\n", theme.gutter, place.line, gutter, theme.off,
                     text.empty() ? "" : " ", text);
  out += fmt::format("{:{}} {}|{} {:{}}{}{:^>{}}", "", gutter, theme.gutter, theme.off, "", indent,
                     theme.head, "", carets);
  if (!label.empty()) out += " " + sanitized(label);
  out += fmt::format("{}\n", theme.off);
}

std::size_t gutter_width(const Diagnostic& diagnostic, const Sources& sources) {
  std::uint32_t line = 1;
  const auto include = [&](Span span) {
    if (span.known()) line = std::max(line, sources.locate(span).line);
  };
  include(diagnostic.span);
  for (const Note& note : diagnostic.notes) include(note.span);
  return std::to_string(line).size();
}

bool same(const Diagnostic& a, const Diagnostic& b) {
  return a.severity == b.severity && a.span == b.span && a.message == b.message && a.label == b.label;
}

}  // namespace

void Diagnostic::note(Span place, std::string text) { notes.push_back({place, std::move(text)}); }

Diagnostic& Diagnostics::error(Span span, std::string message, std::string label) {
  ++errors_;
  Diagnostic error{Severity::error, std::move(message), span, std::move(label), {}};
  const bool is_muted = std::any_of(muted_.begin(), muted_.end(), [&](Span muted) {
    return muted.begin <= span.begin && span.end <= muted.end;
  });
  return is_muted ? unseen_ = std::move(error) : all_.emplace_back(std::move(error));
}

Diagnostic& Diagnostics::warning(Span span, std::string message, std::string label) {
  return all_.emplace_back(Diagnostic{Severity::warning, std::move(message), span, std::move(label), {}});
}

std::string Diagnostics::render(const Sources& sources, bool colour) const {
  std::vector<const Diagnostic*> sorted;
  for (const Diagnostic& diagnostic : all_) sorted.push_back(&diagnostic);
  std::stable_sort(sorted.begin(), sorted.end(),
                   [](const Diagnostic* a, const Diagnostic* b) { return a->span.begin < b->span.begin; });
  std::vector<const Diagnostic*> shown;
  for (const Diagnostic* diagnostic : sorted) {
    bool repeated = false;
    for (auto other = shown.rbegin(); other != shown.rend() && (*other)->span.begin == diagnostic->span.begin;
         ++other) {
      if (same(**other, *diagnostic)) repeated = true;
    }
    if (!repeated) shown.push_back(diagnostic);
  }

  std::string out;
  for (std::size_t i = 0; i < shown.size(); ++i) {
    if (i > 0) out += "\n";
    if (i == most_shown) {
      out += fmt::format("… and {} more like these\n", shown.size() - most_shown);
      break;
    }
    out += asim::render(*shown[i], sources, colour);
  }
  return out;
}

std::string render(const Diagnostic& diagnostic, const Sources& sources, bool colour) {
  const std::size_t gutter = gutter_width(diagnostic, sources);
  std::string out;
  const auto part = [&](Severity severity, std::string_view message, Span span, std::string_view label) {
    const Theme theme = theme_of(severity, colour);
    out += fmt::format("{}{}{}{}: {}{}\n", theme.head, word_for(severity), theme.off, theme.bold,
                       sanitized(message), theme.off);
    if (span.known()) render_place(out, span, label, sources, gutter, theme);
  };
  part(diagnostic.severity, diagnostic.message, diagnostic.span, diagnostic.label);
  for (const Note& note : diagnostic.notes) part(Severity::note, note.message, note.span, {});
  return out;
}

}  // namespace asim

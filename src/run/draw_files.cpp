#include "run/draw_files.h"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>

#include "base/diagnostics.h"
#include "program/recorded_value.h"
#include "record/csv.h"

namespace asim {
namespace {

constexpr std::size_t kAbsent = ~std::size_t{0};

}  // namespace

// ---- places ----

DrawPlaces::DrawPlaces(const Program& program, const Sources& sources)
    : program_(program),
      sources_(sources),
      folder_(std::filesystem::path(sources.all().front().name).parent_path().string()) {
  const std::vector<std::string>& names = program.expressions.stream_names;
  for (std::uint32_t i = 0; i < names.size(); ++i) streams_.emplace(names[i], i);
  for (const DrawSite& site : program.expressions.draw_sites) {
    const std::string place = name_of(site.span);
    const auto [first, last] = places_.equal_range(place);
    const bool is_known = std::any_of(first, last, [&](const auto& p) { return p.second == site.stream; });
    if (!is_known) places_.emplace(place, site.stream);
  }
}

std::string DrawPlaces::name_of(Span span) const {
  if (!span.known()) return "";
  const Location at = sources_.locate(span);
  std::string file = at.source->shown_name();
  if (!folder_.empty()) file = std::filesystem::path(file).lexically_relative(folder_).generic_string();
  return fmt::format("{}:{}:{}", file, at.line, at.column);
}

const std::string& DrawPlaces::stream_name(std::uint32_t stream) const {
  return program_.expressions.stream_names[stream];
}

std::optional<std::uint32_t> DrawPlaces::find_stream(const std::string& name) const {
  const auto found = streams_.find(name);
  return found == streams_.end() ? std::nullopt : std::optional(found->second);
}

std::optional<std::uint32_t> DrawPlaces::find_place(const std::string& place, std::string& problem) const {
  const auto [first, last] = places_.equal_range(place);
  if (first == last) {
    std::vector<std::string_view> known;
    for (const auto& [name, stream] : places_) known.push_back(name);
    const std::string hint = suggestion(place, known);
    problem = fmt::format("nothing draws at `{}`{}{}", place, hint.empty() ? "" : ": ", hint);
    return std::nullopt;
  }
  if (std::next(first) == last) return first->second;
  problem = fmt::format("several streams are drawn from at `{}`: the stream is needed too", place);
  return std::nullopt;
}

std::string DrawPlaces::stream_hint(const std::string& name) const {
  std::vector<std::string_view> known;
  for (const auto& [stream, index] : streams_) known.push_back(stream);
  std::sort(known.begin(), known.end());
  return suggestion(name, known);
}

// ---- out ----

void DrawFile::begin(Output& output) {
  output_ = &output;
  for (const char* name : {"place", "stream", "process", "time", "value", "position"}) line_.add_text(name);
  output.write(line_.take());
}

void DrawFile::write(const Entry& entry) {
  std::string& place = names_[entry.site.span.begin];
  if (place.empty()) place = places_.name_of(entry.site.span);
  line_.add_text(place).add_text(places_.stream_name(entry.site.stream)).add_text(entry.process);
  line_.add_number(entry.time);
  if (recorded_number_of(entry.value)) {
    line_.add_plain(entry.value);
  } else {
    line_.add_text(entry.value);
  }
  line_.add_plain(entry.position);
  output_->write(line_.take());
}

// ---- in ----

DrawFileReplay::DrawFileReplay(const std::string& path, const DrawPlaces& places)
    : places_(places), name_(path == "-" ? "<stdin>" : path) {
  CsvReader reader(path == "-" ? "/dev/stdin" : path);
  std::error_code error;
  if (!reader.is_open() || std::filesystem::is_directory(path, error))
    throw DrawFileError(fmt::format("cannot read the draws of `{}`", name_));
  read(reader);
}

void DrawFileReplay::refuse(std::uint64_t line, const std::string& why) const {
  throw DrawFileError(fmt::format("line {} of `{}`: {}", line, name_, why));
}

DrawFileReplay::Columns DrawFileReplay::find_columns(const std::vector<std::string>& header) const {
  const auto position = [&](std::string_view name) {
    const auto found = std::find(header.begin(), header.end(), name);
    return found == header.end() ? kAbsent : static_cast<std::size_t>(found - header.begin());
  };
  const Columns columns{position("value"), position("stream"), position("place"), position("position")};
  if (columns.value == kAbsent || (columns.stream == kAbsent && columns.place == kAbsent)) {
    refuse(1, fmt::format("draws have the columns `value` and `stream` or `place`; there {} `{}`",
                          header.size() == 1 ? "is" : "are", fmt::join(header, "`, `")));
  }
  return columns;
}

std::uint32_t DrawFileReplay::stream_of(const std::vector<std::string>& cells, const Columns& columns,
                                        std::uint64_t line) const {
  const auto cell = [&](std::size_t column) {
    return column == kAbsent ? std::string() : std::string(without_formula_guard(cells[column]));
  };
  const std::string stream = cell(columns.stream), place = cell(columns.place);
  if (!stream.empty()) {
    if (const auto found = places_.find_stream(stream)) return *found;
    const std::string hint = places_.stream_hint(stream);
    refuse(line, fmt::format("nothing draws from a stream `{}`{}{}", stream, hint.empty() ? "" : ": ", hint));
  }
  if (place.empty()) refuse(line, "it says neither the stream nor the place");
  std::string problem;
  const auto found = places_.find_place(place, problem);
  if (!found) refuse(line, problem);
  return *found;
}

void DrawFileReplay::read(CsvReader& reader) {
  std::vector<std::string> cells;
  if (!reader.next(cells)) {
    throw DrawFileError(fmt::format("`{}` is empty: its first line names the columns", name_));
  }
  const Columns columns = find_columns(cells);
  const std::size_t width = cells.size();
  while (reader.next(cells)) {
    if (const std::string problem = row_problem(reader, cells, width); !problem.empty())
      refuse(reader.line(), problem);
    const std::uint32_t stream = stream_of(cells, columns, reader.line());
    const std::string& value = cells[columns.value];
    const std::string position = columns.position == kAbsent ? "" : cells[columns.position];
    if (stream >= queues_.size()) queues_.resize(stream + 1);
    queues_[stream].rows.push_back({texts_.size(), static_cast<std::uint32_t>(value.size()),
                                    static_cast<std::uint32_t>(position.size()), reader.line()});
    texts_ += value;
    texts_ += position;
  }
}

const DrawReplay::Value* DrawFileReplay::next(std::uint32_t stream) {
  if (stream >= queues_.size() || queues_[stream].next == queues_[stream].rows.size()) return nullptr;
  const Row& row = queues_[stream].rows[queues_[stream].next++];
  current_.text.assign(texts_, row.begin, row.size);
  current_.position.assign(texts_, row.begin + row.size, row.position_size);
  current_.line = row.line;
  return &current_;
}

std::string DrawFileReplay::left_over() const {
  std::size_t count = 0;
  std::uint64_t first = ~std::uint64_t{0};
  for (const Queue& queue : queues_) {
    count += queue.rows.size() - queue.next;
    if (queue.next < queue.rows.size()) first = std::min(first, queue.rows[queue.next].line);
  }
  if (count == 0) return "";
  return fmt::format("{} of `{}` {} not drawn; the first is that of line {}", plural(count, "value"), name_,
                     count == 1 ? "was" : "were", first);
}

}  // namespace asim

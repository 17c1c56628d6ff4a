#pragma once
// Files of draws: what `--draws` writes and `--replay` reads.
//
// CSV with a row for each draw, in order: `place,stream,process,time,value,position`. The place is
// file:line:column of the call in the model, the file relative to the model's folder, so that the folder may
// be anywhere; the stream's name tells places apart that share a line, and holds together those that share a
// stream. Reading needs `value` and `stream` or `place`, so that other programs can write such files.

#include <map>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "base/csv_reader.h"
#include "base/source.h"
#include "program/draw_book.h"
#include "program/program.h"
#include "record/csv.h"
#include "record/output.h"

namespace asim {

/// A file of draws cannot be read, or is not of this model; the message tells the line.
class DrawFileError : public std::runtime_error {
public:
  using std::runtime_error::runtime_error;
};

/// The places of a model that draw, by the names that files have for them.
class DrawPlaces {
public:
  DrawPlaces(const Program&, const Sources&);

  std::string name_of(Span) const;
  const std::string& stream_name(std::uint32_t stream) const;
  std::optional<std::uint32_t> find_stream(const std::string& name) const;
  /// The stream of the place; DrawFileError's words in `problem` if there is none, or several.
  std::optional<std::uint32_t> find_place(const std::string& place, std::string& problem) const;
  std::string stream_hint(const std::string& name) const;

private:
  const Program& program_;
  const Sources& sources_;
  std::string folder_;
  std::unordered_map<std::string, std::uint32_t> streams_;
  std::multimap<std::string, std::uint32_t> places_;
};

/// Writes the draws of a run.
class DrawFile final : public DrawLog {
public:
  explicit DrawFile(const DrawPlaces& places) : places_(places) {}

  /// Before the first draw.
  void begin(Output&);
  void write(const Entry&) override;

private:
  const DrawPlaces& places_;
  Output* output_ = nullptr;
  CsvLine line_;
  std::unordered_map<std::uint32_t, std::string> names_;  // of places, by where they begin
};

/// A file of draws, read as a whole: another program need not have written it in the order of this run.
class DrawFileReplay final : public DrawReplay {
public:
  /// `-` is standard input. DrawFileError.
  DrawFileReplay(const std::string& path, const DrawPlaces&);

  const Value* next(std::uint32_t stream) override;
  const std::string& name() const override { return name_; }
  /// "3 values of `draws.csv` were not used; the first is that of line 8"; empty if all were.
  std::string left_over() const;

private:
  struct Columns {
    std::size_t value, stream, place, position;
  };
  /// A value in `texts_`, its position behind it.
  struct Row {
    std::size_t begin;
    std::uint32_t size, position_size;
    std::uint64_t line;
  };
  struct Queue {
    std::vector<Row> rows;
    std::size_t next = 0;
  };

  [[noreturn]] void refuse(std::uint64_t line, const std::string& why) const;
  Columns find_columns(const std::vector<std::string>& header) const;
  std::uint32_t stream_of(const std::vector<std::string>& cells, const Columns&, std::uint64_t line) const;
  void read(CsvReader&);

  const DrawPlaces& places_;
  std::string name_;
  std::string texts_;
  std::vector<Queue> queues_;  // by stream
  Value current_;
};

}  // namespace asim

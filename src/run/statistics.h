#pragma once
// The statistics of a run, all of them, made from the tables of attributes: as CSV, and as people read them.

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "program/attribute.h"
#include "record/csv.h"

namespace asim {

class Simulation;

struct StatisticsTable {
  struct Column {
    std::string_view name;
    std::string_view summary;
    Role role;
  };
  struct Line {
    std::string object;
    std::vector<Value> values;  // by column; null: nothing observed
  };
  std::string_view kind;  // "queue"
  std::vector<Column> columns;
  std::vector<Line> lines;
};

/// What is kept of each kind of thing, without lines.
std::vector<StatisticsTable> statistics_kinds();
/// What was kept in this run, in the order of the file.
std::vector<StatisticsTable> statistics_of(Simulation&);

/// `object,statistic,value`; without lines, the header alone.
std::string statistics_csv(const std::vector<StatisticsTable>&, CsvDialect);

/// The numbers that matter, a line for each thing of which enough was observed; nothing if there is none.
std::string short_statistics(const std::vector<StatisticsTable>&);
/// All of them, each with what it says.
std::string full_statistics(const std::vector<StatisticsTable>&);

}  // namespace asim

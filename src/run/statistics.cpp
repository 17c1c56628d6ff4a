#include "run/statistics.h"

#include "program/collected.h"
#include "program/object.h"
#include "run/simulation.h"

namespace asim {
namespace {

constexpr ObjectKind kObjectKinds[] = {ObjectKind::resource, ObjectKind::queue, ObjectKind::container,
                                       ObjectKind::gate};

template <class Subject>
std::vector<const AttributeOf<Subject>*> shown(std::span<const AttributeOf<Subject>> attributes) {
  std::vector<const AttributeOf<Subject>*> all;
  for (const AttributeOf<Subject>& attribute : attributes) {
    if (attribute.role != Role::state) all.push_back(&attribute);
  }
  return all;
}

template <class Subject>
StatisticsTable make_table(std::string_view kind, std::span<const AttributeOf<Subject>> attributes) {
  StatisticsTable table{kind, {}, {}};
  for (const AttributeOf<Subject>* a : shown(attributes))
    table.columns.push_back({a->name, a->summary, a->role});
  return table;
}

template <class Subject>
void add_line(StatisticsTable& table, std::span<const AttributeOf<Subject>> attributes, State& state,
              Subject& subject, std::string name) {
  StatisticsTable::Line& line = table.lines.emplace_back();
  line.object = std::move(name);
  for (const AttributeOf<Subject>* a : shown(attributes)) line.values.push_back(a->read(state, subject));
}

template <class Subject>
StatisticsTable collected(std::string_view kind, std::span<const AttributeOf<Subject>> attributes,
                          State* state, std::vector<Subject> State::*subjects,
                          const std::vector<CollectedStatistic> Program::*names) {
  StatisticsTable table = make_table(kind, attributes);
  for (std::size_t i = 0; state && i < (state->*subjects).size(); ++i)
    add_line(table, attributes, *state, (state->*subjects)[i], (state->program.*names)[i].name);
  return table;
}

std::vector<StatisticsTable> tables(State* state) {
  std::vector<StatisticsTable> all;
  for (const ObjectKind kind : kObjectKinds) {
    StatisticsTable& table = all.emplace_back(make_table(kind_name(kind), attributes(kind)));
    for (std::size_t i = 0; state && i < state->objects.size(); ++i) {
      Object& object = *state->objects[i];
      if (object.kind == kind) add_line(table, attributes(kind), *state, object, object.name);
    }
  }
  StatisticsTable& processes = all.emplace_back(make_table("process", process_type_attributes()));
  for (std::size_t i = 0; state && i < state->process_types.size(); ++i) {
    ProcessTypeState& kind = state->process_types[i];
    if (!kind.type->is_hidden) add_line(processes, process_type_attributes(), *state, kind, kind.type->name);
  }
  all.push_back(collected("tally", tally_attributes(), state, &State::tallies, &Program::tallies));
  all.push_back(collected("track", track_attributes(), state, &State::tracks, &Program::tracks));
  all.push_back(collected("count", count_attributes(), state, &State::counts, &Program::counts));
  return all;
}

}  // namespace

std::vector<StatisticsTable> statistics_kinds() { return tables(nullptr); }
std::vector<StatisticsTable> statistics_of(Simulation& simulation) { return tables(&simulation.state()); }

std::string statistics_csv(const std::vector<StatisticsTable>& all, CsvDialect dialect) {
  CsvLine csv(dialect);
  std::string text(csv.file_start());
  text += csv.add_text("object").add_text("statistic").add_text("value").take();
  for (const StatisticsTable& table : all) {
    for (const StatisticsTable::Line& line : table.lines) {
      for (std::size_t i = 0; i < table.columns.size(); ++i) {
        csv.add_text(line.object).add_text(table.columns[i].name);
        const Value& value = line.values[i];
        text += (value.is_null() ? csv.add_text("") : csv.add_number(value.as_number())).take();
      }
    }
  }
  return text;
}

}  // namespace asim

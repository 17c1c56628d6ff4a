#include "run/compile_table.h"

namespace asim {
namespace {

/// False, and reported, if an entry is no pair.
bool compile_entries(StepCompiler& c, const Node& node, TimeTable& table) {
  const std::size_t errors = c.diagnostics().error_count();
  for (const Node* item : node.items) {
    if (!item->is_list() || item->items.size() != 2) {
      c.diagnostics().error(item->span, table_shape(table.of));
      return false;
    }
    const Argument time = c.compile(*item->items[0], Use::point, types::number);
    const Argument value = c.compile(*item->items[1], Use::expression, types::number);
    table.entries.push_back({time.operand, value.operand, time.span, value.span});
  }
  return c.diagnostics().error_count() == errors;
}

}  // namespace

TimeTable compile_table(StepCompiler& c, const Node& node, const Node* period, TimeTable::Of of) {
  TimeTable table;
  table.of = of;
  table.span = node.span;
  bool is_whole = true;
  if (period) {
    const Argument argument = c.compile(*period, Use::expression, types::number);
    is_whole = argument.given();
    table.period = argument.operand;
    table.period_span = period->span;
  }
  if (node.is_scalar()) {
    const Argument list = c.compile(node, Use::expression);
    table.list = list.operand;
    if (list.given() && !list.type.may_be(types::list)) c.diagnostics().error(node.span, table_shape(of));
    return table;
  }
  if (!node.is_list() || node.items.empty()) {
    c.diagnostics().error(node.span, table_shape(of));
    return table;
  }
  if (!compile_entries(c, node, table) || !is_whole) return table;
  const auto literal = [&](Operand operand) { return c.program().expressions.literal_number(operand); };
  if (const auto problem = find_problem(table, literal))
    c.diagnostics().error(problem->span, problem->message);
  c.program().tables.push_back(table);
  return table;
}

}  // namespace asim

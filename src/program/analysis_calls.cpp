// Calls: which function is meant, which argument goes to which parameter.

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <optional>

#include <fmt/format.h>

#include "base/numbers.h"
#include "program/analysis.h"
#include "program/collected.h"
#include "program/functions.h"
#include "program/heap.h"
#include "program/trace.h"

namespace asim {
namespace {

using Kind = Expression::Kind;

std::string signature_of(const Distribution& d) {
  std::string text = fmt::format("{}(", d.name);
  for (const DistributionParameter& p : d.parameters) {
    if (text.back() != '(') text += ", ";
    text += p.name;
    if (!p.required) text += "=…";
  }
  return text + ")";
}

std::optional<double> literal_number(const Expression& e) {
  const bool is_negated = e.kind == Kind::unary && e.opcode == Opcode::negate;
  const Expression& literal = is_negated ? *e.operands[0] : e;
  if (literal.kind != Kind::literal || !literal.value.is_number()) return std::nullopt;
  return is_negated ? -literal.value.as_number() : literal.value.as_number();
}

bool takes_by(const Function& f) {
  return f.aggregate == Aggregate::min || f.aggregate == Aggregate::max || f.aggregate == Aggregate::sorted;
}

bool has_parameter(const Distribution& d, std::string_view name) {
  return std::any_of(d.parameters.begin(), d.parameters.end(),
                     [name](const DistributionParameter& p) { return p.name == name; });
}

}  // namespace

void Analysis::call(Expression& e) {
  if (statistic_call(e)) return;
  if (find_distribution(e.name) != nullptr) return distribution_call(e);
  if (find_function(e.name) != nullptr) return function_call(e);
  unknown_function(e);
}

// `mean(x)`, where x is not a list but something that the model collects.
bool Analysis::statistic_call(Expression& e) {
  if (!is_measure(e.name) || e.operands.empty() || e.operands[0]->kind != Kind::name) return false;
  const std::string_view name = e.operands[0]->name;
  if (std::find(locals_.begin(), locals_.end(), name) != locals_.end()) return false;
  Statistic* statistic = scope_.find_statistic(name);
  if (statistic == nullptr) return false;
  e.statistic = statistic;
  e.level = Level::run;
  const bool is_quantile = e.name == "quantile", is_histogram = e.name == "histogram";
  e.type = e.name == "count" || e.name == "sum" ? types::number : types::number | types::null;
  if (is_histogram) e.type = types::list;
  if (statistic->kind == Statistic::Kind::count && e.name != "count") {
    error(e.span, fmt::format("`{}` is only counted: it has no `{}`", name, e.name),
          fmt::format("write `count({})`", name));
  }
  Names parameters = {"name"};
  if (is_quantile) parameters.push_back("q");
  if (is_histogram) parameters.push_back("edges");
  bind(e, parameters, parameters.size(), false, fmt::format("{}({})", e.name, fmt::join(parameters, ", ")));
  if (parameters.size() == 1) return true;
  statistic->needs_samples = true;
  if (e.arguments.size() > 1 && e.arguments[1] != nullptr) {
    check_argument(e, *e.arguments[1], is_quantile ? types::number : types::list);
    if (is_quantile) check_quantile(*e.arguments[1]);
  }
  return true;
}

// `mean(wait_tmie)`: nothing has this name, where a statistic would do.
bool Analysis::unknown_statistic(const Expression& e) {
  const bool takes_more = e.name == "quantile" || e.name == "histogram";
  const bool is_such = is_measure(e.name) && (e.operands.size() == 1 || (takes_more && !e.operands.empty()));
  if (!is_such || e.operands[0]->kind != Kind::name) return false;
  const Expression& argument = *e.operands[0];
  const bool is_local = std::find(locals_.begin(), locals_.end(), argument.name) != locals_.end();
  const bool is_builtin = argument.name == "now" || argument.name == "self" || argument.name == "pi" ||
                          argument.name == "inf" || argument.name == "item";
  if (is_local || is_builtin || find(argument) != nullptr || !scope_.is_complete()) return false;
  Names known = scope_.statistic_names();
  for (const std::string_view name : scope_.names()) known.push_back(name);
  error(argument.span, fmt::format("no statistic or variable named `{}`", argument.name),
        suggestion(argument.name, known));
  return true;
}

void Analysis::check_quantile(const Expression& q) {
  if (q.kind != Kind::literal || !q.value.is_number()) return;
  if (!(q.value.as_number() >= 0 && q.value.as_number() <= 1)) error(q.span, "a quantile is between 0 and 1");
}

// Weights that are literals are known already to sum to zero, or to be too many or too few.
void Analysis::check_weights(const Expression& e) {
  if (e.operands.empty() || e.arguments.size() < 2) return;
  const Expression& values = *e.operands[0];
  const bool is_record = values.kind == Kind::record;
  const Expression& weights = is_record || e.operands.size() < 2 ? values : *e.operands[1];
  if (values.kind == Kind::list && e.arguments[1] == nullptr)
    return error(e.span, "`discrete` of a list needs a list of weights too");
  if (is_record && e.arguments[1] != nullptr)
    return error(e.arguments[1]->span, "a record has its weights already");
  if (!is_record && (values.kind != Kind::list || weights.kind != Kind::list || &values == &weights)) return;
  const std::size_t count = weights.operands.size();
  if (is_record && count == 0)
    return error(values.span, "there is nothing to choose from: the record is empty");
  if (!is_record && count != values.operands.size()) {
    return error(e.span, fmt::format("there are {} and {}", plural(values.operands.size(), "value"),
                                     plural(count, "weight")));
  }
  double sum = 0;
  for (std::size_t i = is_record ? 1 : 0; i < count; i += is_record ? 2 : 1) {
    const Expression& weight = *weights.operands[i];
    const std::optional<double> known = literal_number(weight);
    if (!known) return;
    if (!(*known >= 0 && std::isfinite(*known))) {
      return error(weight.span,
                   fmt::format("a weight must not be negative or infinite, not {}", number_text(*known)));
    }
    sum += *known;
  }
  if (count > 0 && sum == 0) error(weights.span, "the weights sum to zero");
}

void Analysis::check_not_empty(const Expression& e) {
  if (e.operands.size() != 1 || e.operands[0]->kind != Kind::list || !e.operands[0]->operands.empty()) return;
  error(e.operands[0]->span, "there is nothing to choose from: the list is empty");
}

// A file and a column that are literals are looked for before anything runs.
void Analysis::check_trace(const Expression& e) {
  const auto is_text = [](const Expression* a) {
    return a && a->kind == Kind::literal && a->value.is_text();
  };
  if (e.arguments.size() < 2 || !is_text(e.arguments[0])) return;
  const Expression& file = *e.arguments[0];
  const Expression* column = e.arguments[1];
  if (column != nullptr && !is_text(column)) return;
  const std::string_view name = column ? column->value.as_text()->view() : std::string_view();
  try {
    open_trace(
        {e.directory, file.value.as_text()->view(), name, file.span, column ? column->span : file.span});
  } catch (const RunError& problem) {
    error(problem.diagnostic.span, problem.diagnostic.message, problem.diagnostic.label);
  }
}

void Analysis::unknown_function(const Expression& e) {
  if (Symbol* symbol = find(e)) {
    symbol->read = true;
    return error(e.name_span, fmt::format("`{}` is not a function", e.name));
  }
  Names known;
  for (const Function& f : all_functions()) known.push_back(f.name);
  for (const Distribution& d : all_distributions()) known.push_back(d.name);
  error(e.name_span, fmt::format("no function named `{}`", e.name), suggestion(e.name, known));
  for (Expression* operand : e.operands) {
    const bool is_statistic = operand->kind == Kind::name && scope_.find_statistic(operand->name) != nullptr;
    if (operand->kind != Kind::generator && !is_statistic) analyse(*operand);
  }
}

Expression* Analysis::take_keyword(Expression& e, std::string_view name) {
  const auto found = std::find_if(e.keywords.begin(), e.keywords.end(),
                                  [name](const Expression::Keyword& k) { return k.name == name; });
  if (found == e.keywords.end()) return nullptr;
  Expression* value = found->value;
  e.keywords.erase(found);
  return value;
}

void Analysis::stream_name(Expression& e) {
  e.stream = take_keyword(e, "stream");
  if (e.stream == nullptr) return;
  if (e.stream->kind != Kind::literal || !e.stream->value.is_text()) {
    error(e.stream->span, "the name of a stream is text in quotes");
  }
}

void Analysis::unknown_keyword(const Expression& e, const Expression::Keyword& keyword,
                               const Names& parameters, std::string signature) {
  Names further;  // what calls take besides their parameters
  if (e.distribution != nullptr && !e.distribution->yields_bool) further = {"min", "max"};
  if (e.distribution != nullptr || (e.function != nullptr && e.function->is_random()))
    further.push_back("stream");
  if (e.function != nullptr && takes_by(*e.function)) further.push_back("by");
  Names known = parameters;
  known.insert(known.end(), further.begin(), further.end());
  signature.pop_back();
  for (const std::string_view name : further) signature += fmt::format(", {}=…", name);
  const Distribution* named = e.distribution == nullptr ? nullptr : find_distribution(e.name);
  const auto is_meant = [&](const DistributionParameter& p) { return p.name == keyword.name; };
  if (named != nullptr && named != e.distribution && std::ranges::any_of(named->parameters, is_meant)) {
    error(keyword.span, fmt::format("`{}` takes `{}` or `{}`, not both", e.name, keyword.name,
                                    e.distribution->parameters.front().name));
    return;
  }
  const std::string near = suggestion(keyword.name, known);
  error(keyword.span, fmt::format("`{}` has no argument `{}`", e.name, keyword.name),
        near.empty() ? signature + ")" : near);
}

// Sorts positional and named arguments into the order of the parameters, the last of which may have to be
// named.
bool Analysis::bind(Expression& e, const Names& parameters, std::size_t required, bool variadic,
                    const std::string& signature, std::size_t by_name) {
  const std::size_t most = parameters.size() - by_name;
  e.arguments.assign(std::max(parameters.size(), e.operands.size()), nullptr);
  std::copy(e.operands.begin(), e.operands.end(), e.arguments.begin());
  if (e.operands.size() > most && !variadic) {
    const std::string range =
        required == most ? std::to_string(most) : fmt::format("{} to {}", required, most);
    error(e.span,
          fmt::format("`{}` takes {} argument{}, not {}", e.name, range, most == 1 ? "" : "s",
                      e.operands.size()),
          signature);
    return false;
  }
  bool all_known = true;
  for (const Expression::Keyword& keyword : e.keywords) {
    const auto found = std::find(parameters.begin(), parameters.end(), keyword.name);
    if (found == parameters.end()) {
      unknown_keyword(e, keyword, parameters, signature);
      all_known = false;
      continue;
    }
    Expression*& argument = e.arguments[static_cast<std::size_t>(found - parameters.begin())];
    if (argument != nullptr)
      error(keyword.span, fmt::format("the argument `{}` is given twice", keyword.name), signature);
    argument = keyword.value;
  }
  for (std::size_t i = 0; all_known && i < required; ++i) {
    if (e.arguments[i] != nullptr) continue;
    error(e.span, fmt::format("`{}` needs the argument `{}`", e.name, parameters[i]), signature);
    break;
  }
  return true;
}

void Analysis::check_argument(Expression& e, Expression& argument, Type wanted) {
  if (argument.kind == Kind::generator) {
    generator(argument);
  } else {
    analyse(argument);
  }
  depend_on(e, argument);
  expect(argument, wanted);
}

void Analysis::distribution_call(Expression& e) {
  e.distribution = find_distribution(e.name);
  e.type = e.distribution->yields_bool ? types::boolean : types::number;
  if (!e.distribution->yields_bool) {
    e.low = take_keyword(e, "min");
    e.high = take_keyword(e, "max");
  }
  stream_name(e);
  if (const Distribution* other = e.distribution->alternative) {
    const bool is_meant =
        std::any_of(e.keywords.begin(), e.keywords.end(), [&](const Expression::Keyword& k) {
          return has_parameter(*other, k.name) && !has_parameter(*e.distribution, k.name);
        });
    if (is_meant) e.distribution = other;
  }
  Names parameters;
  std::size_t required = 0;
  for (const DistributionParameter& p : e.distribution->parameters) {
    parameters.push_back(p.name);
    if (p.required) ++required;
  }
  const bool fits = bind(e, parameters, required, false, signature_of(*e.distribution));
  for (Expression* argument : e.arguments) {
    if (argument != nullptr) check_argument(e, *argument, fits ? types::number : types::any);
  }
  for (Expression* bound : {e.low, e.high}) {
    if (bound != nullptr) check_argument(e, *bound, types::number);
  }
  e.level = Level::run;
}

void Analysis::function_call(Expression& e) {
  e.function = find_function(e.name);
  e.type = e.function->result;
  if (e.function->draws) {
    if (e.function->is_random()) stream_name(e);
    e.level = Level::run;
  }
  if (e.function->uses_state) e.level = Level::run;
  if (takes_by(*e.function)) e.by = take_keyword(e, "by");
  Names parameters;
  std::size_t required = 0;
  for (const FunctionParameter& p : e.function->parameters) {
    parameters.push_back(p.name);
    if (p.required) ++required;
  }
  if (unknown_statistic(e)) return;
  const std::size_t errors = diagnostics_.error_count();
  const bool fits = bind(e, parameters, required, e.function->variadic, e.function->signature(),
                         parameters.size() - e.function->positional_count());
  const bool is_one_list = e.function->variadic && e.operands.size() == 1;
  for (std::size_t i = 0; i < e.arguments.size(); ++i) {
    const Type wanted = e.function->parameters[std::min(i, parameters.size() - 1)].type;
    const Type accepted = is_one_list ? types::list | types::record | types::text : wanted;
    if (e.arguments[i] != nullptr) check_argument(e, *e.arguments[i], fits ? accepted : types::any);
  }
  if (e.function->variadic && e.operands.size() > 1) {
    e.type = Type();
    for (const Expression* argument : e.operands) e.type = e.type | argument->type;
  }
  if (e.by != nullptr) aggregate_by(e, *e.by);
  if (e.name == "discrete") check_weights(e);
  if (e.name == "choice") check_not_empty(e);
  if (e.function->reads_file && e.span.known())
    e.directory = std::filesystem::path(sources_.locate(e.span).source->name).parent_path().string();
  if (e.name == "trace" && diagnostics_.error_count() == errors) check_trace(e);
  if (e.name == "quantile" && e.arguments.size() > 1 && e.arguments[1] != nullptr)
    check_quantile(*e.arguments[1]);
}

void Analysis::aggregate_by(Expression& e, Expression& by) {
  if (e.operands.size() > 1 && e.function->variadic)
    error(by.span, fmt::format("`by=` needs one list, not {}", plural(e.operands.size(), "value")));
  if (locals_.size() >= 63) return error(e.span, "generators are nested too deeply");
  locals_.push_back("item");
  analyse(by);
  locals_.pop_back();
  depend_on(e, by);
  e.locals &= ~(std::uint64_t{1} << locals_.size());
}

void Analysis::method_call(Expression& e) {
  Expression& receiver = *e.operands[0];
  const std::size_t errors = diagnostics_.error_count();
  analyse(receiver);
  if (diagnostics_.error_count() > errors) return;
  e.level = Level::run;
  depend_on(e, receiver);
  e.method = find_method(e.name);
  if (e.method == nullptr) {
    Names known;
    for (const Method& m : all_methods()) known.push_back(m.name);
    return error(e.name_span, fmt::format("no method named `{}`", e.name), suggestion(e.name, known));
  }
  if (!receiver.type.may_be(e.method->receiver)) {
    error(e.name_span, fmt::format("{} is {} and has no method `{}`", excerpt_.name(receiver.span),
                                   receiver.type.description(), e.name));
  }
  Names parameters;
  std::size_t required = 0;
  for (const FunctionParameter& p : e.method->parameters) {
    parameters.push_back(p.name);
    if (p.required) ++required;
  }
  e.operands.erase(e.operands.begin());
  const bool fits =
      bind(e, parameters, required, false, fmt::format(".{}({})", e.name, fmt::join(parameters, ", ")));
  for (std::size_t i = 0; i < std::min(e.arguments.size(), parameters.size()); ++i) {
    if (e.arguments[i] != nullptr)
      check_argument(e, *e.arguments[i], fits ? e.method->parameters[i].type : types::any);
  }
  e.arguments.insert(e.arguments.begin(), &receiver);
}

}  // namespace asim

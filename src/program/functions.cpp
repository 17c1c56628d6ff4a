#include "program/functions.h"

#include <algorithm>
#include <vector>

#include "program/function_tables.h"

namespace asim {

std::size_t Function::positional_count() const {
  return static_cast<std::size_t>(std::count_if(parameters.begin(), parameters.end(),
                                                [](const FunctionParameter& p) { return !p.by_name; }));
}

std::string Function::signature() const {
  std::string text{name};
  text += '(';
  for (const FunctionParameter& p : parameters) {
    if (text.back() != '(') text += ", ";
    text += p.name;
    if (!p.required) text += "=…";
  }
  if (variadic) text += ", …";
  return text + ")";
}

Function function_of_state(std::string_view name, std::span<const FunctionParameter> parameters, Type result,
                           Value (*call)(const Arguments&), std::string_view summary,
                           std::string_view example) {
  Function f;
  f.name = name;
  f.parameters = parameters;
  f.result = result;
  f.call = call;
  f.uses_state = true;
  f.summary = summary;
  f.example = example;
  return f;
}

std::span<const Function> all_functions() {
  static const std::vector<Function> functions = [] {
    std::vector<Function> all;
    for (const auto table : {math_functions(), list_functions(), random_functions(), fitted_functions(),
                             choosing_functions(), calendar_functions()}) {
      all.insert(all.end(), table.begin(), table.end());
    }
    std::sort(all.begin(), all.end(), [](const Function& a, const Function& b) { return a.name < b.name; });
    return all;
  }();
  return functions;
}

const Function* find_function(std::string_view name) {
  const auto functions = all_functions();
  const auto found =
      std::lower_bound(functions.begin(), functions.end(), name,
                       [](const Function& f, std::string_view wanted) { return f.name < wanted; });
  return found != functions.end() && found->name == name ? &*found : nullptr;
}

const Method* find_method(std::string_view name) {
  for (const Method& method : all_methods()) {
    if (method.name == name) return &method;
  }
  return nullptr;
}

}  // namespace asim
